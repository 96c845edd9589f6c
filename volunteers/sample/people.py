"""About two thousand volunteers: accounts, identities with consent, registrations, memberships."""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from accounts.ages import minor_until
from accounts.models import Consent, Identity, PrivacyNotice, Purpose, User
from lib.people_numbers import checksum_fits
from lib.sampling import SampleCity
from places.models import Region
from volunteers.actions.registry import next_numbers
from volunteers.models import Membership, Volunteer
from volunteers.sample.names import name_of
from volunteers.sample.organizations import Team
from volunteers.vocabulary import Category, Skill

COUNT = 2_000
RESIDENT, LEADER, ELDER = "13800000001", "13800000002", "13800000003"
REAL_NAMES = {RESIDENT: ("周晓岚", "female", 33), LEADER: ("江远帆", "male", 46), ELDER: ("沈桂香", "female", 78)}
FIRST_PHONE = 13800001000  # of the same block as the logins: nobody is called by it
AREA = "320599"  # no such area was ever numbered, so nobody's document begins so
WITHOUT_PHONE = 20  # one in so many was entered by a leader
MINORS = 12
CONSENT_NOTE = "本人当面同意，签字表存放在队里（样例）。"


@dataclass
class Cast:
    """Everybody, the three who can sign in first."""

    people: list[Volunteer]
    joined: list[date]

    @property
    def resident(self) -> Volunteer:
        return self.people[0]

    @property
    def leader(self) -> Volunteer:
        return self.people[1]

    @property
    def elder(self) -> Volunteer:
        return self.people[2]


def plant(city: SampleCity, teams: dict[str, Team]) -> Cast:
    chance = random.Random(20_220_902)
    born = [_birth_date(city.today, number, chance) for number in range(COUNT)]
    users = _accounts(city)
    _identities(city, users, born)
    volunteers = _registrations(city, users, chance)
    cast = Cast(volunteers, [volunteer.registered_at.date() for volunteer in volunteers])
    _memberships(city, cast, teams, chance)
    _agree(city, users)
    return cast


def _birth_date(today: date, number: int, chance: random.Random) -> date:
    if number < len(REAL_NAMES):
        age = list(REAL_NAMES.values())[number][2]
    else:
        age = 16 if number < len(REAL_NAMES) + MINORS else round(chance.triangular(18, 82, 52))
    return date(today.year - age, 1, 1) + timedelta(days=number % 28)


def _accounts(city: SampleCity) -> list[User]:
    known = [User.objects.with_phone(phone).get() for phone in REAL_NAMES]
    password = make_password(None)
    new = [
        User(
            username=f"r-sample-{number:05}",
            display_name=called(number),
            phone=None if _is_entered(number) else str(FIRST_PHONE + number),
            phone_verified_at=None if _is_entered(number) else city.days_ago(900),
            password=password,
            date_joined=city.days_ago(900),
        )
        for number in range(len(known), COUNT)
    ]
    return known + User.objects.bulk_create(new, batch_size=1000)


def called(number: int) -> str:
    """As the portal greets somebody: never by the whole name that stands sealed in their identity."""
    name, sex = name_of(number)
    return f"{name[0]}{'女士' if sex == 'female' else '先生'}（样例）"


def _is_entered(number: int) -> bool:
    return number % WITHOUT_PHONE == WITHOUT_PHONE - 1


def real_name(number: int) -> tuple[str, str]:
    if number < len(REAL_NAMES):
        return list(REAL_NAMES.values())[number][:2]
    return name_of(number)


def document(number: int, born: date, sex: str) -> str:
    """A number that passes every check, of an area that does not exist."""
    body = f"{AREA}{born:%Y%m%d}{number % 100:02}{1 + 2 * (number % 4) if sex == 'male' else 2 * (number % 5)}"
    return next(body + check for check in "0123456789X" if checksum_fits(body + check))


def _identities(city: SampleCity, users: list[User], born: list[date]) -> None:
    identities, taken = [], set()
    for number, user in enumerate(users):
        name, sex = real_name(number)
        paper, tries = document(number, born[number], sex), 0
        while paper in taken:
            tries += 1
            paper = document(number + 10 * tries, born[number], sex)
        taken.add(paper)
        until = minor_until(born[number], city.today)
        identities.append(
            Identity(
                user=user, name=name, document_type="resident_id", document=paper,
                birth_date=born[number].isoformat(), is_minor_until=until,
                guardian=users[number + 100] if until else None,
                guardian_consented_at=city.days_ago(200) if until else None, created_at=city.days_ago(900),
            )
        )  # fmt: skip
    Identity.objects.bulk_create(identities, batch_size=1000)


def _registrations(city: SampleCity, users: list[User], chance: random.Random) -> list[Volunteer]:
    towns = list(Region.objects.towns().order_by("code"))
    homes = chance.choices(towns, [town.population or 1 for town in towns], k=len(users))
    numbers = next_numbers(len(users))
    skills, categories = Skill.values, Category.values
    return Volunteer.objects.bulk_create(
        [
            Volunteer(
                user=user,
                number=numbers[number],
                region=homes[number],
                gender=real_name(number)[1],
                skills=sorted(chance.sample(skills, chance.choice((0, 0, 1, 1, 2)))),
                categories=sorted(chance.sample(categories, chance.choice((1, 2, 2, 3)))),
                registered_at=_registered(city, number, chance),
                entered_by=users[1] if _is_entered(number) or number == 2 else None,
                consent_note=CONSENT_NOTE if _is_entered(number) or number == 2 else "",
            )
            for number, user in enumerate(users)
        ],
        batch_size=1000,
    )


def _registered(city: SampleCity, number: int, chance: random.Random) -> datetime:
    """Most have been there for more than two years; the rest came one by one since."""
    return city.days_ago(800 if number < len(REAL_NAMES) or chance.random() < 0.6 else chance.randint(3, 799))


def _memberships(city: SampleCity, cast: Cast, teams: dict[str, Team], chance: random.Random) -> None:
    """The three of the cast belong to the Westgate team; two more lead each organization."""
    at_work = [team for team in teams.values() if team.is_at_work]
    office = User.objects.get(username="office")
    rows: list[Membership] = []

    def join(team: Team, number: int, role: str = "member", state: str = "active") -> None:
        volunteer = cast.people[number]
        if state == "active":
            team.members.append(number)
        if role == "leader":
            team.leaders.append(volunteer)
        rows.append(
            Membership(
                organization=team.organization, volunteer=volunteer, role=role, state=state,
                appointed_by=office if state == "active" else None,
                since=volunteer.registered_at if state == "active" else city.days_ago(1),
            )
        )  # fmt: skip

    westgate = teams["westgate"]
    join(westgate, 1, "leader")
    join(westgate, 0)
    join(westgate, 2)
    # The first after the minors lead.
    first = len(REAL_NAMES) + MINORS
    for place, team in enumerate(at_work):
        for number in (first + 2 * place, first + 2 * place + 1):
            join(team, number, "leader")
    rest = range(len(REAL_NAMES), COUNT)
    led = {number for team in at_work for number in team.members}
    for number in (number for number in rest if number not in led):
        for team in chance.sample(at_work, chance.choice((1, 1, 2))):
            join(team, number)
    for number in range(COUNT - 4, COUNT):
        if number not in westgate.members:
            join(westgate, number, state="applied")
    Membership.objects.bulk_create(rows, batch_size=1000)


def _agree(city: SampleCity, users: list[User]) -> None:
    notice = PrivacyNotice.objects.latest()
    standing = set(Consent.objects.filter(user__in=users[:3]).values_list("user_id", "purpose"))
    Consent.objects.bulk_create(
        [
            Consent(user_id=user.pk, purpose=purpose, notice_id=notice.pk, given_at=city.days_ago(800))
            for user in users
            for purpose in (Purpose.ACCOUNT, Purpose.IDENTITY, Purpose.VOLUNTEERING)
            if (user.pk, purpose) not in standing
        ],
        batch_size=2000,
    )
    wards = Identity.objects.filter(guardian__isnull=False)
    Consent.objects.bulk_create(
        Consent(
            user=ward.guardian, ward=ward.user, purpose=Purpose.GUARDIAN, notice=notice, given_at=city.days_ago(200)
        )
        for ward in wards.select_related("guardian", "user")
    )
