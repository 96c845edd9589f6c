"""What is done with places by residents and by the office."""

from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.refusals import Forbidden, Invalid, Refused
from photos import actions as photo_actions
from places import policies
from places.models import Feedback, Place
from places.workflow import FEEDBACK_MOVES, FeedbackState


class PlaceTakesNoFeedback(Refused):
    """The place is not shown to the public."""

    status = 404


class FormUsedElsewhere(Refused):
    """One form, one place."""


class AlreadyDecided(Refused):
    """Somebody was quicker."""


@transaction.atomic
def send_feedback(
    *,
    place: Place,
    token: UUID,
    text: str,
    photo: UploadedFile | None = None,
    phone: str | None = None,
    may_publish: bool = False,
) -> Feedback:
    """Keep what somebody says about a place. The same token again returns what was kept the first time.

    A phone number is given only to be called back, so giving it is the consent that the form asked for.
    A photo that cannot be taken refuses the whole, so that nothing is half sent.
    """
    if not policies.can_send_feedback(place):
        raise PlaceTakesNoFeedback(_("There is no such place."))
    feedback, is_new = Feedback.objects.get_or_create(
        token=token,
        defaults={
            "place_id": place.pk,
            "text": text,
            "phone": phone or None,
            "may_call": bool(phone),
            "may_publish": may_publish,
        },
    )
    if feedback.place_id != place.pk:
        raise FormUsedElsewhere(_("This form was sent already, about another place. Please reload the page."))
    # The row comes first: of two clicks at once only the one that made it takes the picture in.
    if is_new and photo is not None:
        feedback.photo = photo_actions.take_in(file=photo)
        feedback.save(update_fields=["photo"])
    return feedback


@transaction.atomic
def answer_feedback(
    *, feedback: Feedback, by: User, answer: str, answer_en: str = "", publish: bool = False
) -> Feedback:
    """The office's answer. `publish` shows both on the place's page, if the sender agreed to that."""
    feedback = _locked_for(feedback, FeedbackState.ANSWERED, by)
    if not answer.strip():
        raise Invalid(_("Please write the answer."))
    if publish and not feedback.may_publish:
        raise Refused(_("The sender did not agree to publication. Please answer without publishing."))
    feedback.state = FeedbackState.ANSWERED
    feedback.answer, feedback.answer_en = answer.strip(), answer_en.strip()
    feedback.is_published = publish
    feedback.answered_by, feedback.answered_at = by, timezone.now()
    feedback.save(
        update_fields=["state", "answer", "answer_en", "is_published", "answered_by", "answered_at"],
    )
    return feedback


@transaction.atomic
def decline_feedback(*, feedback: Feedback, by: User, reason: str) -> Feedback:
    """Not for the page: insults, adverts, people's names. Also takes a published answer off the page again."""
    feedback = _locked_for(feedback, FeedbackState.DECLINED, by)
    if not reason.strip():
        raise Invalid(_("Say why this is not published; the reason stays in the office."))
    feedback.state = FeedbackState.DECLINED
    feedback.reason = reason.strip()
    feedback.is_published = False
    # Who first dealt with it and when stays: the sender's number is forgotten by that day. History has the rest.
    if feedback.answered_at is None:
        feedback.answered_by, feedback.answered_at = by, timezone.now()
    feedback.save(update_fields=["state", "reason", "is_published", "answered_by", "answered_at"])
    if feedback.photo:
        photo_actions.withdraw(photo=feedback.photo)
    return feedback


def forget_phones(*, at: datetime | None = None) -> int:
    """Wipe the numbers of those who were answered 90 days before `at`, or who wrote 180 days before and had no answer.

    Safe to run at any time; returns how many.
    """
    return Feedback.objects.phones_to_forget(at or timezone.now()).update(phone=None)


def withdraw_photos(*, at: datetime | None = None) -> int:
    """Take the pictures that no page shows out of the public folder. Safe to run at any time; returns how many."""
    rows = list(Feedback.objects.photos_to_withdraw(at or timezone.now()).select_related("photo"))
    for feedback in rows:
        photo_actions.withdraw(photo=feedback.photo)
    return len(rows)


def _locked_for(feedback: Feedback, to: FeedbackState, by: User) -> Feedback:
    feedback = Feedback.objects.select_for_update(of=["self"]).get(pk=feedback.pk)
    if not policies.can_decide_feedback(by, feedback):
        raise Forbidden(_("Only the office answers what residents write."))
    if to not in FEEDBACK_MOVES[FeedbackState(feedback.state)]:
        raise AlreadyDecided(_("This was dealt with already. Please reload the page to see how."))
    return feedback
