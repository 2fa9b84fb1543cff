"""The form of evidence: what was found, and the rows behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from health.signals import SIGNALS

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What a signal's raw value is, in words, and the rows that count."""

    value: float
    text: str
    sentence: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Evidence:
    """Why a signal has its score: raw value in its own unit, aim, a sentence, the rows behind it.

    `value` is None where the signal is missing; `text` and `sentence` then say why. `rows` starts
    with `row`, the place in the file of `log`, newest first.
    """

    signal: str
    value: float | None
    text: str
    aim: str
    sentence: str
    rows: pd.DataFrame

    @property
    def log(self) -> str:
        """The log that the rows are in."""
        return SIGNALS[self.signal].log


def table(lines: Iterable[Line], columns: str, newest: str = "") -> pd.DataFrame:
    """Lines as a frame of `row` and the named columns, the newest first by one of them.

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
    frame = {
        name: pd.Series([line.get(name) for line in lines], dtype=_type(name)) for name in names
    }
    return pd.DataFrame(frame, columns=names)


def _blank(value: object) -> bool:
    return value is None or value == "" or value != value


def _type(name: str) -> str:
    if name == "row":
        return "int64"
    return "float64" if name in ("score", "business_hours", "rating", "weight") else "object"
