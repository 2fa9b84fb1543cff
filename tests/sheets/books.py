"""Spreadsheets as Google's documentation describes them: cells, ranges, ways of rendering."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True)
class Shown:
    """A number, and what its format makes of it."""

    value: float
    text: str


Cell = str | bool | int | float | date | time | timedelta | Shown | None
Rows = Sequence[Sequence[Cell]]
_DATES = {"en_US": "{0.month}/{0.day}/{0.year}", "en_GB": "{0:%d/%m/%Y}", "de_DE": "{0:%d.%m.%Y}"}
_ZERO = datetime(1899, 12, 30)


class Refused(Exception):
    """A request that the API answers with an error: code, status, message, reason."""


@dataclass
class Book:
    """A spreadsheet: its tabs by title, who may see it (service accounts' addresses)."""

    tabs: dict[str, Rows]
    viewers: set[str] = field(default_factory=set)
    public: bool = False
    locale: str = "en_GB"
    charts: tuple[str, ...] = ()

    def metadata(self, fields: str = "") -> dict[str, Any]:
        sheets = [
            {
                "properties": {
                    "sheetId": place * 7,
                    "title": title,
                    "index": place,
                    "sheetType": "GRID",
                    "gridProperties": {"rowCount": max(1000, len(rows)), "columnCount": 26},
                }
            }
            for place, (title, rows) in enumerate(self.tabs.items())
        ]
        charts = [{"properties": {"title": each, "sheetType": "OBJECT"}} for each in self.charts]
        whole = {
            "spreadsheetId": "whatever",
            "properties": {"title": "Logs", "locale": self.locale, "timeZone": "Europe/London"},
            "sheets": sheets + charts,
            "spreadsheetUrl": "https://docs.google.com/spreadsheets/d/whatever/edit",
        }
        return _masked(whole, fields) if fields else whole

    def values(self, a1: str, how: str, dates: str) -> dict[str, Any]:
        """One ValueRange: no blank cells behind the last of a row, no blank rows at the end."""
        title, top, left, bottom, right = self._range(a1)
        rows = [
            [rendered(cell, how, dates, self.locale) for cell in row[left:right]]
            for row in self.tabs[title][top:bottom]
        ]
        for row in rows:
            while row and row[-1] == "":
                row.pop()
        while rows and not rows[-1]:
            rows.pop()
        name = (
            title if re.fullmatch(r"[A-Za-z]\w*", title) else "'" + title.replace("'", "''") + "'"
        )
        found = {"range": f"{name}!A{top + 1}:Z1000", "majorDimension": "ROWS"}
        return {**found, "values": rows} if rows else found

    def _range(self, a1: str) -> tuple[str, int, int, int | None, int | None]:
        """A1 notation: a title, with quotes round it or not, and cells or not."""
        found = re.fullmatch(r"(?:'((?:[^']|'')*)'|([^'!]+))(?:!(.*))?", a1, re.DOTALL)
        title = (found[1].replace("''", "'") if found[1] is not None else found[2]) if found else ""
        cells = found[3] if found else None
        ends = re.fullmatch(r"([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?", cells or "")
        if title not in self.tabs or ends is None:
            raise Refused(400, "INVALID_ARGUMENT", f"Unable to parse range: {a1}")
        left, top = _column(ends[1], 1) - 1, int(ends[2] or 1) - 1
        if cells is None:
            return title, 0, 0, None, None
        if ends[3] is None and ends[4] is None:
            return title, top, left, top + 1, left + 1
        bottom = int(ends[4]) if ends[4] else None
        return title, top, left, bottom, _column(ends[3], 0) or None


def _column(letters: str | None, default: int) -> int:
    number = 0
    for letter in letters or "":
        number = number * 26 + ord(letter) - 64
    return number or default


def rendered(cell: Cell, how: str, dates: str, locale: str) -> str | bool | float:
    """A cell as ValueRenderOption and DateTimeRenderOption have it."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    raw = how == "UNFORMATTED_VALUE"
    if isinstance(cell, bool):
        return cell if raw else str(cell).upper()
    if isinstance(cell, Shown):
        return cell.value if raw else cell.text
    if isinstance(cell, int | float):
        return cell if raw else f"{cell:.10g}"
    if raw and dates == "SERIAL_NUMBER":
        return serial(cell)
    return _shown(cell, _DATES[locale])


def _shown(cell: date | time | timedelta, form: str) -> str:
    if isinstance(cell, datetime):
        return f"{form.format(cell)} {cell:%H:%M:%S}"
    if isinstance(cell, date):
        return form.format(cell)
    if isinstance(cell, time):
        return f"{cell:%H:%M:%S}"
    minutes, seconds = divmod(int(cell.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def serial(cell: date | time | timedelta) -> int | float:
    """Days since 30 December 1899."""
    if isinstance(cell, timedelta):
        days = cell / timedelta(days=1)
    elif isinstance(cell, time):
        days = (cell.hour * 3600 + cell.minute * 60 + cell.second) / 86_400
    elif isinstance(cell, datetime):
        days = (cell - _ZERO) / timedelta(days=1)
    else:
        days = (cell - _ZERO.date()).days
    return int(days) if days == int(days) else days


def _masked(whole: Any, fields: str) -> Any:
    """A field mask: a,b.c,d(e,f); a name that there is not is refused."""
    if isinstance(whole, list):
        return [_masked(each, fields) for each in whole]
    out: dict[str, Any] = {}
    for field_ in re.findall(r"[^,(]+(?:\([^)]*\))?", fields):
        name, _, rest = re.sub(r"^(\w+)\((.*)\)$", r"\1.\2", field_).partition(".")
        known = {"sheets", "properties", "title", "locale", "sheetType", "gridProperties"}
        if name not in known or not isinstance(whole, Mapping):
            raise Refused(400, "INVALID_ARGUMENT", f"Invalid field selection {name}")
        if name in whole:
            out[name] = _masked(whole[name], rest) if rest else whole[name]
    return out
