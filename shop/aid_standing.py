"""Where one of the staff stands in an application: which steps are theirs now, and what they may open."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.masking import mask_name
from lib.refusals import Refused
from office import policies
from office.policies import Area, Power
from shop import aid_step_forms as forms
from shop.actions import aid, aid_decisions, aid_money
from shop.aid_refusals import BY_TRIGGER
from shop.models import AidCase
from shop.workflow import AidState


class Seat(NamedTuple):
    role: Any
    name: str
    is_me: bool
    done: date | datetime | None


class Standing:
    """One person before one application. Reads little, and each thing once."""

    def __init__(self, case: AidCase, user: User):
        self.case, self.user = case, user

    def may(self, power: Power) -> bool:
        return policies.can(self.user, power, Area.AID, code=self.case.region.code)

    @cached_property
    def declared(self) -> dict[bool, bool]:
        said = self.case.declarations.filter(by=self.user).values_list("is_related", flat=True)
        return dict.fromkeys(said, True)

    @property
    def is_related(self) -> bool:
        return True in self.declared

    @property
    def has_declared(self) -> bool:
        return False in self.declared

    @property
    def is_handler(self) -> bool:
        return self.user.pk == self.case.handler_id

    @property
    def is_visitor(self) -> bool:
        return self.user.pk in self.case.visitors

    @property
    def is_seated(self) -> bool:
        case = self.case
        return self.user.pk in (case.handler_id, *case.visitors, case.approver_id, case.payer_id, case.ratified_by_id)

    @cached_property
    def visits(self) -> list:
        return list(self.case.visits.select_related("by"))

    @cached_property
    def voices(self) -> list:
        return list(self.case.voices.select_related("by"))

    @property
    def is_visited(self) -> bool:
        return len(self.visits) >= 2

    @property
    def is_agreed(self) -> bool:
        """As `shop_aid_is_agreed` has it."""
        return len(self.voices) >= 3 and 2 * sum(voice.agrees for voice in self.voices) > len(self.voices)

    @property
    def has_visited(self) -> bool:
        return any(visit.by_id == self.user.pk for visit in self.visits)

    @property
    def has_spoken(self) -> bool:
        return any(voice.by_id == self.user.pk for voice in self.voices)

    @property
    def seats(self) -> list[Seat]:
        """The five, and who ratified; as colleagues see each other."""
        case = self.case
        visited = {visit.by_id: visit.day for visit in self.visits}
        chairs = (
            (_("Handler"), case.handler, case.taken_on_at),
            (_("First visitor"), case.visitor_a, visited.get(case.visitor_a_id)),
            (_("Second visitor"), case.visitor_b, visited.get(case.visitor_b_id)),
            (_("Approves"), case.approver, case.approved_at),
            (_("Pays"), case.payer, case.paid_at),
            (_("Ratifies"), case.ratified_by, case.ratified_at),
        )
        return [
            Seat(role, mask_name(str(person), public=False), person.pk == self.user.pk, done)
            for role, person, done in chairs
            if person is not None
        ]

    @property
    def spoken(self) -> list[tuple[str, bool]]:
        return [(mask_name(str(voice.by), public=False), voice.agrees) for voice in self.voices]

    @cached_property
    def steps(self) -> "list[Step]":
        """What this person may do now; nobody acts in a case that they are related to."""
        return [] if self.is_related else [step for step in STEPS if step.is_offered(self)]

    @property
    def main_steps(self) -> "list[Step]":
        return [step for step in self.steps if step.is_main]

    @property
    def other_steps(self) -> "list[Step]":
        return [step for step in self.steps if not step.is_main]

    @cached_property
    def may_open(self) -> tuple[str, ...]:
        return () if self.is_related else aid_money.may_open(self.case, self.user)

    @property
    def sees_visits(self) -> bool:
        return not self.is_related and (self.is_handler or self.is_visitor or self.may(Power.PUBLISH))


class Step(NamedTuple):
    """One thing to do: when it is offered, what it asks, and the action that does it."""

    key: str
    title: Any
    why: Any
    button: Any
    form: type[forms.StepForm]
    is_offered: Callable[[Standing], bool]
    act: Callable[[AidCase, User, Mapping[str, Any]], Any]
    done: Any
    is_main: bool = True


def _may_approve(s: Standing) -> bool:
    case = s.case
    ready = case.state == AidState.NOTICE or (case.state == AidState.DISCUSSING and case.is_emergency and s.is_agreed)
    return ready and s.may(Power.PUBLISH) and not s.is_seated and not s.has_spoken


def _may_ratify(s: Standing) -> bool:
    case = s.case
    open_ = case.awaits_ratification and case.state in (AidState.APPROVED, AidState.PAID, AidState.RECEIPTED)
    return open_ and s.may(Power.PUBLISH) and not s.is_seated and not s.has_spoken


def _may_pay(s: Standing) -> bool:
    case = s.case
    free = not s.is_seated and not s.has_spoken and s.user.pk != case.bank_set_by_id
    return case.state == AidState.APPROVED and case.ratification != "refused" and free and s.may(Power.PAY)


def _may_answer(s: Standing) -> bool:
    objection = getattr(s.case, "objection", None)
    waits = s.case.state == AidState.REJECTED and objection is not None and objection.is_upheld is None
    return waits and s.may(Power.PUBLISH) and s.user.pk != s.case.refused_by_id


def _pass(action: Callable, *names: str, **renamed: str) -> Callable:
    """Call an action with the form's values of those names; `fen="yuan"` where the form has another name for it."""

    def act(case: AidCase, user: User, values: Mapping[str, Any]):
        given = {name: values[name] for name in names} | {to: values[name] for to, name in renamed.items()}
        return action(case=case, by=user, **given)

    return act


def _answer(case: AidCase, user: User, values: Mapping[str, Any]):
    if not hasattr(case, "objection"):
        raise Refused(BY_TRIGGER["shop_aid_moves"])
    return aid_decisions.answer_objection(
        objection=case.objection, by=user, is_upheld=values["is_upheld"], answer=values["answer"]
    )


S = AidState
STEPS = (
    Step(
        "take_on", _("Take this application on"), _("You become the handler, and send two others to visit."),
        _("I take it on"), forms.TakeOnForm,
        lambda s: s.case.state == S.SUBMITTED and s.may(Power.CHANGE) and (not s.case.handler_id or s.is_handler),
        _pass(aid.take_on, "visitor_a", "visitor_b", "is_emergency"), _("You are the handler now."),
    ),
    Step(
        "visit", _("Enter your visit"), _("Two visit, and each writes down what they have found."),
        _("Send my visit"), forms.VisitForm,
        lambda s: s.case.state == S.VISITING and s.is_visitor and not s.has_visited,
        _pass(aid.visit, "day", "notes", "photo"), _("Your visit is kept, sealed."),
    ),
    Step(
        "propose", _("Put it up for discussion"), _("Both visits are there. Name the amount that is discussed."),
        _("To the discussion"), forms.ProposeForm,
        lambda s: s.case.state == S.VISITING and s.is_handler and s.is_visited,
        _pass(aid.propose, fen="yuan"), _("It can be discussed now."),
    ),
    Step(
        "speak", _("Speak in the discussion"), _("Three at least speak; more of them must be for it than against."),
        _("This is what I say"), forms.SpeakForm,
        lambda s: s.case.state == S.DISCUSSING and s.may(Power.CHANGE) and not s.has_spoken,
        _pass(aid.speak, "agrees", "note"), _("What you said is noted."),
    ),
    Step(
        "notice", _("Put it on public notice"),
        _("The public reads town, size of the household, hardship, amount, and the first character of the name."),
        _("Put it on notice"), forms.BareForm,
        lambda s: s.case.state == S.DISCUSSING and s.is_handler and s.is_agreed and not s.case.is_emergency,
        _pass(aid_decisions.put_on_notice), _("It is on public notice."),
    ),
    Step(
        "approve", _("Decide"), _("Approve an amount. To say no, refuse it further down, with a reason."),
        _("I approve"), forms.ApproveForm, _may_approve,
        _pass(aid_decisions.approve, fen="yuan"), _("It is approved."),
    ),
    Step(
        "pay", _("Pay it out"),
        _("Transfer the money first: open the account below. Then this button enters it in the books, once."),
        _("I have paid it"), forms.DeclaredForm, _may_pay,
        _pass(aid_money.pay), _("It is paid, and stands in the books."),
    ),
    Step(
        "ratify", _("Ratify the emergency"), _("Help came first; you look at the papers now."),
        _("Send my ratification"), forms.RatifyForm, _may_ratify,
        _pass(aid_decisions.ratify, "outcome", "note"), _("Your ratification is noted."),
    ),
    Step(
        "answer", _("Answer the household's objection"), _("It was refused by somebody else."),
        _("Send the answer"), forms.AnswerForm, _may_answer, _answer, _("The household is told."),
    ),
    Step(
        "receipt", _("Enter the signed receipt"), _("Only if the household cannot confirm it on its own phone."),
        _("The receipt is signed"), forms.ReceiptForm,
        lambda s: s.case.state == S.PAID and (s.is_handler or s.is_visitor),
        _pass(aid_money.confirm_receipt, "receipt_no"), _("The receipt is noted."),
    ),
    Step(
        "follow_up", _("Look in again"), _("Has it helped? What else is needed?"),
        _("Close the application"), forms.FollowUpForm,
        lambda s: s.case.state == S.RECEIPTED and (s.is_handler or s.is_visitor) and not s.case.awaits_ratification,
        _pass(aid_money.follow_up, "note"), _("Thank you. This application is complete."),
    ),
    Step(
        "account", _("Enter the bank account"),
        _("As the household gives it to you. Afterwards only who pays sees it."),
        _("Keep the account"), forms.BankForm,
        lambda s: s.is_handler and s.case.paid_at is None and s.case.may_be_withdrawn,
        _pass(aid.keep_account, "bank_name", "bank_account"), _("The bank account is kept, sealed."), False,
    ),
    Step(
        "send_others", _("Send other visitors"), _("As long as they have not visited yet."),
        _("Send these two"), forms.VisitorsForm,
        lambda s: s.is_handler and s.case.state == S.VISITING and not s.is_visited,
        _pass(aid.send_others, "visitor_a", "visitor_b"), _("They are told."), False,
    ),
    Step(
        "refuse", _("Do not grant it"), _("With a reason that the household can do something with."),
        _("Do not grant it"), forms.RefuseForm,
        lambda s: s.case.may_be_refused and (s.is_handler or s.may(Power.PUBLISH)),
        _pass(aid_decisions.refuse, "reason"), _("It is refused, and the household is told why."), False,
    ),
    Step(
        "withdraw", _("Withdraw for the household"), _("When the household has asked you to."),
        _("Withdraw"), forms.WithdrawForm,
        lambda s: s.case.may_be_withdrawn and s.is_handler,
        _pass(aid_decisions.withdraw, "reason"), _("It is withdrawn."), False,
    ),
)  # fmt: skip
BY_KEY = {step.key: step for step in STEPS}
