"""The city's hours for the public page: the count's own figures and the published ones, side by side, never mixed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from office.models import ReferenceFigure
from volunteers.models import HourFigure
from volunteers.models.records import LIFETIME
from volunteers.vocabulary import Source

HOUR = 60
PUBLISHED = ("volunteers", "volunteer_hours")
# What each source rests on, in a resident's words.
HOW = {
    Source.CODE: _("The leader's phone shows a code that changes every half minute; whoever is there sends it twice."),
    Source.ROSTER: _("The leader ticks who came and went, also for people without a phone."),
    Source.LOCATION: _("The phone says once, on a tap, that it is there. The leader confirms; no track is kept."),
    Source.SELF_REPORT: _("The volunteer reports, and the organization confirms or refuses with a reason."),
    Source.IMPORTED: _("Older lists are taken over with their evidence, and another person approves them."),
    Source.BACK_OFFICE: _("The office enters it with evidence, and another person approves it."),
}
WIDTH, BAR, GAP = 360, 20, 10
LABEL, END = 46, 64


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: from `x`, `width` wide, in the drawing's units."""

    source: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Year:
    year: int
    minutes: int
    y: int
    parts: tuple[Part, ...]
    cells: tuple[int, ...]

    @property
    def hours(self) -> int:
        return self.minutes // HOUR

    @property
    def middle(self) -> int:
        return self.y + BAR - 5

    @property
    def after(self) -> float:
        return self.parts[-1].x + self.parts[-1].width + 6 if self.parts else LABEL


@dataclass(frozen=True, slots=True)
class SourceLine:
    source: str
    label: Any
    how: Any
    minutes: int
    share: float

    @property
    def hours(self) -> int:
        return self.minutes // HOUR


class CityHours:
    def __init__(self):
        self.figures = {(figure.year, figure.source): figure for figure in HourFigure.objects.all()}
        self.whole = self.figures.get((LIFETIME, ""))
        self.published = list(ReferenceFigure.objects.filter(key__in=PUBLISHED).order_by("position"))

    @property
    def hours(self) -> int:
        return self.whole.minutes // HOUR if self.whole else 0

    @cached_property
    def sources(self) -> list[SourceLine]:
        """Every source, the unused ones too: none is hidden."""
        total = self.whole.minutes if self.whole else 0
        lines = []
        for source, label in Source.choices:
            figure = self.figures.get((LIFETIME, source))
            minutes = figure.minutes if figure else 0
            lines.append(
                SourceLine(source, label, HOW[source], minutes, round(100 * minutes / total, 1) if total else 0)
            )
        return lines

    @cached_property
    def years(self) -> list[Year]:
        """Newest first, each as a bar of its sources."""
        years = sorted({year for year, source in self.figures if year != LIFETIME and not source}, reverse=True)
        most = max((self.figures[year, ""].minutes for year in years), default=0) or 1
        return [self._year(year, number, most) for number, year in enumerate(years)]

    def _year(self, year: int, number: int, most: int) -> Year:
        x, parts, cells = float(LABEL), [], []
        for source in Source.values:
            figure = self.figures.get((year, source))
            minutes = figure.minutes if figure else 0
            cells.append(minutes // HOUR)
            if minutes:
                width = round(minutes / most * (WIDTH - LABEL - END), 1)
                parts.append(Part(source, round(x, 1), width))
                x += width
        return Year(year, self.figures[year, ""].minutes, number * (BAR + GAP), tuple(parts), tuple(cells))

    @property
    def height(self) -> int:
        return max(1, len(self.years)) * (BAR + GAP)
