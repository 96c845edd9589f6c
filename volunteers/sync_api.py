"""Where a phone sends the check-ins and check-outs that waited in it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lib.rates import count_or_refuse
from volunteers import codes, passes
from volunteers.actions.sync import Answer, Item, take_batch

MOST_ITEMS = 100
BATCHES, TEN_MINUTES = 120, 600
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
FAR = datetime(2100, 1, 1, tzinfo=UTC)
KINDS = ("in", "out", "tick_in", "tick_out", "walk_up")
OWN, NAMES = {"digits", "code"}, {"volunteer", "who"}
# What says whom an item is about, or proves that it is oneself: one of these.
NAMED_BY = {"in": OWN, "out": OWN, "tick_in": NAMES, "tick_out": NAMES, "walk_up": {"who"}}
STATES = ("kept", "already", "waiting", "later", "refused")


class DeviceTimeField(serializers.DateTimeField):
    """A time by a clock that may be wrong, but not by centuries."""

    def to_internal_value(self, value) -> datetime:
        at = super().to_internal_value(value)
        if not EPOCH <= at <= FAR:
            raise serializers.ValidationError(_("That is no time that a phone could show."))
        return at


class SyncItemSerializer(serializers.Serializer):
    """One check-in or check-out: by six digits, by the code of the QR, or by the leader (tick_…, walk_up)."""

    id = serializers.UUIDField(help_text=_("Made by the phone at random. The same id may be sent any number of times."))
    kind = serializers.ChoiceField(
        choices=KINDS,
        help_text=_(
            "in or out of whoever sends it; tick_in or tick_out of `volunteer` or `who`, by the leader; walk_up of "
            "`who`, by the leader: a place for somebody who came without one, and their check-in."
        ),
    )
    shift = serializers.IntegerField(min_value=1, max_value=2**63 - 1, help_text=_("The shift's number."))
    device_at = DeviceTimeField(help_text=_("When it was done, by the phone's clock."))
    digits = serializers.RegexField(
        r"^[0-9]{6}$", required=False, help_text=_("The six digits that the leader's phone showed.")
    )
    code = serializers.CharField(
        max_length=60, required=False, help_text=_("The last part of the QR's address, instead of the digits.")
    )
    volunteer = serializers.IntegerField(
        min_value=1,
        max_value=2**63 - 1,
        required=False,
        help_text=_("Whom the leader ticks."),
    )
    who = serializers.CharField(
        max_length=40,
        required=False,
        help_text=_(
            "Who came along: a volunteer number or a mobile number. Refused, with a sentence, where the shift is full "
            "or cancelled, the person is too young, lacks what it asks for, or has a place elsewhere at that time. In "
            "a tick: who came along before it, instead of `volunteer`. Send the walk_up first."
        ),
    )

    def validate_code(self, value: str) -> codes.Code:
        code = codes.read_code(value)
        if code is None:
            raise serializers.ValidationError(_("This code cannot be read."))
        return code

    def validate(self, attrs: dict) -> dict:
        allowed = NAMED_BY[attrs["kind"]]
        if len(allowed & attrs.keys()) != 1 or (NAMES & attrs.keys()) - allowed:
            raise serializers.ValidationError(
                _("A tick names one volunteer, who came along is named by a number, oneself by digits or the code.")
            )
        return attrs


class SyncBatchSerializer(serializers.Serializer):
    """What waited in one phone."""

    device_now = DeviceTimeField(help_text=_("The phone's clock when this is sent; it is measured against ours."))
    items = SyncItemSerializer(many=True, help_text=_("At most 100; each is taken in, or refused, on its own."))


# `pass` is a word of Python's, so it cannot be written as an attribute.
SyncBatchSerializer._declared_fields["pass"] = serializers.CharField(
    max_length=400, required=False, help_text=_("Signed, good for a week; instead of a session with its CSRF token.")
)


class SyncAnswerSerializer(serializers.Serializer):
    """What became of one item."""

    id = serializers.CharField(help_text=_("The item's own."))
    state = serializers.ChoiceField(
        choices=STATES,
        help_text=_(
            "kept, already (it was here before) or waiting (a check-out before its check-in): forget the item. later: "
            "send it again. refused: show the sentence and let the person put it away."
        ),
    )
    sentence = serializers.CharField(help_text=_("For the person, in the language of the address."))
    record_state = serializers.CharField(required=False, help_text=_("Of the service record that came of it."))
    minutes = serializers.IntegerField(required=False, help_text=_("That this record counts."))


class SyncResultSerializer(serializers.Serializer):
    """All answers; `server_now` is the time by which the phone corrects its clock."""

    server_now = serializers.DateTimeField(help_text=_("Our clock when this was answered."))
    answers = SyncAnswerSerializer(many=True, help_text=_("One for each item that was sent."))


class SyncView(APIView):
    authentication_classes = [SessionAuthentication]
    throttle_classes: list = []

    def perform_authentication(self, request: Request) -> None:
        """A pass in the body goes before any session; a session needs its CSRF token."""
        body = request.data if isinstance(request.data, dict) else {}
        if "pass" in body:
            shown = body["pass"]
            user = passes.holder_of(shown[:400]) if isinstance(shown, str) else None
            if user is None:
                raise NotAuthenticated(_("This phone's pass is over. Sign in again; what waits stays in the phone."))
            request.user = user
        elif not request.user:
            raise NotAuthenticated(_("Sign in again; what waits stays in the phone."))

    @extend_schema(
        operation_id="volunteer_sync",
        summary=_("Send check-ins, check-outs and walk-ups that waited in a phone"),
        description=_(
            "Any number of times, in any order: an item is kept once. One bad item leaves the others as they are. The "
            "phone's clock is measured at each sending; times are corrected by it, and what still does not fit its "
            "code counts at the code's own time and is marked for the leader."
        ),
        request=SyncBatchSerializer,
        responses={
            200: SyncResultSerializer,
            400: OpenApiResponse(description=_("No JSON, no clock, or more than 100 items.")),
            403: OpenApiResponse(description=_("Neither a good pass nor a session with its CSRF token.")),
            415: OpenApiResponse(description=_("Send application/json.")),
            429: OpenApiResponse(description=_("Too often; Retry-After says how many seconds to wait.")),
        },
        auth=[{}],
        tags=["volunteer"],
    )
    def post(self, request: Request) -> Response:
        count_or_refuse(what="sync", who=str(request.user.pk), limit=BATCHES, seconds=TEN_MINUTES)
        now = timezone.now()
        envelope = _Envelope(data=request.data)
        envelope.is_valid(raise_exception=True)
        items, answers = _read(envelope.validated_data["items"])
        device_now = envelope.validated_data["device_now"]
        answers += take_batch(user=request.user, items=items, device_now=device_now, now=now)
        return Response({"server_now": timezone.now(), "answers": [_told(answer) for answer in answers]})


class _Envelope(serializers.Serializer):
    """The batch without its items, which are judged one by one."""

    device_now = DeviceTimeField()
    items = serializers.ListField(max_length=MOST_ITEMS)


def _read(rows: list) -> tuple[list[Item], list[Answer]]:
    items, answers = [], []
    for row in rows:
        serializer = SyncItemSerializer(data=row)
        if serializer.is_valid():
            items.append(Item(**serializer.validated_data))
        else:
            answers.append(Answer(_id_of(row), "refused", _("This item cannot be read.")))
    return items, answers


def _id_of(row: Any) -> str:
    """As it was sent, if it is one of ours; nothing else is repeated."""
    try:
        return str(UUID(row["id"]))
    except (TypeError, KeyError, ValueError, AttributeError):
        return ""


def _told(answer: Answer) -> dict:
    told = {"id": answer.id, "state": answer.state, "sentence": str(answer.sentence)}
    if answer.record is not None:
        told |= {"record_state": answer.record.state, "minutes": answer.record.minutes}
    return told
