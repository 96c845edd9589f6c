from django.db import models


class PhotoQuerySet(models.QuerySet):
    def waiting(self) -> "PhotoQuerySet":
        return self.filter(state="waiting")

    def ready(self) -> "PhotoQuerySet":
        return self.filter(state="ready")
