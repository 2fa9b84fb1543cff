"""The rows behind a finding, as plain cells until somebody looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Cells:
    """Rows of named columns, the first of which is `row`, the place in the file.

    A page finds out about all signals and practices of a client, and shows the rows of one of them:
    a frame of the others would take thirty times the time of all that is known of them.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...] = ()
    numbers: frozenset[str] = frozenset()  # columns that are float64, NaN where blank

    def __len__(self) -> int:
        return len(self.rows)

    def frame(self) -> pd.DataFrame:
        """The rows as a frame of objects, `row` whole numbers."""
        types = {"row": "int64", **dict.fromkeys(self.numbers, "float64")}
        columns = {
            name: pd.Series([cells[at] for cells in self.rows], dtype=types.get(name, "object"))
            for at, name in enumerate(self.names)
        }
        return pd.DataFrame(columns, columns=list(self.names))
