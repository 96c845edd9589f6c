from places.models.feedback import Feedback
from places.models.hours import HoursException
from places.models.place import Entrance, Facility, Kind, Operation, Place, PlacePhoto
from places.models.region import Region

__all__ = [
    "Entrance",
    "Facility",
    "Feedback",
    "HoursException",
    "Kind",
    "Operation",
    "Place",
    "PlacePhoto",
    "Region",
]
