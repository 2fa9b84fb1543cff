"""Workbooks (.xlsx, .ods) by python-calamine, a sheet a table.

It is the quickest reader that reads both, and gives dates as dates.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from health.errors import UnreadableFile
from health.tables.dialect import Dialect
from health.tables.found import LeftOut, Table
from health.tables.layout import Found, tables_of
from health.tables.records import Records
from health.tables.signs import Signs
from health.tables.weighing import weigh

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED = (b"PK\x03\x04", _OLE)


def is_workbook(content: bytes) -> bool:
    """Whether these are the bytes of a workbook, or of what is taken for one."""
    if content.startswith(_OLE):
        return True
    if not content.startswith(b"PK\x03\x04"):
        return False
    return (
        b"xl/" in content[:4096] or b"opendocument.spreadsheet" in content[:4096] or _lists(content)
    )


def _lists(content: bytes) -> bool:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    return "xl/workbook.xml" in names or "content.xml" in names


def tables_of_workbook(content: bytes, where: str) -> list[Table]:
    """The tables of all sheets, hidden ones too; a sheet without cells has none."""
    if content.startswith(_OLE):
        raise UnreadableFile(
            where, "is an old or a protected Excel file: save it as .xlsx without a password"
        )
    weigh(content, where)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        tables = [
            table for name in book.sheet_names for table in _sheet(book.get_sheet_by_name(name))
        ]
    except (CalamineError, MemoryError, OSError, ValueError) as error:
        raise UnreadableFile(where, f"is a damaged workbook ({error}): save it anew") from error
    return tables or [
        Table((), [], [], headed=False, doubts=["the workbook is empty: no sheet has a cell"])
    ]


def _sheet(sheet: CalamineSheet) -> list[Table]:
    grid = sheet.to_python(skip_empty_area=True)
    first = (sheet.start or (0, 0))[0] + 1
    return tables_of_grid(sheet.name, [[text_of(cell) for cell in row] for row in grid], first)


def tables_of_grid(sheet: str, rows: list[list[str]], first: int = 1) -> list[Table]:
    """The tables of a sheet's cells as text, rows equally long; the first bears the sheet's name.

    `first` is the sheet's number of the first row."""
    width = max(map(len, rows), default=0)
    signs = Signs(Dialect("\t", width=width), "\t")
    records = Records(["\t".join(row) + "\n" for row in rows], signs)
    for place, row in enumerate(rows):
        records.add(row, place, place + 1)
    return [
        _table(sheet, records, found, place, first)
        for place, found in enumerate(tables_of(records))
    ]


def _table(sheet: str, records: Records, found: Found, place: int, offset: int) -> Table:
    header = tuple(each + offset for each in found.header)
    at = " and ".join(map(str, header))
    doubts = list(found.doubts)
    if not found.headed:
        doubts.append("no header was recognised: the first row is kept as a row")
    return Table(
        tuple(found.names),
        found.rows,
        [each + offset for each in found.places],
        name=sheet if not place else f"{sheet} {place + 1}",
        headed=found.headed,
        header_lines=header,
        left_out=[
            LeftOut(each + offset, "\t".join(filter(None, records.cells[each])), why)
            for each, why in found.left_out
        ],
        notes=[f"sheet {sheet!r}", f"header in row {at}" if header else "header: none"],
        doubts=doubts,
        lowest=tuple(found.called()),
    )


def text_of(cell: object) -> str:
    """A cell's value as text: dates as YYYY-MM-DD, numbers with the 15 digits that Excel keeps."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return format(cell, ".0f" if cell.is_integer() and abs(cell) < 1e15 else ".15g")
    if isinstance(cell, datetime):
        if cell.time() == time(0):
            return cell.date().isoformat()
        return cell.isoformat(" ", "auto" if cell.microsecond else "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return "" if cell is None else str(cell)
