"""Columns of birthdays: a date, or a day and a month without a year."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from health.tables.dates import MONTH_FIRST
from health.values.days import days
from health.values.found import Reading, Said

_LEAP = "2000"
_SHORT = re.compile(r"\d{1,2}([-/. ]) ?\d{1,2}\.?")
_CONTRACT = re.compile(r"\d{2}-\d{2}", re.ASCII)


def birthdays(rows: Mapping[str, int], plain: Collection[str], said: Said, usual: str) -> Reading:
    """Birthdays as MM-DD, or as a date where a year of four digits is there."""
    longer = {text: _with_year(text) for text in rows}
    short = [text for text in rows if _CONTRACT.fullmatch(text)]
    if all(text in plain or any(map(str.isalpha, text)) for text in rows):
        usual = MONTH_FIRST  # as the contract has it
    read = days({longer[text]: rows[text] for text in rows}, set(), said, usual)
    meant = {}
    for text in rows:
        day = read.meant.get(longer[text], "")[:10]
        without = longer[text] != text or day[:4] not in text
        if day and (text not in plain or (text in short and not read.assumed)):
            meant[text] = day[5:] if without else day
    return replace(
        read,
        meant=meant,
        notes=[_without_year(note) for note in read.notes],
        ask=_without_year(read.ask),
        choices=tuple(replace(each, words=_without_year(each.words)) for each in read.choices),
    )


def _without_year(words: str) -> str:
    return re.sub(rf"[-/., ]+{_LEAP}\b", "", words)


def _with_year(text: str) -> str:
    """A day and a month with a leap year behind them."""
    if found := _SHORT.fullmatch(text):
        return f"{text.rstrip('.')}{found[1]}{_LEAP}"
    named = len(text) < 30 and not re.search(r"\d{3}", text)
    return f"{text.rstrip('.')}, {_LEAP}" if named and re.search(r"[^\W\d_]{3}", text) else text
