from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from office.admin.places import PlaceRegister
from office.admin.tables import TableRegister
from parks.models import Park
from parks.resources import ParkResource
from places.models import Kind


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
