from leaflet.admin import LeafletAdminWidget

from office.base_map import base_map
from places.shapes import NoShape, read_shape


class MapWidget(LeafletAdminWidget):
    """django-leaflet's widget; a shape that cannot be read is the sender's mistake, not an error of ours to log."""

    def get_attrs(self, name: str, attrs: dict | None = None) -> dict:
        # Asked for each form: the office enters the review number while the site is up.
        self.settings_overrides = {**self.settings_overrides, "TILES": base_map()}
        return super().get_attrs(name, attrs)

    def deserialize(self, value):
        try:
            return read_shape(value)
        except NoShape:
            return None
