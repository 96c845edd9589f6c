from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from lib.refusals import Refused
from office.admin.scoped import ScopedAdmin, TownFilter
from office.deadlines import FEEDBACK_WORKDAYS, feedback_days_left
from office.policies import Area, Power
from places import actions
from places.models import Feedback
from places.workflow import FEEDBACK_MOVES

State = Feedback.State


class DecisionForm(forms.ModelForm):
    """What the office does with one message; the row itself is changed by the actions alone."""

    ANSWER, DECLINE = "answer", "decline"
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(ANSWER, _("Answer")), (DECLINE, _("Do not publish"))],
        widget=forms.RadioSelect,
    )
    answer_text = forms.CharField(label=_("Answer"), required=False, max_length=1000, widget=forms.Textarea)
    answer_text_en = forms.CharField(
        label=_("Answer in English"), required=False, max_length=1500, widget=forms.Textarea
    )
    publish = forms.BooleanField(
        label=_("Show question and answer on the place's page"),
        required=False,
        help_text=_("Only where the sender allowed it."),
    )
    reason_text = forms.CharField(
        label=_("Why it is not published"),
        required=False,
        max_length=300,
        help_text=_("Stays in the office."),
    )

    class Meta:
        model = Feedback
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.state == State.ANSWERED and "decision" in self.fields:
            self.fields["decision"].choices = [(self.DECLINE, _("Take it off the page"))]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("decision") == self.ANSWER and not cleaned.get("answer_text", "").strip():
            self.add_error("answer_text", _("Please write the answer."))
        if cleaned.get("decision") == self.DECLINE and not cleaned.get("reason_text", "").strip():
            self.add_error("reason_text", _("Say why this is not published; the reason stays in the office."))
        if cleaned.get("publish") and not self.instance.may_publish:
            self.add_error("publish", _("The sender did not agree to publication. Please answer without publishing."))
        return cleaned

    def decide(self, by) -> Feedback:
        cleaned = self.cleaned_data
        if cleaned["decision"] == self.DECLINE:
            return actions.decline_feedback(feedback=self.instance, by=by, reason=cleaned["reason_text"])
        return actions.answer_feedback(
            feedback=self.instance,
            by=by,
            answer=cleaned["answer_text"],
            answer_en=cleaned["answer_text_en"],
            publish=cleaned["publish"],
        )


class QueueChangeList(ChangeList):
    """Each waiting row knows its working days; the calendar is read once for the page."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        waiting = [row for row in self.result_list if row.state == State.RECEIVED]
        left = feedback_days_left([row.created_at for row in waiting], timezone.localdate())
        for row, days in zip(waiting, left, strict=True):
            row.days_left = days


@admin.register(Feedback)
class FeedbackAdmin(ScopedAdmin):
    area = Area.FEEDBACK
    region_path = "place__region"
    form = DecisionForm
    list_display = ["created_at", "place", "shown_text", "state", "shown_days_left"]
    list_filter = ["state", TownFilter]
    list_select_related = ["place__region"]
    search_fields = ["place__name", "text"]
    ordering = ["created_at"]
    said = ["shown_place", "created_at", "text", "shown_photo", "masked_phone", "may_publish", "state"]
    done = ["answer", "answer_en", "is_published", "reason", "answered_by", "answered_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("place__region", "photo", "answered_by")

    def get_changelist(self, request, **kwargs):
        return QueueChangeList

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return self.may(request, Power.PUBLISH, obj) and (obj is None or bool(FEEDBACK_MOVES[State(obj.state)]))

    def get_readonly_fields(self, request, obj=None):
        return [*self.said, *self.done]

    def get_fieldsets(self, request, obj=None):
        message = (_("What was said"), {"fields": self.said})
        done = (_("What the office did"), {"fields": self.done})
        if not self.has_change_permission(request, obj):
            return [message, done]
        if obj.state == State.ANSWERED:
            return [message, done, (_("Withdraw the answer"), {"fields": ["decision", "reason_text"]})]
        decision = ["decision", "answer_text", "answer_text_en", "publish", "reason_text"]
        return [message, (_("The office's decision"), {"fields": decision})]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return HttpResponseRedirect(request.path)

    def save_model(self, request, obj, form, change):
        form.decide(by=request.user)

    @admin.display(description=_("place"))
    def shown_place(self, feedback: Feedback):
        return format_html('<a href="{}">{}</a>', feedback.place.get_absolute_url(), feedback.place)

    @admin.display(description=_("what was said"))
    def shown_text(self, feedback: Feedback) -> str:
        return feedback.text[:60]

    @admin.display(description=_("days left"))
    def shown_days_left(self, feedback: Feedback) -> str:
        days = getattr(feedback, "days_left", None)
        if days is None:
            return "—"
        if days < 0:
            words = ngettext("%(days)s working day late", "%(days)s working days late", -days) % {"days": -days}
            return format_html('<strong class="desk-late">{}</strong>', words)
        words = ngettext("%(days)s of %(all)s working days", "%(days)s of %(all)s working days", days)
        return words % {"days": days, "all": FEEDBACK_WORKDAYS}

    @admin.display(description=_("photo"))
    def shown_photo(self, feedback: Feedback):
        photo = feedback.photo
        if photo is None or not photo.is_ready:
            return photo.get_state_display() if photo else "—"
        return format_html('<img class="desk-photo" src="{}" alt="{}">', photo.medium, photo.alt)

    @admin.display(description=_("mobile number"))
    def masked_phone(self, feedback: Feedback) -> str:
        return str(feedback.phone or "—")
