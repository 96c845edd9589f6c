from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from office.admin.places import PlaceRegister
from places.models import Kind
from shop.models import Shop


@admin.register(Shop)
class ShopAdmin(PlaceRegister):
    kind = Kind.SHOP
    list_display = ["name", "region", "operation", "is_public", "is_sample", "opened_on"]
    about = (_("The shop"), {"fields": ["opened_on", "story", "story_en"]})
    fieldsets = [
        PlaceRegister.named,
        PlaceRegister.where,
        about,
        PlaceRegister.there,
        PlaceRegister.when,
        PlaceRegister.shown,
    ]
