from leaflet.admin import LeafletAdminWidget

from places.shapes import NoShape, read_shape


class MapWidget(LeafletAdminWidget):
    """django-leaflet's widget; a shape that cannot be read is the sender's mistake, not an error of ours to log."""

    def deserialize(self, value):
        try:
            return read_shape(value)
        except NoShape:
            return None
