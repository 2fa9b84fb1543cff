"""A status report as plain data: what the client reads, and beside it what only the lead sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

from health.errors import UnreadableReport
from health.logs.contract import SECTIONS
from health.store.records import StatusReport

FORMAT = 1
# What the client reads where there is nothing to say, or nobody knows: no more than that.
NOTHING = "Not part of this report."
TITLES = {
    "budget": "Budget",
    "timeline": "Timeline",
    "blockers": "Blockers",
    "requirements": "Requirements and changes",
    "risks": "Risks",
    "questions": "Open questions",
}


@dataclass(frozen=True)
class Line:
    """One thing told: a name as the logs have it, and our words on it.

    `cells` are the same in the columns of a table. For the lead only: `rows`, the (log, row) that
    it comes from, and `aside`, what those rows say beyond it.
    """

    name: str
    text: str
    cells: tuple[str, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    aside: str = ""

    @property
    def said(self) -> str:
        """The line in one string."""
        return f"{self.name} – {self.text}" if self.name and self.text else self.name or self.text


@dataclass(frozen=True)
class Part:
    """Lines under a heading. Where it is known that there are none, `empty` says so to the client;
    where that is not known, `unknown` says to the lead why, and to the client nothing.

    For the lead only: `held`, lines that the client has not been told, and `notes`.
    """

    heading: str
    lines: tuple[Line, ...] = ()
    columns: tuple[str, ...] = ()
    empty: str = ""
    unknown: str = ""
    held: tuple[Line, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One of the six sections."""

    name: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """As the client reads it."""
        return TITLES[self.name]

    @property
    def said(self) -> tuple[str, ...]:
        """All that the draft tells the client, without headings, which hold the days."""
        return tuple(
            text
            for part in self.parts
            for text in ([line.said for line in part.lines] or [part.empty])
            if text
        )


@dataclass(frozen=True)
class Report:
    """A client's report as known at the end of a day; `since` is the day of the one before.

    `edited` holds by section what the lead wrote in place of the draft, which stays beside it.
    """

    client: str
    day: date
    since: date
    sections: tuple[Section, ...]
    edited: Mapping[str, str] = field(default_factory=dict)
    frozen_by: str = ""
    frozen_at: datetime | None = None
    edition: int = 1  # a later one stands in the place of one that was sent

    def with_text(self, section: str, text: str | None) -> Report:
        """The same with a section in the lead's words; as drafted again for None."""
        if section not in SECTIONS:
            raise KeyError(section)
        kept = {name: given for name, given in self.edited.items() if name != section}
        return replace(self, edited=kept if text is None else kept | {section: text})

    def frozen(self, by: str, at: datetime) -> Report:
        """The same, closed by somebody."""
        return replace(self, frozen_by=by, frozen_at=at)

    def written(self, section: Section) -> str | None:
        """What the lead wrote in place of a section's draft; None where it stands as drafted."""
        text = self.edited.get(section.name)
        return None if text is None else text.strip()

    def said(self, section: Section) -> tuple[str, ...]:
        """What the client reads in a section, without headings; nothing where it is not filled."""
        text = self.written(section)
        return section.said if text is None else tuple(text.splitlines())


def of_store(kept: StatusReport) -> Report:
    """A report as the store keeps it, with what the lead wrote, who froze it, which it is."""
    edited = {section: text for section, text in kept.edited.items() if section in SECTIONS}
    draft = replace(from_json(kept.content), client=kept.client, edited=edited)
    by, at = kept.frozen_by or "", kept.frozen_at
    return replace(draft, frozen_by=by, frozen_at=at, edition=kept.edition)


def as_json(report: Report) -> dict[str, Any]:
    """A report as plain JSON."""
    return {
        "format": FORMAT,
        **asdict(report),
        "day": report.day.isoformat(),
        "since": report.since.isoformat(),
        "edited": dict(report.edited),
        "frozen_at": report.frozen_at.isoformat() if report.frozen_at else None,
    }


def from_json(found: Mapping[str, Any]) -> Report:
    """A report as it was kept; UnreadableReport for a form that this program does not know."""
    if found.get("format") != FORMAT:
        raise UnreadableReport(
            f"This report was kept in format {found.get('format')!r}; this version of the program "
            f"reads format {FORMAT}. Start the newer version that wrote it."
        )
    try:
        at = found["frozen_at"]
        return Report(
            found["client"],
            date.fromisoformat(found["day"]),
            date.fromisoformat(found["since"]),
            tuple(_section(each) for each in found["sections"]),
            dict(found["edited"]),
            found["frozen_by"],
            datetime.fromisoformat(at) if at else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableReport(f"This report was not kept whole ({error!r}).") from error


def _section(found: Mapping[str, Any]) -> Section:
    return Section(found["name"], tuple(_part(each) for each in found["parts"]))


def _part(found: Mapping[str, Any]) -> Part:
    return Part(
        found["heading"],
        tuple(_line(each) for each in found["lines"]),
        tuple(found["columns"]),
        found["empty"],
        found["unknown"],
        tuple(_line(each) for each in found["held"]),
        tuple(found["notes"]),
    )


def _line(found: Mapping[str, Any]) -> Line:
    rows = tuple((log, row) for log, row in found["rows"])
    return Line(found["name"], found["text"], tuple(found["cells"]), rows, found["aside"])
