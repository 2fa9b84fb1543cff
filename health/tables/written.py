"""Tables written as plain CSV: UTF-8, commas, quotes where needed, LF."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from health.tables.found import Table
from health.whole import asked_for


def records(table: Table) -> Iterator[list[str]]:
    """The header, if the file has one, and the rows."""
    if table.headed:
        yield list(table.header)
    yield from table.rows


def write_plainly(out: TextIO, lines: Iterable[Sequence[str]]) -> None:
    """Lines as CSV, ended by LF, quotes where needed. `out` is opened with newline=""."""
    # A row with one blank cell is written with quotes: a blank line would be no row.
    writer = csv.writer(out, lineterminator="\n")
    # Python's writer leaves a lone CR bare where lines end in LF: it would end the row.
    careful = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for line in lines:
        (careful if "\r" in "".join(line) else writer).writerow(line)


def write_table(table: Table, path: Path) -> None:
    """The file appears whole or not at all; what was there is replaced."""
    with (
        asked_for(path) as part,
        part.open("w", encoding="utf-8", errors="replace", newline="") as out,
    ):
        write_plainly(out, records(table))
