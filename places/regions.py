"""Loading regions: all of a file or nothing of it, and a second time changes nothing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from lib.refusals import Refused
from lib.text import pinyin
from places.models import Region
from places.models.region import CODE_IN_PARENTS
from places.refusals import in_words
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


def keep_region(*, region: Region, changed: Sequence[str] | None = None) -> Region:
    """Write a region, from a form or a file, found by sound as well. With `changed`, only those fields are written.

    The database sets its centre within a new outline. Raises Refused where the region does not fit among the others.
    """
    region.pinyin = pinyin(region.name)
    with in_words():
        region.save(update_fields=None if changed is None else [*changed, "pinyin"])
    if changed is None or "outline" in changed:
        region.refresh_from_db(fields=["centre", "shape_trace"])
    return region


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
    if wrong := [draft for draft in drafts if draft.errors]:
        raise RegionsRefused(wrong)

    loaded = Loaded()
    # The file may have them in any order; a parent's code is the shorter.
    for draft in watch(sorted(drafts, key=lambda draft: len(draft.code)), total=len(drafts)):
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
        elif draft.parent == draft.code or not draft.code.startswith(draft.parent):
            draft.errors.append(str(CODE_IN_PARENTS))


def _write(draft: Draft, known: dict[str, Region], loaded: Loaded, is_sample: bool) -> None:
    region = known.get(draft.code)
    values = _values(draft, known, is_sample)
    if region is None:
        region, changed, into = Region(code=draft.code, **values), None, loaded.created
    else:
        changed = [name for name, value in values.items() if not _same(getattr(region, name), value)]
        into = loaded.updated if changed else loaded.unchanged
        for name in changed:
            setattr(region, name, values[name])
    if changed == [] or _is_kept(region, changed, draft):
        known[draft.code] = region
        into.append(draft.code)


def _values(draft: Draft, known: dict[str, Region], is_sample: bool) -> dict:
    values = {
        "name": draft.name,
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
    return values


def _same(stored, value) -> bool:
    if hasattr(stored, "equals_exact") and hasattr(value, "equals_exact"):
        return stored.equals_exact(value, 1e-9)
    return stored == value


def _is_kept(region: Region, changed: Sequence[str] | None, draft: Draft) -> bool:
    try:
        region.clean_fields()
        keep_region(region=region, changed=changed)
    except ValidationError as error:
        draft.errors.extend(error.messages)
    except Refused as refusal:
        draft.errors.append(str(refusal))
    return not draft.errors
