"""Delimited text of any kind: encoding, dialect, records, layout, one after the other.

Python's `csv` is the library underneath, wherever the text is sound; see `dialect` for why the
dialect is told by ourselves and `python -m benchmarks messy` for how that compares with clevercsv,
DuckDB's sniffer, `csv.Sniffer` and pandas.
"""

from __future__ import annotations

import re

from health.tables.block import is_blank
from health.tables.dialect import dialect_of
from health.tables.encoding import decoded
from health.tables.found import LeftOut, Table
from health.tables.layout import Found, tables_of
from health.tables.records import Records, records_of

_HINT = re.compile(r"sep=(.)(\r\n|\n|\r|$)", re.I)
_TOLD = 5  # mended rows that are told one by one
EMPTY = "the file is empty: it holds no table"
_ENDS = {"\r\n": "CRLF", "\n": "LF", "\r": "CR"}


def tables_of_text(content: bytes, where: str) -> list[Table]:
    """The tables of a delimited file; one without rows for an empty file."""
    text, encoding, doubts = decoded(content, where)
    if not text.strip():
        return [Table((), [], [], headed=False, doubts=[EMPTY])]
    found = _HINT.match(text)
    hint = found[0] if found else ""
    dialect = dialect_of(text[len(hint) :], found[1] if found else "")
    notes = [f"encoding {encoding}", f"{dialect}, lines end with {_line_ends(text)}"]
    records = records_of(text[len(hint) :], dialect, where)
    first = 1 + bool(hint)
    tables = [
        _table(records, each, place, first, notes, [] if place else doubts)
        for place, each in enumerate(tables_of(records))
    ] or [Table((), [], [], headed=False, notes=notes, doubts=[*doubts, EMPTY])]
    if hint:
        tables[0].left_out.insert(0, LeftOut(1, hint.rstrip("\r\n"), "says the separator"))
    _add_blank(tables, records, first)
    return tables


def _line_ends(text: str) -> str:
    """The line ends that the text has, the most frequent first."""
    both = text.count("\r\n")
    number = {"\r\n": both, "\n": text.count("\n") - both, "\r": text.count("\r") - both}
    ends = [_ENDS[end] for end in sorted(number, key=lambda end: -number[end]) if number[end]]
    return " and ".join(ends) or "nothing: one line"


def _table(
    records: Records, found: Found, place: int, first: int, notes: list[str], mended: list[str]
) -> Table:
    signs = records.signs
    names, rows, lowest = found.names, found.rows, found.called()
    if signs.delimiter == "|" and _is_framed([names, *rows]):
        names, rows = _stripped(names), [_stripped(row) for row in rows]
        lowest = _stripped(lowest)
    if not signs.plain:
        names = [signs.value(name) for name in names]
        lowest = [signs.value(name) for name in lowest]
        rows = [[signs.value(cell) for cell in row] for row in rows]

    def line(record: int) -> int:
        return records.begins[record] + first

    doubts = [*mended, *found.doubts]
    doubts += [f"line {line(each)}: {what}" for each, what in found.mended[:_TOLD]]
    if len(found.mended) > _TOLD:
        doubts.append(f"{len(found.mended) - _TOLD:,} more rows were mended like that")
    if not found.headed:
        doubts.append(
            "no header was recognised: the first row looks like the others, and is kept as a row"
        )
    lines = tuple(map(line, found.header))
    return Table(
        tuple(names), rows, [line(each) for each in found.places],
        name="" if not place else str(place + 1),
        headed=found.headed,
        header_lines=lines,
        left_out=[
            LeftOut(line(each), records.text(each), why, records.ends[each] - records.begins[each])
            for each, why in found.left_out
        ],
        notes=[*notes, *_header_note(lines, found.headed)],
        doubts=doubts,
        lowest=tuple(lowest),
    )  # fmt: skip


def _is_framed(rows: list[list[str]]) -> bool:
    """Whether cells stand between spaces, as in a table that is drawn with | and -."""
    filled = [cell for row in rows[:200] for cell in row if cell.strip()]
    return len(filled) > 3 and all(cell[0] == " " or cell[-1] == " " for cell in filled)


def _stripped(cells: list[str]) -> list[str]:
    return [cell.strip(" ") for cell in cells]


def _header_note(lines: tuple[int, ...], headed: bool) -> list[str]:
    if not headed:
        return ["header: none"]
    at = ", ".join(map(str, lines))
    return [f"header in line{'s' if len(lines) > 1 else ''} {at}"]


def _add_blank(tables: list[Table], records: Records, first: int) -> None:
    """Rows of separators alone, left out by the table that they stand in; blank lines are none."""
    at = 0
    for place, cells in enumerate(records.cells):
        if not cells or not is_blank(cells):
            continue
        text = records.text(place)
        if not text.strip():
            continue
        line = records.begins[place] + first
        while at + 1 < len(tables) and line >= _begins(tables[at + 1]):
            at += 1
        out = tables[at].left_out
        if out and out[-1].reason == "no cell is filled" and out[-1].line + out[-1].lines == line:
            out[-1] = LeftOut(out[-1].line, out[-1].text, out[-1].reason, out[-1].lines + 1)
        else:
            out.append(LeftOut(line, text, "no cell is filled"))
    for table in tables:
        table.left_out.sort(key=lambda each: each.line)


def _begins(table: Table) -> int:
    """The first line of a table."""
    left_out = (each.line for each in table.left_out[:1])
    return min([*table.header_lines[:1], *table.lines[:1], *left_out])
