"""Which rows of a table a feed takes, and why not the others."""

from __future__ import annotations

import re

from health.logs.contract import folded
from health.recipes.headers import Header
from health.recipes.recipe import Asks, Condition
from health.tables.found import Table, shown

_FEW = 6  # words that a reason names
_LIST = re.compile(r"[\[\],;|]")


def passing(
    table: Table, header: Header, conditions: tuple[Condition, ...], left_out: dict[int, str]
) -> list[int]:
    """Places of the rows that pass all conditions; the others go to `left_out` with a reason."""
    passed = list(range(len(table.rows)))
    for condition in conditions:
        places = header.one_of(condition.columns)
        words = frozenset(map(folded, condition.words))
        reasons: dict[str, str] = {}
        kept = []
        for at in passed:
            cell = table.rows[at][places[0]] if places else ""
            if cell not in reasons:
                reasons[cell] = _against(condition, words, cell, header, places)
            if reasons[cell]:
                left_out[at] = reasons[cell]
            else:
                kept.append(at)
        passed = kept
    return passed


def _against(
    condition: Condition, words: frozenset[str], cell: str, header: Header, places: list[int]
) -> str:
    """Why a cell does not pass; blank if it does."""
    if condition.asks is Asks.FILLED:
        passes = bool(cell.strip()) is condition.filled
    elif condition.asks is Asks.HAS:
        passes = any(folded(piece) in words for piece in _LIST.split(cell))
    else:
        passes = (folded(cell) in words) is (condition.asks is Asks.IS)
    if passes:
        return ""
    named = header.names[places[0]] if places else condition.columns[0]
    if not places:
        fact = f"the table has no column {named!r}"
    elif cell.strip():
        fact = f"{named} is {shown(cell)!r}"
    else:
        fact = f"{named} is blank"
    if condition.why:
        return f"{fact}: {condition.why}"
    return fact + _wanted(condition)


def _wanted(condition: Condition) -> str:
    if condition.asks is Asks.FILLED or condition.asks is Asks.IS_NOT:
        return ""
    more = ", ..." if len(condition.words) > _FEW else ""
    verb = "has none of" if condition.asks is Asks.HAS else "not one of"
    return f", {verb}: {', '.join(condition.words[:_FEW])}{more}"
