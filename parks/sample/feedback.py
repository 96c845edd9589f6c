"""What invented residents wrote, and what the office answered: the desk's queue has something in it."""

from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from accounts.models import User
from lib.sampling import SampleCity
from parks.models import Park
from places.actions import answer_feedback, send_feedback
from places.models import Feedback

ANSWERED_AFTER_DAYS = 2


@transaction.atomic
def plant(city: SampleCity) -> None:
    table = city.rows("feedback.csv")
    clerk = User.objects.get(username="office")
    parks = {park.name: park for park in Park.objects.all()}
    known = set(Feedback.objects.values_list("token", flat=True))
    for row in table:
        token = uuid5(NAMESPACE_URL, f"sample:{row['place']}:{row['text']}")
        if token not in known:
            _tell(city, clerk, parks[row["place"]], token, row)
    waiting = sum(not row["answer"] for row in table)
    city.say(f"Feedback: {len(table)} messages, {waiting} of them wait for an answer.")


def _tell(city: SampleCity, clerk: User, park: Park, token, row: dict[str, str]) -> None:
    sent = city.days_ago(int(row["days_ago"]))
    feedback = send_feedback(
        place=park,
        token=token,
        text=row["text"],
        phone=row["phone"] or None,
        may_publish=row["may_publish"] == "yes",
    )
    dates = {"created_at": sent}
    if row["answer"]:
        answer_feedback(
            feedback=feedback,
            by=clerk,
            answer=row["answer"],
            answer_en=row["answer_en"],
            publish=row["may_publish"] == "yes",
        )
        dates["answered_at"] = city.days_ago(int(row["days_ago"]) - ANSWERED_AFTER_DAYS)
    Feedback.objects.filter(pk=feedback.pk).update(**dates)
