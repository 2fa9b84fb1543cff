"""The ways in which one broken line can be read, the likeliest first.

A quotation mark may be one too many, or not escaped; a separator may be lost between two cells.
Each such assumption has a cost; a best-first search goes through them within a bound.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from functools import lru_cache

STRAY, INNER, LOST = 1.0, 0.3, 1.2  # a stray quote; one within words, as in 5"; a lost separator
_STEPS = 600
_LONGEST = 1 << 16
_CLOSES = 5  # places where a broken quotation may end that are tried

_Node = tuple[str, "_Node | None"] | None
_Option = tuple[str, int, float, bool]  # cell, its end, cost, whether a separator follows


def readings(
    raw: str, delimiter: str, quote: str, width: int, spaced: bool = False, most: int = 12
) -> Iterator[tuple[list[str], float]]:
    """Cells and cost of each way to read a record, cheapest first; bounded in number and work."""
    if len(raw) > _LONGEST or raw.count(delimiter) > _STEPS:
        yield raw.split(delimiter), STRAY
        return
    # Of ways that cost alike the one that is further on goes first.
    steps_left = _STEPS + 2 * raw.count(delimiter)
    heap: list[tuple[float, int, int, int, _Node]] = [(0.0, 0, 0, 0, None)]
    made = steps = 0
    while heap and steps < steps_left and made < most:
        cost, ahead, _, at, node = heapq.heappop(heap)
        count = 1 - ahead
        if at > len(raw):
            made += 1
            yield _cells(node), cost
            continue
        for cell, end, more, separated in _options(raw, at, delimiter, quote, spaced):
            if count > width + 2 and more:
                continue
            steps += 1
            behind = end + 1 if separated else end
            heapq.heappush(heap, (cost + more, -count, steps, behind, (cell, node)))


def _cells(node: _Node) -> list[str]:
    cells = []
    while node is not None:
        cells.append(node[0])
        node = node[1]
    return cells[::-1]


@lru_cache(maxsize=64)
def _patterns(delimiter: str, quote: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A whole quotation; and a run of quotes at which one may end."""
    q, d = re.escape(quote), re.escape(delimiter)
    whole = re.compile(rf"{q}([^{q}]*(?:{q}{q}[^{q}]*)*){q}(?!{q})")
    ends = re.compile(rf"{q}+(?={d}|$)")
    return whole, ends


def _options(raw: str, at: int, delimiter: str, quote: str, spaced: bool) -> Iterator[_Option]:
    """What the cell that begins here may be."""
    whole, ends = _patterns(delimiter, quote)
    start = at
    while start < len(raw) and raw[start] == " " and delimiter != " ":
        start += 1
    end = raw.find(delimiter, at)
    end = len(raw) if end < 0 else end
    literal = raw[at + spaced if spaced and at and raw.startswith(" ", at) else at : end]
    if not raw.startswith(quote, start):
        inner = literal.count(quote)
        odd = STRAY if literal.endswith(quote) and inner % 2 else INNER * (2 if inner % 2 else 1)
        yield literal, end, odd if inner else 0.0, True
        place = raw.find(quote, at, end)
        found = whole.match(raw, place) if place >= 0 else None
        if found and _ends(raw, found.end(), delimiter):
            yield raw[at:place], place, LOST, False
        return
    found = whole.match(raw, start)
    if found and _ends(raw, found.end(), delimiter):
        yield _inner(found[1], quote), found.end(), 0.0, True
        pair = raw.find(quote * 2, start + 1, found.end() - 1)
        while pair >= 0:  # two quotations with nothing between them look like an escaped quote
            rest = whole.match(raw, pair + 1)
            if rest and _ends(raw, rest.end(), delimiter):
                yield _inner(raw[start + 1 : pair], quote), pair + 1, LOST, False
            pair = raw.find(quote * 2, pair + 2, found.end() - 1)
    elif found:
        yield _inner(found[1], quote), found.end(), LOST, False
    enclosed = len(literal) > 1 and literal.rstrip().endswith(quote)
    yield literal, end, STRAY + (LOST if enclosed else 0), True
    tried = 0
    for run in ends.finditer(raw, start + 1):
        if found and run.end() == found.end():
            continue
        yield _inner(raw[start + 1 : run.end() - 1], quote), run.end(), STRAY, True
        tried += 1
        if tried == _CLOSES:
            return


def _ends(raw: str, at: int, delimiter: str) -> bool:
    return at >= len(raw) or raw.startswith(delimiter, at)


def _inner(text: str, quote: str) -> str:
    return text.replace(quote * 2, quote)
