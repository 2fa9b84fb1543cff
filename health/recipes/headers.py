"""A header whose columns are found by name: whatever their case, spaces, dashes and accents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from health.logs.contract import column_name
from health.tables.found import Table


def headers(table: Table) -> tuple[str, ...]:
    """The names of a table's columns; those without one are called `column 4` by their place."""
    names = (*table.header, *[""] * (table.width - len(table.header)))
    return tuple(name.strip() or f"column {place}" for place, name in enumerate(names, 1))


class Header:
    """The columns of a table by name."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._keys = [column_name(name) for name in names]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, key in enumerate(self._keys):
            self._places[key].append(place)

    def all(self, name: str) -> list[int]:
        """Places of all columns of a name; where none has it, `*` in it stands for any letters."""
        key = column_name(name)
        if "*" not in key or key in self._places:
            return self._places.get(key, [])
        pieces = key.split("*")
        return [place for place, each in enumerate(self._keys) if _fits(pieces, each)]

    def one_of(self, names: Sequence[str]) -> list[int]:
        """Places of the columns of the first name that is there."""
        return next((places for name in names if (places := self.all(name))), [])

    def begins_with(self, names: Sequence[str]) -> bool:
        """Whether the first column is called one of these."""
        return bool(self.names) and any(0 in self.all(name) for name in names)


def _fits(pieces: list[str], key: str) -> bool:
    """Whether a key is these pieces, one behind the other, with anything between them."""
    first, *inner, last = pieces
    if not key.startswith(first):
        return False
    at = len(first)
    for piece in inner:
        at = key.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return key.endswith(last) and len(key) - at >= len(last)
