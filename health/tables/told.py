"""What was understood of a file, in words."""

from __future__ import annotations

from collections.abc import Iterator

from health.tables.found import Table

FEW = 5


def told(table: Table, out: str = "", most: int | None = FEW) -> Iterator[str]:
    """Lines about one table; `out` is where it was written, `most` left-out lines are listed."""
    for note in table.notes:
        yield f"  {note}"
    number = len(table.rows)
    size = f"  {number:,} {'row' if number == 1 else 'rows'}, {table.width} columns"
    yield size + (f", written to {out}" if out else "")
    for doubt in table.doubts:
        yield f"  look: {doubt}"
    if table.left_out:
        lines = sum(each.lines for each in table.left_out)
        yield f"  {lines:,} {'line' if lines == 1 else 'lines'} left out"
        yield from (f"    {each}" for each in table.left_out[:most])
        rest = table.left_out[len(table.left_out[:most]) :]
        if rest:
            yield f"    and {sum(each.lines for each in rest):,} more; --all lists them"
