"""What stands below the rows of a table and is none: totals and remarks."""

from __future__ import annotations

import re
from collections.abc import Callable

from health.tables.block import Block, filled

_TAIL = 40  # rows
_ADDED = 5000  # rows that a total is compared with
TOTAL = re.compile(
    r"((grand|sub|over\s?all)[\s-]?)?(total(e|en|es|s)?|sums?|summe|gesamt(summe)?|somme|suma|"
    r"totaal|som|soma|yhteensä|summa|i alt|итого|合计|合計)\s*:?",
    re.I,
)
REMARK = re.compile(
    r"\W*(source|note|notes|remark|footnote|quelle|anmerkung|hinweis|fuente|nota|notas|bron|"
    r"generated|exported|created|printed|report|data as of|last updated?|stand|page \d|copyright|"
    r"end of|disclaimer|legend|rows?:|records?:|\d+ (rows|records|items))\b"
    r"|[*©†#]|-{2,}|={2,}",
    re.I,
)


def end_of_rows(block: Block, body: int) -> tuple[int, list[tuple[int, str]]]:
    """Where the rows end that begin at `body`; the places of those below, each with what it is."""
    out: list[tuple[int, str]] = []
    end = len(block)
    for test, reason in (
        (_is_remark, "a remark below the rows"),
        (_is_total, "a total"),
        (_is_remark, "a remark below the rows"),
    ):
        start = _start(block, body, end, test)
        out += [(place, reason) for place in block.places[start:end]]
        end = start
    return end, out


def _start(block: Block, body: int, end: int, test: Callable[[Block, int], bool]) -> int:
    """Where the last rows begin that pass a test; one row always stays."""
    start = end
    while start > max(body + 1, end - _TAIL) and test(block, start - 1):
        start -= 1
    return start


def _is_remark(block: Block, at: int) -> bool:
    """Whether a last row is no row: one text, set apart or worded as a remark."""
    cells, profile = block.cells[at], block.profile
    if block.width == 1 or filled(cells) != 1 or not cells[0].strip():
        return False
    if block.width == 2 and len(cells) > 1:
        return False
    first = at
    while first > 0 and filled(block.cells[first - 1]) == 1:
        first -= 1
    apart = first > 0 and not block.follows(first)
    unlike = profile.number > 4 and profile.typed[0] and not profile.knows(0, cells[0])
    return apart or unlike or REMARK.match(cells[0]) is not None


def _is_total(block: Block, at: int) -> bool:
    """Whether a last row adds the others up: it says so, and has gaps that rows have not."""
    cells = block.cells[at]
    names = [cell.strip() for cell in cells[:3] if cell.strip()]
    if block.width < 2 or not names or not TOTAL.fullmatch(names[0]):
        return False
    others = [cell for cell in cells if cell.strip()][1:]
    numbers = all(any(letter.isdigit() for letter in cell) for cell in others)
    gaps = filled(cells) < block.width or not block.follows(at)
    return numbers and (gaps or _adds_up(block, at))


def _adds_up(block: Block, at: int) -> bool:
    """Whether a column's cell is the sum of those above."""
    rows = block.cells[max(1, at - _ADDED) : at]
    for column, cell in enumerate(block.cells[at]):
        try:
            total = float(cell)
            above = [float(row[column]) for row in rows]
        except (ValueError, IndexError):
            continue
        if len(above) > 1 and total and abs(sum(above) - total) < 1e-6 * abs(total) + 0.006:
            return True
    return False
