"""What the office has sent to one person, and what they have objected to."""

from typing import Any

from office.models import Message, Objection


def sections(user) -> dict[str, list[dict[str, Any]]]:
    return {
        "messages": list(Message.objects.notices_for(user).values("text", "created_at", "read_at")),
        "objections": [_objection(one) for one in Objection.objects.of_person(user).prefetch_related("readings")],
    }


def _objection(objection: Objection) -> dict[str, Any]:
    sealed = {name: getattr(objection, name) for name in ("name", "phone", "document", "text")}
    return {
        "notice": objection.notice.number,
        **{name: value.reveal() for name, value in sealed.items() if value},
        "raised_at": objection.raised_at,
        "answer": objection.answer,
        "answered_at": objection.answered_at,
        "opened_by_staff": [reading.at for reading in objection.readings.all()],
    }
