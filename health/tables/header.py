"""The header of a table: where it is, how many rows it has, what the columns are called."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from health.tables.block import FULL, HEADERS, Block, filled
from health.tables.dialect import COMMON

_TOP = 60  # rows above the header that are looked through


@dataclass(frozen=True)
class Header:
    """The rows of a header, none where a table has no names; the first row behind it; the names;
    what was mended, row by row; and of names of several rows, each one's lowest."""

    rows: list[int]
    body: int
    names: list[str] = field(default_factory=list)
    mended: list[tuple[int, str]] = field(default_factory=list)
    lowest: dict[str, str] = field(default_factory=dict)

    @property
    def begin(self) -> int:
        """The first row of the table: what is above it is left out."""
        return self.rows[0] if self.rows else self.body


def header_of(block: Block) -> Header:
    """The header of a table."""
    top = _top(block)
    cells = block.cells
    if not (_has_names(block, cells[top]) or top > 0):
        return Header([], top)
    rows = [top]
    if block.width > 1:
        while rows[0] > 0 and _groups(block, rows[0] - 1):
            rows.insert(0, rows[0] - 1)
        at = top + 1
        while at < min(top + HEADERS, len(cells) - 1) and _continues(block, at, cells[top]):
            rows.append(at)
            at += 1
        if at < len(cells) and cells[at] == cells[top]:
            rows = rows[: rows.index(top) + 1]  # rows that are alike are no header
    read, mended = _read(block, rows)
    if len(read) == 1:
        return Header(rows, rows[-1] + 1, read[0], mended)
    names, lowest = _joined(read)
    return Header(rows, rows[-1] + 1, names, mended, lowest)


def _top(block: Block) -> int:
    """Where the first full row is: the header, or a row if there is none."""
    if block.width == 1:
        return 0
    least = max(2, FULL * block.width)
    full = (at for at, cells in enumerate(block.cells[:_TOP]) if filled(cells) >= least)
    top = next(full, 0)
    if top == 0 or block.profile.is_unlike(block.cells[top]):
        return top
    above = block.cells[top - 1]
    if block.follows(top) and filled(above) >= 2 and block.profile.is_unlike(above):
        return top - 1  # a header with few names
    if _respelt(block, top - 1) is not None:
        return top - 1  # a header written with another separator
    if any(block.profile.typed) and not _is_apart(block, top):
        return 0  # rows without a header: sparse ones first
    return top


def _is_apart(block: Block, top: int) -> bool:
    """Whether a blank row, or the want of any separator, sets off what stands above."""
    return not block.follows(top) or all(len(cells) == 1 for cells in block.cells[:top])


def _respelt(block: Block, at: int) -> list[str] | None:
    """A header row that was written with another separator than the rows."""
    if len(block.cells[at]) > 1 or block.width < 3:
        return None
    raw = block.raw(at)
    for other in COMMON + " ":
        if other != block.signs[0] and raw.count(other) == block.width - 1:
            names = [name.strip('"') for name in raw.split(other)]
            if all(names) and any(block.profile.typed) and block.profile.is_unlike(names):
                return names
    return None


def _has_names(block: Block, cells: list[str]) -> bool:
    """Whether a row is a header: in no column of numbers or dates does it hold one."""
    profile = block.profile
    if not profile.number or len(block) < 2:
        return True
    told = [
        (column, cells[column])
        for column, typed in enumerate(profile.typed)
        if typed and column < len(cells) and cells[column].strip()
    ]
    if not told or not all(profile.knows(column, cell) for column, cell in told):
        return True
    years = [int(cell) for _, cell in told if re.fullmatch(r"(19|20)\d\d", cell.strip())]
    return len(years) == len(told) > 1 and len(set(years)) == len(years)


def _groups(block: Block, at: int) -> bool:
    """Whether a row directly above the header names groups of columns."""
    cells = block.cells[at]
    names = [column for column, cell in enumerate(cells) if cell.strip()]
    apart = len(names) > 1 and any(b - a > 1 for a, b in pairwise(names))
    wordy = all(not any(letter.isdigit() for letter in cells[column]) for column in names)
    reaches = len(cells) == block.width and bool(names) and names[-1] >= block.width // 2
    return block.follows(at + 1) and apart and wordy and reaches


def _continues(block: Block, at: int, first: list[str]) -> bool:
    """Whether a row goes on with the header: its first row again, or words above numbers."""
    cells, profile = block.cells[at], block.profile
    if not block.follows(at) or len(cells) != block.width:
        return False
    if cells == first:
        return True
    typed = sum(is_typed and bool(cells[at].strip()) for at, is_typed in enumerate(profile.typed))
    enough = typed >= 2 and typed >= 0.5 * sum(profile.typed)
    return enough and profile.number > 2 and profile.is_unlike(cells)


def _read(block: Block, rows: list[int]) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """The cells of the header's rows; and what was mended."""
    read, mended = [], []
    for at in rows:
        cells = block.cells[at]
        respelt = _respelt(block, at)
        if respelt is not None:
            cells = respelt
            mended.append((block.places[at], "the header has a separator of its own"))
        elif len(cells) == block.width + 1 and "" in cells and block.width > 1:
            cells = cells.copy()
            cells.remove("")
            mended.append((block.places[at], "one empty name too many in the header"))
        read.append(cells)
    return read, mended


def _joined(read: list[list[str]]) -> tuple[list[str], dict[str, str]]:
    """The names of a header of several rows, and the lowest part of each."""
    fullest = max(range(len(read)), key=lambda at: filled(read[at]))
    read = [_spread(row) if at < fullest else row for at, row in enumerate(read)]
    width = max(map(len, read))
    read = [row + [""] * (width - len(row)) for row in read]
    columns = [list(filter(str.strip, names)) for names in zip(*read, strict=True)]
    names = [" ".join(parts) for parts in columns]
    return names, {name: parts[-1] for name, parts in zip(names, columns, strict=True) if parts}


def _spread(cells: list[str]) -> list[str]:
    """Names of groups, each over all of its columns."""
    spread, last = [], ""
    for cell in cells:
        last = cell if cell.strip() else last
        spread.append(last)
    return spread
