"""A coverage-guided fuzzer on reading files and the values of columns; CI does not run it.

    pip install atheris          # Linux, CPython 3.11 to 3.13
    python -m tests.fuzz read    # any bytes as a file, ten minutes; or `sheets`, `values`,
                                 # `calendar`
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

READERS = ["icalendar", "recurring_ical_events", "dateutil"]
with atheris.instrument_imports(
    include=["health.tables", "health.values", "health.recipes", *READERS]
):
    from health.errors import UnreadableFile
    from health.logs.cells import meant
    from health.logs.contract import LOGS
    from health.recipes import load, mapped, tables_of_calendar
    from health.recipes.events import HEADER
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
OF_CALENDARS = next(recipe for recipe in load() if recipe.name == "Calendar (.ics)")
EVENT = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:a
DTSTART;TZID=Europe/Lisbon:20261019T100000
RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=4
EXDATE;TZID=Europe/Lisbon:20261102T100000
SUMMARY:Acme
END:VEVENT
BEGIN:VEVENT
UID:a
DTSTART:20261110T150000Z
RECURRENCE-ID;TZID=Europe/Lisbon:20261109T100000
END:VEVENT
END:VCALENDAR
"""
WORDS = {
    "read": [",", ";", "\\x09", "|", '\\"', '\\"\\"', "\\x0d\\x0a", "\\x00", "sep=;", "client",
             "due_on", "2026-01-05", "Total",
             "\\xef\\xbb\\xbf", "\\xff\\xfe", "\\xfe\\xff", "\\\\", "'", "#",
             "1.5", "PK\\x03\\x04"],
    "calendar": ["BEGIN:VEVENT\\x0a", "END:VEVENT\\x0a", "DTSTART:", ";TZID=Europe/Lisbon:",
                 "RRULE:",
                 "FREQ=", "DAILY", "WEEKLY", "MONTHLY", "YEARLY", ";COUNT=", ";UNTIL=", ";BYDAY=",
                 ";INTERVAL=", ";BYMONTH=", ";BYMONTHDAY=", ";BYSETPOS=", "RDATE:", "EXDATE:",
                 ";VALUE=DATE:", "RECURRENCE-ID:", ";RANGE=THISANDFUTURE", "DURATION:", "ATTENDEE:",
                 "20261019T100000Z", "20261019", "UID:a\\x0a", "SEQUENCE:", "\\x0a ", "DTSTAMP:"],
    "values": ["03/04/2026", "25/12/2026", "2026-05-01", "46027", "20260105", "1767604800",
               "5 Jan", "Mon ", " 10:00", "9am", "+02:00", "1,234", "1.234", "0,5", "%", " to ",
               "4/5", "\\xe2\\x98\\x85", "yes", "n/a", "k", "e9", "Z", "12-25", "UTC+", "\\x0a"],
}  # fmt: skip
SEEDS = {
    "calendar": [EVENT, EVENT.replace(b"WEEKLY;BYDAY=MO;COUNT=4", b"MONTHLY;BYDAY=-1FR"),
                 EVENT.replace(b"T100000", b"").replace(b";TZID=Europe/Lisbon", b";VALUE=DATE")],
    "read": [b"client,due_on\nAcme,2026-01-05\n", b'a;b\r\n"x\ny";2,5\r\n\r\nTotal;3\r\n',
             "Report of May\n\nname\tday\nBolt\t05/01/2026\n".encode("utf-16")],
    "sheets": [bytes(range(40)), bytes(range(1, 250, 3))],
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


TAGS = (
    ("row", "c", "c", "v", "v", "f", "is", "t", "mergeCell", "sheetData", "x"),
    ("table:table-row", "table:table-cell", "table:covered-table-cell", "text:p", "text:span",
     "table:table", "office:annotation", "table:table-row", "table:table-cell", "text:s", "x"),
)  # fmt: skip
MARKS = (
    ("r='{}'", 'r="A{}"', 'r="B{}"', 'r="XF{}"', 's="{}"', 't="s"', 't="b"', 't="e"', 't="str"',
     't="inlineStr"', 't="d"', 't="shared"', 'ref="A1:B{}"', 'si="{}"'),
    ("table:number-columns-repeated='{}'", 'table:number-rows-repeated="{}"',
     'office:value-type="float"', 'office:value-type="date"', 'office:value-type="time"',
     'office:value-type="boolean"', 'office:value-type="string"', 'office:value="{}.5"',
     'office:date-value="2026-01-{}"', 'office:time-value="PT{}H"', 'office:boolean-value="x"',
     'table:name="n{}"', 'text:c="{}"', 'table:formula="of:=1"'),
)  # fmt: skip
TEXTS = ("1", "0", "46027.25", "-1", "1e400", "nan", "a", "é &amp;", "\n", "true", "#REF!",
         "2026-01-05", "9" * 30, "&#0010;", "")  # fmt: skip


def sheets(content: bytes) -> None:
    """Tags of a sheet in any order, .xlsx or .ods: bytes that were no XML would be refused."""
    kind = content[:1] > b"\x7f"
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in (_ODS if kind else _XLSX).items():
            archive.writestr(name, part.replace(_HERE, _markup(content[1:], kind)))
    read(made.getvalue())


def _markup(content: bytes, kind: bool) -> bytes:
    """XML that says as its bytes say: open a tag with some attributes, write a text, close."""
    said, places, open_ = [], iter(content), list[str]()
    for code in places:
        if code % 4 < 2:
            open_.append(TAGS[kind][code // 4 % len(TAGS[kind])])
            chosen = [next(places, 0) for _ in range(next(places, 0) % 4)]
            marks = {MARKS[kind][each % len(MARKS[kind])]: each // 14 for each in chosen}
            once = {mark.partition("=")[0]: mark.format(to) for mark, to in marks.items()}
            said.append(f"<{' '.join([open_[-1], *once.values()])}>")
        elif code % 4 == 2:
            said.append(TEXTS[code // 4 % len(TEXTS)])
        elif open_:
            said.append(f"</{open_.pop()}>")
    return "".join([*said, *(f"</{tag}>" for tag in reversed(open_))]).encode()


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


def calendar(content: bytes) -> None:
    """Any bytes are a calendar, or a file that is refused; each row is told of by the recipe."""
    try:
        tables = tables_of_calendar(content, "file")
    except UnreadableFile:
        return
    assert tables
    for table in tables:
        assert len(table.rows) == len(table.lines)
        assert all(len(row) == len(HEADER) and row[1] for row in table.rows)
        assert all(each.reason for each in table.left_out)
        for found in mapped(table, OF_CALENDARS, ["Acme"]):
            assert {*found.lines, *(each.line for each in found.left_out)} == {*table.lines}


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


TARGETS = {"read": read, "sheets": sheets, "calendar": calendar, "values": values}


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
    options = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=2048", "-len_control=10",
               f"-artifact_prefix={KEPT}{os.sep}"]  # fmt: skip
    if name in WORDS:
        words = KEPT / f"{name}.words"
        words.write_text("".join(f'"{word}"\n' for word in WORDS[name]))
        options.append(f"-dict={words}")
    again = sys.argv[3:] or [f"-max_total_time={seconds}", str(learned)]
    atheris.Setup([sys.argv[0], *options, *again], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
