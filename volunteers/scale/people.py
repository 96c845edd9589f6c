"""Accounts, identities, consents, registrations and memberships, as text for COPY."""

from datetime import date, timedelta
from functools import cache

from django.contrib.auth.hashers import make_password

from lib.people_numbers import checksum_fits
from lib.sealed import lookup_of, seal
from volunteers.sample.names import name_of
from volunteers.scale.layout import DAYS, Layout
from volunteers.vocabulary import Category, Skill

COLUMNS = {
    "accounts_user": (
        "id, password, is_superuser, username, display_name, phone, phone_lookup, phone_verified_at, is_staff, "
        "is_active, date_joined"
    ),
    "accounts_identity": (
        "id, user_id, name, name_lookup, document_type, document, document_lookup, birth_date, birth_date_lookup, "
        "created_at"
    ),
    "accounts_consent": "id, purpose, given_at, user_id, notice_id",
    "volunteers_volunteer": (
        "id, user_id, number, region_id, gender, skills, categories, state, registered_at, consent_note"
    ),
    "volunteers_membership": "id, organization_id, volunteer_id, role, state, appointed_by_id, since",
}
PURPOSES = ("account", "identity", "volunteering")
FIRST_PHONE = 12_000_000_000  # no operator gives out numbers that begin so
AREA = "320598"  # no such area was ever numbered
FIRST_BIRTH = date(1950, 1, 1)
BIRTHS = 20_000  # days; everybody is grown up
SKILLS = ["{}", "{}", *(f"{{{skill}}}" for skill in Skill.values)]
CATEGORIES = [f"{{{category}}}" for category in Category.values]


def rows(layout: Layout, first: int, last: int) -> dict[str, bytes]:
    """Everything about the people of these numbers."""
    users, identities, consents, volunteers, memberships = [], [], [], [], []
    password = make_password(None)
    joined = f"{layout.city.today - timedelta(days=DAYS + 30)} 09:00:00+08"
    for number in range(first, last):
        user, volunteer = layout.first_user + number, layout.first_volunteer + number
        name, sex = name_of(number)
        phone = str(FIRST_PHONE + user)
        users.append(
            f"{user}\t{password}\tf\tr-{user:020}\t{name}（样例）\t{seal(phone, kind='phone')}\t"
            f"{lookup_of(phone, kind='phone')}\t{joined}\tf\tt\t{joined}\n"
        )
        born = birth_date(user)
        paper = document(user, born, sex)
        identities.append(
            f"{layout.first_identity + number}\t{user}\t{seal(name, kind='name')}\t{lookup('name', name)}\t"
            f"resident_id\t{seal(paper, kind='document')}\t{lookup_of(paper, kind='document')}\t"
            f"{seal(born, kind='birth_date')}\t{lookup('birth_date', born)}\t{joined}\n"
        )
        consents += [
            f"{layout.first_consent + 3 * number + place}\t{purpose}\t{joined}\t{user}\t{layout.notice}\n"
            for place, purpose in enumerate(PURPOSES)
        ]
        volunteers.append(
            f"{volunteer}\t{user}\t{layout.numbers[number]}\t{layout.regions[number % len(layout.regions)]}\t{sex}\t"
            f"{SKILLS[number % len(SKILLS)]}\t{CATEGORIES[number % len(CATEGORIES)]}\tactive\t{joined}\t\n"
        )
        team = layout.teams[layout.team_of_person(number)].pk
        role = "leader" if number < 2 * len(layout.teams) else "member"
        memberships.append(
            f"{layout.first_membership + number}\t{team}\t{volunteer}\t{role}\tactive\t{layout.office}\t{joined}\n"
        )
    made = (users, identities, consents, volunteers, memberships)
    return {table: "".join(lines).encode() for table, lines in zip(COLUMNS, made, strict=True)}


def birth_date(key: int) -> str:
    return (FIRST_BIRTH + timedelta(days=key % BIRTHS)).isoformat()


def document(key: int, born: str, sex: str) -> str:
    """Each key has its own: day of birth and serial number together never come again below ten million."""
    serial = 2 * (key // BIRTHS % 500) + (sex == "male")
    body = f"{AREA}{born.replace('-', '')}{serial:03}"
    return next(body + check for check in "0123456789X" if checksum_fits(body + check))


@cache
def lookup(kind: str, value: str) -> str:
    """Of names and birth dates, which many share."""
    return lookup_of(value, kind=kind)
