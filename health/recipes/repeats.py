"""Events that repeat, each time that they take place; by recurring-ical-events, within bounds.

A rule of a few letters can claim more occurrences than can ever be worked out, or be looked for
in vain until the year 9999. Only rules of the kinds that calendars write are followed, as far as
a bounded number of steps leads; of others the first time is taken, and said to be.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Component, Event
from recurring_ical_events import of

DAMAGES = (  # what the libraries raise for a file, or an event, that is none
    ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError,
    OSError,  # a time zone whose name is no file's name
)  # fmt: skip
_DAYS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 28, "YEARLY": 365}
_RARE = ("BYYEARDAY", "BYWEEKNO", "BYEASTER", "BYHOUR", "BYMINUTE", "BYSECOND")
_MOST_ROWS, _MOST_STEPS = 50_000, 1_000_000
_MOST_LETTERS = 100 << 20  # of what is said each time again
_MOST_SECONDS = 30.0  # never met by what the two above allow, on a machine that is not drowning
_LONGEST = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}  # days of months
_NEEDED = (
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE",
)  # fmt: skip
_UNUSUAL = "repeats by a rule that calendars do not write"
_UNREADABLE = "repeats by a rule that can't be read"
TOO_MANY, FIRST_ONLY = "is one of too many that repeat", "only the first time is taken"
_PLACE = "X-HEALTH-PLACE"


@dataclass
class Bounds:
    """The days in which repetitions are taken, and how much work is left for it."""

    begin: date
    end: date
    rows: int = _MOST_ROWS
    steps: int = _MOST_STEPS
    letters: int = _MOST_LETTERS
    until: float = field(default_factory=lambda: time.process_time() + _MOST_SECONDS)


@dataclass(frozen=True)
class Time:
    """One time that an event takes place."""

    event: Component
    start: date
    end: date | None


def repeated(events: list[Component], bounds: Bounds) -> tuple[list[Time], str]:
    """Each time that the events of one UID take place; and what could not be followed, in words."""
    try:
        why = next(filter(None, (_against(event, bounds) for event in events)), "")
        if not why:
            found: list[Component] = list(of(_slim(events)).between(bounds.begin, bounds.end))
            bounds.rows -= len(found)
            places = [int(str(each[_PLACE])) for each in found]
            return [
                replace(each, event=events[place])
                for place, each in zip(places, first_times(found), strict=True)
            ], ""
    except DAMAGES:
        why = _UNREADABLE
    return first_times(events), f"{why}: {FIRST_ONLY}"


def _slim(events: list[Component]) -> Calendar:
    """The events with nothing but what their times are made of."""
    calendar = Calendar()
    for place, event in enumerate(events):
        slim = Event()
        for name in _NEEDED:
            if name in event:
                slim[name] = event[name]
        slim[_PLACE] = str(place)
        calendar.add_component(slim)
    return calendar


def moment_of(event: Component, name: str) -> date | None:
    """A property that is a date or a time; None if it is not there, or can't be read."""
    try:
        value = getattr(event.get(name), "dt", None)
    except ValueError:  # a broken property
        return None
    return value if isinstance(value, date) else None


def values_of(event: Component, name: str) -> list[Any]:
    """All values of a property, which may be there several times, or not at all."""
    value = event.get(name)
    return value if isinstance(value, list) else [] if value is None else [value]


def first_times(events: list[Component]) -> list[Time]:
    """Events at the times that they bear; those without one take no place."""
    starts = [(event, moment_of(event, "DTSTART")) for event in events]
    return [Time(event, start, moment_of(event, "DTEND")) for event, start in starts if start]


def _against(event: Component, bounds: Bounds) -> str:
    """Why the rules of an event are not followed; blank if they are, and the work is counted."""
    start = moment_of(event, "DTSTART") or bounds.end
    first = start.date() if isinstance(start, datetime) else start
    for rule in values_of(event, "RRULE"):
        why = _strange(rule)
        if why:
            return why
        span = max((bounds.end - first).days, 0)
        bounds.steps -= span // (_DAYS[_frequency(rule)] * _number(_one(rule, "INTERVAL", 1)))
    if bounds.rows <= 0 or bounds.steps <= 0 or time.process_time() > bounds.until:
        return TOO_MANY
    return ""


def _strange(rule: Any) -> str:
    """What in a rule could not be followed within bounds."""
    frequency = _frequency(rule)
    if frequency not in _DAYS:
        return f"repeats {frequency.lower() or 'at no frequency'}"
    if any(rule.get(name) for name in _RARE):
        return _UNUSUAL
    places = [abs(_number(each)) for each in rule.get("BYSETPOS", [])]
    if places and (
        frequency in ("DAILY", "WEEKLY") or max(places) > 4 * len(rule.get("BYDAY", []))
    ):
        return _UNUSUAL
    weeks = [abs(_number(str(each)[:-2] or 1)) for each in rule.get("BYDAY", [])]
    if max(weeks, default=0) > 5:
        return _UNUSUAL
    if not 1 <= _number(_one(rule, "INTERVAL", 1)) <= 1000:
        return "repeats at an interval that is none"
    return "" if _possible(rule) else "repeats on a day that no month has"


def _possible(rule: Any) -> bool:
    """Whether there is a month that has one of the days."""
    days = [abs(_number(day)) for day in rule.get("BYMONTHDAY", [])]
    months = [_number(month) for month in rule.get("BYMONTH", [])] or [1]
    longest = max(_LONGEST.get(month, 31) for month in months)
    return not days or any(1 <= day <= longest for day in days)


def _frequency(rule: Any) -> str:
    return str(_one(rule, "FREQ")).upper()


def _one(rule: Any, name: str, default: object = "") -> object:
    value = rule.get(name, default)
    return value[0] if isinstance(value, list) and value else value


def _number(value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        return 0
