"""What rows say: all their cells as texts, from lines of a log, or from the log itself."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv

from health.logs.duplicates import Keys, other_keys
from health.logs.fingerprint import Fingerprint
from health.logs.marks import NotPlain

Begins = npt.NDArray[np.int64]


def texts_of(
    content: memoryview | bytes,
    names: Sequence[str],
    some: Sequence[str] | None = None,
    several_lines: bool = False,
) -> pa.Table:
    """Some columns (all for None) of lines of CSV, as texts; NotPlain where they are none.

    Cells may be of `several_lines`.
    """
    some = names if some is None else some
    try:
        return pa_csv.read_csv(
            pa.BufferReader(pa.py_buffer(content)),
            pa_csv.ReadOptions(column_names=list(names), block_size=1 << 30, use_threads=False),
            pa_csv.ParseOptions(ignore_empty_lines=False, newlines_in_values=several_lines),
            pa_csv.ConvertOptions(
                include_columns=list(some),
                column_types=dict.fromkeys(some, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        raise NotPlain from error


@dataclass(frozen=True)
class Lines:
    """The lines of a plain file, for the cells of some columns that scores don't need."""

    path: Path
    names: tuple[str, ...]
    some: tuple[str, ...]

    def keys(self, begins: Begins) -> Keys:
        """A number from those cells of each row that begins at such a byte."""
        if not self.some:
            return np.zeros(len(begins), np.uint64)
        return other_keys(texts_of(self._read(begins), self.names, self.some), self.some)

    def texts(self, begins: Begins) -> pa.Table:
        """All cells of the rows that begin at such bytes."""
        if not len(begins):
            return empty(self.names)
        return texts_of(self._read(begins), self.names)

    def cells(self, begins: Begins, name: str) -> list[str]:
        """One cell of each row that begins at such a byte: quicker than a table for few rows."""
        place = self.names.index(name)
        lines = self._read(begins).decode("utf-8", "replace").split("\n")[:-1]
        return [cells[place] for cells in csv.reader(lines)]

    def unchanged(self, read: Fingerprint) -> bool:
        """Whether the file is what was read, or begins with it."""
        try:
            return read.begins(self.path)
        except OSError:
            return False

    def _read(self, begins: Begins) -> bytes:
        lines = []
        with self.path.open("rb", buffering=1024) as file:
            for begin in begins.tolist():
                file.seek(begin)
                lines.append(file.readline().rstrip(b"\r\n"))
        return b"\n".join([*lines, b""])


def empty(names: Sequence[str], rows: int = 0) -> pa.Table:
    """A table of texts in which nothing stands."""
    return pa.table({name: pa.nulls(rows, pa.string()) for name in names})
