"""Columns of numbers and of agreed numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from health.logs.contract import Column, Kind
from health.tables.numbers import Numbers, numbers
from health.values.found import Choice, Reading, Said, quoted
from health.words import listed

_MARKS = {".": "point", ",": "comma"}
_DAYS = r"(?:business|working)[ -]days?|b\.?d\.?|w\.?d\.?|werktage?|arbeitstage?"
_EVERY = re.compile(rf"(?:every |alle )?(.*?\d.*?) ?(?:{_DAYS})", re.I)
# The unit of each column's numbers, which may stand behind them.
_UNITS = {
    "contact_every": _EVERY,
    "demo_every": _EVERY,
    "report_every": _EVERY,
    "feedback_every": _EVERY,
    "reply_within": re.compile(
        r"(?:within )?(.*?\d.*?) ?(?:(?:business |working )?hours?|hrs?\.?|h|std\.?|stunden)", re.I
    ),
    "contacts_per_week": re.compile(
        r"(.*?\d.*?) ?(?:x|times)?(?: ?(?:per|a|pro|/) ?(?:week|wk|woche))?", re.I
    ),
    "estimate_days": re.compile(
        rf"(.*?\d.*?) ?(?:(?:person|man)[ -]days?|days?|d|pd|md|tage?|pt|{_DAYS})", re.I
    ),
}
_RHYTHMS = {"daily": "1", "weekly": "5", "every week": "5", "fortnightly": "10",
            "every 2 weeks": "10", "every two weeks": "10"}  # fmt: skip
_LONGEST = 64  # characters
_GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")


def _without_unit(name: str, text: str) -> str:
    """A number without the unit that its column has anyway; a rhythm in business days."""
    if name not in _UNITS or len(text) > _LONGEST:
        return text
    if name.endswith("_every") and text.casefold() in _RHYTHMS:
        return _RHYTHMS[text.casefold()]
    found = _UNITS[name].fullmatch(text)
    return found[1] if found else text


def plainly(value: float) -> str:
    """A number as the contract has it: 1234.5, 7."""
    return repr(value + 0.0).removesuffix(".0")  # -0.0 + 0.0 is 0.0


def amounts(column: Column, rows: Mapping[str, int], plain: Collection[str], said: Said) -> Reading:
    """Numbers; a range is its middle, except for what was agreed; a percentage is none."""
    if len(plain) == len(rows) and said.decimal != "," and not _thousands_maybe(rows):
        return Reading(decimal="." if any("." in text for text in rows) else "")
    texts = list(rows)
    found = numbers([_without_unit(column.name, text) for text in texts], said.decimal)
    percent = set(found.percent)
    agreed = column.kind is Kind.COUNT
    meant = {}
    for place, (text, value) in enumerate(zip(texts, found.values, strict=True)):
        if value is None or place in percent or (agreed and place in found.ranges):
            continue
        if text not in plain or float(text) != value:
            meant[text] = plainly(value)
    reading = Reading(
        meant, _notes(found, texts, agreed), assumed=found.assumed, decimal=found.decimal
    )
    return _asked(reading, found, texts, said)


def _thousands_maybe(texts: Collection[str]) -> bool:
    """Whether every point in plain numbers could as well divide thousands: 1.234, 25.000."""
    pointed = [text for text in texts if "." in text]
    return bool(pointed) and all(map(_GROUPED.fullmatch, pointed))


def _notes(found: Numbers, texts: list[str], agreed: bool) -> list[str]:
    notes = []
    if found.decimal == "," and not found.assumed:
        notes.append("the comma is the decimal mark")
    if found.ranges and not agreed:
        place, (low, high) = next(iter(found.ranges.items()))
        middle = plainly((low + high) / 2)
        notes.append(f"a range is taken as its middle: {quoted(texts[place])} is {middle}")
    if len(found.currencies) > 1:
        notes.append(f"amounts in {listed(found.currencies)} are not converted into one another")
    return notes


def _asked(reading: Reading, found: Numbers, texts: list[str], said: Said) -> Reading:
    """The reading with its question, if there is one."""
    if not found.ask:
        return reading
    pair = next((each for each in map(_both, texts) if each), None)
    choices = tuple(
        Choice(f"decimal {name}", replace(said, decimal=mark)) for mark, name in _MARKS.items()
    )
    if found.assumed and pair:
        text, point, comma = pair
        ask = f"{quoted(text)}: is that {point} or {comma}?"
    else:
        odd = texts[found.against[0]] if found.against else texts[0]
        ask = f"{quoted(odd)} has another decimal mark than the other numbers: which is right?"
    return replace(reading, ask=ask, choices=choices)


def _both(text: str) -> tuple[str, str, str] | None:
    """A text, and its number with either decimal mark, where these differ."""
    point, comma = (numbers([text], mark).values[0] for mark in _MARKS)
    if point is None or comma is None or point == comma:
        return None
    return text, plainly(point), plainly(comma)
