from django import forms
from django.utils.translation import gettext_lazy as _

from photos import reading


class PhotoField(forms.FileField):
    """One picture, checked while the form is: what cannot be read is a sentence beside the field.

    `accept` is plain and there is neither `capture` nor `multiple`: in WeChat on Android they hide camera or album.
    """

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Photo"))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/*"}))
        kwargs.setdefault("help_text", _("JPEG, PNG, WebP or HEIC. Where and with what it was taken is removed."))
        super().__init__(**kwargs)

    def to_python(self, data):
        file = super().to_python(data)
        if file is not None:
            try:
                reading.check(file)
            except reading.PhotoRefused as refusal:
                raise forms.ValidationError(refusal.sentence, code="photo") from refusal
        return file
