"""Rows that were set aside and came back mended: put in their places, and found for mending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from health.sources.parts import Part
from health.tables.found import LeftOut
from health.uploads.mended import kept, stand_in


def which_of(lines: list[int]) -> Iterator[int]:
    """Of each row of a part, the how manyth it is of those made of the same line."""
    seen: Counter[int] = Counter()
    for line in lines:
        seen[line] += 1
        yield seen[line]


def mend(part: Part, folder: Path) -> None:
    """Put mended rows in the place of those whose text was mended; take out cleared ones."""
    found = part.mapped
    mended = kept(folder, found.log)
    if not mended:
        return
    lines, rows, number = [], [], 0
    for line, row, which in zip(found.lines, found.rows, list(which_of(found.lines)), strict=True):
        one = stand_in(mended, part.file, line, row, which)
        number += one is not None
        if one is not None and one.cleared:
            text = "\t".join(filter(None, row))
            found.left_out.append(LeftOut(line, text, "somebody said that it is no row"))
            continue
        lines.append(line)
        rows.append([one.cells.get(name, "") for name in part.columns] if one else row)
    found.lines[:], found.rows[:] = lines, rows
    if number:
        part.notes.append(f"{number} {'row was' if number == 1 else 'rows were'} mended")
