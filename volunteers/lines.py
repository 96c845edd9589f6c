"""Service records as lines of Today, in the same words as on their own pages."""

from dataclasses import dataclass
from datetime import date

from places.rows import in_language
from volunteers.vocabulary import Source
from volunteers.workflow import RecordState


@dataclass(frozen=True)
class Line:
    """What `volunteers.today` reads of one record."""

    id: int
    sign_up: int | None
    title: str
    where: str
    day: date
    minutes: int
    source: str
    state: str

    @classmethod
    def read(cls, row: dict) -> "Line":
        row["title"] = in_language(row["title"], row.pop("title_en"))
        row["where"] = in_language(row["where"], row.pop("where_en"))
        return cls(**{**row, "day": date.fromisoformat(row["day"])})

    @property
    def hours(self) -> str:
        return f"{self.minutes / 60:.1f}"

    @property
    def source_word(self) -> str:
        return Source(self.source).label

    @property
    def state_word(self) -> str:
        return RecordState(self.state).label

    @property
    def pill(self) -> str:
        return {RecordState.CONFIRMED: "done", RecordState.PENDING: "waiting"}.get(self.state, "closed")
