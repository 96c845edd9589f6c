from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from leaflet.admin import LeafletAdminWidget

from office.base_map import base_map


class MapWidget(LeafletAdminWidget):
    """django-leaflet's widget; a shape that cannot be read is the sender's mistake, not an error of ours to log."""

    def get_attrs(self, name: str, attrs: dict | None = None) -> dict:
        # Asked for each form: the office enters the review number while the site is up.
        self.settings_overrides = {**self.settings_overrides, "TILES": base_map()}
        return super().get_attrs(name, attrs)

    def deserialize(self, value):
        try:
            geometry = GEOSGeometry(value)
        except (GEOSException, GDALException, ValueError, TypeError):
            return None
        if geometry.srid is None:
            geometry.srid = self.map_srid
        return geometry
