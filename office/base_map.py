"""The map below the desk's own shapes, where the office may show one."""

from typing import Any

from django.conf import settings

from office.context import current_site

Tiles = list[tuple[str, str, dict[str, Any]]]


def base_map() -> Tiles:
    """Tiles for a map of the desk. None, and so a sketch, without a review number (审图号) in its identity."""
    review_no = current_site().map_review_no
    if not settings.MAP_TILES_URL or not review_no:
        return []
    return [("", settings.MAP_TILES_URL, {"attribution": f"{settings.MAP_ATTRIBUTION} {review_no}".strip()})]
