"""Public notices and objections to them. The database holds what may follow what (`migrations/0006_notices_hold.sql`).

Every step may be clicked twice: the second click finds it done. `at` is when it happened, now unless given. Whoever
calls has asked whether `by` may: a feature for its own notices, the desk by `Area.NOTICES`.
"""

from datetime import date, datetime
from typing import IO
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib.pages import touch
from lib.refusals import Invalid, Refused
from office.actions.registers import tell
from office.calendar import add_workdays
from office.deadlines import last_notice_day
from office.models import NoticeExtension, NoticeRule, Objection, ObjectionReading, PublicNotice, SiteIdentity
from office.notice_querysets import digest_of_code
from office.objecting import code_of, in_ones_own_name, words_of
from office.policies import closers
from office.refusals import BY_TRIGGER, in_words
from office.workflow import RUNNING, NoticeState
from photos.actions import take_in

# Any number that no other part of the application locks by.
NUMBERS_OF_NOTICES = 0x6E6F7469
# Where a site has not said yet who runs it: the hotline of every city's government.
OFFICE, OFFICE_EN, HOTLINE = "文明办", "Civilization Office", "12345"
OVER = gettext_lazy("The days of {notice} are over. It can be closed now.")
OVER_AND_WAITING = gettext_lazy("The days of {notice} are over. Objections that are not answered yet: {count}.")
ANSWERED = gettext_lazy("Your objection to {notice} has been answered.")


@transaction.atomic
def open_notice(
    *,
    kind: str,
    title: str,
    body: str,
    title_en: str = "",
    body_en: str = "",
    by: User,
    begins_on: date | None = None,
    days: int | None = None,
    at: datetime | None = None,
    **where: str,
) -> PublicNotice:
    """Announce something before it is decided; what it says is masked already and never changes.

    `days` are working days, the first day included; as many as the rule of the kind asks for unless given. `where` may
    hold `posted_at`, `contact`, `contact_phone`, `contact_address` and their English (`…_en`); who is not named as
    contact is the site's host. Raises Refused for a day in the past and for a shorter time than the rule allows.
    """
    at = at or timezone.now()
    begins_on = begins_on or timezone.localdate(at)
    rule = NoticeRule.objects.of(kind, begins_on)
    if rule is None:
        raise Refused(BY_TRIGGER["office_publicnotice_rule"])
    days = rule.least_workdays if days is None else days
    if days < rule.least_workdays:
        raise Refused(
            _("Such a notice lasts at least %(days)s working days.") % {"days": rule.least_workdays}, field="days"
        )
    year = timezone.localdate(at).year
    with in_words():
        return PublicNotice.objects.create(
            year=year, serial=_next_serial(year), kind=kind, title=title.strip(), title_en=title_en.strip(),
            body=body.strip(), body_en=body_en.strip(), opened_by=by, opened_at=at, begins_on=begins_on,
            ends_on=last_notice_day(begins_on, days, rule.least_days), least_days=rule.least_days,
            **{**_contact(), **where},
        )  # fmt: skip


def _next_serial(year: int) -> int:
    """Numbers without gaps: who opens a notice waits for whoever is opening one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NUMBERS_OF_NOTICES, year])
    last = PublicNotice.objects.filter(year=year).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def _contact() -> dict[str, str]:
    identity = SiteIdentity.objects.first() or SiteIdentity(host=OFFICE, host_en=OFFICE_EN)
    return {
        "contact": identity.host, "contact_en": identity.host_en, "contact_phone": identity.phone or HOTLINE,
        "contact_address": identity.address, "contact_address_en": identity.address_en,
    }  # fmt: skip


def _held(notice: PublicNotice) -> PublicNotice:
    """The notice, alone until the transaction ends."""
    return PublicNotice.objects.select_for_update().get(pk=notice.pk)


@transaction.atomic
def extend(
    *, notice: PublicNotice, days: int, reason: str, by: User, reason_en: str = "", at: datetime | None = None
) -> PublicNotice:
    """`days` more working days, after the last day or, when that has passed, after today. The public reads why."""
    notice, at = _held(notice), at or timezone.now()
    if days < 1:
        raise Invalid(_("A notice is extended by whole working days."), field="days")
    with in_words():
        NoticeExtension.objects.create(
            notice=notice, from_day=notice.ends_on, by=by, at=at, reason=reason.strip(), reason_en=reason_en.strip(),
            to_day=add_workdays(max(notice.ends_on, timezone.localdate(at)), days),
        )  # fmt: skip
    # The database has moved the notice's last day, which kept pages cannot see.
    touch("office_publicnotice")
    notice.refresh_from_db()
    return notice


@transaction.atomic
def raise_objection(
    *,
    notice: PublicNotice,
    by: User | None,
    name: str,
    phone: str,
    text: str,
    document: str = "",
    photo: IO[bytes] | None = None,
    token: UUID | None = None,
    at: datetime | None = None,
) -> Objection:
    """Object in one's own name; it holds the decision until it is answered. `receipt_code` gives the code for it.

    The same `token` again returns what was kept the first time. `document` is a resident identity number, for those
    who want to prove who they are at once. Raises Invalid for what is anonymous, Refused when the days are over.
    """
    values = in_ones_own_name(name, phone, document) | {"text": words_of(text)}
    token = token or uuid4()
    notice = _held(notice)
    known = Objection.objects.filter(token=token).first()
    if known is not None:
        if known.notice_id != notice.pk:
            raise Refused(_("This form was sent already, about another notice. Please reload the page."))
        return known
    with in_words():
        objection = Objection.objects.create(
            notice=notice, number=notice.objections.count() + 1, token=token, by=by, raised_at=at or timezone.now(),
            code_digest=digest_of_code(code_of(token)), **values,
        )  # fmt: skip
    # The row comes first: what the database refuses takes no picture in.
    if photo is not None:
        objection.photo = take_in(file=photo, uploaded_by=by)
        objection.save(update_fields=["photo"])
    return objection


def receipt_code(objection: Objection) -> str:
    """What whoever objected keeps, to read the answer with. The database has only its digest."""
    return code_of(objection.token)


@transaction.atomic
def answer_objection(
    *, objection: Objection, answer: str, is_upheld: bool, by: User, at: datetime | None = None
) -> Objection:
    """Answer once. Not whoever opened the notice, nor whoever objects; who is signed in is told.

    `is_upheld`: the objection is right, and what was announced does not come.
    """
    objection = Objection.objects.select_for_update(of=["self"]).select_related("notice").get(pk=objection.pk)
    answer = answer.strip()
    if objection.is_answered:
        if (objection.answered_by_id, objection.answer, objection.is_upheld) == (by.pk, answer, is_upheld):
            return objection
        raise Refused(BY_TRIGGER["office_objection_stays"])
    objection.answer, objection.is_upheld = answer, is_upheld
    objection.answered_by, objection.answered_at = by, at or timezone.now()
    with in_words():
        objection.save(update_fields=["answer", "is_upheld", "answered_by", "answered_at"])
    if objection.by_id is not None:
        text = format_lazy(ANSWERED, notice=objection.notice.number)
        tell(users=[objection.by_id], text=text, url=_in_first_language(objection))
    return objection


@transaction.atomic
def read_objection(*, objection: Objection, by: User) -> dict[str, str]:
    """Open what is sealed, for whoever answers. The log row is written before any value leaves this function."""
    ObjectionReading.objects.create(objection=objection, by=by)
    sealed = {name: getattr(objection, name) for name in ("name", "phone", "document", "text")}
    return {name: value.reveal() for name, value in sealed.items() if value}


@transaction.atomic
def close_notice(
    *, notice: PublicNotice, statement: str = "", by: User, statement_en: str = "", at: datetime | None = None
) -> PublicNotice:
    """End a notice whose days are over. Outcome and numbers are counted by the database.

    Raises Refused while a day is left, while an objection is unanswered, and without a `statement` if one was right.
    """
    return _end(notice, NoticeState.CLOSED, statement, statement_en, by, at)


@transaction.atomic
def withdraw_notice(
    *, notice: PublicNotice, reason: str, by: User, reason_en: str = "", at: datetime | None = None
) -> PublicNotice:
    """Take it back before it closes; nothing can be decided on it. The public reads the reason."""
    return _end(notice, NoticeState.WITHDRAWN, reason, reason_en, by, at)


def _end(
    notice: PublicNotice, to: NoticeState, statement: str, statement_en: str, by: User, at: datetime | None
) -> PublicNotice:
    notice = _held(notice)
    if notice.state == to:
        return notice
    if notice.state not in RUNNING:
        raise Refused(BY_TRIGGER["office_publicnotice_over"])
    notice.state, notice.ended_by, notice.ended_at = to, by, at or timezone.now()
    notice.statement, notice.statement_en = statement.strip(), statement_en.strip()
    with in_words():
        notice.save(update_fields=["state", "ended_by", "ended_at", "statement", "statement_en"])
    notice.refresh_from_db()
    return notice


def forget_objectors(*, at: datetime | None = None) -> int:
    """Wipe who objected and what they wrote a year after the notice; number and answer stay. Safe to repeat."""
    at = at or timezone.now()
    nobody = dict.fromkeys(("name", "phone", "phone_lookup", "document", "text", "photo", "by"))
    return Objection.objects.to_forget(at).update(**nobody, forgotten_at=at)


def remind_of_ended(*, today: date | None = None) -> int:
    """Tell whoever opened a notice, and those who close, that its days are over; once. Returns how many notices."""
    ended = PublicNotice.objects.ended(today).filter(reminded_at__isnull=True)
    return sum(_remind(notice.pk) for notice in ended.only("pk"))


@transaction.atomic
def _remind(pk: int) -> bool:
    notice = PublicNotice.objects.select_for_update().get(pk=pk)
    if notice.reminded_at is not None or not notice.is_running:
        return False
    waiting = notice.objections.waiting().count()
    words = OVER_AND_WAITING if waiting else OVER
    tell(
        users=[notice.opened_by_id, *closers()], text=format_lazy(words, notice=notice.number, count=waiting),
        url=_in_first_language(notice),
    )  # fmt: skip
    notice.reminded_at = timezone.now()
    notice.save(update_fields=["reminded_at"])
    return True


def _in_first_language(row: PublicNotice | Objection) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return row.get_absolute_url()
