from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from lib.refusals import Refused
from office.actions.posts import agree_to_post
from office.admin.scoped import ScopedAdmin
from office.desk import Waiting
from office.models import Department, Post
from office.policies import Area, Power


@admin.register(Department)
class DepartmentAdmin(ScopedAdmin):
    area = Area.POSTS
    desk_group = "office"
    list_display = ["name", "name_en", "region", "phone"]
    list_select_related = ["region"]
    search_fields = ["name", "name_en"]
    autocomplete_fields = ["region"]
    fields = ["name", "name_en", "region", "phone"]


def posts_to_agree_to(user: User) -> Waiting:
    return Waiting(Post.objects.for_agreement_by(user).aggregate(count=Count("pk"))["count"])


class HeldFilter(admin.SimpleListFilter):
    title = _("held")
    parameter_name = "held"

    def lookups(self, request, model_admin):
        return [("today", _("today"))]

    def queryset(self, request, queryset):
        return queryset.held_today() if self.value() == "today" else queryset


class AgreedFilter(admin.SimpleListFilter):
    title = _("agreed to")
    parameter_name = "agreed"

    def lookups(self, request, model_admin):
        return [("waits", _("waits for agreement")), ("yes", _("holds"))]

    def queryset(self, request, queryset):
        if self.value() == "waits":
            return queryset.unagreed()
        return queryset.filter(agreed_by__isnull=False) if self.value() == "yes" else queryset


class PostForm(forms.ModelForm):
    giver: User | None = None

    class Meta:
        model = Post
        fields = ["user", "role", "region", "department", "valid_from", "valid_to"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.giver is not None and cleaned.get("user") == self.giver:
            self.add_error("user", _("Nobody gives themself a post."))
        ended, to = self.initial.get("valid_to"), cleaned.get("valid_to")
        if ended and (to is None or to > ended):
            self.add_error("valid_to", _("A post is not made longer. Please give a new one."))
        return cleaned


@admin.register(Post)
class PostAdmin(ScopedAdmin):
    """A post is ended by its last day, never taken out: who could do what, and when, must stay known."""

    area = Area.POSTS
    desk_group = "office"
    list_display = ["user", "role", "region", "department", "valid_from", "valid_to", "standing"]
    list_select_related = ["user", "region", "department"]
    list_filter = [AgreedFilter, "role", HeldFilter]
    search_fields = ["user__username", "user__display_name", "region__name"]
    autocomplete_fields = ["region"]
    actions = ["agree_to_chosen"]
    form = PostForm
    change_form_template = "admin/office/post/change_form.html"
    given = ("user", "role", "region", "valid_from")
    kept = ("given_by", "standing", "agreed_by", "agreed_at")
    fields = ["user", "role", "region", "department", "valid_from", "valid_to", *kept]

    def get_readonly_fields(self, request, obj=None):
        return [*self.given, *self.kept] if obj else self.kept

    def get_fields(self, request, obj=None):
        return self.fields if obj else self.fields[: -len(self.kept)]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        return form if obj else type(form.__name__, (form,), {"giver": request.user})

    def save_model(self, request, obj, form, change):
        if not change:
            obj.given_by = request.user
        super().save_model(request, obj, form, change)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_agree_permission(self, request: HttpRequest) -> bool:
        return self.may(request, Power.AGREE)

    def get_urls(self) -> list:
        agree = self.admin_site.admin_view(self.agree_view)
        return [path("<int:pk>/agree/", agree, name="office_post_agree"), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        waits = obj is not None and self.has_agree_permission(request)
        context["may_agree"] = waits and Post.objects.for_agreement_by(request.user).filter(pk=obj.pk).exists()
        return super().render_change_form(request, context, add, change, form_url, obj)

    def agree_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asked first, in a sentence; done by POST."""
        post = self.get_object(request, pk)
        if not self.has_agree_permission(request):
            raise PermissionDenied
        back = reverse("admin:office_post_change", args=[pk])
        if request.method == "POST":
            if self._agree(request, [post]):
                messages.success(request, _("You have agreed: this post holds now."))
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Agree to a post"),
            "opts": self.opts,
            "posts": [post],
            "address": reverse("admin:office_post_agree", args=[pk]),
            "back": back,
        }
        return TemplateResponse(request, "admin/office/post/agree.html", context)

    @admin.action(description=_("Agree to the chosen posts"), permissions=["agree"])
    def agree_to_chosen(self, request: HttpRequest, queryset: QuerySet[Post]) -> HttpResponse | None:
        posts = list(queryset.select_related("user", "region", "given_by"))
        if "sure" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": _("Agree to a post"),
                "opts": self.opts,
                "posts": posts,
                "chosen": [post.pk for post in posts],
                "address": reverse("admin:office_post_changelist"),
                "back": reverse("admin:office_post_changelist"),
            }
            return TemplateResponse(request, "admin/office/post/agree.html", context)
        done = self._agree(request, posts)
        words = ngettext("%(count)s post holds now.", "%(count)s posts hold now.", done)
        messages.success(request, words % {"count": done})
        return None

    def _agree(self, request: HttpRequest, posts: list[Post]) -> int:
        """As many as can; what is refused is said, post by post."""
        done = 0
        for post in posts:
            try:
                agree_to_post(post=post, by=request.user)
                done += 1
            except Refused as refusal:
                messages.error(request, f"{post}: {refusal.sentence}")
        return done

    @admin.display(description=_("standing"))
    def standing(self, post: Post) -> str:
        if post.holds:
            return format_html('<span class="pill pill--done">{}</span>', _("holds"))
        return format_html('<span class="pill pill--waiting">{}</span>', _("waits for agreement"))
