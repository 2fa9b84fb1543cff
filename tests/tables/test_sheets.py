"""Workbooks: a sheet is a table, values are what the sheet shows, and bombs are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook

from health.errors import UnreadableFile
from health.tables import weighing
from health.tables.reading import read_table, read_tables
from health.tables.sheets import tables_of_workbook, text_of

ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
 <table:table table:name="Plan">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
CELL = (
    '<table:table-cell office:value-type="string"{more}><text:p>{text}</text:p></table:table-cell>'
)


def ods(rows: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return file.getvalue()


def row(*texts: str, more: str = "") -> str:
    cells = "".join(CELL.format(text=text, more="") for text in texts)
    return f"<table:table-row{more}>{cells}</table:table-row>"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """Two sheets with something in them, away from the corner, and an empty one."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Plan"
    sheet["B2"] = "Milestones of the year"
    rows: list[list[object]] = [
        ["Name", "Due", "Cost", "Done"],
        ["Launch", datetime(2026, 1, 5), 1.5, True],
        ["Audit", datetime(2026, 2, 5, 13, 30), 3, False],
        ["Total", None, 4.5, None],
    ]
    for at, values in enumerate(rows, 4):
        for column, value in enumerate(values, 2):
            sheet.cell(at, column, value)
    people = book.create_sheet("People all")
    people.append(["client", "name"])
    people.append(["Acme", "Ana"])
    book.create_sheet("Empty")
    path = tmp_path / "plan.xlsx"
    book.save(path)
    return path


def test_a_sheet_is_a_table_with_the_rows_that_the_sheet_numbers(plan: Path) -> None:
    first, second = read_tables(plan)
    assert (first.name, second.name) == ("Plan", "People all")
    assert first.header == ("Name", "Due", "Cost", "Done")
    assert first.rows == [
        ["Launch", "2026-01-05", "1.5", "TRUE"],
        ["Audit", "2026-02-05 13:30:00", "3", "FALSE"],
    ]
    assert (first.header_lines, first.lines) == ((4,), [5, 6])
    assert [(each.line, each.reason) for each in first.left_out] == [
        (2, "above the header"),
        (7, "a total"),
    ]
    assert read_table(plan).rows == first.rows


def test_an_ods_is_read_with_the_cells_that_repeat() -> None:
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    repeated = ' table:number-rows-repeated="1048570"'
    filler = f"<table:table-row{repeated}>{blank}</table:table-row>"
    content = ods(row("client", "note") + row("Acme", "é, x") + filler)
    (table,) = tables_of_workbook(content, "plan.ods")
    assert (table.header, table.rows) == (("client", "note"), [["Acme", "é, x"]])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7.0, "7"), (0.1 + 0.2, "0.3"), (1e21, "1e+21"), (True, "TRUE"), ("x ", "x "), (None, ""),
        (date(2026, 1, 5), "2026-01-05"), (datetime(2026, 1, 5, 9, 30), "2026-01-05 09:30:00"),
        (time(9, 30), "09:30:00"), (timedelta(hours=30, minutes=5), "30:05:00"),
    ],
)  # fmt: skip
def test_values_become_text_that_reads_as_they_do(value: object, text: str) -> None:
    assert text_of(value) == text


def test_a_sheet_that_claims_a_huge_grid_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = 1, 2
    book.save(tmp_path / "wide.xlsx")
    with pytest.raises(UnreadableFile, match="17,179,869,184 cells"):
        read_tables(tmp_path / "wide.xlsx")
    cell = CELL.format(text="x", more=' table:number-columns-repeated="16000"')
    rows = f'<table:table-row table:number-rows-repeated="900000">{cell}</table:table-row>'
    with pytest.raises(UnreadableFile, match="cells in one sheet"):
        tables_of_workbook(ods(rows), "bomb.ods")


@pytest.mark.parametrize(
    "cell",
    ["<c r='ZZ90000'>", '<c x=">" r="ZZ90000">', '<c r="zz90000">', '<c r = "ZZ90000">',
     '<c r="&#90;Z90000">', '<x:c r="ZZ90000">', '<c\nr="ZZ90000">'],
)  # fmt: skip
def test_a_huge_grid_is_refused_however_its_cell_is_written(plan: Path, cell: str) -> None:
    huge = f'<row r="1" xmlns:x="x">{cell}<v>1</v></{"x:" * ("x:c" in cell)}c></row></sheetData>'
    content = _with(plan, lambda sheet: sheet.replace(b"</sheetData>", huge.encode()))
    with pytest.raises(UnreadableFile, match=r"cells in one sheet|damaged"):
        tables_of_workbook(content, "bomb.xlsx")


@pytest.mark.parametrize("rest", ["<row r=", "<", "<a b='", "</x>", "<a>", "&x;", "\0"])
def test_a_sheet_that_is_no_xml_is_refused_and_ends(rest: str) -> None:
    with pytest.raises(UnreadableFile, match="damaged workbook"):
        tables_of_workbook(ods(row("a") + rest), "cut.ods")


def test_a_sheet_in_another_encoding_is_refused_and_not_empty(plan: Path) -> None:
    content = _with(plan, lambda sheet: sheet.decode().encode("utf-16"))
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        tables_of_workbook(content, "wide.xlsx")


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_sheet_whose_packed_bytes_are_damaged_is_refused(packing: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        archive.writestr("xl/a.xml", "".join(map(str, range(2000))))
    content = bytearray(made.getvalue())
    content[80:160] = b"\xff" * 80
    with pytest.raises(UnreadableFile, match="damaged workbook"):
        tables_of_workbook(bytes(content), "bad.xlsx")


def _with(plan: Path, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with its first sheet's XML changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(plan) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name.endswith("sheet1.xml") else part)
    return made.getvalue()


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "MOST_UNPACKED", 10_000)
    with pytest.raises(UnreadableFile, match="unpacks to more"):
        tables_of_workbook(ods(row("x" * 20_000)), "bomb.ods")


def test_damaged_old_and_protected_workbooks_are_refused(tmp_path: Path, plan: Path) -> None:
    whole = plan.read_bytes()
    for name, content, why in (
        ("cut.xlsx", whole[: len(whole) // 2], "zip archive|damaged workbook"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old or a protected"),
        ("other.zip", _zip("readme.txt"), "zip archive"),
        ("hollow.xlsx", _zip("xl/workbook.xml"), "damaged workbook"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UnreadableFile, match=why):
            read_tables(tmp_path / name)


def _zip(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "<x/>")
    return file.getvalue()


def test_an_empty_workbook_is_said_to_be_empty(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "empty.xlsx")
    (table,) = read_tables(tmp_path / "empty.xlsx")
    assert "empty" in table.doubts[0]
