import pghistory
from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from places.querysets import RegionQuerySet


@pghistory.track(exclude=["outline"])
class Region(models.Model):
    """One tree of divisions. The statistical code is the path: a subtree is `code__startswith`."""

    class Level(models.TextChoices):
        CITY = "city", _("City")
        TOWN = "town", _("Town")
        SUBDISTRICT = "subdistrict", _("Sub-district")
        ZONE = "zone", _("Zone")
        COMMUNITY = "community", _("Community")
        VILLAGE = "village", _("Village")
        GRID = "grid", _("Grid")

    TOWN_LEVELS = (Level.TOWN, Level.SUBDISTRICT, Level.ZONE)

    code = models.CharField(_("statistical code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=250, blank=True, editable=False)
    level = models.CharField(_("level"), max_length=12, choices=Level)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    outline = models.MultiPolygonField(_("outline"), srid=4326, null=True, blank=True)
    centre = models.PointField(_("centre"), geography=True, null=True, blank=True)
    population = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    is_sample = models.BooleanField(_("drawn for the sample city"), default=False)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="places_region_code_is_digits",
                condition=Q(code__regex=r"^[0-9]{6,20}$"),
                violation_error_message=_("A region's code is 6 to 20 digits."),
            ),
            models.CheckConstraint(
                name="places_region_only_city_is_root",
                condition=Q(level="city", parent__isnull=True) | (~Q(level="city") & Q(parent__isnull=False)),
                violation_error_message=_("Every region but the city is part of another."),
            ),
            models.CheckConstraint(
                name="places_region_valid_span",
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=models.F("valid_from")),
                violation_error_message=_("A region ends after it began."),
            ),
        ]
        indexes = [
            # Every list of parks offers the towns; grids are a hundred times as many.
            models.Index(
                name="places_region_towns", fields=["code"], condition=Q(level__in=["town", "subdistrict", "zone"])
            ),
            # C collation: a subtree is a prefix, and a prefix must be able to use the index.
            models.Index(name="places_region_code_prefix", fields=["code"], opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.local_name

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name
