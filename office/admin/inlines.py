from django import forms
from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from office.admin.place_form import EntranceForm
from office.admin.scoped import ScopedInline
from photos import actions as photo_actions
from photos.forms import PhotoField
from places.models import Entrance, HoursException, PlacePhoto


def live_rows(formset) -> list[dict]:
    """What the rows will be once saved: neither empty nor marked to go."""
    return [
        form.cleaned_data
        for form in formset.forms
        if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
    ]


class LabelledFormSet(forms.BaseInlineFormSet):
    """A row of a table has headings for the eye; each input gets a name for the ear."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label or ""))


class ExceptionFormSet(LabelledFormSet):
    """The database refuses overlaps with what stands already; two new rows of one form are compared here."""

    def clean(self):
        super().clean()
        spans = sorted(
            (row["starts_on"], row["ends_on"]) for row in live_rows(self) if row.get("starts_on") and row.get("ends_on")
        )
        for (_start, end), (start, _end) in zip(spans, spans[1:], strict=False):
            if start <= end:
                raise forms.ValidationError(_("Two of these exceptions cover the same day."))


class PhotoForm(forms.ModelForm):
    file = PhotoField(label=_("New picture"), required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.instance.photo_id and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Please choose a picture."))
        return cleaned

    def keep(self, uploaded_by) -> None:
        """Take the new picture in; the row points at it from now on."""
        if file := self.cleaned_data.get("file"):
            self.instance.photo = photo_actions.take_in(
                file=file,
                uploaded_by=uploaded_by,
                alt=self.cleaned_data.get("caption", ""),
                alt_en=self.cleaned_data.get("caption_en", ""),
            )


class PhotoFormSet(LabelledFormSet):
    def clean(self):
        super().clean()
        once = [row.get("role") for row in live_rows(self)]
        for role in (PlacePhoto.Role.BEFORE, PlacePhoto.Role.AFTER):
            if once.count(role) > 1:
                raise forms.ValidationError(_("A place has one photo before and one after."))


class EntranceInline(ScopedInline, admin.TabularInline):
    model = Entrance
    form = EntranceForm
    formset = LabelledFormSet
    fields = ["longitude", "latitude", "datum", "is_step_free", "note", "note_en"]


class HoursExceptionInline(ScopedInline, admin.TabularInline):
    model = HoursException
    formset = ExceptionFormSet
    fields = ["starts_on", "ends_on", "hours", "reason", "reason_en"]


class PlacePhotoInline(ScopedInline, admin.TabularInline):
    model = PlacePhoto
    form = PhotoForm
    formset = PhotoFormSet
    fields = ["preview", "file", "role", "position", "caption", "caption_en"]
    readonly_fields = ["preview"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("photo")

    @admin.display(description=_("picture"))
    def preview(self, row: PlacePhoto):
        if not row.photo_id:
            return "—"
        if not row.photo.is_ready:
            return row.photo.get_state_display()
        return format_html('<img class="desk-thumb" src="{}" alt="{}">', row.photo.small, row.photo.alt)
