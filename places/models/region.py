import pghistory
import pgtrigger
from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.typed import Line, can_be_read
from places.querysets import RegionQuerySet
from places.validators import validate_outline

CODE_IN_PARENTS = _("A region's code begins with the code of the region that it is part of.")

# What is known better than by geometry (a town hall) stays while it lies within the outline.
CENTRE_FOLLOWS_OUTLINE = """
    IF NEW.outline IS NULL THEN
        NEW.shape_trace = '';
    ELSIF TG_OP = 'INSERT' OR NEW.outline IS DISTINCT FROM OLD.outline THEN
        IF NEW.centre IS NULL OR NOT ST_Covers(NEW.outline, NEW.centre::geometry)
           OR TG_OP = 'UPDATE' AND NEW.centre IS NOT DISTINCT FROM OLD.centre THEN
            NEW.centre = ST_PointOnSurface(NEW.outline)::geography;
        END IF;
        NEW.shape_trace = places_shape_trace(NEW.outline);
    END IF;
    RETURN NEW;
"""


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
    name = Line(_("name"), max_length=80)
    name_en = Line(_("name in English"), max_length=80, blank=True)
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
    outline = models.MultiPolygonField(_("outline"), srid=4326, null=True, blank=True, validators=[validate_outline])
    # Outlines are too heavy for the history; their area and the beginning of their digest tell one from another.
    shape_trace = models.CharField(_("outline"), max_length=60, default="", blank=True, editable=False)
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
                name="places_region_not_in_itself",
                condition=~Q(parent=models.F("pk")),
                violation_error_message=_("A region is not part of itself."),
            ),
            can_be_read(
                "name",
                may_be_empty=("name_en",),
                name="places_region_name_can_be_read",
                message=_("A name is text that can be read."),
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

        triggers = [
            pgtrigger.Trigger(
                name="centre_follows_outline",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("outline"),
                func=CENTRE_FOLLOWS_OUTLINE,
            ),
        ]

    def __str__(self) -> str:
        return self.local_name

    def clean(self) -> None:
        """As the database has it (migrations/0006_regions_hold.sql), said beside the field of a form."""
        parent = self.parent if self.parent_id and self.parent_id != self.pk else None
        if parent and (self.code == parent.code or not self.code.startswith(parent.code)):
            raise ValidationError({"code": CODE_IN_PARENTS})

    @property
    def is_used(self) -> bool:
        """Whether anything stands in this region or points at it; then its code stays."""
        pointing = (link for link in self._meta.related_objects if not hasattr(link.related_model, "pgh_tracked_model"))
        return any(link.related_model._base_manager.filter(**{link.field.name: self.pk}).exists() for link in pointing)

    @property
    def local_name(self) -> str:
        return self.name_en if get_language() == "en" and self.name_en else self.name
