"""Which column of a table is likeliest to be which of a log: by its name, and by what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from health.logs.contract import LOGS, Column, Contract, Kind, column_name, folded
from health.recipes.aliases import aliases_of
from health.recipes.headers import Header, headers
from health.recipes.hints import hints_of
from health.tables.answers import answers
from health.tables.dates import dates
from health.tables.found import Table
from health.tables.numbers import numbers

EXAMPLES = 3
LEAST = 0.5  # how sure a proposal is at least
_SAMPLE = 200  # filled cells that are looked at
_SAME, _ALIAS, _ALIKE = 1.0, 0.9, 0.75  # the name is the column's, another usual one, like one
_LOOSE = 0.7  # the name may well mean the column; too little to take it unasked
_NEAR = 82.0  # of 100: names below are not alike
_DATES = (Kind.DATE, Kind.PLAN, Kind.MOMENT)


@dataclass(frozen=True)
class Proposal:
    """The likeliest column of a table for one of a log.

    `header` as `headers` names it, blank if none is likely; `sure` from 0 to 1; `why` in words;
    `examples` are its first different texts, three at most.
    """

    column: str
    header: str = ""
    sure: float = 0.0
    examples: tuple[str, ...] = ()
    why: str = "no column is called alike"


def proposed(table: Table, log: str) -> list[Proposal]:
    """A proposal for each column of a log; no column of the table is proposed twice."""
    names = headers(table)
    header = Header(names)
    first = [place for place, name in enumerate(names) if header.all(name)[0] == place]
    samples = {place: _sample(table, place) for place in first}
    contract = LOGS[log]
    pairs = []
    for column in contract.columns:
        for place in first:
            likeness, why = _likeness(log, column.name, names[place])
            if likeness:
                holds, what = _holds(column, samples[place])
                sure = likeness * (0.4 + 0.6 * holds)
                pairs.append((-sure, place, column.name, "; ".join(filter(None, (why, what)))))
    found: dict[str, Proposal] = {}
    used: set[int] = set()
    for minus, place, name, why in sorted(pairs):
        if name not in found and place not in used and -minus >= LEAST:
            used.add(place)
            examples = _examples(samples[place])
            found[name] = Proposal(name, names[place], round(-minus, 2), examples, why)
    _only_date(
        found, contract, names, {place: samples[place] for place in first if place not in used}
    )
    return [found.get(name, Proposal(name)) for name in contract.by_name]


def _only_date(
    found: dict[str, Proposal], contract: Contract, names: Sequence[str], left: dict[int, list[str]]
) -> None:
    """Proposes the only column of dates for the only date that the log needs and nobody named."""
    none_appears = not found.keys() & {*contract.appears}
    lacking = [
        name
        for name, column in contract.by_name.items()
        if column.kind in _DATES and name not in found
        if column.required or (none_appears and name in contract.appears)
    ]
    dated = [place for place, cells in left.items() if cells and _dated(cells) > 0.9]
    if lacking and len(dated) == 1:
        place, column = dated[0], lacking[-1]
        why = "the only other column of dates"
        found[column] = Proposal(column, names[place], LEAST, _examples(left[place]), why)


def _sample(table: Table, place: int) -> list[str]:
    """The first filled cells of a column."""
    cells = (row[place] for row in table.rows if row[place].strip())
    return [cell for cell, _ in zip(cells, range(_SAMPLE), strict=False)]


def _examples(cells: Sequence[str]) -> tuple[str, ...]:
    """The first different texts of a column."""
    return tuple(dict.fromkeys(cells))[:EXAMPLES]


@lru_cache(maxsize=4096)
def _likeness(log: str, column: str, header: str) -> tuple[float, str]:
    """How alike a header is to a column's names, and what it is like; 0 for not."""
    key, words = column_name(header), _words(header)
    if key == column:
        return _SAME, "it has the name"
    names = [_words(name) for name in (column, *aliases_of(log, column))]
    if words in names:
        return _ALIAS, "a usual name"
    hints = hints_of(column)
    if words in hints:
        return _LOOSE - 0.01 * hints.index(words), f"{header!r} may be it"
    scores = {name: fuzz.token_sort_ratio(words, name) for name in names}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] >= _NEAR:
        return _ALIKE * scores[best] / 100, f"like {best!r}"
    for least, found in ((0.6, names), (0.55, hints)):
        within = [name for name in found if len(name) > 3 and f" {name} " in f" {words} "]
        if within:
            longest = max(within, key=len)
            return least + 0.15 * len(longest) / len(words), f"{longest!r} is in it"
    return 0.0, ""


def _words(name: str) -> str:
    """A name as its words, without signs."""
    return " ".join(re.findall(r"[^\W_]+", column_name(name)))


def _holds(column: Column, cells: Sequence[str]) -> tuple[float, str]:
    """How well what a column holds fits, 0 to 1, and what does not fit."""
    if not cells:
        return 0.5, "it is blank"
    kind = column.kind
    if kind in _DATES:
        share, what = _dated(cells), "dates"
    elif kind in (Kind.NUMBER, Kind.COUNT):
        share, what = 1 - len(numbers(cells).unread) / len(cells), "numbers"
    elif kind is Kind.YES_NO:
        share, what = 1 - len(answers(cells).unread) / len(cells), "yes or no"
    elif kind is Kind.CHOICE:
        words = set(column.words)
        few = len(set(map(folded, cells))) <= max(2 * len(words), 8)
        share = max(sum(folded(cell) in words for cell in cells) / len(cells), 0.7 * few)
        what = "one of the words " + ", ".join(column.words)
    elif kind in (Kind.NAME, Kind.TEXT, Kind.STATED):
        share, what = _wordy(cells), "words"
    else:
        return 0.8, ""
    return share, "" if share > 0.9 else f"{share:.0%} of its cells are {what}"


def _wordy(cells: Sequence[str]) -> float:
    """The share of cells that are no date, if not few of them are."""
    dated = _dated(cells)
    return 1 - dated if dated >= 0.5 else 1.0


def _dated(cells: Sequence[str]) -> float:
    """The share of cells that are dates."""
    return 1 - len(dates(cells).unread) / len(cells)
