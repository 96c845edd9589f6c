from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from pillow_heif import register_heif_opener


class PhotosConfig(AppConfig):
    name = "photos"
    verbose_name = _("Photos")

    def ready(self) -> None:
        register_heif_opener()
