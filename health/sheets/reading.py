"""The door: a spreadsheet's address to its tables.

Three requests as a rule: the tabs' titles; the values of all tabs wanted; and, of those tabs that
hold numbers, how these are shown, for a date is a number to Google. No number, no third request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from gspread.utils import absolute_range_name

from health.errors import SheetUnavailable
from health.sheets import client
from health.sheets.access import Access, who
from health.sheets.address import named, spreadsheet_id
from health.sheets.answers import Grid, Tab, grids_of, tabs_of
from health.sheets.cells import Cells, cells_of, has_number
from health.sheets.connection import session_of
from health.sheets.limits import Deadline, Limits
from health.sheets.refusals import Asked
from health.tables.found import Table
from health.tables.sheets import tables_of_grid

_FIELDS = "properties(title,locale),sheets.properties(title,sheetType,gridProperties)"
_VALUES = {"valueRenderOption": "UNFORMATTED_VALUE", "dateTimeRenderOption": "SERIAL_NUMBER"}
_SHOWN = {"valueRenderOption": "FORMATTED_VALUE"}
_MOST_TITLES = 3000  # bytes of titles in an address; longer ones are refused on the way
_MOST_GRID = 5_000_000  # cells of one request's tabs, blank ones too
_READINGS = 3  # of a spreadsheet that is being changed
_LOADING = "Loading..."


def fetched(
    address: str,
    access: Access,
    tabs: Sequence[str] = (),
    limits: Limits | None = None,
    api: str = "",
) -> list[Table]:
    """The tables of a spreadsheet's tabs, in the order of `tabs` if any are named, else of all.

    A tab gives at least one table, without header and rows if it is empty; `lines` are the row
    numbers of the sheet. `api` stands for Google's address. Raises SheetUnavailable.
    """
    spreadsheet = spreadsheet_id(address)
    credentials = access.credentials()
    limits = limits or Limits()
    deadline = Deadline(limits.seconds)
    asked = Asked(named(spreadsheet), str(access), who(credentials))
    session = session_of(credentials, limits, deadline)
    with session:
        asks = client.Client(session, api or client.API, limits, deadline, asked)
        return _Book(asks, spreadsheet).tables(tabs)


class _Book:
    """A spreadsheet that is being read."""

    def __init__(self, asks: client.Client, spreadsheet: str) -> None:
        self.asks, self.spreadsheet = asks, spreadsheet

    def tables(self, wanted: Sequence[str]) -> list[Table]:
        every, locale = self.asks.answer(
            lambda: tabs_of(
                self.asks.fetch_sheet_metadata(self.spreadsheet, params={"fields": _FIELDS})
            )
        )
        tabs = self._chosen(every, wanted) if wanted else every
        notes = [f"the spreadsheet's locale is {locale}"] if locale else []
        return [
            table
            for tab, (cells, first) in zip(tabs, self._cells(tabs), strict=True)
            for table in _tables(tab.title, cells, first, notes)
        ]

    def _chosen(self, every: list[Tab], wanted: Sequence[str]) -> list[Tab]:
        """The tabs of these titles; one that differs only in case and spaces around it will do."""
        chosen = []
        for title in wanted:
            found = [tab for tab in every if tab.title == title] or [
                tab for tab in every if tab.title.strip().casefold() == title.strip().casefold()
            ]
            if len(found) != 1:
                titles = ", ".join(repr(tab.title) for tab in every[:20])
                what = f"has {len(found)} tabs that may be" if found else "has no tab"
                raise SheetUnavailable(
                    f"{self.asks.asked} {what} {title!r}; its tabs: {titles or 'none'}. Give the "
                    "tab that name again, or name another",
                    passing=False,
                )
            chosen += found
        return chosen

    def _cells(self, tabs: list[Tab]) -> list[tuple[Cells, int]]:
        """The cells of each tab, with the number of its first row, as of one moment: where two
        readings do not fit together, and the next two differ from them, it was changed meanwhile.
        """
        last: list[list[Grid]] = []
        for _ in range(_READINGS):
            values = list(self._grids(tabs, _VALUES))
            self._weigh(tabs, values)
            numbered = [place for place, grid in enumerate(values) if has_number(grid.rows)]
            looks = list(self._grids([tabs[place] for place in numbered], _SHOWN))
            shown = dict(zip(numbered, looks, strict=True))
            cells = [
                cells_of(grid.rows, shown[place].rows if place in shown else None, grid.first)
                for place, grid in enumerate(values)
            ]
            if last == [values, looks] or not any(each.odd for each in cells):
                return [(each, grid.first) for each, grid in zip(cells, values, strict=True)]
            last = [values, looks]
        raise SheetUnavailable(
            f"{self.asks.asked} is being changed while it is read; it is tried again later",
            passing=True,
        )

    def _grids(self, tabs: list[Tab], how: dict[str, str]) -> Iterator[Grid]:
        """The values of tabs, in as few requests as their number and size allow."""
        for part in _parts(tabs):
            yield from self._part([absolute_range_name(tab.title) for tab in part], how)

    def _part(self, ranges: list[str], how: dict[str, str]) -> list[Grid]:
        params: dict[str, Any] = dict(how)  # gspread adds the ranges to it
        return self.asks.answer(
            lambda: grids_of(
                self.asks.values_batch_get(self.spreadsheet, ranges, params), len(ranges)
            )
        )

    def _weigh(self, tabs: list[Tab], grids: list[Grid]) -> None:
        """Refuses what would take too much as a full grid, and what Google still works out."""
        for tab, grid in zip(tabs, grids, strict=True):
            if grid.size > self.asks.limits.most_cells:
                raise SheetUnavailable(
                    f"{self.asks.asked}: the tab {tab.title!r} has {grid.size:,} cells with its "
                    f"blanks ({self.asks.limits.most_cells:,} at most): move what stands far "
                    "below or beside the table elsewhere",
                    passing=False,
                )
            if grid.rows and grid.rows[0][:1] == [_LOADING]:
                raise SheetUnavailable(
                    f"{self.asks.asked}: the tab {tab.title!r} is still being worked out by "
                    "Google; it is tried again later",
                    passing=True,
                )


def _parts(tabs: list[Tab]) -> Iterator[list[Tab]]:
    part: list[Tab] = []
    letters = cells = 0
    for tab in tabs:
        length = 3 * len(tab.title.encode()) + 20  # each byte may take three in an address
        if part and (letters + length > _MOST_TITLES or cells + tab.cells > _MOST_GRID):
            yield part
            part, letters, cells = [], 0, 0
        part.append(tab)
        letters, cells = letters + length, cells + tab.cells
    if part:
        yield part


def _tables(title: str, cells: Cells, first: int, notes: list[str]) -> list[Table]:
    """The tables of a tab: one as a rule, several if they stand one under the other."""
    width = max(map(len, cells.rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in cells.rows]
    tables = tables_of_grid(title, rows, first) or [
        Table((), [], [], name=title, headed=False, doubts=["the tab is empty: it holds no table"])
    ]
    for table in tables:
        table.notes.extend(notes)
    tables[0].doubts.extend(cells.doubts)
    return tables
