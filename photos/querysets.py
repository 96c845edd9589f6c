from datetime import timedelta

from django.db import models
from django.utils import timezone

# A task that was queued has begun by then; sooner, sweeping would only do its work twice.
OVERLOOKED_AFTER = timedelta(minutes=1)


class PhotoQuerySet(models.QuerySet):
    def waiting(self) -> "PhotoQuerySet":
        return self.filter(state="waiting")

    def ready(self) -> "PhotoQuerySet":
        return self.filter(state="ready")

    def withdrawn(self) -> "PhotoQuerySet":
        return self.filter(state="withdrawn")

    def settled(self) -> "PhotoQuerySet":
        """Nothing more will be made of their originals."""
        return self.exclude(state="waiting")

    def with_original(self) -> "PhotoQuerySet":
        return self.exclude(original="")

    def overlooked(self) -> "PhotoQuerySet":
        return self.filter(created_at__lt=timezone.now() - OVERLOOKED_AFTER).order_by("created_at")
