from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from leaflet.admin import LeafletAdminWidget


class MapWidget(LeafletAdminWidget):
    """django-leaflet's widget; a shape that cannot be read is the sender's mistake, not an error of ours to log."""

    def deserialize(self, value):
        try:
            geometry = GEOSGeometry(value)
        except (GEOSException, GDALException, ValueError, TypeError):
            return None
        if geometry.srid is None:
            geometry.srid = self.map_srid
        return geometry
