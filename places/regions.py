"""Loading regions: all of a file or nothing of it, and a second time changes nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lib.refusals import Refused
from lib.text import pinyin
from places.models import Region
from places.region_files import Draft

CODE = re.compile(r"[0-9]{6,20}")


class RegionsRefused(Refused):
    """Nothing was loaded. `drafts` are those with errors."""

    status = 400

    def __init__(self, drafts: list[Draft]):
        self.drafts = drafts
        super().__init__(_("Nothing was loaded: %(count)s features have errors.") % {"count": len(drafts)})


@dataclass(slots=True)
class Loaded:
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


@transaction.atomic
def load_regions(
    *, drafts: list[Draft], level: str = "", is_sample: bool = False, dry_run: bool = False,
    watch: Callable = lambda items, *, total: items,
) -> Loaded:  # fmt: skip
    """Write the drafts as regions, matched by code. Raises RegionsRefused; a dry run does all and takes it back.

    Where a draft has no outline, residents or English name, those of the stored region stay.
    """
    known = {region.code: region for region in Region.objects.select_for_update()}
    for draft in drafts:
        draft.level = draft.level or level
    _check(drafts, known)
    ordered = _parents_first(drafts, known)
    if wrong := [draft for draft in drafts if draft.errors]:
        raise RegionsRefused(wrong)

    loaded = Loaded()
    for draft in watch(ordered, total=len(ordered)):
        _write(draft, known, loaded, is_sample)
    if wrong := [draft for draft in drafts if draft.errors]:
        raise RegionsRefused(wrong)
    if dry_run:
        transaction.set_rollback(True)
    return loaded


def _check(drafts: list[Draft], known: dict[str, Region]) -> None:
    """Writes what is wrong with each draft into it, and finds the parents that the file does not name."""
    first: dict[str, Draft] = {}
    for draft in drafts:
        if not CODE.fullmatch(draft.code):
            draft.errors.append(_("The code is not 6 to 20 digits: “%(code)s”.") % {"code": draft.code[:40]})
            continue
        if draft.code in first:
            draft.errors.append(
                _("The code %(code)s stands at feature %(index)s already.")
                % {"code": draft.code, "index": first[draft.code].index}
            )
        first.setdefault(draft.code, draft)
        if not draft.name:
            draft.errors.append(_("The name is missing."))
        if draft.level not in Region.Level.values:
            draft.errors.append(_("There is no such level: “%(level)s”.") % {"level": draft.level[:40]})
    codes = first.keys() | known.keys()
    for draft in first.values():
        if draft.level == Region.Level.CITY:
            draft.parent = ""
        elif not draft.parent:
            prefixes = (draft.code[:length] for length in range(len(draft.code) - 1, 5, -1))
            draft.parent = next((prefix for prefix in prefixes if prefix in codes), "")
            if not draft.parent:
                draft.errors.append(_("No region is known of which %(code)s could be a part.") % {"code": draft.code})
        elif draft.parent not in codes:
            draft.errors.append(
                _("Its parent %(parent)s is neither in the file nor loaded.") % {"parent": draft.parent[:40]}
            )


def _parents_first(drafts: list[Draft], known: dict[str, Region]) -> list[Draft]:
    """The file may have them in any order. Drafts that are part of each other in a circle get an error."""
    waiting = {draft.code: draft for draft in drafts if not draft.errors}
    ordered: list[Draft] = []
    while waiting:
        ready = [draft for draft in waiting.values() if draft.parent not in waiting]
        if not ready:
            for draft in waiting.values():
                draft.errors.append(_("These regions are part of each other in a circle."))
            break
        for draft in ready:
            ordered.append(waiting.pop(draft.code))
    return ordered


def _write(draft: Draft, known: dict[str, Region], loaded: Loaded, is_sample: bool) -> None:
    region = known.get(draft.code)
    values = _values(draft, known, is_sample)
    if region is None:
        region = Region(code=draft.code, **values)
        if _is_sound(region, draft):
            region.save()
            known[draft.code] = region
            loaded.created.append(draft.code)
        return
    changed = [name for name, value in values.items() if not _same(getattr(region, name), value)]
    for name in changed:
        setattr(region, name, values[name])
    if not changed:
        loaded.unchanged.append(draft.code)
    elif _is_sound(region, draft):
        region.save(update_fields=changed)
        loaded.updated.append(draft.code)


def _values(draft: Draft, known: dict[str, Region], is_sample: bool) -> dict:
    values = {
        "name": draft.name,
        "pinyin": pinyin(draft.name),
        "level": draft.level,
        "parent": known.get(draft.parent),
        "is_sample": is_sample,
    }
    if draft.name_en:
        values["name_en"] = draft.name_en
    if draft.population is not None:
        values["population"] = draft.population
    if draft.outline is not None:
        values["outline"] = draft.outline
        values["centre"] = draft.outline.point_on_surface
    return values


def _same(stored, value) -> bool:
    if hasattr(stored, "equals_exact") and hasattr(value, "equals_exact"):
        return stored.equals_exact(value, 1e-9)
    return stored == value


def _is_sound(region: Region, draft: Draft) -> bool:
    try:
        region.clean_fields()
    except ValidationError as error:
        draft.errors.extend(error.messages)
        return False
    return True
