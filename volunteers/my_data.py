"""Everything that the volunteers' rooms hold about one person."""

from typing import Any

from accounts.models import User
from volunteers.models import Proof, Volunteer

Section = list[dict[str, Any]]


def sections(user: User) -> dict[str, Section]:
    volunteer = Volunteer.objects.select_related("region", "merged_into").filter(user=user).first()
    if volunteer is None:
        return {}
    return {
        "volunteer_registration": [_registration(volunteer)],
        "volunteer_memberships": list(
            volunteer.memberships.order_by("pk").values("organization__name", "role", "state", "since", "ended_at")
        ),
        "volunteer_sign_ups": list(
            volunteer.sign_ups.order_by("pk").values(
                "shift__activity__title", "starts_at", "ends_at", "companions", "state", "reason", "created_at"
            )
        ),
        "volunteer_proofs": list(
            Proof.objects.of_person(volunteer).order_by("at", "pk").values(
                "id", "sign_up__shift__activity__title", "kind", "way", "at", "device_at", "received_at",
                "clock_offset", "distance_m", "flag",
            )
        ),
        "volunteer_records": list(
            volunteer.records.order_by("pk").values(
                "service__title", "service__organization_name", "service__place_name", "starts_at", "ends_at",
                "minutes", "measured", "source", "state", "flags", "is_late", "note", "evidence_note", "entered_at",
            )
        ),
        "volunteer_objections": list(
            volunteer.objections.order_by("pk").values(
                "kind", "record_id", "text", "state", "created_at", "due_on", "answer", "answered_at"
            )
        ),
        "organization_applications": list(
            user.organization_applications.order_by("pk").values("name", "state", "reason", "applied_at", "decided_at")
        ),
    }  # fmt: skip


def _registration(volunteer: Volunteer) -> dict[str, Any]:
    return {
        "number": volunteer.number,
        "state": volunteer.state,
        "region": volunteer.region.name,
        "gender": volunteer.gender,
        "skills": volunteer.skills,
        "categories": volunteer.categories,
        "registered_at": volunteer.registered_at,
        "left_at": volunteer.left_at,
        "entered_by_somebody_else": volunteer.entered_by_id is not None,
        "how_consent_was_given": volunteer.consent_note,
        "merged_into": volunteer.merged_into.number if volunteer.merged_into else "",
    }
