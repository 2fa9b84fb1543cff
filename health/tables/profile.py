"""What the columns of a table look like: the shapes of their cells.

`28/01/2018` is 99/99/9999, `AB-1234` is a-9999; words are told by their length alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

_ROWS = 400  # rows that a profile is made of
WORST = 6.0
_ODD = 2.2  # of a cell that hardly a tenth of its column looks like


@lru_cache(maxsize=1 << 15)
def shape(cell: str) -> str:
    """What a cell looks like: digits as 9, words as a; long or wordy ones by their length."""
    text = cell.strip(" \t\"'")
    if not text:
        return ""
    if "://" in text[:12]:
        return "link"
    if "@" in text and " " not in text:
        return "address"
    if len(text) <= 24 and any(letter.isdigit() for letter in text) and text.count(" ") <= 2:
        return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d", "9", text))
    for place, most in enumerate((12, 40, 120), 1):
        if len(text) <= most:
            return f"text {place}"
    return "text 4"


class Profile:
    """The shapes of the columns, from rows that are sound."""

    def __init__(self, rows: list[list[str]], width: int) -> None:
        step = max(len(rows) // _ROWS, 1)
        sample = rows[::step][:_ROWS]
        self.width, self.number = width, len(sample)
        self.shapes = [Counter(shape(row[place]) for row in sample) for place in range(width)]
        texts = [sum(n for s, n in each.items() if s[:4] == "text") for each in self.shapes]
        blank = [each[""] for each in self.shapes]
        filled = [self.number - none for none in blank]
        self.texty = [
            bool(some) and text > 0.5 * some for text, some in zip(texts, filled, strict=True)
        ]
        self.typed = [
            bool(some) and text < 0.1 * some for text, some in zip(texts, filled, strict=True)
        ]
        self._cost = lru_cache(maxsize=1 << 14)(self._costed)

    def cost(self, column: int, cell: str) -> float:
        """How unlike its column a cell is: 0 to 6, as a negative logarithm."""
        return self._cost(column, shape(cell))

    def _costed(self, column: int, form: str) -> float:
        share = self.shapes[column][form] / (self.number + 1)
        if form and self.texty[column]:
            share = 0.7 * share + (0.25 if form.startswith("text") else 0.05)
        elif form and self.typed[column] and not form.startswith("text"):
            share = 0.95 * share + 0.02 * (_loose(form) in self._forms(column))
        return min(WORST, -math.log(max(share, 0.0025)))

    @lru_cache(maxsize=256)  # noqa: B019 - profiles are few and short-lived
    def _forms(self, column: int) -> frozenset[str]:
        return frozenset(map(_loose, self.shapes[column]))

    def total(self, cells: list[str]) -> float:
        """How unlike the table's rows a row of its width is."""
        return sum(self.cost(column, cell) for column, cell in enumerate(cells))

    def knows(self, column: int, cell: str) -> bool:
        """Whether a cell may well stand in a column."""
        form = shape(cell)
        return self.shapes[column][form] > 0 or (bool(form) and self.texty[column])

    def misfits(self, cells: list[str]) -> int:
        """How many columns of numbers or dates hold something else."""
        return sum(
            typed and bool(cell) and self.cost(column, cell) > _ODD
            for column, (typed, cell) in enumerate(zip(self.typed, cells, strict=False))
        )

    def is_unlike(self, cells: list[str]) -> bool:
        """Whether no filled cell of a row looks like its column, and two columns could tell."""
        typed = [place for place, is_typed in enumerate(self.typed) if is_typed]
        told = [cells[place] for place in typed if place < len(cells) and cells[place].strip()]
        return bool(told) and all(shape(cell).startswith("text") for cell in told)


def _loose(form: str) -> str:
    return re.sub("9+", "9", form)
