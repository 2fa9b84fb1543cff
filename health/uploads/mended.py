"""Rows that were set aside, on their way out to be mended and back in.

**Out**: a CSV of the rows set aside, a line a row: `set_aside_file`, `set_aside_row`,
`set_aside_reason`, `set_aside_log`, `set_aside_mark`, then the log's own columns with the text of
the row's own cells. A cell that a spreadsheet would run has an apostrophe before it.

**Back**: the same table, mended in a spreadsheet and dropped on the page. It is recognised by its
first columns. A row that has all its cells cleared says that it is no row.

**Kept**: `mended/<log>.csv` in the folder of the logs: `set_aside_file`, `set_aside_row`,
`set_aside_mark`, then the log's columns, UTF-8 with commas, cells as they are, unguarded.

Such a row stands for the row of that file whose own text is still what it was (`stand_in`): `mark`
of its cells, as they stand in the file before anything is made of them, is the one kept here. Rows
above it may come and go meanwhile. Where no row has that text any more, the mended row is stale,
and counts for nothing. Where one row of a file gives several of a log, the second's mark ends in
`-2`, and so on. For one file and mark the last line counts.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from health.errors import UnreadableFile
from health.logs.contract import LOGS, column_name
from health.plain_files import content_of as bytes_of
from health.tables.formulas import is_formula
from health.tables.written import write_plainly

FOLDER = "mended"
_MOST_BYTES = 256 << 20
FILE, ROW, REASON, LOG, MARK = (
    f"set_aside_{each}" for each in ("file", "row", "reason", "log", "mark")
)
FIRST = (FILE, ROW, REASON)
_OUT, _KEPT = (FILE, ROW, REASON, LOG, MARK), (FILE, ROW, MARK)
Place = tuple[str, str]  # a file, and the mark of a row in it


@dataclass(frozen=True)
class ToMend:
    """One row set aside: where it stands, why, its cells under the log's header, and its mark.

    row: 0 where it is a file as a whole.
    """

    log: str
    file: str
    row: int
    reason: str
    header: tuple[str, ...]
    cells: tuple[str, ...]
    mark: str


@dataclass(frozen=True)
class Mended:
    """One row that stands for another. `cells` by the names of columns; all blank: it is no row."""

    file: str
    row: int
    mark: str
    cells: Mapping[str, str]

    @property
    def place(self) -> Place:
        """The row that it stands for, wherever in the file that is."""
        return self.file, self.mark

    @property
    def cleared(self) -> bool:
        """Whether somebody said that it is no row."""
        return not any(cell.strip() for cell in self.cells.values())


def mark(cells: Sequence[str], which: int = 1) -> str:
    """What tells the text of a row from any other; a word that no spreadsheet takes for a number.

    cells: as they stand in the file, in whatever order of the columns; blank ones do not count.
    which: of several rows of a log that are made of this one.
    """
    text = "\x1f".join(sorted(cell.strip() for cell in cells if cell.strip()))
    told = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f"row-{told}" + (f"-{which}" if which > 1 else "")


def stand_in(
    found: Mapping[Place, Mended], file: str, cells: Sequence[str], which: int = 1
) -> Mended | None:
    """The mended row that stands for a row of a file with these cells; None where none does."""
    return found.get((file, mark(cells, which)))


def lines_to_mend(found: Iterable[ToMend]) -> Iterator[list[str]]:
    """The rows as lines of a CSV to be mended, its header first."""
    rows = list(found)
    widest: dict[str, None] = {}
    for one in rows:
        widest.update(dict.fromkeys(_names(one.header, len(one.cells))))
    yield [*_OUT, *map(guarded, widest)]
    for one in rows:
        own = dict(zip(_names(one.header, len(one.cells)), one.cells, strict=False))
        told = [one.file, str(one.row or ""), one.reason, one.log]
        line = [*told, one.mark, *(own.get(each, "") for each in widest)]
        yield [guarded(cell) for cell in line]


def _names(header: Sequence[str], width: int) -> list[str]:
    """Names of columns; a cell beyond the header, or under no name, is called by its place."""
    names = [column_name(each) or f"({at})" for at, each in enumerate(header, 1)]
    return names + [f"({at})" for at in range(len(names) + 1, width + 1)]


def is_mended(header: Sequence[str]) -> bool:
    """Whether a table is one of rows that were set aside."""
    return set(FIRST) <= {column_name(each) for each in header}


def mended_rows(
    header: Sequence[str], rows: Iterable[Sequence[str]]
) -> tuple[dict[str, list[Mended]], list[tuple[int, str]]]:
    """The rows of such a table by log, and those that can't be placed: (their index, why)."""
    names = [column_name(unguarded(each)) for each in header]
    found: dict[str, list[Mended]] = {}
    refused = []
    for at, row in enumerate(rows):
        cells = {name: unguarded(cell) for name, cell in zip(names, row, strict=False)}
        log, number = cells.get(LOG, "").strip().casefold(), cells.get(ROW, "").strip()
        beyond = any(cell.strip() for name, cell in cells.items() if name.startswith("("))
        if log not in LOGS:
            refused.append((at, f"{LOG} = {log!r} is no log: leave that column as it was"))
        elif not number.isdecimal() or len(number) > 9:
            refused.append((at, f"{ROW} = {number!r} is no row's number: leave it as it was"))
        elif not cells.get(MARK, "").startswith("row-"):
            refused.append((at, f"{MARK} is blank: leave that column as it was"))
        elif beyond:
            refused.append((at, "cells stand beyond the columns that have a name: move them"))
        else:
            own = {name: cell for name, cell in cells.items() if name and name not in _OUT}
            row_of = Mended(cells[FILE].strip(), int(number), cells[MARK].strip(), own)
            found.setdefault(log, []).append(row_of)
    return found, refused


def kept(folder: Path, log: str) -> dict[Place, Mended]:
    """The mended rows of a log, by the rows they stand for. UnreadableFile where it is damaged."""
    path = folder / FOLDER / f"{log}.csv"
    try:
        content = bytes_of(path, _MOST_BYTES)
        if len(content) > _MOST_BYTES:
            raise UnreadableFile(f"{FOLDER}/{log}.csv", f"has more than {_MOST_BYTES >> 20} MB")
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"{FOLDER}/{log}.csv", "can't be read as UTF-8 text") from error
    lines = csv.reader(io.StringIO(text, newline=""))
    names = next(lines, [])
    if tuple(names[: len(_KEPT)]) != _KEPT:
        raise UnreadableFile(f"{FOLDER}/{log}.csv", f"does not begin with {', '.join(_KEPT)}")
    found: dict[Place, Mended] = {}
    for line in lines:
        if len(line) == len(names) and line[1].isdecimal() and len(line[1]) < 10:
            cells = dict(zip(names[len(_KEPT) :], line[len(_KEPT) :], strict=True))
            row = Mended(line[0], int(line[1]), line[2], cells)
            found[row.place] = row
    return found


def content_of(rows: Iterable[Mended]) -> bytes:
    """Mended rows of one log as its `mended/<log>.csv`."""
    rows = list(rows)
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    out = io.StringIO(newline="")
    own = ([row.cells.get(name, "") for name in names] for row in rows)
    lines = (
        [row.file, str(row.row), row.mark, *cells] for row, cells in zip(rows, own, strict=True)
    )
    write_plainly(out, [[*_KEPT, *names], *lines])
    return out.getvalue().encode("utf-8", "replace")


def guarded(text: str) -> str:
    """A cell with an apostrophe before it, where a spreadsheet would run it."""
    return f"'{text}" if _runs(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """The cell again: `unguarded(guarded(text)) == text`, whatever the text."""
    return text[1:] if text.startswith("'") and _runs(text.lstrip("'")) else text


def _runs(text: str) -> bool:
    """Whether a spreadsheet would take it for a formula, and not for a number."""
    if not is_formula(text):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False
