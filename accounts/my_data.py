"""Everything that the accounts floor holds about one person, opened for that person alone."""

from typing import Any

from accounts.models import Consent, DataRequest, GuardianRequest, Identity, IdentityAccess, User

Section = list[dict[str, Any]]


def sections(user: User) -> dict[str, Section]:
    return {
        "account": [_account(user)],
        "identity": _identity(user),
        "consents": _consents(user),
        "guardian_requests": list(
            GuardianRequest.objects.filter(ward=user).values("state", "created_at", "decided_at")
        ),
        "data_requests": list(
            DataRequest.objects.of(user).values(
                "kind", "text", "state", "created_at", "due_on", "answer", "answered_at"
            )
        ),
        "opened_by_staff": list(IdentityAccess.objects.filter(subject=user).values("fields", "reason", "at")),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "username": user.username,
        "display_name": user.display_name,
        "mobile_number": user.phone.reveal() if user.phone else "",
        "number_verified_at": user.phone_verified_at,
        "joined_at": user.date_joined,
        "last_login_at": user.last_login,
    }


def _identity(user: User) -> Section:
    identity = Identity.objects.filter(user=user).first()
    if identity is None:
        return []
    return [
        {
            "name": identity.name.reveal(),
            "document_type": identity.document_type,
            "document": identity.document.reveal(),
            "birth_date": identity.birth_date.reveal(),
            "has_guardian": identity.guardian_id is not None,
            "guardian_consented_at": identity.guardian_consented_at,
            "entered_at": identity.created_at,
        }
    ]


def _consents(user: User) -> Section:
    rows = Consent.objects.filter(user=user).values("purpose", "notice__version", "given_at", "withdrawn_at", "ward_id")
    return [
        {
            "purpose": row["purpose"],
            "notice_version": row["notice__version"],
            "given_at": row["given_at"],
            "withdrawn_at": row["withdrawn_at"],
            "for_a_minor": row["ward_id"] is not None,
        }
        for row in rows
    ]
