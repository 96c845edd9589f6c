from django.db import models


class EntryQuerySet(models.QuerySet):
    def in_order(self) -> "EntryQuerySet":
        """As the chain has them."""
        return self.order_by("fund", "link__number")

    def newest(self) -> "EntryQuerySet":
        return self.order_by("-link__number")
