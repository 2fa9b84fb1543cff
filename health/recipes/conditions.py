"""Which rows of a table a feed takes, and why not the others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from health.logs.contract import folded
from health.recipes.headers import Header
from health.recipes.naming import Names
from health.recipes.recipe import Asks, Condition
from health.tables.found import Table, shown

_FEW = 6  # words that a reason names
_LIST = re.compile(r"[\[\],;|]")
_WANTED = {
    Asks.IS: "not one of",
    Asks.HAS: "has none of",
    Asks.MENTIONS: "mentions none of",
}


def passing(
    table: Table,
    header: Header,
    groups: tuple[tuple[Condition, ...], ...],
    left_out: dict[int, str],
) -> list[int]:
    """Places of the rows that pass one condition of each group; `left_out` tells why not."""
    passed = list(range(len(table.rows)))
    for group in groups:
        asked = [_Asked(condition, header) for condition in group]
        kept = []
        for at in passed:
            reasons = [each.against(table.rows[at]) for each in asked]
            if all(reasons):
                left_out[at] = " and ".join(dict.fromkeys(reasons))
            else:
                kept.append(at)
        passed = kept
    return passed


@dataclass
class _Asked:
    """A condition on a table; what it says of a text is worked out once."""

    condition: Condition
    header: Header

    def __post_init__(self) -> None:
        self._places = self.header.one_of(self.condition.columns)
        self._words = frozenset(map(folded, self.condition.words))
        self._names = Names(self.condition.words)
        self._reasons: dict[str, str] = {}

    def against(self, row: list[str]) -> str:
        """Why a row does not pass; blank if it does."""
        cell = row[self._places[0]] if self._places else ""
        found = self._reasons.get(cell)
        if found is None:
            found = self._reasons[cell] = "" if self._passes(cell) else self._reason(cell)
        return found

    def _passes(self, cell: str) -> bool:
        asks = self.condition.asks
        if asks is Asks.FILLED:
            return bool(cell.strip()) is self.condition.filled
        if asks is Asks.HAS:
            return any(folded(piece) in self._words for piece in _LIST.split(cell))
        if asks is Asks.MENTIONS:
            return bool(self._names.within([cell]))
        return (folded(cell) in self._words) is (asks is Asks.IS)

    def _reason(self, cell: str) -> str:
        condition = self.condition
        if not self._places:
            fact = f"there is no column {condition.columns[0]!r}"
        else:
            name = self.header.names[self._places[0]]
            fact = f"{name} is {shown(cell)!r}" if cell.strip() else f"{name} is blank"
        if condition.why:
            return f"{fact}: {condition.why}"
        if condition.asks not in _WANTED:
            return fact
        more = ", ..." if len(condition.words) > _FEW else ""
        words = ", ".join(condition.words[:_FEW])
        return f"{fact}, {_WANTED[condition.asks]}: {words}{more}"
