"""Whether every line of every source is accounted for, and every row stands where it is said to.

Lines are counted here anew, from the files; only which characters their bytes are is taken from
the reader.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from python_calamine import CalamineWorkbook

from health.logs.contract import LOGS, Kind, column_name
from health.logs.origins import SourceState
from health.logs.rows import Logs, Rows
from health.tables.encoding import decoded
from health.tables.found import Table
from health.tables.reading import read_tables
from health.uploads.mended import FOLDER

Place = tuple[str, int]  # a file (and its sheet), a line of it
_LINE = re.compile(r"\r\n|\n|\r")
_FREE = (Kind.TEXT, Kind.STATED, Kind.NAME)


def faults(logs: Logs) -> list[str]:
    """What is not accounted for, in words; nothing where all is."""
    return [
        *(fault for rows in logs.rows.values() for fault in _sums(rows)),
        *(
            fault
            for state in logs.prepared.states
            if not state.problem  # else its file is not what was read
            for fault in _of_source(logs, state)
        ),
    ]


def _sums(rows: Rows) -> Iterator[str]:
    """Rows that were read are used, set aside or repeated."""
    told = len(rows) + rows.set_aside_rows + len(rows.duplicates)
    if rows.read != told and not rows.problem:
        yield f"{rows.contract.name}: {rows.read} rows were read, {told} are told"


def _of_source(logs: Logs, state: SourceState) -> Iterator[str]:
    path = Path(state.place)
    if state.direct:
        log = path.stem.casefold()
        yield from _direct(logs.rows[log], path)
        return
    tables = read_tables(path)
    for table in tables:
        file = f"{state.name}, {table.name}" if len(tables) > 1 and table.name else state.name
        yield from _table(logs, state, file, table)
    yield from _lines_told(path, tables)


def _direct(rows: Rows, path: Path) -> Iterator[str]:
    """A file that is read as it is: each record is a row of its number."""
    records = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    header = [column_name(name) for name in records[0]]
    number = {row: cells for row, cells in enumerate(records[1:], 2) if any(map(str.strip, cells))}
    file = path.name if rows.origins else f"{rows.contract.name}.csv"
    known = {row for name, row in _told(rows) if name == file}
    for row in sorted(set(number) ^ known):
        yield f"{path.name} row {row}: {'not told' if row in number else 'not there'}"
    for row, cells in _used(rows):
        name, line = rows.line_of(row)
        own = dict(zip(header, number.get(line, ()), strict=False)) if name == file else cells
        for name, text in cells.items():
            if own.get(name, "").strip() != text.strip():
                yield f"{path.name} row {row}: {name} is {text!r} for {own.get(name)!r}"


def _told(rows: Rows) -> set[Place]:
    """Where the rows of a log stand, whatever became of them."""
    used = {rows.line_of(int(row)) for row in rows["row"]} if len(rows) else set()
    again = {rows.line_of(row) for row in rows.duplicates}
    return used | again | {(each.where, each.row) for each in rows.set_aside if each.row}


def _used(rows: Rows) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The used rows of a log: the number of each, and its cells as they were read."""
    if len(rows):
        texts = rows.texts(np.arange(len(rows))).to_pylist()
        for row, cells in zip(rows["row"], texts, strict=True):
            yield int(row), {name: cell or "" for name, cell in cells.items()}


def _table(logs: Logs, state: SourceState, file: str, table: Table) -> Iterator[str]:
    """Each row of a table is one of a log, or left out; and what is used stands in it."""
    told = {line for rows in logs.rows.values() for name, line in _told(rows) if name == file}
    out = {each.line for each in state.left_out if each.file == file}
    stranger = file in state.strangers
    for line in table.lines:
        if line not in told | out and not stranger:
            yield f"{file} line {line}: neither used, nor set aside, nor left out"
    for line in sorted(told - set(table.lines)):
        yield f"{file} line {line}: it is told, and is no row"
    if (logs.folder / FOLDER).is_dir():
        return  # somebody said what rows are to say
    own = dict(zip(table.lines, table.rows, strict=True))
    for log, rows in logs.rows.items():
        if rows.origins is None:
            continue
        for row, cells in _used(rows):
            name, line = rows.line_of(row)
            if name == file and line in own:
                for fault in _row(log, rows, row, cells, own[line]):
                    yield f"{file} line {line}: {fault}"


def _row(log: str, rows: Rows, row: int, cells: Mapping[str, str], own: list[str]) -> Iterator[str]:
    """What a row says that its line does not."""
    assert rows.origins is not None
    headers = rows.origins.of(row)[0].headers
    whole = _bare(" ".join(own))
    for name, text in cells.items():
        column = LOGS[log].by_name.get(name)
        kind = column.kind if column else Kind.TEXT
        if name not in headers or name == "client" or not text.strip():
            continue
        if kind in _FREE and not all(_bare(word) in whole for word in text.split()):
            yield f"{name} is {text!r}, which does not stand there"
        if kind not in _FREE and not any(map(str.strip, own)):
            yield f"{name} is {text!r}, and its line is blank"


def _bare(text: str) -> str:
    return "".join(text.split())


def _lines_told(path: Path, tables: list[Table]) -> Iterator[str]:
    """Each line of the file that is not blank is of a header, of a row, or left out."""
    by_sheet = list(_lines(path))
    for sheet, lines in by_sheet:
        here = [table for table in tables if sheet is None or _is_of(table.name, sheet)]
        begins = Counter(line for table in here for line in table.lines)
        cells = {
            line: _bare("".join(row))
            for table in here
            for line, row in zip(table.lines, table.rows, strict=True)
        }
        others = {line for table in here for line in table.header_lines}
        for table in here:
            for each in table.left_out:
                others |= set(range(each.line, each.line + each.lines))
        for line in sorted(line for line, number in begins.items() if number > 1):
            yield f"{path.name} line {line}: it is {begins[line]} rows"
        for line in sorted(set(begins) & others):
            yield f"{path.name} line {line}: it is a row, and left out or of the header"
        last = 0
        for number, text in lines.items():
            if number in begins:
                last = number
            elif number in others:
                last = 0 if number not in {x for t in here for x in t.header_lines} else -1
            elif text.strip() and last >= 0 and not (last and _within(text, cells[last])):
                yield f"{path.name} line {number}: told nowhere: {text!r}"


def _within(text: str, row: str) -> bool:
    """Whether a line is one more line of a row: what stands between its signs is in the row."""
    return all(_bare(piece) in row for piece in re.split(r'[,;|"\'\t\\]', text))


def _is_of(table: str, sheet: str) -> bool:
    return table == sheet or bool(re.fullmatch(re.escape(sheet) + r" \d+", table))


def _lines(path: Path) -> Iterator[tuple[str | None, dict[int, str]]]:
    """The lines of a file that are not blank, by number: of a text, or of each sheet."""
    if path.suffix.casefold() in (".xlsx", ".ods"):
        with CalamineWorkbook.from_path(str(path)) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                first = (sheet.start or (0, 0))[0] + 1
                grid = enumerate(sheet.to_python(skip_empty_area=True), first)
                lines = {at: "\t".join(map(str, row)) for at, row in grid}
                yield name, {at: text for at, text in lines.items() if text.strip()}
        return
    text, _, _ = decoded(path.read_bytes(), path.name)
    yield None, {at: each for at, each in enumerate(_LINE.split(text), 1) if each.strip()}
