from functools import lru_cache

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.typed import Line, Lines
from parks.querysets import ParkQuerySet
from places.models import Facility, Place

# 口袋公园建设指南 (Ministry of Housing, 2024): 400 to 10,000 m²; smaller ones exist and are taken as they are.
LARGEST_M2 = 10_000


@pghistory.track(
    model_name="ParkEvent",
    fields=["area_m2", "opened_on", "former_use", "former_use_en", "story", "story_en"],
    obj_field=pghistory.ObjForeignKey(related_name="park_events"),
)
class Park(Place):
    """A pocket park: a street corner, an idle plot or derelict land, made into a small park."""

    area_m2 = models.PositiveIntegerField(_("area in m²"))
    opened_on = models.DateField(_("opened"), null=True, blank=True)
    former_use = Line(_("what the land was before"), max_length=120, blank=True)
    former_use_en = Line(_("what the land was before, in English"), max_length=200, blank=True)
    story = Lines(_("story"), blank=True, max_length=2000)
    story_en = Lines(_("story in English"), blank=True, max_length=3000)

    objects = ParkQuerySet.as_manager()

    class Meta:
        verbose_name = _("pocket park")
        verbose_name_plural = _("pocket parks")
        constraints = [
            models.CheckConstraint(
                name="parks_park_area_plausible",
                condition=Q(area_m2__gte=1, area_m2__lte=LARGEST_M2),
                violation_error_message=_("A pocket park has between 1 and 10,000 m²."),
            ),
        ]

    @property
    def fits(self) -> tuple[str, ...]:
        return fits(tuple(self.facilities), get_language())

    @property
    def local_former_use(self) -> str:
        return self.former_use_en if get_language() == "en" and self.former_use_en else self.former_use

    @property
    def local_story(self) -> str:
        return self.story_en if get_language() == "en" and self.story_en else self.story


@lru_cache(maxsize=1024)
def fits(facilities: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Whom a park with these facilities suits, in the words of the list's filters."""
    has = set(facilities)
    found = {
        _("Step-free"): Facility.STEP_FREE in has,
        _("For children"): not has.isdisjoint(Facility.for_children()),
        _("For older people"): not has.isdisjoint(Facility.for_elderly()),
    }
    return tuple(str(words) for words, is_so in found.items() if is_so)
