from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lib.datum import Datum
from lib.progress import progress
from lib.refusals import Invalid
from places.models import Region
from places.region_files import Fields, read
from places.regions import RegionsRefused, load_regions

MOST_ERRORS_SHOWN = 50


class Command(BaseCommand):
    help = (
        "Load regions from GeoJSON, Shapefile or GeoPackage: all of the file, or nothing of it. Regions are matched by "
        "code, so that loading a file again changes nothing. A value that the file leaves out stays as it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--code-field", default="code", help="field with the statistical code")
        parser.add_argument("--name-field", default="name")
        parser.add_argument("--name-en-field", default="")
        parser.add_argument("--level", default="", choices=["", *Region.Level.values], help="level of every feature")
        parser.add_argument("--level-field", default="", help="field with the level, where features differ")
        parser.add_argument("--parent-field", default="", help="field with the parent's code; else the longest prefix")
        parser.add_argument("--population-field", default="", help="field with the number of residents")
        parser.add_argument(
            "--datum",
            choices=[datum.value for datum in Datum],
            help="convert from this datum (Amap: gcj02)",
        )
        parser.add_argument("--encoding", default="", help="of a Shapefile without .cpg, e.g. GBK")
        parser.add_argument("--fix", action="store_true", help="mend polygons that cross themselves")
        parser.add_argument("--sample", action="store_true", help="mark the outlines as drawn for the sample city")
        parser.add_argument("--dry-run", action="store_true", help="check everything and write nothing")

    def handle(self, *, file, level, level_field, datum, encoding, fix, sample, dry_run, **options):
        if not level and not level_field:
            raise CommandError("Say --level for all features, or --level-field.")
        fields = Fields(
            code=options["code_field"],
            name=options["name_field"],
            name_en=options["name_en_field"],
            level=level_field,
            parent=options["parent_field"],
            population=options["population_field"],
        )
        reading, writing = partial(progress, label="Reading"), partial(progress, label="Writing")
        try:
            drafts = read(file, fields=fields, datum=datum and Datum(datum), fix=fix, encoding=encoding, watch=reading)
            loaded = load_regions(drafts=drafts, level=level, is_sample=sample, dry_run=dry_run, watch=writing)
        except RegionsRefused as refusal:
            self._list(refusal)
            raise CommandError(str(refusal)) from refusal
        except Invalid as refusal:
            raise CommandError(str(refusal)) from refusal
        note = " (dry run: nothing is written)" if dry_run else ""
        self.stdout.write(
            f"{len(loaded.created)} created, {len(loaded.updated)} updated, {len(loaded.unchanged)} unchanged{note}"
        )

    def _list(self, refusal: RegionsRefused) -> None:
        for draft in refusal.drafts[:MOST_ERRORS_SHOWN]:
            for sentence in draft.errors:
                self.stderr.write(f"feature {draft.index} ({draft.code or '-'}): {sentence}")
        if len(refusal.drafts) > MOST_ERRORS_SHOWN:
            self.stderr.write(f"… and {len(refusal.drafts) - MOST_ERRORS_SHOWN} more features")
