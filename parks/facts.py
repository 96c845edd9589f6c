"""A park as search engines read it."""

from django.conf import settings
from django.utils.safestring import SafeString

from lib.json_ld import json_ld
from places.present import Shown


def park_facts(shown: Shown) -> SafeString | str:
    """Nothing for what was invented: an invented park must not turn up in somebody's search."""
    park = shown.place
    if park.is_sample:
        return ""
    facts = {
        "@type": "Park",
        "name": park.local_name,
        "url": settings.SITE_ORIGIN + park.get_absolute_url(),
        "address": park.local_address or park.region.local_name,
        "geo": {"@type": "GeoCoordinates", "latitude": park.point.y, "longitude": park.point.x},
        "isAccessibleForFree": True,
        "publicAccess": True,
        "amenityFeature": [
            {"@type": "LocationFeatureSpecification", "name": str(label), "value": True}
            for _code, label in park.facility_labels
        ],
    }
    if park.local_summary:
        facts["description"] = park.local_summary
    return json_ld(facts)
