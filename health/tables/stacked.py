"""Several tables that stand one under the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from health.tables.block import FULL, Block, filled, is_blank, usual
from health.tables.profile import Profile
from health.tables.records import Records

_CHECKED = 1000  # rows that are looked at closely
_LOOK = 200  # rows above and below it
_TITLE = 4  # rows with a few cells that may stand above a table


def blocks(records: Records) -> list[Block]:
    """The records of each table; nearly always there is one."""
    places = [place for place, cells in enumerate(records.cells) if not is_blank(cells)]
    if not places:
        return []
    starts = [0, *_starts(records, places), len(places)]
    return [Block(records, places[start:end]) for start, end in pairwise(starts)]


def _starts(records: Records, places: list[int]) -> Iterator[int]:
    """Where in `places` a further table begins: rows of another width under a header of their own,
    or, behind a blank row, a header of other names."""
    cells = [records.cells[place] for place in places]
    begun = checked = 0
    for at in range(2, len(places) - 1):
        gap = places[at] - places[at - 1] > 1
        changed = len(cells[at]) != len(cells[at - 1])
        if not (changed or gap) or at - begun < 2 or places[at] in records.odd:
            continue
        if checked < _CHECKED and _may_begin(cells, at):
            checked += 1
            if _begins(cells, begun, at, gap):
                begun = at
                yield at


def _may_begin(cells: list[list[str]], at: int) -> bool:
    """Whether a row is full, and those below it are as wide."""
    width = len(cells[at])
    full = width > 1 and filled(cells[at]) >= max(2, FULL * width)
    return full and all(len(below) == width for below in cells[at + 1 : at + 4])


def _is_preamble(above: list[list[str]], width: int) -> bool:
    """Whether rows are a title and remarks, filled up to a table's width by a spreadsheet."""
    most = max(map(filled, above))
    return most == 1 or (len(above) <= _TITLE and 2 * most <= width)


def _begins(cells: list[list[str]], begun: int, at: int, gap: bool) -> bool:
    """Whether a row is the header of a table of its own."""
    width = len(cells[at])
    before = usual(list(map(len, cells[begun:at][:500])))
    if before == 1 or _is_preamble(cells[begun:at], width) or cells[at] == cells[begun]:
        return False  # or the same header again: its rows go on
    below = Profile([row for row in cells[at + 1 :][:_LOOK] if len(row) == width], width)
    if not below.is_unlike(cells[at]):
        return False
    if before != width:
        return len(cells) - at - 1 >= 2 + (not gap)
    above = Profile([row for row in cells[begun + 1 : at][-_LOOK:] if len(row) == width], width)
    return gap and above.is_unlike(cells[at])
