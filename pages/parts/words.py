"""How numbers, dates and names are worded on screen."""

from __future__ import annotations

import math
from datetime import date, timedelta
from html import escape

from health.tables.formulas import defused as defused
from health.words import MINUS, signed, whole

# The words on screen for the dimensions, in the order of the model.
DIMENSION_WORDS = {
    "communication": "Talk",
    "demos": "Demos",
    "deadlines": "Dates",
    "feedback": "Feedback",
    "transparency": "Openness",
}
_LAST_SUNDAY = date(9999, 12, 26)
_MONTHS = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip

__all__ = ["MINUS", "escape", "signed", "whole"]


def missing(value: float | None) -> bool:
    """Whether there is no number: None or NaN."""
    return value is None or math.isnan(value)


def percent(share: float | None, lacking: str = "–") -> str:
    """A share of 1 as per cent: 62 %, with a space that does not break."""
    return lacking if share is None or math.isnan(share) else f"{share * 100:.0f}\u00a0%"


def money(amount: float | None, lacking: str = "–") -> str:
    """An amount in three figures: 850, 64 k, 1.9 m. The logs name no currency, so none is shown."""
    if amount is None or math.isnan(amount):
        return lacking
    for size, unit in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(amount) >= size * 0.9995:
            scaled = amount / size
            figures = f"{scaled:.0f}" if abs(scaled) >= 99.95 or unit == "k" else f"{scaled:.1f}"
            return f"{figures.removesuffix('.0')}\u00a0{unit}".replace("-", MINUS)
    return f"{amount:.0f}".replace("-", MINUS)


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 row, 3 rows."""
    return f"{number:,}\u00a0{one if number == 1 else many or one + 's'}"


def number_word(number: int) -> str:
    """A small number spelled out for a sentence: four; 13."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def day(when: date | None, lacking: str = "–") -> str:
    """22 Nov 2026."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}" if when else lacking


def short_day(when: date | None, lacking: str = "–") -> str:
    """22 Nov: where the year is clear from what stands around."""
    return f"{when.day} {_MONTHS[when.month - 1]}" if when else lacking


def weekday(when: date) -> str:
    """Fri 20 Nov."""
    return f"{_DAYS[when.weekday()]} {short_day(when)}"


def sunday(when: date) -> date:
    """The Sunday that ends the week of a day; of the calendar's last days, its last Sunday."""
    return min(when, _LAST_SUNDAY) + timedelta(days=6 - min(when, _LAST_SUNDAY).weekday())


def week(when: date) -> str:
    """Week to Sun 22 Nov 2026, of any day of that week."""
    end = sunday(when)
    return f"Week to {_DAYS[end.weekday()]} {day(end)}"


def the_week(when: date) -> str:
    """The same inside of a sentence: week to Sun 22 Nov 2026."""
    return f"w{week(when)[1:]}"


def short(text: str, most: int) -> str:
    """A text on one line, cut to so many letters with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def listed(things: list[str]) -> str:
    """A list for a sentence: a; a and b; a, b and c."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"
