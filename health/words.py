"""Figures, days and lists as a lead says them."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from datetime import date

MINUS = "−"


def whole(value: float | None, lacking: str = "–") -> str:
    """A score without decimals: 41; a dash where it is missing."""
    return lacking if value is None or math.isnan(value) else f"{value:.0f}".replace("-", MINUS)


def signed(value: float | None, decimals: int = 0, lacking: str = "–") -> str:
    """A change with its sign, a real minus, and no sign on zero: +5, −14, 0."""
    if value is None or math.isnan(value):
        return lacking
    shown = f"{abs(value):.{decimals}f}"
    if float(shown) == 0:
        return "0"
    return f"{'+' if value > 0 else MINUS}{shown}"


def figure(x: float) -> str:
    """A number with at most one decimal: 9, 2.5; from a thousand on with none: 1,705."""
    if abs(x) >= 999.95:
        return f"{x:,.0f}"
    text = f"{x:.1f}"
    return "0" if text == "-0.0" else text.removesuffix(".0")


def meant(name: str, names: Iterable[str]) -> str:
    """A question after those of some names that are like one, in any case; "" where none is."""
    by_key = {each.casefold(): each for each in names}
    near = difflib.get_close_matches(name.casefold(), list(by_key), 3, 0.5)
    return f" Did you mean {' or '.join(by_key[each] for each in near)}?" if near else ""


def many(number: float, noun: str, plural: str = "") -> str:
    """A number with its noun: 1 reply, 7 replies."""
    return f"{figure(number)} {noun if figure(number) == '1' else plural or noun + 's'}"


def every(days: float) -> str:
    """A rhythm: every business day, every 3 business days."""
    return "every business day" if days == 1 else f"every {many(days, 'business day')}"


def per_cent(share: float) -> str:
    """A share (0..1) in per cent; what is not all or nothing is never rounded to it."""
    rounded = round(100 * share)
    if rounded in (0, 100) and 0 < share < 1:
        return f"{100 * share:.1f} %" if 0.0005 <= share < 0.9995 else "nearly " + f"{rounded} %"
    return f"{rounded} %"


def on_day(day: date) -> str:
    """A day in a sentence: Mon 9 Nov 2026."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def plain_day(day: date) -> str:
    """A day by its date alone: 9 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def listed(parts: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def were(number: int) -> str:
    """So many of them were: none was, 1 was, 3 were."""
    return f"{number or 'none'} {'was' if number < 2 else 'were'}"


def first_few(names: Sequence[str], most: int = 3) -> str:
    """Names in a row, and how many more there are."""
    rest = [f"{len(names) - most} more"] if len(names) > most else []
    return listed([*names[:most], *rest])


def short_day(day: date, near: date) -> str:
    """A day near another one: Mon 9 Nov, with its year where that is not the other's."""
    year = f" {day.year}" if day.year != near.year else ""
    return f"{day:%a} {day.day} {day:%b}{year}"


def ordinal(number: int) -> str:
    """Which of several: second, third, 11th."""
    words = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
    return words.get(number, f"{number}{_ending(number)}")


def _ending(number: int) -> str:
    teens = 10 <= number % 100 <= 20
    return "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
