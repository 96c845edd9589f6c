"""Sealed values under the key of today: found by looking at the models, taken in batches, safe to interrupt.

Each batch is its own transaction over locked rows. What a broken-off run has done stays done, and a row that somebody
else is writing is left for the next round, since that write seals it anew anyway or leaves it as it was.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from accounts.mfa import KIND as TOTP_KIND
from lib.sealed import VERSION, LookupField, SealedField, current_prefix, lookup_of, reseal, unseal

BATCH = 500
SECRETS = ("secret", "seed")


@dataclass(frozen=True)
class Column:
    """One sealed column of one table; `lookup` is the column beside it, where there is one."""

    model: type[models.Model]
    field: SealedField
    lookup: LookupField | None = None

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    def waiting(self) -> models.QuerySet:
        """Rows whose value was sealed by another key or cipher."""
        raw = Cast(self.field.name, TextField())
        rows = self.model._base_manager.annotate(raw_seal=raw).filter(raw_seal__isnull=False)
        return rows.exclude(raw_seal__startswith=current_prefix()).order_by("pk")

    def filled(self) -> models.QuerySet:
        raw = Cast(self.field.name, TextField())
        return self.model._base_manager.annotate(raw_seal=raw).filter(raw_seal__isnull=False).order_by("pk")


def sealed_columns() -> Iterator[Column]:
    """Every concrete sealed column of every model, those of history tables included."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        lookups = {field.source: field for field in model._meta.local_fields if isinstance(field, LookupField)}
        for field in model._meta.local_fields:
            if isinstance(field, SealedField):
                yield Column(model, field, lookups.get(field.name))


def reseal_batch(column: Column, after: int, size: int = BATCH) -> tuple[int, int | None]:
    """Seal the next rows behind `after` anew. Gives how many, and the last primary key seen (None at the end)."""
    with transaction.atomic():
        rows = column.waiting().filter(pk__gt=after).select_for_update(skip_locked=True)
        batch = list(rows.values_list("pk", "raw_seal")[:size])
        _write(column.model, column.field, ((pk, reseal(old, kind=column.field.kind)) for pk, old in batch))
    return len(batch), batch[-1][0] if batch else None


def relookup_batch(column: Column, after: int, size: int = BATCH) -> tuple[int, int | None]:
    """Compute the lookup column anew, for a new LOOKUP_KEY or LOOKUP_DIGEST."""
    assert column.lookup is not None
    with transaction.atomic():
        rows = column.filled().filter(pk__gt=after).select_for_update()
        batch = list(rows.values_list("pk", "raw_seal")[:size])
        kind = column.field.kind
        values = ((pk, lookup_of(unseal(old, kind=kind), kind=kind)) for pk, old in batch)
        _write(column.model, column.lookup, values)
    return len(batch), batch[-1][0] if batch else None


def _write(model: type[models.Model], field: models.Field, values: Iterable[tuple[int, str]]) -> None:
    """Straight to the column: no model method may see, and no history may keep, the value on its way."""
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [(new, pk) for pk, new in values])


# --- secrets of authenticator apps, which live inside JSON


def authenticators_waiting() -> models.QuerySet:
    stale = Q()
    for name in SECRETS:
        stale |= Q(**{f"data__{name}__startswith": f"{VERSION}:"}) & ~Q(
            **{f"data__{name}__startswith": current_prefix()}
        )
    return Authenticator.objects.filter(stale).order_by("pk")


def reseal_authenticators(after: int, size: int = BATCH) -> tuple[int, int | None]:
    with transaction.atomic():
        batch = list(authenticators_waiting().filter(pk__gt=after).select_for_update(skip_locked=True)[:size])
        for authenticator in batch:
            for name in SECRETS:
                if name in authenticator.data:
                    authenticator.data[name] = reseal(authenticator.data[name], kind=TOTP_KIND)
            authenticator.save(update_fields=["data"])
    return len(batch), batch[-1].pk if batch else None


def run(step: Callable[[int], tuple[int, int | None]], tell: Callable[[int], None]) -> int:
    """Step until the end; `tell` hears the running total after each batch."""
    done, after = 0, 0
    while after is not None:
        count, after = step(after)
        done += count
        tell(done)
    return done
