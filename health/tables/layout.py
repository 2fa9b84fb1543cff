"""Where the table is in its records: what stands above it, its header, its rows, what is below.

A row is left out only for a reason that is said: it is blank, stands above the header, repeats it,
adds the others up, or is a remark below them. Everything else is a row, mended if it is ragged.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from health.tables.below import end_of_rows
from health.tables.block import Block
from health.tables.header import Header, header_of
from health.tables.mending import simply, unshifted
from health.tables.records import Records
from health.tables.stacked import blocks

_MENDED = 2000  # rows that are mended with care; further ones are padded
_RULE = re.compile(r"[\s:+|=-]*")


@dataclass
class Found:
    """One table: its records by what they are, as places in `Records`."""

    header: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    mended: list[tuple[int, str]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    headed: bool = True
    lowest: dict[str, str] = field(default_factory=dict)

    def called(self) -> list[str]:
        """The names without those of groups above them, where the header has several rows."""
        return [self.lowest.get(name, name) for name in self.names] if self.lowest else []


def tables_of(records: Records) -> list[Found]:
    """The tables that stand one under the other; nearly always one."""
    return [_found(block) for block in blocks(records)]


def _found(block: Block) -> Found:
    header = header_of(block)
    end, below = end_of_rows(block, header.body)
    above = [(place, "above the header") for place in block.places[: header.begin]]
    out = Found(
        [block.places[at] for at in header.rows],
        left_out=above + below,
        mended=header.mended,
        headed=bool(header.rows),
        lowest=header.lowest,
    )
    _add_rows(out, block, header, end)
    _square(out, block.width, header.names)
    out.left_out.sort()
    return out


def _add_rows(out: Found, block: Block, header: Header, end: int) -> None:
    """The rows from the header to the end, ragged ones mended."""
    first = block.cells[header.begin] if header.rows and block.width > 1 else None
    again = sum(cells == first for cells in block.cells[header.body : end])
    if again > max(1, (end - header.body) // 4):
        first = None  # rows that happen to look like the first: they are rows
    left = _MENDED
    for at in range(header.body, end):
        place, cells = block.places[at], block.cells[at]
        aside = _aside(cells, block.width, first if at > header.body else None)
        if aside:
            out.left_out.append((place, aside))
            continue
        what = ""
        if block.is_odd(at):
            way = block.mended(at) if left > 0 else simply(cells, block.width, block.signs[0])
            left -= 1
            what, cells = way.what if way.cells != cells else "", way.cells
        elif not (cells[0] and cells[-1]) and (moved := unshifted(cells, block.profile)):
            what, cells = moved.what, moved.cells
        if what:
            out.mended.append((place, what))
        out.rows.append(cells)
        out.places.append(place)


def _aside(cells: list[str], width: int, header: list[str] | None) -> str:
    """Why a row among the others is none; "" if it is."""
    if cells == header:
        return "the header again"
    if width > 1 and len(cells) == 1 and cells[0].startswith("#"):
        return "a comment"
    drawn = any("---" in cell or "===" in cell for cell in cells)
    return "a drawn line" if drawn and all(map(_RULE.fullmatch, cells)) else ""


def _square(out: Found, usual: int, names: list[str]) -> None:
    """Header and rows made equally wide, without columns at the sides that hold nothing."""
    width = max(map(len, out.rows), default=0)
    if not out.headed:
        _pad(out, width)
        return
    if 1 < len(names) == usual - 1 == width - 1 and all(not row[-1] for row in out.rows):
        out.rows = [row[:-1] for row in out.rows]  # every row ends with a separator
        width -= 1
    if len(names) < usual <= width and usual > 1:
        names = _completed(out, usual, names)
    width = max(width, len(names))
    names = names + [""] * (width - len(names))
    _pad(out, width)
    begin, end = 0, width
    while end > 1 and _is_void(out, names, end - 1):
        end -= 1
    while begin < end - 1 and _is_void(out, names, begin):
        begin += 1
    out.names = names[begin:end]
    if end - begin < width:
        out.rows = [row[begin:end] for row in out.rows]


def _completed(out: Found, usual: int, names: list[str]) -> list[str]:
    """A header with too few names: the first column of numbered rows may have none."""
    out.doubts.append(
        f"the header has {len(names)} names for {usual} columns: "
        "look whether each name stands over its own column"
    )
    missing = [""] * (usual - len(names))
    numbered = len(missing) == 1 and all(row[0].strip().isdigit() for row in out.rows[:50])
    return [*missing, *names] if numbered else [*names, *missing]


def _is_void(out: Found, names: list[str], column: int) -> bool:
    """Whether a column has neither a name nor a cell that holds something."""
    return not names[column].strip() and not any(row[column].strip() for row in out.rows)


def _pad(out: Found, width: int) -> None:
    if any(len(row) < width for row in out.rows):
        out.rows = [row + [""] * (width - len(row)) for row in out.rows]
