"""Cells of a spreadsheet as text, from two readings: the value itself, and how it is shown.

The value alone does not tell a date (46085) from a number; what is shown does not tell the fourth
of March (03/04/2026) from the third of April, nor 0.1234 from 12 %. Both together do: a number
that is not shown as that number, but by the day, month, year or time that it is the serial number
of, is a date, and is given as YYYY-MM-DD. Text is text: "007" stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from gspread.utils import rowcol_to_a1

from health.sheets.moments import moment_text
from health.tables.sheets import text_of

Value = str | bool | int | float | None
_SCIENTIFIC = re.compile(r"-?\d[\d.,]*[Ee][+-]?\d+")
_ERROR = re.compile(r"#(REF|N/A|ERROR|DIV/0|VALUE|NAME|NUM|NULL)[!?]?")


@dataclass
class Cells:
    """A tab's cells as text; places whose two readings do not fit; errors of the sheet's own."""

    rows: list[list[str]]
    odd: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def doubts(self) -> list[str]:
        """Both, in words."""
        said = []
        if self.odd:
            said.append(
                f"cells shown in a form of their own, taken by their value: {_few(self.odd)}"
            )
        if self.errors:
            said.append(f"cells that hold an error of the spreadsheet: {_few(self.errors)}")
        return said


def _few(places: list[str]) -> str:
    more = f" and {len(places) - 3:,} more" if len(places) > 3 else ""
    return ", ".join(places[:3]) + more


def has_number(rows: list[list[Value]]) -> bool:
    """Whether any cell is a number, so that how it is shown matters."""
    return any(type(cell) is int or type(cell) is float for row in rows for cell in row)


def cells_of(values: list[list[Value]], shown: list[list[Value]] | None, first: int = 1) -> Cells:
    """Text of every cell; `shown` None where it is not needed. `first` numbers the first row."""
    out = Cells([])
    for place, row in enumerate(values):
        look = row if shown is None else shown[place] if place < len(shown) else []
        texts: list[str] = []
        for column, value in enumerate(row):
            text, fits = _text(value, look[column] if column < len(look) else "")
            texts.append(text)
            if not fits:
                at = rowcol_to_a1(place + first, column + 1)
                found = isinstance(value, str) and _ERROR.fullmatch(value)
                (out.errors if found else out.odd).append(f"{_look(look, column)} in {at}")
        out.rows.append(texts)
    if shown is not None and list(map(_length, values)) != list(map(_length, shown)):
        out.odd.append("the rows that were not there both times")
    return out


def _text(value: Value, look: Value) -> tuple[str, bool]:
    """A cell as text, and whether nothing about it is odd."""
    if type(value) is str:
        return value, value == look and not (value[:1] == "#" and _ERROR.fullmatch(value))
    if type(value) is int or type(value) is float:
        return number_text(value, look if isinstance(look, str) else None)
    return text_of(value), True


def _look(look: list[Value], column: int) -> str:
    return str(look[column] if column < len(look) else "nothing")[:40]


def _length(row: list[Value]) -> int:
    return next((at for at in range(len(row), 0, -1) if row[at - 1] not in ("", None)), 0)


@lru_cache(maxsize=1 << 16)
def number_text(number: float, shown: str | None) -> tuple[str, bool]:
    """A number as text, and whether how it is shown was understood; None: shown as a number."""
    if shown is None or abs(number) > 1e300:
        return text_of(number), True
    shown = shown.strip()
    if _renders(number, shown):
        return _plain(number, shown), True
    text = moment_text(number, shown)
    return text or text_of(number), bool(text)


def _renders(number: float, shown: str) -> bool:
    """Whether it is shown as the number that it is, whatever the separators and signs."""
    if _SCIENTIFIC.fullmatch(shown):
        return True
    digits = "".join(re.findall(r"\d", shown))
    if not digits or ":" in shown:
        return number == 0 and shown in ("", "-")
    value = abs(number) * (100 if "%" in shown else 1)
    if len(digits) > 20 or value > 1e20:
        return len(digits) > 20
    least = 0.5 + 1e-6
    return any(abs(int(digits) - value * 10**k) <= least for k in range(len(digits)))


def _plain(number: float, shown: str) -> str:
    if "%" in shown:
        return f"{text_of(float(number) * 100)}%"
    digits = "".join(re.findall(r"\d", shown))
    if digits[:1] == "0" and number >= 1 and int(digits) == number:
        return shown  # an identifier: 007
    return text_of(number)
