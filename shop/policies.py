"""Who serves at a shop's counter: whoever is on its list of duty that day, and the office over its region."""

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from office.policies import Area, Power, can, scope_of, within
from shop.models import Duty, Shop


def can_serve(user: User, shop: Shop, *days: date) -> bool:
    """On each of these days; today unless given."""
    duties = list(Duty.objects.of(user).filter(shop=shop))
    on_list = all(any(duty.holds_on(day) for duty in duties) for day in days or (timezone.localdate(),))
    return on_list or can(user, Power.CHANGE, Area.GOODS, code=shop.region.code)


def shops_served_by(user: User) -> QuerySet[Shop]:
    """For everybody else they do not exist."""
    on_list = Q(pk__in=Duty.objects.of(user).today().values("shop"))
    in_scope = within(scope_of(user, Power.CHANGE, Area.GOODS), "region__code")
    return Shop.objects.filter(on_list | in_scope).select_related("region").defer("region__outline")
