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
from health.recipes.repeats import Bounds, Time, first_times, moment_of, repeated
from health.tables.found import LeftOut, Table

HEADER = (
    "Summary", "Start", "End", "All day", "Status", "Organizer", "Attendees", "Location",
    "Description", "Categories", "Repeats", "UID",
)  # fmt: skip
MOST_BYTES = 32 << 20
MOST_EVENTS = 50_000
AHEAD = timedelta(92)  # past the last change of the file: plans of the next quarter
BACK = timedelta(3 * 366)  # before it: repetitions that are older are no news
DAMAGES = (  # what the libraries raise for a file that is none
    ValueError, IndexError, KeyError, AttributeError, TypeError, OverflowError, RecursionError
)  # fmt: skip
_Row = tuple[int, list[str]]
_LINE = "X-HEALTH-LINE"
_LINE_END = re.compile(r"\r\n|\n|\r")
_NO_ROWS = {"VTIMEZONE", "VALARM", "STANDARD", "DAYLIGHT"}


def is_calendar(content: bytes) -> bool:
    """Whether these are the bytes of a calendar file."""
    return content[:512].lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(b"BEGIN:VCALENDAR")


def tables_of_calendar(content: bytes, path: str, until: date | None = None) -> list[Table]:
    """The tables of a calendar file, one a calendar; `path` names it in what is said.

    Events that repeat are taken up to `until`, else up to a quarter after the file's last change,
    and for three years back. Raises UnreadableFile.
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
        why = str(error)[:120] or type(error).__name__
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
    for number, line in enumerate(_LINE_END.split(text), 1):
        lines.append(line)
        if line[:7].upper() == "BEGIN:V":
            lines.append(f"{_LINE}:{number}")
    return "\r\n".join(lines) + "\r\n"


@dataclass
class _Found:
    """Rows and what is left out, with the line of each."""

    rows: list[_Row] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def leave_out(self, event: Component, why: str) -> None:
        self.left_out.append(LeftOut(_line(event), _shown(event), why))


def _table(calendar: Component, until: date | None, notes: list[str]) -> Table:
    """The rows of one calendar, in the order of the file."""
    found = _Found()
    changed = _last_change(calendar)
    end = until or changed + AHEAD
    bounds = Bounds(changed - BACK, end)
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
    said = [*notes, f"changed last on {changed}; what repeats is taken until {end}"]
    found.rows.sort(key=lambda row: (row[0], row[1][1]))
    return Table(
        HEADER,
        [cells for _, cells in found.rows],
        [line for line, _ in found.rows],
        str(calendar.get("X-WR-CALNAME") or ""),
        left_out=sorted(found.left_out, key=lambda each: each.line),
        notes=said,
        doubts=list(dict.fromkeys(found.doubts)),
    )


def _rows(found: _Found, events: list[Component], bounds: Bounds) -> list[_Row]:
    """The rows of the events of one UID: as they are, or each time that they repeat."""
    repeats = [each for each in events if "RRULE" in each or "RDATE" in each]
    if not repeats:
        times = first_times(events)
    else:
        times, doubt = repeated(events, bounds)
        if doubt:
            found.doubts.append(f"line {_line(repeats[0])}: {_shown(repeats[0])!r} {doubt}")
    cells = {id(event): _cells(event, bool(repeats), found) for event in events}
    seen = {id(each.event) for each in times}
    for event in events:
        if id(event) not in seen:
            found.leave_out(event, f"never takes place from {bounds.begin} to {bounds.end}")
    return [(_line(each.event), _timed(each, cells[id(each.event)])) for each in times]


def _timed(each: Time, cells: list[str]) -> list[str]:
    """An event's cells with the time that it takes place."""
    return [cells[0], _moment(each.start), _moment(each.end), *cells[3:]]


def _cells(event: Component, repeats: bool, found: _Found) -> list[str]:
    start = moment_of(event, "DTSTART")
    zone = event["DTSTART"].params.get("TZID", "")
    if isinstance(start, datetime) and start.tzinfo is None and zone:
        found.doubts.append(f"time zone {zone!r} is not known: its times stand without an offset")
    return [
        _text(event, "SUMMARY"),
        "",
        "",
        "no" if isinstance(start, datetime) else "yes",
        _text(event, "STATUS"),
        _people(event, "ORGANIZER"),
        _people(event, "ATTENDEE"),
        _text(event, "LOCATION"),
        _text(event, "DESCRIPTION"),
        _categories(event),
        "yes" if repeats else "no",
        _text(event, "UID"),
    ]


def _moment(value: object) -> str:
    """A date, or a time to the minute with its offset, as the logs write them."""
    if isinstance(value, datetime):
        shown = value.replace(microsecond=0)
        return shown.isoformat(" ", "seconds" if shown.second else "minutes")
    return value.isoformat() if isinstance(value, date) else ""


def _text(event: Component, name: str) -> str:
    value = event.get(name)
    first = value[0] if isinstance(value, list) and value else value
    return "" if first is None else str(first).strip()


def _each(event: Component, name: str) -> Iterator[object]:
    value = event.get(name)
    yield from value if isinstance(value, list) else [] if value is None else [value]


def _people(event: Component, name: str) -> str:
    """Names and addresses, one behind the other."""
    people = []
    for each in _each(event, name):
        address = str(each).removeprefix("mailto:").removeprefix("MAILTO:").strip()
        called = str(getattr(each, "params", {}).get("CN", "")).strip()
        people.append(f"{called} <{address}>" if called and called != address else address)
    return "; ".join(people)


def _categories(event: Component) -> str:
    found = [
        str(word) for each in _each(event, "CATEGORIES") for word in getattr(each, "cats", [each])
    ]
    return "; ".join(found)


def _line(part: Component) -> int:
    return int(str(part.get(_LINE, 1)))


def _shown(part: Component) -> str:
    """What a component is, for a person."""
    return " ".join(filter(None, (_moment(moment_of(part, "DTSTART")), _text(part, "SUMMARY"))))


def _last_change(calendar: Component) -> date:
    """The last day on which the file or an event of it was written, else its last event's."""
    events: list[Component] = calendar.walk("VEVENT")
    for names in (("DTSTAMP", "LAST-MODIFIED", "CREATED"), ("DTSTART",)):
        days = list(_days(events, names))
        if days:
            return max(days)
    return date(1970, 1, 1) + BACK


def _days(events: Iterable[Component], names: tuple[str, ...]) -> Iterator[date]:
    for event in events:
        for name in names:
            value = moment_of(event, name)
            if value is not None and 1970 <= value.year <= 2199:
                yield value.date() if isinstance(value, datetime) else value
