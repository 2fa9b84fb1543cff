"""A coverage-guided fuzzer on reading files and on the values of columns; CI does not run it.

    pip install atheris          # Linux, CPython 3.11 to 3.13
    python -m tests.fuzz read    # any bytes as a file, ten minutes; or `sheets`, `values`
    python -m tests.fuzz read 60 # seconds
    python -m tests.fuzz read 0 FILE...   # what was found, again

It stops at the first crash, hang (10 s) or use of 2 GB, says where its input is kept, and that
input belongs into the tests when it is mended. What it learned is kept for the next run.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import zipfile
from datetime import date
from pathlib import Path

import atheris
from openpyxl import Workbook

with atheris.instrument_imports(include=["health.tables", "health.values"]):
    from health.errors import UnreadableFile
    from health.logs.cells import meant
    from health.logs.contract import LOGS
    from health.tables.answers import Scale
    from health.tables.dates import DAY_FIRST, MONTH_FIRST
    from health.tables.delimited import tables_of_text
    from health.tables.names import matches
    from health.tables.sheets import is_workbook, tables_of_workbook
    from health.values import NOTHING, Said, canonical
    from health.values.column import UNTOUCHED
    from health.values.found import REFUSED
    from tests.tables.test_sheets import ODS

KEPT = Path(tempfile.gettempdir()) / "relationship-health-fuzz"
TEN_MINUTES = 600
COLUMNS = [each for log in LOGS.values() for each in log.columns if each.kind not in UNTOUCHED]
SAID = (NOTHING, Said(order=MONTH_FIRST), Said(decimal=","), Said(scale=Scale(1, 5)),
        Said(swapped=True), Said(words={"ja": "no"}))  # fmt: skip
WORDS = {
    "read": [",", ";", "\\x09", "|", '\\"', '\\"\\"', "\\x0d\\x0a", "\\x00", "sep=;", "client",
             "due_on", "2026-01-05", "Total",
             "\\xef\\xbb\\xbf", "\\xff\\xfe", "\\xfe\\xff", "\\\\", "'", "#",
             "1.5", "PK\\x03\\x04"],
    "sheets": ["<row r='1'>", "</row>", "<c r='A1'>", "<v>", "</v></c>", " t='s'", " t='b'", "<f>",
               " t='inlineStr'", "<is><t>", " s='1'", "46027.5", "1048576", "XFD", "-1", "&amp;",
               "<table:table-row>", "<table:table-cell office:value-type='string'>", "<text:p>",
               " table:number-rows-repeated='9'", " office:date-value='2026-01-05'"],
    "values": ["03/04/2026", "25/12/2026", "2026-05-01", "46027", "20260105", "1767604800",
               "5 Jan", "Mon ", " 10:00", "9am", "+02:00", "1,234", "1.234", "0,5", "%", " to ",
               "4/5", "\\xe2\\x98\\x85", "yes", "n/a", "k", "e9", "Z", "12-25", "UTC+", "\\x0a"],
}  # fmt: skip
SEEDS = {
    "read": [b"client,due_on\nAcme,2026-01-05\n", b'a;b\r\n"x\ny";2,5\r\n\r\nTotal;3\r\n',
             "Report of May\n\nname\tday\nBolt\t05/01/2026\n".encode("utf-16")],
    "sheets": [b"x<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C3'><v>1.5</v></c></row>",
               b"o<table:table-row><table:table-cell office:value-type='float' office:value='1'>"
               b"<text:p>1</text:p></table:table-cell></table:table-row>"],
    "values": [b"\0\0\x0003/04/2026\n25/12/2026\n", b"\x05\0\0001,5\n1.234,50\n85 %\n10-20"],
}  # fmt: skip


def read(content: bytes) -> None:
    """Any bytes are tables, or a file that is refused with a reason."""
    try:
        found = tables_of_workbook if is_workbook(content) else tables_of_text
        tables = found(content, "file")
    except UnreadableFile:
        return
    assert tables
    for table in tables:
        assert len(table.rows) == len(table.lines)
        assert all(len(row) == table.width for row in table.rows)
        assert all(each.reason and each.lines > 0 for each in table.left_out)


def sheets(content: bytes) -> None:
    """Any bytes between the tags of a sheet: of .ods after an o, else of .xlsx."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in (_ODS if content.startswith(b"o") else _XLSX).items():
            archive.writestr(name, part.replace(_HERE, content[1:]))
    read(made.getvalue())


_HERE = b"<HERE/>"


def _xlsx() -> dict[str, bytes]:
    """The parts of a workbook with some styles and words, its only sheet to be filled in."""
    book, made = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["word", date(2026, 1, 5)])
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    place = "xl/worksheets/sheet1.xml"
    head, _, tail = parts[place].partition(b"<sheetData>")
    return parts | {place: head + b"<sheetData>" + _HERE + tail[tail.index(b"</sheetData>") :]}


_XLSX = _xlsx()
_ODS = {
    "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
    "META-INF/manifest.xml": b"<manifest/>",
    "content.xml": ODS.format(rows=_HERE.decode()).encode(),
}


def values(content: bytes) -> None:
    """Any texts are values of a column, or stay as they are; what was read is read again."""
    if len(content) < 3:
        return
    column, said = COLUMNS[content[0] % len(COLUMNS)], SAID[content[1] % len(SAID)]
    usual = (DAY_FIRST, MONTH_FIRST)[content[2] % 2]
    texts = content[3:].decode("utf-8", "surrogateescape").split("\n")
    found = canonical(column, texts, said, usual)
    bad = meant(column, [value.strip() for value in found.values]).bad
    assert bad is not None
    assert [place for place, wrong in enumerate(bad[:-1]) if wrong] == found.unread
    for place in found.unread:
        assert found.values[place] in (texts[place], texts[place].strip() + REFUSED)
        found.values[place] = ""
    assert canonical(column, found.values, NOTHING, usual).values == found.values
    named = matches(texts, [*texts[:4], "Acme", "Department of Health"])
    assert all(0 <= near.likeness <= 100 for near in named.near)


def main() -> None:
    """Run the fuzzer named in the arguments."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in SEEDS:
        raise SystemExit(__doc__)
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else TEN_MINUTES
    learned = KEPT / name
    learned.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(SEEDS[name]):
        (learned / f"seed-{number}").write_bytes(seed)
    words = KEPT / f"{name}.words"
    words.write_text("".join(f'"{word}"\n' for word in WORDS[name]))
    again = sys.argv[3:] or [f"-max_total_time={seconds}", str(learned)]
    options = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=2048", "-len_control=10",
               f"-dict={words}", f"-artifact_prefix={KEPT}{os.sep}"]  # fmt: skip
    atheris.Setup(
        [sys.argv[0], *options, *again], {"read": read, "sheets": sheets, "values": values}[name]
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
