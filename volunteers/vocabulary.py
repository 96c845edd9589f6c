"""Words that rows choose from; a code in a column, a label for people."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    """What kind of service. Meetings, lectures, rehearsals and trade are not service and have no word here."""

    READING = "reading", _("Reading and culture")
    ELDERLY = "elderly", _("Care for older people")
    CHILDREN = "children", _("Children and youth")
    DISABILITY = "disability", _("Help for people with disabilities")
    ENVIRONMENT = "environment", _("Environment and green")
    ORDER = "order", _("Civilised traffic and order")
    COMMUNITY = "community", _("Neighbourhood service")
    HEALTH = "health", _("Health and first aid")
    EVENT = "event", _("Service at public events")
    SAFETY = "safety", _("Safety and emergency")
    TEACHING = "teaching", _("Teaching and advice")
    CHARITY = "charity", _("Charity shop and donations")


class Skill(TextChoices):
    FIRST_AID = "first_aid", _("First aid")
    MEDICAL = "medical", _("Medicine and nursing")
    TEACHING = "teaching", _("Teaching")
    PSYCHOLOGY = "psychology", _("Counselling")
    LAW = "law", _("Law")
    SIGN_LANGUAGE = "sign_language", _("Sign language")
    FOREIGN_LANGUAGE = "foreign_language", _("Foreign languages")
    DRIVING = "driving", _("Driving")
    HAIRDRESSING = "hairdressing", _("Hairdressing")
    REPAIR = "repair", _("Repairs")
    COMPUTER = "computer", _("Computers and phones")
    MUSIC_ART = "music_art", _("Music and art")
    WATER_RESCUE = "water_rescue", _("Water rescue")


class OrganizationKind(TextChoices):
    """Who may organise, record and certify (Regulation on Volunteer Service art. 8, 41, 42)."""

    VOLUNTEER_ORGANIZATION = "volunteer_organization", _("Volunteer organization")
    CHARITY = "charity", _("Charity")
    GRASSROOTS_COMMITTEE = "grassroots_committee", _("Residents' or village committee")
    EVENT_HOST = "event_host", _("Host of a public event")
    PUBLIC_SERVICE = "public_service", _("Public-service body")
    TEAM = "team", _("Team")


class Source(TextChoices):
    """How an hour came into the books; stands on every record and in the public figures."""

    CODE = "code", _("Rotating code on site")
    ROSTER = "roster", _("Leader's roster")
    LOCATION = "location", _("Location on site")
    SELF_REPORT = "self_report", _("Reported by the volunteer")
    IMPORTED = "imported", _("Imported list")
    BACK_OFFICE = "back_office", _("Entered by the office")


class Way(TextChoices):
    """How a check-in or check-out was proved."""

    CODE = "code", _("Rotating code")
    ROSTER = "roster", _("Leader's roster")
    LOCATION = "location", _("Location")


class Flag(TextChoices):
    """What makes a record worth a second look; never a judgement."""

    CLOCK = "clock", _("The phone's clock was wrong")
    FORGOTTEN = "forgotten", _("Check-out forgotten")
    LONG_DAY = "long_day", _("Long day")
    LATE_SYNC = "late_sync", _("Sent long after the shift")
    OUTSIDE = "outside", _("Outside the shift's hours")
    DISTANT = "distant", _("At the edge of the place")
    OVERLAP = "overlap", _("Overlaps another record")
    BACKDATED = "backdated", _("Checked in before the shift was announced")


class Gender(TextChoices):
    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
