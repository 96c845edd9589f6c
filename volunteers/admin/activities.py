"""Activities, shifts and sign-ups at the desk. Every change goes through the action that the leader's page calls."""

from datetime import timedelta
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.contrib.gis.geos import Point
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from office.admin.scoped import ScopedAdmin, TownFilter
from office.admin.tables import TableRegister
from office.desk import Queue, Waiting
from office.policies import Area, Power, scope_of, within
from places.models import Region
from places.validators import validate_in_city
from volunteers.actions import activities, shifts
from volunteers.admin.finding import found_keys
from volunteers.admin.merges import RefusalsAsMessages
from volunteers.forms.activities import TOKEN_BROKEN, ActivityForm
from volunteers.models import Activity, Announcement, Shift, SignUp
from volunteers.timetable import TimetableResource
from volunteers.workflow import ACTIVITY_MOVES, ActivityState

SOON = timedelta(days=2)
REGION = "activity__organization__region"


def unanswered(user: User) -> Waiting:
    """Applications for shifts that begin within two days: a telephone call to the leader helps."""
    now = timezone.now()
    waiting = SignUp.objects.filter(state=SignUp.State.APPLIED, starts_at__gt=now, starts_at__lte=now + SOON)
    scope = scope_of(user, Power.CHANGE, Area.ACTIVITIES)
    return Waiting(waiting.filter(within(scope, f"shift__{REGION}__code")).count())


desk_queues = [
    Queue(
        _("Sign-ups · unanswered, and the shift is near"),
        Area.ACTIVITIES,
        Power.CHANGE,
        unanswered,
        "volunteers_signup",
        "?state__exact=applied",
    )
]


class ActivityDeskForm(ActivityForm):
    """As the leader's form; where it takes place is a known place or two numbers."""

    # The admin takes a name of the model's for one of its fields, and the model's token is not for editing.
    token = None
    form_token = forms.UUIDField(widget=forms.HiddenInput, error_messages=TOKEN_BROKEN)
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-180, max_value=180,
        help_text=_("WGS-84; needed only where no known place is chosen."),
    )  # fmt: skip
    decision = forms.ChoiceField(label=_("Decision"), required=False, widget=forms.RadioSelect)
    reason_text = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Of a cancellation; everybody signed up reads it."),
    )

    class Meta(ActivityForm.Meta):
        fields = ["organization", "place", *ActivityForm.Meta.fields]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "form_token" in self.fields:
            self.fields["form_token"].initial = self.instance.token if self.instance.pk else uuid4()
        if self.instance.pk and "longitude" in self.fields:
            self.initial |= {"longitude": self.instance.point.x, "latitude": self.instance.point.y}
        if "decision" in self.fields:
            words = {ActivityState.OPEN: _("Open for sign-up"), ActivityState.CANCELLED: _("Cancel the activity")}
            moves = ACTIVITY_MOVES[ActivityState(self.instance.state)]
            choices = [(state, label) for state, label in words.items() if state in moves]
            self.fields["decision"].choices = [("", _("None at present")), *choices]

    def clean(self) -> dict:
        cleaned = super().clean()
        place, x, y = cleaned.get("place"), cleaned.get("longitude"), cleaned.get("latitude")
        if place is not None:
            cleaned["point"] = place.point
        elif x is None or y is None:
            self.add_error("place", _("Choose a known place, or type longitude and latitude."))
        else:
            cleaned["point"] = Point(x, y, srid=4326)
            try:
                validate_in_city(cleaned["point"])
            except forms.ValidationError as error:
                self.add_error("longitude", error)
        return cleaned

    def values(self, otherwise: Region) -> dict:
        cleaned = self.cleaned_data
        place = cleaned["place"]
        around = Region.objects.current().filter(outline__intersects=cleaned["point"]).defer("outline")
        region = place.region if place else around.order_by("-code").first() or otherwise
        names = set(activities.FIELDS) - {"point", "region"}
        return {**{name: cleaned[name] for name in names}, "point": cleaned["point"], "region": region}


@admin.register(Activity)
class ActivityAdmin(TableRegister, RefusalsAsMessages, ScopedAdmin):
    """Those of organizations in one's own region: the organization answers for it, wherever it takes place."""

    area = Area.ACTIVITIES
    region_path = "organization__region"
    desk_group = "volunteers"
    resource_classes = [TimetableResource]
    form = ActivityDeskForm
    list_display = ["title", "organization", "category", "state", "is_hazardous", "created_at"]
    list_filter = ["state", "category", "is_hazardous", "is_sample", TownFilter]
    list_select_related = ["organization__region"]
    search_fields = ["title", "title_en"]
    ordering = ["-pk"]
    autocomplete_fields = ["organization", "place"]
    told = ["state", "reason", "series", "created_by", "created_at", "shown_shifts"]
    described = [*ActivityDeskForm.Meta.fields, "longitude", "latitude", "form_token"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Activity]:
        shown = super().get_queryset(request).select_related("organization__region", "place", "created_by")
        return shown.defer("organization__region__outline")

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [*self.told, *(["organization"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj=None):
        described = (_("What it says"), {"fields": self.described})
        if obj is None:
            return [described]
        told = (_("How it stands"), {"fields": self.told})
        if not self.has_change_permission(request, obj):
            return [told, (_("What it says"), {"fields": ActivityDeskForm.Meta.fields})]
        return [told, (_("The office's decision"), {"fields": ["decision", "reason_text"]}), described]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or bool(ACTIVITY_MOVES[obj.state]))

    def save_model(self, request: HttpRequest, obj: Activity, form: ActivityDeskForm, change: bool) -> None:
        if not change:
            organization, token = form.cleaned_data["organization"], form.cleaned_data["form_token"]
            values = form.values(organization.region)
            made = activities.create_activity(organization=organization, by=request.user, token=token, **values)
            obj.__dict__.update(made.__dict__)
            return
        decision = form.cleaned_data.get("decision")
        if set(form.changed_data) - {"decision", "reason_text"}:
            values = form.values(obj.organization.region)
            activities.change_activity(activity=obj, by=request.user, **values)
        if decision == ActivityState.OPEN:
            activities.open_activity(activity=obj, by=request.user)
        elif decision == ActivityState.CANCELLED:
            activities.cancel_activity(activity=obj, by=request.user, reason=form.cleaned_data["reason_text"])

    @admin.display(description=_("shifts"))
    def shown_shifts(self, activity: Activity) -> str:
        return " · ".join(
            f"{timezone.localtime(shift.starts_at):%Y-%m-%d %H:%M} ({shift.taken}/{shift.capacity})"
            for shift in activity.shifts.defer("secret").order_by("-starts_at")[:12]
        )

    def view_on_site(self, obj: Activity) -> str | None:
        return None if obj.state == ActivityState.DRAFT else obj.get_absolute_url()


class ShiftDeskForm(forms.ModelForm):
    cancel = forms.BooleanField(label=_("Cancel this shift"), required=False)
    reason_text = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Of a cancellation; everybody signed up reads it."),
    )

    class Meta:
        model = Shift
        fields = ["activity", *shifts.FIELDS]


@admin.register(Shift)
class ShiftAdmin(RefusalsAsMessages, ScopedAdmin):
    area = Area.ACTIVITIES
    region_path = REGION
    desk_group = "volunteers"
    form = ShiftDeskForm
    list_display = ["starts_at", "activity", "ends_at", "taken", "capacity", "is_cancelled"]
    list_filter = [("starts_at", admin.DateFieldListFilter), "is_cancelled", TownFilter]
    list_select_related = [REGION]
    search_fields = ["activity__title", "activity__title_en"]
    ordering = ["-starts_at", "-pk"]
    autocomplete_fields = ["activity"]
    told = ["taken", "is_cancelled", "reason", "sequence", "closed_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Shift]:
        return super().get_queryset(request).select_related(REGION).defer("secret", f"{REGION}__outline")

    def get_readonly_fields(self, request: HttpRequest, obj=None) -> list[str]:
        return [*self.told, *(["activity"] if obj else [])]

    def get_fieldsets(self, request: HttpRequest, obj=None):
        described = (None, {"fields": ShiftDeskForm.Meta.fields})
        if obj is None:
            return [described]
        told = (_("How it stands"), {"fields": self.told})
        if not self.has_change_permission(request, obj):
            return [told, described]
        return [told, described, (_("Cancel"), {"fields": ["cancel", "reason_text"]})]

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or not obj.is_cancelled)

    def save_model(self, request: HttpRequest, obj: Shift, form: ShiftDeskForm, change: bool) -> None:
        values = {name: form.cleaned_data[name] for name in shifts.FIELDS}
        if not change:
            made = shifts.create_shift(activity=form.cleaned_data["activity"], by=request.user, **values)
            obj.__dict__.update(made.__dict__)
        elif form.cleaned_data["cancel"]:
            shifts.cancel_shift(shift=obj, by=request.user, reason=form.cleaned_data["reason_text"])
        else:
            shifts.change_shift(shift=obj, by=request.user, **values)


class ReadAlone(ScopedAdmin):
    """Rows that come about elsewhere: by the people themselves and by their leaders."""

    area = Area.ACTIVITIES
    desk_group = "volunteers"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(SignUp)
class SignUpAdmin(ReadAlone):
    region_path = f"shift__{REGION}"
    list_display = ["starts_at", "shown_activity", "number", "name", "companions", "state"]
    list_filter = ["state", TownFilter]
    list_select_related = [f"shift__{REGION}", "volunteer__user__identity"]
    search_fields = ["volunteer__number"]
    search_help_text = _("A whole volunteer number, mobile number or real name")
    ordering = ["-pk"]
    fields = [
        "shown_activity", "starts_at", "ends_at", "number", "name", "companions", "state", "reason", "queued_at",
        "risk_told_at", "walked_up", "answered_by", "created_at",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignUp]:
        shown = super().get_queryset(request).select_related(f"shift__{REGION}", "volunteer__user__identity")
        return shown.defer("shift__secret", f"shift__{REGION}__outline")

    def get_search_results(self, request: HttpRequest, queryset, search_term: str):
        if not search_term:
            return queryset, False
        return queryset.filter(volunteer__in=found_keys(request, search_term)), False

    @admin.display(description=_("activity"), ordering="shift__activity__title")
    def shown_activity(self, sign_up: SignUp) -> str:
        return sign_up.shift.activity.title

    @admin.display(description=_("volunteer number"))
    def number(self, sign_up: SignUp) -> str:
        return sign_up.volunteer.number

    @admin.display(description=_("name"))
    def name(self, sign_up: SignUp) -> str:
        return sign_up.volunteer.shown_name or "—"


@admin.register(Announcement)
class AnnouncementAdmin(ReadAlone):
    region_path = REGION
    list_display = ["sent_at", "activity", "text", "reached", "sent_by"]
    list_select_related = [REGION, "sent_by"]
    search_fields = ["text", "activity__title"]
    fields = ["activity", "shift", "text", "reached", "sent_by", "sent_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Announcement]:
        return super().get_queryset(request).select_related(REGION, "sent_by").defer(f"{REGION}__outline")
