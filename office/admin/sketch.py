"""What a map of the desk shows where no base map may be shown: the towns' outlines."""

import json

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.models import F, Func

from places.models import Region

# Degrees; about 20 m here, which nobody can tell apart at the scale of a town.
TOLERANCE = 0.0002
DIGITS = 5


class Simplified(Func):
    function = "ST_SimplifyPreserveTopology"
    template = f"%(function)s(%(expressions)s, {TOLERANCE})"
    output_field = GeometryField(srid=4326)


def towns_sketch() -> str:
    """A GeoJSON FeatureCollection of the towns."""
    towns = Region.objects.towns().current().filter(outline__isnull=False)
    drawn = towns.annotate(drawn=AsGeoJSON(Simplified(F("outline")), precision=DIGITS))
    features = [
        {"type": "Feature", "properties": {"name": town.local_name}, "geometry": json.loads(town.drawn)}
        for town in drawn.only("name", "name_en")
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})
