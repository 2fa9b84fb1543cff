"""Columns in which a cell's meaning does not hang on the other cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from health.logs.contract import Column, Kind
from health.tables.answers import answers
from health.tables.clocks import clock
from health.values.found import Reading, quoted
from health.values.places import country, zone
from health.values.synonyms import synonym

_HOUR = re.compile(r"(\d{1,2})\s?(?:h|hrs?|uhr)?", re.I | re.ASCII)
_FOUR = re.compile(r"(\d{2})(\d{2})", re.ASCII)
_LONGEST = 100  # characters


def single(column: Column, rows: Mapping[str, int], plain: Collection[str]) -> Reading:
    """Yes and no, words, times of the day, countries and time zones."""
    read = _READS[column.kind]
    meant = {
        text: value
        for text in rows
        if text not in plain and len(text) <= _LONGEST and (value := read(column, text))
    }
    examples = [f"{quoted(text)} is read as {value}" for text, value in list(meant.items())[:3]]
    return Reading(meant, ["; ".join(examples)] if examples else [])


def _yes_no(_: Column, text: str) -> str:
    value = answers([text]).values[0]
    return "" if value is None else "yes" if value else "no"


def _word(column: Column, text: str) -> str:
    return synonym(column.name, column.words, text)


def _clock(_: Column, text: str) -> str:
    """A time of the day of 9am, 9.00, 09h00, 0900, 9."""
    if found := _HOUR.fullmatch(text):
        return f"{int(found[1]):02}:00"
    if found := _FOUR.fullmatch(text):
        return f"{found[1]}:{found[2]}"
    found_clock = (clock(text) or "").strip()
    return found_clock.partition(".")[0] if not re.search(r"[+-]", found_clock) else ""


def _country(_: Column, text: str) -> str:
    return country(text)


def _zone(_: Column, text: str) -> str:
    return zone(text)


_READS: dict[Kind, Callable[[Column, str], str]] = {
    Kind.YES_NO: _yes_no,
    Kind.CHOICE: _word,
    Kind.CLOCK: _clock,
    Kind.COUNTRY: _country,
    Kind.ZONE: _zone,
}
