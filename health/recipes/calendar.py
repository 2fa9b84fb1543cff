"""Calendar files (.ics) as tables, an event or one of its repetitions a row; by icalendar.

What a row holds stands in the file: a time with a zone is given with its offset, one without as it
is, a whole day as a date. What is no event, or has no start, is left out and said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from icalendar import Calendar, Component

from health.errors import UnreadableFile
from health.recipes.events import HEADER, LINE, cells, line, moment, shown
from health.recipes.repeats import (
    DAMAGES,
    FIRST_ONLY,
    TOO_MANY,
    Bounds,
    Time,
    first_times,
    moment_of,
    repeated,
)  # fmt: skip
from health.tables.found import LeftOut, Table

MOST_BYTES = 32 << 20
MOST_EVENTS = 50_000
AHEAD = timedelta(92)  # past what the file knows: plans of the next quarter
YEAR = timedelta(366)
BACK = timedelta(3 * 366)  # before it: repetitions that are older are no news
_Row = tuple[int, list[str]]
_LINE_END = re.compile(r"\r\n|\n|\r")
_NO_ROWS = {"VTIMEZONE", "VALARM", "STANDARD", "DAYLIGHT"}


def tables_of_calendar(content: bytes, path: str, until: date | None = None) -> list[Table]:
    """The tables of a calendar file, one a calendar; `path` names it in what is said.

    Events that repeat are taken up to `until`, else up to a quarter after the file's last change
    or its latest event of the year that follows, and for three years back. Raises UnreadableFile.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFile(path, f"is larger than {MOST_BYTES >> 20} MB: export a shorter time")
    if content.upper().count(b"BEGIN:V") > MOST_EVENTS:
        raise UnreadableFile(path, f"has more than {MOST_EVENTS:,} events: export a shorter time")
    text, notes = _decoded(content)
    try:
        calendars = [
            each
            for each in Calendar.from_ical(_numbered(text), multiple=True)
            if each.name == "VCALENDAR"
        ]
        tables = [_table(calendar, until, notes) for calendar in calendars]
    except DAMAGES as error:
        why = " ".join(str(error).split())[:120] or type(error).__name__
        raise UnreadableFile(path, f"is a damaged calendar ({why}): export it anew") from error
    if not tables:
        raise UnreadableFile(path, "holds no calendar: export it as iCalendar (.ics)")
    return tables


def _decoded(content: bytes) -> tuple[str, list[str]]:
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), ["encoding: Windows-1252, since it is no UTF-8"]


def _numbered(text: str) -> str:
    """The text with each component's own line in the file as a property of its."""
    lines = []
    for number, each in enumerate(_LINE_END.split(text), 1):
        lines.append(each)
        if each[:7].upper() == "BEGIN:V":
            lines.append(f"{LINE}:{number}")
    return "\r\n".join(lines) + "\r\n"


@dataclass
class _Found:
    """Rows and what is left out, with the line of each."""

    rows: list[_Row] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def leave_out(self, event: Component, why: str) -> None:
        self.left_out.append(LeftOut(line(event), shown(event), why))


def _table(calendar: Component, until: date | None, notes: list[str]) -> Table:
    """The rows of one calendar, in the order of the file."""
    found = _Found()
    changed, latest = _last_days(calendar)
    bounds = Bounds(changed - BACK, until or latest + AHEAD)
    groups: dict[str, list[Component]] = defaultdict(list)
    for place, part in enumerate(calendar.walk()):
        if part.name == "VEVENT" and moment_of(part, "DTSTART") is not None:
            groups[str(part.get("UID") or f"\0{place}")].append(part)
        elif part.name == "VEVENT":
            found.leave_out(part, "the event has no start that can be read")
        elif part.name not in _NO_ROWS and part is not calendar:
            found.leave_out(part, f"{part.name} is no event")
    for events in groups.values():
        try:
            found.rows.extend(_rows(found, events, bounds))
        except DAMAGES:
            for event in events:
                found.leave_out(event, "the event holds something that can't be read")
    span = f"what repeats is taken from {bounds.begin} until {bounds.end}"
    said = [*notes, f"changed last on {changed}; {span}"]
    found.rows.sort(key=lambda row: (row[0], row[1][1]))
    return Table(
        HEADER,
        [row for _, row in found.rows],
        [at for at, _ in found.rows],
        str(calendar.get("X-WR-CALNAME") or ""),
        left_out=sorted(found.left_out, key=lambda each: each.line),
        notes=said,
        doubts=list(dict.fromkeys(found.doubts)),
    )


def _rows(found: _Found, events: list[Component], bounds: Bounds) -> list[_Row]:
    """The rows of the events of one UID: as they are, or each time that they repeat."""
    repeats = [each for each in events if "RRULE" in each or "RDATE" in each]
    own = {id(event): cells(event, bool(repeats), found.doubts) for event in events}
    times, doubt = repeated(events, bounds) if repeats else (first_times(events), "")
    if repeats:
        bounds.letters -= sum(len("".join(own[id(each.event)])) for each in times)
        if bounds.letters < 0:
            times, doubt = first_times(events), f"{TOO_MANY}: {FIRST_ONLY}"
    if doubt:
        found.doubts.append(f"line {line(repeats[0])}: {shown(repeats[0])!r} {doubt}")
    seen = {id(each.event) for each in times}
    for event in events:
        if id(event) not in seen:
            found.leave_out(event, f"never takes place from {bounds.begin} to {bounds.end}")
    return [(line(each.event), _timed(each, own[id(each.event)])) for each in times]


def _timed(each: Time, own: list[str]) -> list[str]:
    """An event's cells with the time that it takes place."""
    return [own[0], moment(each.start), moment(each.end), *own[3:]]


def _last_days(calendar: Component) -> tuple[date, date]:
    """The last day on which an event of the file was written, else on which one begins; and the
    last day up to a year later on which one begins."""
    events: list[Component] = calendar.walk("VEVENT")
    starts = list(_days(events, ("DTSTART",))) or [date(1970, 1, 1) + BACK]
    changed = max(_days(events, ("DTSTAMP", "LAST-MODIFIED", "CREATED")), default=max(starts))
    return changed, max([changed, *[day for day in starts if day <= changed + YEAR]])


def _days(events: Iterable[Component], names: tuple[str, ...]) -> Iterator[date]:
    for event in events:
        for name in names:
            value = moment_of(event, name)
            if value is not None and 1970 <= value.year <= 2199:
                yield value.date() if isinstance(value, datetime) else value
