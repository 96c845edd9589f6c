"""Notice, approval, ratification, refusal, withdrawal, and the household's objection to a refusal."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.actions import withdraw_consent
from accounts.models import Purpose, User
from lib.masking import mask_name
from lib.refusals import Forbidden, Refused
from office import policies
from office.actions import notices, tell
from office.calendar import add_workdays
from office.policies import Area, Power
from shop.actions.aid import held, move, must_be_handler, save
from shop.aid_refusals import BY_TRIGGER
from shop.models import AidCase, AidObjection, AidRule
from shop.refusals import in_words
from shop.templatetags.money import yuan
from shop.vocabulary import Ratification
from shop.workflow import AidState

ANSWERED = gettext_lazy("Your objection to the refusal of application {number} has been answered.")
NOTICE_KIND = "aid"
TITLE = gettext_lazy("Proposed aid to a household, application {number}")
BODY = gettext_lazy(
    "Application {number}. Household of {name}, {town}, {size} people. Hardship: {cause}. Proposed: {yuan} yuan from "
    "the {fund}. Two people have visited the household, and the proposal was discussed. "
    "Nothing has been decided or paid yet."
)


def must(by: User, power: Power, case: AidCase) -> None:
    if not policies.can(by, power, Area.AID, code=case.region.code):
        raise Forbidden(BY_TRIGGER["shop_aid_post"])


@transaction.atomic
def put_on_notice(*, case: AidCase, by: User, at: datetime | None = None) -> AidCase:
    """Masked: town, size, broad hardship, amount, the first character of the name. Nothing else of the household."""
    case = held(case)
    must_be_handler(case, by)
    if case.state == AidState.NOTICE:
        return case
    zh, en = notice_texts(case, "zh-hans"), notice_texts(case, "en")
    notice = notices.open_notice(kind=NOTICE_KIND, title=zh[0], body=zh[1], title_en=en[0], body_en=en[1], by=by, at=at)
    return move(case, AidState.NOTICE, notice=notice)


def notice_texts(case: AidCase, language: str) -> tuple[str, str]:
    """Title and body, in one language, of what the public may read."""
    with override(language):
        values = {
            "number": case.number, "town": case.region.local_name, "cause": case.get_cause_display(),
            "size": case.family_size, "name": mask_name(case.name.reveal(), public=True),
            "yuan": yuan(case.proposed_fen), "fund": case.fund.local_name,
        }  # fmt: skip
        return str(format_lazy(TITLE, **values)), str(format_lazy(BODY, **values))


@transaction.atomic
def approve(*, case: AidCase, by: User, fen: int, at: datetime | None = None) -> AidCase:
    """After the notice; in an emergency at once, to be ratified by another within the rule's working days."""
    case, at = held(case), at or timezone.now()
    must(by, Power.PUBLISH, case)
    if case.approver_id == by.pk:
        return case
    if case.state == AidState.NOTICE and case.notice.is_running:
        # Refuses in words while a day is left, or an objection waits for its answer.
        notices.close_notice(notice=case.notice, by=by, at=at)
    rule = AidRule.objects.on(timezone.localdate(at))
    due = add_workdays(timezone.localdate(at), rule.ratify_workdays) if case.is_emergency and rule else None
    return move(case, AidState.APPROVED, approver=by, approved_fen=fen, approved_at=at, ratify_due_on=due)


@transaction.atomic
def ratify(
    *, case: AidCase, by: User, outcome: Ratification, note: str, at: datetime | None = None
) -> AidCase:  # fmt: skip
    """Another decider looks at the papers afterwards. Not ratified and not paid: it is not paid any more."""
    case = held(case)
    must(by, Power.PUBLISH, case)
    if case.ratified_by_id == by.pk:
        return case
    return save(
        case, ratification=outcome, ratified_by=by, ratified_at=at or timezone.now(), ratification_note=note.strip()
    )


@transaction.atomic
def refuse(*, case: AidCase, by: User, reason: str, at: datetime | None = None) -> AidCase:
    """With a reason that the household reads. The handler, or who decides."""
    case = held(case)
    if case.state == AidState.REJECTED:
        return case
    if case.handler_id != by.pk:
        must(by, Power.PUBLISH, case)
    _take_notice_down(case, by, _("The application was refused."))
    return move(
        case, AidState.REJECTED, refused_by=by, refused_at=at or timezone.now(), refused_from=case.state,
        refusal_reason=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def withdraw(*, case: AidCase, by: User, reason: str = "", at: datetime | None = None) -> AidCase:
    """The household, or for it the handler; as long as nothing has been paid."""
    case = held(case)
    if case.state == AidState.WITHDRAWN:
        return case
    if by.pk not in (case.applicant_id, case.handler_id):
        raise Forbidden(_("The household withdraws its application, or the handler for it."))
    _take_notice_down(case, by, _("The application was withdrawn."))
    return move(case, AidState.WITHDRAWN, withdrawn_at=at or timezone.now(), withdrawal_reason=reason.strip())


@transaction.atomic
def end_consent(*, user: User) -> None:
    """What is under way on it is withdrawn; what was paid stays, as books must."""
    for case in AidCase.objects.of(user).under_way():
        withdraw(case=case, by=user, reason=_("The household has withdrawn its consent."))
    withdraw_consent(user=user, purpose=Purpose.AID)


def _take_notice_down(case: AidCase, by: User, reason: str) -> None:
    if case.state == AidState.NOTICE:
        notices.withdraw_notice(notice=case.notice, reason=reason, by=by)


@transaction.atomic
def object_to_refusal(*, case: AidCase, by: User, text: str) -> AidObjection:
    """Once; answered by somebody else than who refused, within the rule's working days."""
    case = held(case)
    if case.applicant_id != by.pk:
        raise Forbidden(_("The household itself objects."))
    known = AidObjection.objects.filter(case=case).first()
    if known is not None:
        return known
    today = timezone.localdate()
    rule = AidRule.objects.on(today)
    if rule is None:
        raise Refused(BY_TRIGGER["shop_aid_no_rule"])
    with in_words():
        return AidObjection.objects.create(
            case=case, text=text.strip(), due_on=add_workdays(today, rule.answer_workdays)
        )


@transaction.atomic
def answer_objection(*, objection: AidObjection, by: User, is_upheld: bool, answer: str) -> AidObjection:
    """Found right, the application goes on where it was refused (from a notice: at the discussion)."""
    case = held(objection.case)
    must(by, Power.PUBLISH, case)
    objection = AidObjection.objects.select_for_update().get(pk=objection.pk)
    if objection.is_upheld is not None:
        return objection
    objection.is_upheld, objection.answer, objection.answered_by = is_upheld, answer.strip(), by
    objection.answered_at = timezone.now()
    with in_words():
        objection.save(update_fields=["is_upheld", "answer", "answered_by", "answered_at"])
    if is_upheld:
        back = AidState.DISCUSSING if case.refused_from == AidState.NOTICE else AidState(case.refused_from)
        move(case, back)
    if case.applicant_id:
        text = format_lazy(ANSWERED, number=case.number)
        tell(users=[case.applicant_id], text=text, url=case.get_household_url())
    return objection
