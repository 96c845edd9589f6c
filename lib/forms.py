from django.forms.renderers import TemplatesSetting


class CivicFormRenderer(TemplatesSetting):
    """Forms are drawn by our own templates, with the error beside its field."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
