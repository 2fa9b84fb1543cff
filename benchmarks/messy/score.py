"""How like the clean table what was read is: Pollock's measures, 0 to 10.

The sum of success (1) and of precision, recall and F1 of the header's cells, of the records and of
all cells, as multisets. Unlike Pollock's, cells are compared as they are, not as what they mean.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from benchmarks.messy.sources import Rows


def _measures(wanted: Iterable[Hashable], found: Iterable[Hashable]) -> float:
    """Precision + recall + F1 of two multisets."""
    clean, read = Counter(wanted), Counter(found)
    if not clean:
        return 3.0
    same = (clean & read).total()
    if not same:
        return 0.0
    precision, recall = same / clean.total(), same / read.total()
    return precision + recall + 2 * precision * recall / (precision + recall)


def score(clean: Rows, read: Rows | None) -> float:
    """0 where nothing could be read, 10 for the clean table."""
    if read is None:
        return 0.0
    if not clean:
        return 10.0
    header = _measures(clean[0], read[0] if read else [])
    records = _measures(map("".join, clean[1:]), map("".join, read[1:]))
    cells = _measures((c for row in clean for c in row), (c for row in read for c in row))
    return 1 + header + records + cells
