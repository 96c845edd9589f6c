import pghistory
import pgtrigger
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lib.people_numbers import validate_contact_phone
from lib.typed import Line, can_be_read
from places.models.region import Region
from places.querysets import PlaceQuerySet, flat
from places.validators import validate_hours, validate_in_city


class Kind(models.TextChoices):
    """What a place is. The page of a kind is named `<kind>_detail`; a kind without a room of its own uses places'."""

    PARK = "park", _("Pocket park")
    LIBRARY_STATION = "library_station", _("24-hour library station")
    PRACTICE_STATION = "practice_station", _("Civilization practice station")
    WORKERS_STATION = "workers_station", _("Workers' station")
    PARENTS_STATION = "parents_station", _("Parents' station")
    YOUTH_PALACE = "youth_palace", _("Rural youth palace")
    SHOP = "shop", _("Charity shop")
    MARKET = "market", _("Wet market")
    TOILET = "toilet", _("Public toilet")
    EXERCISE = "exercise", _("Place to exercise")
    CULTURE = "culture", _("Place of culture")

    @property
    def glyph(self) -> str:
        """The one character that marks the kind in lists and on the map."""
        return GLYPHS[self.value]


GLYPHS = {
    "park": "园",
    "library_station": "书",
    "practice_station": "站",
    "workers_station": "工",
    "parents_station": "家",
    "youth_palace": "少",
    "shop": "铺",
    "market": "菜",
    "toilet": "厕",
    "exercise": "动",
    "culture": "文",
}


class Operation(models.TextChoices):
    """How a place is run at present. `open` means: by its hours."""

    OPEN = "open", pgettext_lazy("operation", "Open by its hours")
    SELF_SERVICE = "self_service", pgettext_lazy("operation", "Self-service, by its hours")
    MAINTENANCE = "maintenance", pgettext_lazy("operation", "Closed for maintenance")
    UNKNOWN = "unknown", pgettext_lazy("operation", "Not known")
    CLOSED = "closed", pgettext_lazy("operation", "Closed for good")


class Facility(models.TextChoices):
    """What can be found at a place; codes follow OpenStreetMap's words."""

    STEP_FREE = "step_free", _("Step-free way")
    TOILET = "toilet", _("Toilet")
    ACCESSIBLE_TOILET = "accessible_toilet", _("Accessible toilet")
    SHADE = "shade", _("Shade")
    LIGHTS = "lights", _("Lights at night")
    SEATS = "seats", _("Seats")
    BACKREST = "backrest", _("Seats with a back and arms")
    PAVILION = "pavilion", _("Pavilion")
    HANDRAIL = "handrail", _("Handrails")
    CHESS = "chess", _("Chess tables")
    FITNESS = "fitness", _("Fitness equipment")
    PLAYGROUND = "playground", _("Playground")
    SANDPIT = "sandpit", _("Sandpit")
    SWINGS = "swings", _("Swings")
    WATER = "water", _("Drinking water")
    HOT_WATER = "hot_water", _("Hot water")
    AIR_CONDITIONING = "air_conditioning", _("Air conditioning")
    POWER = "power", _("Sockets")
    WIFI = "wifi", _("Wi-Fi")
    BICYCLE_PARKING = "bicycle_parking", _("Bicycle parking")
    GARDEN = "garden", _("Flower beds")
    PATH = "path", _("Walking path")

    @classmethod
    def for_elderly(cls) -> tuple["Facility", ...]:
        return cls.BACKREST, cls.HANDRAIL, cls.CHESS, cls.FITNESS, cls.PAVILION

    @classmethod
    def for_children(cls) -> tuple["Facility", ...]:
        return cls.PLAYGROUND, cls.SANDPIT, cls.SWINGS


# A place is reached through its entrances; one without any is reached at its point. Keeping that beside the point
# gives "near me" one spatial index instead of a join and a minimum.
ACCESS_OF_PLACE = """
    NEW.access = COALESCE(
        (SELECT ST_Collect(e.point::geometry)::geography FROM places_entrance e WHERE e.place_id = NEW.id),
        ST_Multi(NEW.point::geometry)::geography
    );
    RETURN NEW;
"""
ACCESS_OF_ENTRANCE = """
    UPDATE places_place SET point = point WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.place_id ELSE NEW.place_id END;
    IF TG_OP = 'UPDATE' AND OLD.place_id <> NEW.place_id THEN
        UPDATE places_place SET point = point WHERE id = OLD.place_id;
    END IF;
    RETURN NULL;
"""


@pghistory.track(exclude=["access", "pinyin"])
class Place(models.Model):
    """Somewhere that residents go. One concrete table: parks, stations and shops inherit from it."""

    name = Line(_("name"), max_length=80)
    name_en = Line(_("name in English"), max_length=120)
    pinyin = models.CharField(_("pinyin"), max_length=300, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, editable=False)
    point = models.PointField(_("point"), geography=True, validators=[validate_in_city])
    access = models.MultiPointField(geography=True, null=True, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="places", verbose_name=_("region"))
    address = Line(_("address"), max_length=120, blank=True)
    address_en = Line(_("address in English"), max_length=160, blank=True)
    summary = Line(_("in one sentence"), max_length=200, blank=True)
    summary_en = Line(_("in one sentence, in English"), max_length=300, blank=True)
    facilities = ArrayField(
        models.CharField(max_length=20, choices=Facility),
        verbose_name=_("facilities"),
        default=list,
        blank=True,
    )
    hours = models.CharField(
        _("opening hours"),
        max_length=250,
        blank=True,
        validators=[validate_hours],
        help_text=_("As in OpenStreetMap: 24/7, or Mo-Fr 09:00-17:00; PH off. Empty means: not known."),
    )
    operation = models.CharField(_("operation"), max_length=12, choices=Operation, default=Operation.OPEN)
    phone = models.CharField(_("telephone"), max_length=20, blank=True, validators=[validate_contact_phone])
    is_public = models.BooleanField(_("shown to the public"), default=True)
    is_sample = models.BooleanField(_("invented for the sample city"), default=False)
    source = Line(_("source"), max_length=200, blank=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    created_at = models.DateTimeField(_("entered"), default=timezone.now, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["pinyin", "pk"]
        constraints = [
            models.CheckConstraint(
                name="places_place_facilities_known",
                condition=Q(facilities__contained_by=Facility.values),
                violation_error_message=_("One of the facilities is not in the list."),
            ),
            models.CheckConstraint(
                name="places_place_kind_known",
                condition=Q(kind__in=Kind.values),
                violation_error_message=_("This kind of place is not known."),
            ),
            models.CheckConstraint(
                name="places_place_operation_known",
                condition=Q(operation__in=Operation.values),
                violation_error_message=_("This kind of operation is not known."),
            ),
            can_be_read(
                "name",
                "name_en",
                name="places_place_name_can_be_read",
                message=_("A name is text that can be read."),
            ),
            models.UniqueConstraint(
                name="places_place_named_once_in_region",
                fields=["kind", "region", "name"],
                violation_error_message=_("This region has a place of that kind and name already."),
            ),
        ]
        indexes = [
            models.Index(name="places_place_public", fields=["kind", "pinyin"], condition=Q(is_public=True)),
            GinIndex(name="places_place_facilities", fields=["facilities"]),
            GinIndex(
                name="places_place_name_trgm",
                fields=["name", "pinyin"],
                opclasses=["gin_trgm_ops"] * 2,
            ),
            models.Index(name="places_place_newest", fields=["-created_at"]),
            # A box of a map is a box in degrees; the geography's own index answers in great circles.
            GistIndex(flat("point"), name="places_place_flat"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="access_follows_point",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("point"),
                func=ACCESS_OF_PLACE,
            ),
        ]

    def __str__(self) -> str:
        return self.local_name

    def get_absolute_url(self) -> str:
        try:
            return reverse(f"{self.kind}_detail", args=[self.pk])
        except NoReverseMatch:
            return reverse("place_detail", args=[self.pk])

    @property
    def glyph(self) -> str:
        return Kind(self.kind).glyph

    @property
    def local_name(self) -> str:
        return self._local("name")

    @property
    def local_address(self) -> str:
        return self._local("address")

    @property
    def local_summary(self) -> str:
        return self._local("summary")

    def _local(self, field: str) -> str:
        english = getattr(self, f"{field}_en") if get_language() == "en" else ""
        return english or getattr(self, field)

    @property
    def facility_labels(self) -> list[tuple[str, str]]:
        """Code and label, in the order of the vocabulary."""
        return [(facility.value, facility.label) for facility in Facility if facility.value in self.facilities]


@pghistory.track()
class Entrance(models.Model):
    """Where a place is entered; walking distances end here."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="entrances", verbose_name=_("place"))
    point = models.PointField(_("point"), geography=True, validators=[validate_in_city])
    is_step_free = models.BooleanField(_("step-free"), default=True)
    note = Line(_("note"), max_length=80, blank=True)
    note_en = Line(_("note in English"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("entrance")
        verbose_name_plural = _("entrances")
        ordering = ["pk"]
        triggers = [
            pgtrigger.Trigger(
                name="access_of_place",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=ACCESS_OF_ENTRANCE,
            ),
        ]

    def __str__(self) -> str:
        return self.note or str(_("Entrance"))

    @property
    def local_note(self) -> str:
        return self.note_en if get_language() == "en" and self.note_en else self.note


@pghistory.track()
class PlacePhoto(models.Model):
    """A photo of a place, in a role."""

    class Role(models.TextChoices):
        VIEW = "view", _("View")
        BEFORE = "before", _("Before")
        AFTER = "after", _("After")

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="place_photos", verbose_name=_("place"))
    photo = models.ForeignKey("photos.Photo", on_delete=models.PROTECT, related_name="+", verbose_name=_("photo"))
    role = models.CharField(pgettext_lazy("photo", "role"), max_length=8, choices=Role, default=Role.VIEW)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    caption = Line(_("caption"), max_length=120, blank=True)
    caption_en = Line(_("caption in English"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("photo of a place")
        verbose_name_plural = _("photos of a place")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="places_placephoto_one_before_one_after",
                fields=["place", "role"],
                condition=Q(role__in=["before", "after"]),
                violation_error_message=_("A place has one photo before and one after."),
            ),
        ]

    def __str__(self) -> str:
        return self.caption or self.get_role_display()
