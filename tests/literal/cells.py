"""The text of a cell as a value, and the reason where there is none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tests.literal.spec import Cell

_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2})(:\d{2})?(\.\d{1,6})?\s*(Z|z|[+-]\d{2}:\d{2})?)?"
)


class Unreadable(Exception):
    """A cell does not hold what its column allows."""


class Problem(Exception):
    """A row can't be used, for what stands in a column."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(column, reason)
        self.column, self.reason = column, reason


@dataclass(frozen=True)
class Stamp:
    """A moment on the client's wall clock; `timed` unless only a day was given."""

    local: datetime
    timed: bool
    instant: datetime

    @cached_property
    def day(self) -> date:
        """The day in the client's time zone."""
        return self.local.date()


def fold(name: str) -> str:
    """Names match trimmed and in any case."""
    return name.strip().casefold()


def header_name(cell: str) -> str:
    """A column's name whatever its case, spaces, dashes and accents."""
    text = unicodedata.normalize("NFKD", cell)
    text = "".join(each for each in text if not unicodedata.combining(each))
    return re.sub(r"[\s\-_]+", "_", text.strip().casefold()).strip("_")


def stamp(text: str, zone: ZoneInfo, works_from: time) -> Stamp:
    """A date or a timestamp, with or without an offset."""
    found = _STAMP.fullmatch(text)
    if not found:
        raise Unreadable("unreadable date")
    day, clock, seconds, fraction, offset = found.groups()
    try:
        if clock is None:
            local = datetime.combine(date.fromisoformat(day), works_from)
            return Stamp(local, False, local.replace(tzinfo=zone).astimezone(UTC))
        moment = datetime.fromisoformat(f"{day} {clock}{seconds or ':00'}")
        moment += timedelta(microseconds=int((fraction or ".0")[1:].ljust(6, "0")))
        if offset is None:
            return Stamp(moment, True, moment.replace(tzinfo=zone).astimezone(UTC))
        instant = moment.replace(tzinfo=_offset(offset)).astimezone(UTC)
        return Stamp(instant.astimezone(zone).replace(tzinfo=None, fold=0), True, instant)
    except (ValueError, OverflowError) as error:
        raise Unreadable("unreadable date") from error


def _offset(text: str) -> timezone:
    if text in "Zz":
        return UTC
    shift = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    return timezone(-shift if text[0] == "-" else shift)


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError as error:
        raise Unreadable("not a number") from error
    if found != found or found in (float("inf"), float("-inf")):
        raise Unreadable("not a number")
    return found


def _agreed(text: str) -> float:
    found = _number(text)
    if found < 0:
        raise Unreadable("below 0")
    return found


def _clock(text: str) -> time:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text)
    if not found:
        raise Unreadable("unreadable time")
    try:
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return time(hours, minutes, seconds)
    except ValueError as error:
        raise Unreadable("unreadable time") from error


def value(cell: Cell, text: str, zone: ZoneInfo, works_from: time) -> Any:
    """What a cell that is not blank holds; Unreadable otherwise."""
    if cell.kind == "enum":
        if text.casefold() not in cell.words:
            raise Unreadable("not one of " + ", ".join(cell.words))
        return text.casefold()
    if cell.kind == "stamp":
        return stamp(text, zone, works_from)
    if cell.kind == "date":
        return stamp(text, zone, works_from).day
    if cell.kind == "birthday":
        return stamp(text if len(text) > 5 else f"2000-{text}", zone, works_from).day
    plain = {"number": _number, "agreed": _agreed, "time": _clock}
    return plain[cell.kind](text) if cell.kind in plain else text
