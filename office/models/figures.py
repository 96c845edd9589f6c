import pghistory
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


@pghistory.track()
class ReferenceFigure(models.Model):
    """A published figure with its birth certificate. Live counts stand beside it and are never mixed with it."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=120)
    definition = models.CharField(_("definition"), max_length=300)
    definition_en = models.CharField(_("definition in English"), max_length=400)
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    is_lower_bound = models.BooleanField(_("at least this much"), default=False)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    unit_en = models.CharField(_("unit in English"), max_length=40, blank=True)
    as_of = models.DateField(_("as of"))
    source = models.CharField(_("source"), max_length=200)
    source_en = models.CharField(_("source in English"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=100)
    on_home_page = models.BooleanField(_("on the home page"), default=False)

    class Meta:
        verbose_name = _("reference figure")
        verbose_name_plural = _("reference figures")
        ordering = ["position", "key"]
        constraints = [
            models.CheckConstraint(
                name="office_referencefigure_not_negative",
                condition=models.Q(value__gte=0),
                violation_error_message=_("A figure is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.local_title

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def local_title(self) -> str:
        return self._local("title")

    @property
    def local_definition(self) -> str:
        return self._local("definition")

    @property
    def local_unit(self) -> str:
        return self._local("unit")

    @property
    def local_source(self) -> str:
        return self._local("source")
