"""Some of a text's records that make one table, and what its sound rows look like."""

from __future__ import annotations

from collections import Counter

from health.tables.mending import Mended, mended
from health.tables.profile import Profile
from health.tables.records import Records

HEADERS = 4  # rows that a header may have
FULL = 0.6  # share of its cells that a header row has filled


def is_blank(cells: list[str]) -> bool:
    """Whether no cell holds anything."""
    return not any(cells) or not any(cell.strip() for cell in cells)


def filled(cells: list[str]) -> int:
    """How many cells hold something."""
    return sum(1 for cell in cells if cell.strip())


def usual(widths: list[int]) -> int:
    """The number of cells that most rows have, of those with more than one."""
    several = Counter(width for width in widths if width > 1)
    return max(several.items(), key=lambda pair: (pair[1], pair[0]))[0] if several else 1


class Block:
    """The records of one table that are not blank.

    `places` are where they stand in `records`, `cells` their cells; `width` is the usual number of
    these, `profile` the look of the rows that have as many.
    """

    def __init__(self, records: Records, places: list[int]) -> None:
        self.records, self.places = records, places
        self.cells = [records.cells[place] for place in places]
        self.width = usual(list(map(len, self.cells)))
        dialect = records.signs.dialect
        self.signs = (records.signs.delimiter, dialect.quote, dialect.spaced)
        sound = [
            cells
            for place, cells in zip(places, self.cells, strict=True)
            if len(cells) == self.width and place not in records.odd
        ]
        above = min(HEADERS, len(sound) // (2 if len(sound) > 4 else 3))  # may be header rows
        self.profile = Profile(sound[above:], self.width)

    def __len__(self) -> int:
        return len(self.places)

    def follows(self, at: int) -> bool:
        """Whether a record comes directly behind the one before it, with no blank row between."""
        return self.places[at] - self.places[at - 1] == 1

    def is_odd(self, at: int) -> bool:
        """Whether a record is ragged, or not written as the dialect wants it."""
        return len(self.cells[at]) != self.width or self.places[at] in self.records.odd

    def raw(self, at: int) -> str:
        """A record as it stands in the prepared text."""
        return self.records.raw(self.places[at])

    def mended(self, at: int) -> Mended:
        """A record put in order."""
        return mended(self.raw(at), self.cells[at], self.profile, self.signs)
