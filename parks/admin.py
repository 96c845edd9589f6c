from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.admin.places import HIDDEN, PlaceRegister, places_to_show
from office.admin.tables import TableRegister
from office.desk import Queue, Waiting
from office.policies import Area, Power
from parks.models import Park
from parks.resources import ParkResource
from places.models import Kind


def parks_to_show(user: User) -> Waiting:
    return places_to_show(Park.objects.all(), user)


desk_queues = [Queue(_("Pocket parks · to be shown"), Area.PLACES, Power.PUBLISH, parks_to_show, "parks_park", HIDDEN)]


@admin.register(Park)
class ParkAdmin(TableRegister, PlaceRegister):
    resource_classes = [ParkResource]
    kind = Kind.PARK
    list_display = ["name", "region", "area_m2", "operation", "is_public", "is_sample", "opened_on"]
    land = (
        _("The land"),
        {"fields": ["area_m2", "opened_on", "former_use", "former_use_en", "story", "story_en"]},
    )
    fieldsets = [
        PlaceRegister.named,
        PlaceRegister.where,
        land,
        PlaceRegister.there,
        PlaceRegister.when,
        PlaceRegister.shown,
    ]
