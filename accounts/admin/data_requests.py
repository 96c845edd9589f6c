from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import actions
from accounts.models import DataRequest
from lib.offered import OfferedLookups
from lib.refusals import Refused


class AnswerForm(forms.ModelForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        choices=[("done", gettext_lazy("Done")), ("refused", gettext_lazy("Refused, with reasons"))],
        widget=forms.RadioSelect,
        help_text=gettext_lazy("A deletion that is done wipes the account at once and cannot be undone."),
    )

    class Meta:
        model = DataRequest
        fields = ["answer"]

    def clean_answer(self) -> str:
        answer = self.cleaned_data["answer"].strip()
        if not answer:
            raise ValidationError(_("Please write an answer; a refusal needs its reasons."))
        return answer


@admin.register(DataRequest)
class DataRequestAdmin(OfferedLookups, admin.ModelAdmin):
    desk_group = "accounts"
    form = AnswerForm
    list_display = ["kind", "user", "state", "created_at", "due_on"]
    list_filter = ["state", "kind"]
    list_select_related = ["user"]
    show_full_result_count = False
    asked = ["kind", "user", "text", "created_at", "due_on"]
    answered = ["state", "answer", "answered_by", "answered_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        is_open = obj is None or obj.state == DataRequest.State.OPEN
        return is_open and super().has_change_permission(request, obj)

    def get_fields(self, request: HttpRequest, obj=None) -> list[str]:
        may_answer = self.has_change_permission(request, obj)
        return [*self.asked, *(["answer", "outcome"] if may_answer else self.answered)]

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return self.asked if self.has_change_permission(request, obj) else [*self.asked, *self.answered]

    def save_model(self, request: HttpRequest, obj: DataRequest, form: AnswerForm, change: bool) -> None:
        actions.answer_request(
            request=obj,
            by=request.user,
            answer=form.cleaned_data["answer"],
            done=form.cleaned_data["outcome"] == "done",
        )

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None) -> HttpResponse:
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("admin:accounts_datarequest_changelist")
