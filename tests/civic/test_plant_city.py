import re
from datetime import timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.gis.db.models import GeometryField
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Max, Sum
from django.db.models.functions import Cast
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import sample as people
from accounts.models import Identity, PrivacyNotice, User
from civic.management.commands.plant_city import DATA, in_a_hurry
from lib.credit_code import clean_credit_code
from lib.sampling import SampleCity
from office.models import ReferenceFigure, WorkdayOverride
from parks.models import Park
from photos.models import Photo, Size
from places.models import Entrance, Feedback, HoursException, Kind, Place, PlacePhoto, Region
from tests.documents import parse_resident_id
from volunteers import scale
from volunteers.actions.spot_checks import is_reproduced
from volunteers.actions.totals import differences_between
from volunteers.models import (
    Activity,
    Membership,
    Merge,
    Organization,
    ServiceRecord,
    ServiceTotal,
    Shift,
    SpotCheck,
    Volunteer,
)
from volunteers.sample import coming as coming_shifts
from volunteers.vocabulary import Category, Source
from volunteers.workflow import RecordState

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample_city(settings):
    settings.SAMPLE_CITY = True
    PrivacyNotice.objects.get_or_create(version=1, defaults={"text": "隐私说明", "text_en": "Privacy notice"})


def plant(*options: str) -> str:
    out = StringIO()
    call_command("plant_city", *options, stdout=out)
    return out.getvalue()


def everything() -> dict[str, int]:
    return {model._meta.label: model.objects.count() for model in apps.get_models() if model._meta.managed}


# It plants the city twice and fills it up, in one transaction.
@pytest.mark.timeout(600)
def test_city_is_whole_and_planting_again_changes_nothing(sample_city, settings, client):
    said = plant()
    planted = everything()
    with CaptureQueriesContext(connection) as again:
        plant()

    assert everything() == planted
    assert not [query for query in again if re.match(r"UPDATE|DELETE", query["sql"])]
    assert "Planted in" in said
    _regions_are_whole()
    _parks_are_whole()
    _places_are_where_they_say()
    _pictures_are_ready_and_each_its_own()
    _desk_has_work()
    _people_are_invented(said)
    _volunteers_have_life()
    _hours_are_weighed()
    _weeks_are_planted_again()
    _nobody_is_shown(client)
    _printed_logins_open_and_what_staff_changes_stays(client)
    _a_hundredth_of_the_full_city_is_honest(settings)


def test_nothing_is_planted_in_a_real_city(settings):
    settings.SAMPLE_CITY = False
    before = everything()
    for options in ((), ("--logins",)):
        with pytest.raises(CommandError, match="not a sample city"):
            plant(*options)

    assert everything() == before


def test_logins_only_prints(sample_city):
    before = everything()
    said = plant("--logins")

    assert [line.split(":")[0].split(" · ")[0].strip() for line in said.splitlines()] == [
        "Resident",
        "Volunteer team leader",
        "Office staff",
    ]
    assert everything() == before


def _printed_logins_open_and_what_staff_changes_stays(client):
    assert client.login(username="office", password=people.STAFF_PASSWORD)
    assert User.objects.with_phone("13800000001").exists()
    Park.objects.filter(name="新市河小游园").update(area_m2=2300, hours="Mo-Su 06:00-22:00")
    plant()
    assert Park.objects.get(name="新市河小游园").area_m2 == 2300


def _regions_are_whole():
    for level in (["city"], Region.TOWN_LEVELS, ["community"], ["grid"]):
        assert Region.objects.filter(level__in=level).aggregate(all=Sum("population"))["all"] == 1_440_400
    assert Region.objects.filter(level="grid").count() == 1_051
    assert Region.objects.towns().count() == 12
    assert not Region.objects.exclude(is_sample=True).exists()
    assert not Region.objects.exclude(outline__covers=Cast("centre", GeometryField(srid=4326))).exists()
    assert not Region.objects.exclude(level="city").exclude(code__startswith=F("parent__code")).exists()
    assert Region.objects.filter(level="grid").aggregate(most=Max("population"))["most"] < 5_000


def _parks_are_whole():
    parks = Park.objects.all()
    figure = ReferenceFigure.objects.get(key="pocket_park_area_m2")
    assert parks.aggregate(all=Sum("area_m2"))["all"] == figure.value == 43_000
    assert parks.count() >= 24
    assert set(parks.filter(is_sample=False).values_list("name", flat=True)) == {
        "新市河小游园", "东渡小游园", "橙趣无限小游园", "肖家巷口袋公园", "耕读文化广场", "凤凰花苑小游园",
    }  # fmt: skip
    assert not parks.filter(opened_on__gt=figure.as_of).exists()
    for words in ("name", "name_en", "pinyin", "source", "summary", "summary_en"):
        assert not parks.filter(**{words: ""}).exists()
    assert parks.filter(hours="").count() == 1
    assert parks.filter(operation="maintenance").count() == 1
    assert HoursException.objects.filter(place__kind="park").exists()
    assert Entrance.objects.filter(place__kind="park").exists()


def _places_are_where_they_say():
    points = "ST_Covers(r.outline, p.point::geometry)"
    query = f"SELECT p.name FROM places_place p JOIN places_region r ON r.id = p.region_id WHERE NOT {points}"
    with connection.cursor() as cursor:
        cursor.execute(query)
        assert cursor.fetchall() == []
    for place in Place.objects.all():
        place.full_clean()
    assert set(Place.objects.values_list("kind", flat=True)) == set(Kind)


def _pictures_are_ready_and_each_its_own():
    photos = Photo.objects.all()
    assert not photos.exclude(state="ready").exists()
    assert photos.values("sha256").distinct().count() == photos.count()
    assert not Park.objects.exclude(place_photos__role="view").exists()
    pairs = PlacePhoto.objects.filter(role__in=["before", "after"])
    assert pairs.filter(role="before").count() == pairs.filter(role="after").count() >= 10
    assert all(photo.alt and photo.alt_en for photo in photos)
    hung = PlacePhoto.objects.select_related("photo")
    assert all(place_photo.photo.measure(Size.LARGE) == (960, 720) for place_photo in hung)


def _desk_has_work():
    assert Feedback.objects.waiting().count() >= 3
    assert Feedback.objects.published().count() >= 3
    assert ReferenceFigure.objects.filter(on_home_page=True).count() == 4
    assert set(ReferenceFigure.objects.filter(is_lower_bound=True).values_list("key", flat=True)) == {
        "goods_donated",
        "walk_before_min",
    }
    assert WorkdayOverride.objects.filter(date="2026-02-14", is_workday=True).exists()


def _people_are_invented(said: str):
    users = User.objects.all()
    assert all(user.display_name.endswith("（样例）") for user in users)
    assert not users.filter(is_superuser=True).exists()
    assert "陈明玉" not in said
    assert "钱晓东" not in said


def _volunteers_have_life():
    assert 1_900 <= Volunteer.objects.count() <= 2_100
    assert not Organization.objects.exclude(is_sample=True).exists()
    assert set(Organization.objects.values_list("state", flat=True)) >= {"applied", "approved", "rejected", "suspended"}
    for organization in Organization.objects.filter(uscc__isnull=False):
        assert clean_credit_code(organization.uscc) == organization.uscc
    for identity in Identity.objects.filter(document_type="resident_id").order_by("?")[:50]:
        assert parse_resident_id(identity.document.reveal()).born_on.isoformat() == identity.birth_date.reveal()
    coming = Shift.objects.filter(starts_at__gt=timezone.now())
    assert set(Activity.objects.values_list("category", flat=True)) == set(Category)
    assert Activity.objects.values("region").distinct().count() == Region.objects.towns().count()
    assert coming.filter(taken=F("capacity"), sign_ups__state="waiting").exists()
    assert coming.filter(is_cancelled=True).count() == 1
    assert coming.filter(activity__is_hazardous=True).exists()
    assert Merge.objects.filter(approved_at=None).count() == 1
    check = SpotCheck.objects.get()
    assert is_reproduced(check)
    assert sorted(check.findings.values_list("result", flat=True)) == [
        "open", "right", "right", "right", "unproven", "wrong",
    ]  # fmt: skip
    resident, leader, elder = (Volunteer.objects.with_phone(f"1380000000{place}").get() for place in (1, 2, 3))
    now = Shift.objects.get(starts_at__lte=timezone.now(), ends_at__gt=timezone.now(), sign_ups__volunteer=resident)
    assert Membership.objects.leading(leader.user).filter(organization=now.activity.organization).exists()
    assert resident.sign_ups.confirmed().filter(starts_at__gt=timezone.now()).exists()
    assert set(resident.records.values_list("state", flat=True)) >= {"confirmed", "pending", "rejected"}
    assert elder.entered_by == leader.user


def _hours_are_weighed():
    records = ServiceRecord.objects.all()
    assert 18_000 <= records.count() <= 22_000
    assert set(records.values_list("source", flat=True)) == set(Source)
    assert set(records.values_list("state", flat=True)) == set(RecordState)
    assert set(records.filter(state="pending").values_list("needs", flat=True)) >= {"one", "second", "office"}
    assert records.filter(is_late=True).exists()
    assert records.exclude(flags=[]).exists()
    confirmed = records.confirmed().aggregate(all=Sum("minutes"))["all"]
    assert ServiceTotal.objects.lifetime().aggregate(all=Sum("minutes"))["all"] == confirmed
    assert not records.confirmed().filter(decisions=None).exists()


def _weeks_are_planted_again():
    later = SampleCity(data=DATA, say=print, now=timezone.now() + timedelta(days=40))
    with in_a_hurry():
        assert coming_shifts.plant(later)
    assert not coming_shifts.plant(later)
    assert Shift.objects.filter(starts_at__gt=later.now).count() > 30


def _a_hundredth_of_the_full_city_is_honest(settings):
    city = SampleCity(data=DATA, say=print)
    before = ServiceRecord.objects.latest("pk").pk
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.APP_DATABASE_ROLE}")
        with pytest.raises(scale.CannotPlant, match="owner"):
            scale.plant(city, 0.01)
        cursor.execute("RESET ROLE")
    scale.plant(city, 0.01, processes=2)

    assert Volunteer.objects.count() == 2_300
    confirmed = ServiceRecord.objects.confirmed()
    assert confirmed.aggregate(all=Sum("minutes"))["all"] == 61_500 * 60
    assert not list(differences_between(1, Volunteer.objects.latest("pk").pk))
    one = ServiceRecord.objects.filter(pk__gt=before).select_related("volunteer__user__identity").first()
    born = one.volunteer.user.identity.birth_date.reveal()
    assert parse_resident_id(one.volunteer.user.identity.document.reveal()).born_on.isoformat() == born
    with pytest.raises(IntegrityError, match="one_at_a_time"), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(
            "UPDATE volunteers_servicerecord SET starts_at = '2020-01-01 08:00', ends_at = '2020-01-01 20:00' "
            "WHERE volunteer_id = %s",
            [_busiest(before)],
        )
    said = []
    scale.plant(SampleCity(data=DATA, say=said.append), 0.01)
    assert "already" in said[0]
    with pytest.raises(scale.CannotPlant, match="greater scale"):
        scale.plant(city, 0.005)
    Volunteer.objects.filter(pk=one.volunteer_id).update(consent_note="again")
    assert Volunteer.pgh_event_model.objects.filter(pgh_obj_id=one.volunteer_id, pgh_label="update").exists()


def _busiest(before: int) -> int:
    people = ServiceRecord.objects.filter(pk__gt=before).values("volunteer").annotate(all=Count("pk"))
    return people.order_by("-all").first()["volunteer"]


def _nobody_is_shown(client):
    park = Feedback.objects.filter(phone__isnull=False, is_published=True).first().place
    secrets = [*people.RESIDENTS, people.STAFF_PASSWORD, "v1:aes-256-gcm", "originals/"]
    secrets += [name.removesuffix("（样例）") for name in people.RESIDENTS.values()]
    box = "120.3,31.7,120.9,32.1"
    for page in (
        "/", "/en/", "/parks/", f"/parks/{park.pk}/", f"/en/parks/{park.pk}/", "/parks/feed/", "/places/", "/figures/",
        f"/places.geojson?bbox={box}", "/api/v1/parks/", "/api/v1/places/", "/sitemap.xml",
    ):  # fmt: skip
        response = client.get(page)
        assert response.status_code == 200, page
        content = b"".join(response) if response.streaming else response.content
        assert not [secret for secret in secrets if secret in content.decode()], page
