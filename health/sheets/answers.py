"""What Google's answers hold, looked through before anything is made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from health.sheets.cells import Value

_KINDS = {str, bool, int, float, type(None)}
_START = re.compile(r"(?:.*!)?[A-Z]*(\d+)(?::.*)?", re.DOTALL)


@dataclass(frozen=True)
class Tab:
    """A tab's title and the size of its grid, in cells."""

    title: str
    cells: int


@dataclass(frozen=True)
class Grid:
    """A tab's values, without blank cells at the ends of rows and blank rows at the end; the
    number of the first row."""

    rows: list[list[Value]]
    first: int = 1

    @property
    def size(self) -> int:
        """Cells of the rectangle around them."""
        return len(self.rows) * max(map(len, self.rows), default=0)


def tabs_of(answer: object) -> tuple[list[Tab], str]:
    """The tabs that hold cells (charts have tabs too), and the spreadsheet's locale.

    Raises ValueError for what is no such answer.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("sheets"), list):
        raise ValueError("no list of tabs")
    tabs = []
    for each in answer["sheets"]:
        properties = each["properties"]
        title = properties["title"]
        if not isinstance(title, str):
            raise ValueError("a tab without a title")
        if properties.get("sheetType", "GRID") in ("GRID", "DATA_SOURCE"):
            size = properties.get("gridProperties", {})
            rows, columns = size.get("rowCount", 1000), size.get("columnCount", 26)
            if not isinstance(rows, int) or not isinstance(columns, int):
                raise ValueError("a size that is no number")
            tabs.append(Tab(title, rows * columns))
    locale = answer.get("properties", {}).get("locale", "")
    return tabs, locale if isinstance(locale, str) else ""


def grids_of(answer: object, number: int) -> list[Grid]:
    """The values of as many ranges as were asked for. Raises ValueError likewise."""
    if not isinstance(answer, dict) or not isinstance(answer.get("valueRanges"), list):
        raise ValueError("no list of ranges")
    ranges = answer["valueRanges"]
    if len(ranges) != number:
        raise ValueError(f"{len(ranges)} ranges for {number}")
    return [_grid(each) for each in ranges]


def _grid(answer: dict[str, object]) -> Grid:
    rows = answer.get("values", [])
    if not isinstance(rows, list):
        raise ValueError("no list of rows")
    for row in rows:
        if not isinstance(row, list) or not _KINDS.issuperset(map(type, row)):
            raise ValueError("no row of cells")
    found = _START.fullmatch(str(answer.get("range", "")))
    return Grid(rows, int(found[1]) if found else 1)
