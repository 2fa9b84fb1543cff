"""The form of evidence: what was found, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from health.evidence.cells import Cells
from health.signals import SIGNALS

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What a signal's raw value is, in words, and the rows that count."""

    value: float
    text: str
    sentence: str
    cells: Cells


@dataclass(frozen=True)
class Evidence:
    """Why a signal has its score: raw value in its own unit, aim, a sentence, the rows behind it.

    `value` is None where the signal is missing; `text` and `sentence` then say why.
    """

    signal: str
    value: float | None
    text: str
    aim: str
    sentence: str
    cells: Cells

    @property
    def rows(self) -> pd.DataFrame:
        """The rows that count, newest first: `row`, the place in the file of `log`, and more."""
        return self.cells.frame()

    @property
    def log(self) -> str:
        """The log that the rows are in."""
        return SIGNALS[self.signal].log


def table(lines: Iterable[Line], columns: str, newest: str = "") -> Cells:
    """Lines as cells of `row` and the named columns, the newest first by one of them.

    A column that is blank in all lines is left out unless it is marked with `*`.
    """
    lines = list(lines)
    if newest:
        lines.sort(key=lambda line: (line[newest], line["row"]), reverse=True)
    names = ["row"]
    for word in columns.split():
        name = word.rstrip("*")
        if word.endswith("*") or any(not _blank(line.get(name)) for line in lines):
            names.append(name)
    cells = tuple(tuple(line.get(name) for name in names) for line in lines)
    return Cells(tuple(names), cells, _NUMBERS.intersection(names))


def _blank(value: object) -> bool:
    return value is None or value == "" or value != value


_NUMBERS = frozenset({"score", "business_hours", "rating", "weight"})
