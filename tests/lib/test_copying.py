from datetime import UTC, date, datetime

import pytest

from accounts.models import Consent, PrivacyNotice, User
from lib.copying import copy_objects, text_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"),
        (True, "t"),
        (False, "f"),
        (7, "7"),
        ("一\t二\n三\\四", r"一\t二\n三\\四"),
        (["seats", "wifi"], "{seats,wifi}"),
        ([], "{}"),
        (date(2026, 3, 5), "2026-03-05"),
        (datetime(2026, 3, 5, 8, 30, tzinfo=UTC), "2026-03-05T08:30:00+00:00"),
    ],
)
def test_values_as_copy_reads_them(value, text):
    assert text_of(value) == text


def test_objects_get_keys_and_history():
    user = User.objects.create_user("copied")
    notice, _made = PrivacyNotice.objects.get_or_create(version=1, defaults={"text": "文", "text_en": "text"})
    consents = [Consent(user=user, purpose=purpose, notice=notice) for purpose in ("account", "identity")]

    copy_objects(consents)

    kept = Consent.objects.in_bulk([consent.pk for consent in consents])
    assert {row.purpose for row in kept.values()} == {"account", "identity"}
    assert kept[consents[0].pk].given_at == consents[0].given_at
    assert Consent.pgh_event_model.objects.filter(user=user).count() == 2
    copy_objects([])
