"""Rows that have not the table's number of cells, put in order by what its other rows look like.

Each column has a profile: the shapes of its cells (`28/01/2018` is 99/99/9999). A row that is too
short or too long, or whose quotes are broken, is read in every likely way - a separator lost, one
too many, one within a text, a row written with another separator - and the way whose cells look
most like their columns is taken, if it is clearly better than leaving the row as it is. Nothing of
a row is dropped but empty cells; what finds no column is kept behind the last.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from health.tables.dialect import COMMON
from health.tables.profile import WORST, Profile
from health.tables.readings import readings

_SPLIT, _INSERTED, _PADDED, _DROPPED, _MERGED, _OTHER, _SURPLUS = 1.2, 1.5, 1.0, 1.0, 1.5, 2.0, 3.0
_SENTENCE = 2.0  # of a separator before a space: it is one of a sentence
_CUT = "were not separated: split"
_CLEAR = 0.5  # by how much a way must be better than the next
_WIDEST = 64  # columns up to which rows are mended at all
_LONGEST = 5000  # characters of a row, likewise


@dataclass(frozen=True)
class Mended:
    """A row put in order, at what cost, and what was done."""

    cells: list[str]
    cost: float
    what: str


def mended(raw: str, cells: list[str], profile: Profile, signs: tuple[str, str, bool]) -> Mended:
    """A row of the profile's width, or one cell wider: what has no column stands there."""
    width = profile.width
    if width <= _WIDEST and len(raw) <= _LONGEST and profile.number >= 3:
        ways = sorted(_ways(raw, cells, profile, signs), key=lambda way: way.cost)
        if ways:
            best = ways[0]
            others = [way for way in ways[1:] if way.cells != best.cells]
            if not others or others[0].cost - best.cost > _CLEAR or _alike(best, others[0]):
                return best
            # Several cuts are as likely: none is made.
            return next((way for way in ways if not way.what.endswith(_CUT)), best)
    return simply(cells, width, signs[0])


def unshifted(cells: list[str], profile: Profile) -> Mended | None:
    """A row of the right width whose cells stand one to three columns beside their own, moved back.

    Only blank cells at its ends make way; it must fit far better then, and well.
    """
    width = profile.width
    if profile.number < 5 or not 3 <= width <= _WIDEST or not profile.misfits(cells):
        return None
    now = profile.total(cells)
    best: Mended | None = None
    for by in (1, 2, 3, -1, -2, -3):
        blank, rest = (cells[:by], cells[by:]) if by > 0 else (cells[by:], cells[:by])
        if len(rest) < 2 or any(cell.strip() for cell in blank):
            continue
        moved = [*rest, *blank] if by > 0 else [*blank, *rest]
        cost = profile.total(moved)
        fits = not profile.misfits(moved) and now - cost > WORST
        if fits and (best is None or cost < best.cost):
            side = "left" if by > 0 else "right"
            best = Mended(moved, cost, f"its cells were shifted: moved {abs(by)} to the {side}")
    return best


def _alike(one: Mended, other: Mended) -> bool:
    """Whether two ways differ only in where text is divided from text."""
    return one.what == other.what and "".join(one.cells) == "".join(other.cells)


def simply(cells: list[str], width: int, delimiter: str) -> Mended:
    """A row padded, or with what is too much in one further cell."""
    if len(cells) <= width:
        short = width - len(cells)
        what = f"{len(cells)} cells of {width}: the last {'was' if short == 1 else 'were'} missing"
        return Mended(cells + [""] * short, _PADDED * short, what if short else "")
    if not any(cell.strip() for cell in cells[width:]):
        return Mended(cells[:width], _DROPPED / 2, "empty cells behind the last column")
    rest = delimiter.join(cells[width:])
    return Mended([*cells[:width], rest], _SURPLUS, f"{len(cells)} cells for {width} columns")


def _ways(
    raw: str, cells: list[str], profile: Profile, signs: tuple[str, str, bool]
) -> Iterator[Mended]:
    """Ways to read a row, each as wide as the table."""
    delimiter, quote, spaced = signs
    width = profile.width
    seen = set()
    for read, cost in [(cells, 0.0), *readings(raw, delimiter, quote, width, spaced)]:
        if tuple(read) in seen or abs(len(read) - width) > 3:
            continue
        seen.add(tuple(read))
        for way in _fitted(read, profile, delimiter):
            yield Mended(way.cells, way.cost + cost, way.what)
    if len(cells) <= max(width // 2, 1) and width > 1:
        yield from _otherwise(raw, profile, delimiter, quote)


def _fitted(cells: list[str], profile: Profile, delimiter: str) -> Iterator[Mended]:
    """A row's cells moved, split or joined until there are as many as columns."""
    width = profile.width
    if len(cells) == width:
        yield Mended(cells, profile.total(cells), "broken quotes")
        return
    plain = simply(cells, width, delimiter)
    yield Mended(plain.cells, plain.cost + profile.total(plain.cells[:width]), plain.what)
    if len(cells) == width - 1:
        for at in range(len(cells)):
            moved = [*cells[:at], "", *cells[at:]]
            cost = profile.total(moved) + _INSERTED
            yield Mended(moved, cost, f"a cell before column {at + 1} was missing")
            yield from _split(cells, at, profile)
    elif len(cells) == width + 1:
        for at, cell in enumerate(cells):
            if not cell.strip():
                moved = [*cells[:at], *cells[at + 1 :]]
                cost = profile.total(moved) + _DROPPED
                yield Mended(moved, cost, "one empty cell too many")
    if len(cells) > width:
        folded = _folded(cells, profile, delimiter)
        if folded is not None:
            yield folded


def _split(cells: list[str], at: int, profile: Profile) -> Iterator[Mended]:
    """A cell cut in two where both halves look like their columns: a separator was lost."""
    cell = cells[at]
    if len(cell) > 400 or not (profile.typed[at] or profile.typed[at + 1]):
        return
    before = sum(profile.cost(place, cells[place]) for place in range(at))
    behind = sum(profile.cost(place + 1, cells[place]) for place in range(at + 1, len(cells)))
    if before + behind > WORST * 1.5:
        return
    for cut in range(1, len(cell)):
        left, right = cell[:cut], cell[cut:]
        if profile.knows(at, left) and profile.knows(at + 1, right):
            fit = before + behind + profile.cost(at, left) + profile.cost(at + 1, right)
            what = f"{left!r} and {right!r} {_CUT}"
            yield Mended([*cells[:at], left, right, *cells[at + 1 :]], fit + _SPLIT, what)


def _folded(cells: list[str], profile: Profile, joiner: str) -> Mended | None:
    """Neighbouring cells joined until the row fits: a separator stood within a text."""
    width, number = profile.width, len(cells)
    most = number - width + 1
    if number > 150 or number * width * most > 60_000:
        return None
    best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * number
    for column in range(width):
        now: list[tuple[float, list[str]] | None] = [None] * (number + 1)
        for start, before in enumerate(best):
            if before is None:
                continue
            for end in range(start + 1, min(start + most, number - (width - column - 1)) + 1):
                if end - start > 1 and not profile.texty[column]:
                    break
                cell = joiner.join(cells[start:end])
                cost = before[0] + profile.cost(column, cell)
                cost += _MERGED if end - start > 1 else 0
                cost += _SENTENCE * (start > 0 and cell.startswith(" "))
                old = now[end]
                if old is None or cost < old[0]:
                    now[end] = (cost, [*before[1], cell])
        best = now
    whole = best[number]
    if whole is None:
        return None
    return Mended(whole[1], whole[0], "a separator within a text: the text joined again")


def _otherwise(raw: str, profile: Profile, delimiter: str, quote: str) -> Iterator[Mended]:
    """The row as it would be if it were written with another separator."""
    for other in COMMON + " :":
        if other == delimiter or raw.count(other) < profile.width - 1:
            continue
        try:
            cells = next(csv.reader([raw], delimiter=other, quotechar=quote))
        except (csv.Error, StopIteration):
            continue
        if len(cells) == profile.width:
            way: Mended | None = Mended(cells, profile.total(cells), "")
        else:
            way = _folded(cells, profile, other) if len(cells) > profile.width else None
        if way is not None:
            name = "a space" if other == " " else repr(other)
            yield Mended(way.cells, way.cost + _OTHER, f"its separator was {name}")
