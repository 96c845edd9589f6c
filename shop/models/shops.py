import pghistory
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lib.typed import Lines
from places.models import Place
from places.querysets import PlaceQuerySet


@pghistory.track(
    model_name="ShopEvent",
    fields=["opened_on", "story", "story_en"],
    obj_field=pghistory.ObjForeignKey(related_name="shop_events"),
)
class Shop(Place):
    """A charity shop without a cashier: things to take, and a box for what they are worth to somebody."""

    opened_on = models.DateField(_("opened"), null=True, blank=True)
    story = Lines(_("how it works"), blank=True, max_length=2000)
    story_en = Lines(_("how it works, in English"), blank=True, max_length=3000)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("charity shop")
        verbose_name_plural = _("charity shops")

    @property
    def local_story(self) -> str:
        return self.story_en if get_language() == "en" and self.story_en else self.story
