"""How far people walk: the arithmetic of the ten-minute circle, printed on the page as it is computed here.

Speeds: adult 1.2 m/s, elder 0.8 m/s, child 0.9 m/s. Streets are not straight: the straight line is divided by a
detour factor of 1.3 (GB 50180-2018's ten-minute circle of about 500 m lies between elder and adult).
"""

from math import ceil

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DETOUR = 1.3


class Profile(TextChoices):
    """Who walks."""

    ADULT = "adult", _("Adult")
    ELDER = "elder", _("Older person")
    CHILD = "child", _("Child")

    @property
    def metres_per_second(self) -> float:
        return {"adult": 1.2, "elder": 0.8, "child": 0.9}[self.value]


def reach_m(minutes: float, profile: Profile = Profile.ADULT) -> float:
    """Straight-line metres that somebody gets in that time, detours included."""
    return minutes * 60 * profile.metres_per_second / DETOUR


def walk_minutes(distance_m: float, profile: Profile = Profile.ADULT) -> int:
    """Whole minutes on foot over a straight-line distance in metres, rounded up, at least one."""
    return max(1, ceil(round(distance_m * DETOUR / profile.metres_per_second / 60, 6)))
