"""What is dropped on the Logs page is a table within limits, or is refused with a reason."""

from __future__ import annotations

import io
import time
import tomllib
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from health.errors import UploadRefused
from health.sources.declared import ENDINGS
from health.uploads import checked as limits
from health.uploads.checked import MOST_BYTES, MOST_FILES, already_there, checked
from health.uploads.kinds import SUFFIXES
from health.uploads.packed import MOST_PARTS, MOST_RATIO, MOST_UNPACKED, weighed
from pages.parts.logs_waiting import MOST_BYTES as MOST_WAITING
from tests.conftest import ROOT
from tests.tables.test_sheets import ods
from tests.uploads import bombs

ROWS = b"client;at\nAcme;2026-11-02\n"


def test_what_is_stored_is_looked_into() -> None:
    assert {suffix for each in SUFFIXES.values() for suffix in each} == set(ENDINGS) - {".txt"}


def test_the_server_takes_as_much_as_the_gate() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert config["server"]["maxUploadSize"] << 20 == MOST_BYTES


def test_the_readme_names_the_limits() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for limit in (
        f"{MOST_BYTES >> 20} MB, {limits.MOST_LINES:,} lines, {limits.MOST_CELLS:,} cells",
        f"{MOST_UNPACKED >> 20} MB, {MOST_PARTS:,} parts, and {MOST_RATIO} times",
        f"{MOST_FILES} files and {MOST_WAITING >> 20} MB that wait",
    ):
        assert limit in readme


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (ROWS, "text"),
        (b"\xef\xbb\xbf" + ROWS, "text"),
        (ROWS.decode().encode("utf-16"), "text"),
        (ROWS.decode().encode("utf-16-le"), "text"),
        ("Größe;Straße\n1;2\n".encode("cp1252"), "text"),
        (b"MZ;at\nAcme;2026-11-02\n", "text"),
        (b"a,b\n1,\x002\n", "text"),
        (bombs.workbook(), "xlsx"),
        (ods("<table:table-row/>"), "ods"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "calendar"),
    ],
)
def test_the_content_says_the_kind(content: bytes, kind: str) -> None:
    assert checked("whatever.pdf.csv", content).kind == kind


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf \r\n\0", "is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx"),
        (b"\x1f\x8b\x08\0" + bytes(90), "unpack it"),
        (b"MZ\x90\0\3\0\0\0" + bytes(range(256)) * 9, "a program"),
        (b"\x7fELF\2\1\1" + bytes(90), "a program"),
        (b"SQLite format 3\0" + bytes(90), "a database"),
        (b"  <!DOCTYPE html><table><tr><td>client</table>", "a web page"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (bytes(range(256)) * 50, "is no text"),
        (b"PK\x03\x04" + bytes(90), "is a zip file"),
        (b"PK\x03\x04xl/workbook.xml" + bytes(90), "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    with pytest.raises(UploadRefused, match=said):
        checked("contacts.csv", content)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("contacts.csv", "contacts.csv"),
        ("Jira export (3).CSV", "Jira export (3).csv"),
        ("../../etc/cron.d/contacts.csv", "contacts.csv"),
        ("C:\\Users\\ana\\contacts.csv", "contacts.csv"),
        ("..\\..\\contacts.csv", "contacts.csv"),
        (".contacts.csv", "contacts.csv"),
        (".csv", "csv.csv"),
        ("con\0tacts\r\n.csv", "contacts.csv"),
        ("contacts\u202evsc.exe.csv", "contactsvsc.exe.csv"),
        ("CON.csv", "log CON.csv"),
        ("lpt1.backup.csv", "log lpt1.backup.csv"),
        ("contacts", "contacts.csv"),
        ("export.xls", "export.csv"),
        ("export.txt", "export.csv"),
        ("sources.toml", "sources.toml.csv"),
        ("contacts.csv:stream", "contacts.csvstream.csv"),
        ("contacts.csv. . ", "contacts.csv"),
        ("d\udcffcontacts.csv", "dcontacts.csv"),
        ("é" * 400 + ".csv", "é" * 58 + ".csv"),
    ],
)
def test_a_name_leads_nowhere_but_into_the_folder(given: str, name: str) -> None:
    assert checked(given, ROWS).name == name


@pytest.mark.parametrize("name", ["", "...", "/", "\u202e\u200b", "***", "\0"])
def test_a_name_that_holds_nothing_is_refused(name: str) -> None:
    with pytest.raises(UploadRefused, match="rename it"):
        checked(name, ROWS)


def test_limits_are_told_with_what_is_over_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_LINES", 3)
    with pytest.raises(UploadRefused, match=r"4 lines \(limit: 3\)"):
        checked("a.csv", b"a\n" * 4)
    with pytest.raises(UploadRefused, match=r"5,000,0\d\d cells \(limit: 5,000,000\)"):
        checked("a.csv", b"," * 5_000_001)
    with pytest.raises(UploadRefused, match=r"51 MB \(limit: 50 MB\): cut it"):
        checked("a.csv", bytes(51 << 20))


@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        (bombs.billion_laughs(), "entities"),
        (bombs.with_part(bombs.SHEET, bombs.sheet("&e;").decode().encode("utf-16")), "xlsx"),
        (bombs.of_zeros(MOST_UNPACKED + (64 << 20)), "times its size"),
        (bombs.that_lies(40 << 20), "times its size|damaged"),
        (bombs.workbook()[:-700], "damaged|zip"),
    ],
    ids=["laughs", "wide", "zeros", "lies", "cut"],
)
def test_a_bomb_costs_little_time_and_memory(bomb: bytes, said: str) -> None:
    begin = time.monotonic()
    tracemalloc.start()
    try:
        if said == "xlsx":
            assert checked("plan.xlsx", bomb).kind == said
        else:
            with pytest.raises(UploadRefused, match=said):
                checked("plan.xlsx", bomb)
        assert tracemalloc.get_traced_memory()[1] < len(bomb) + (24 << 20)
    finally:
        tracemalloc.stop()
    assert time.monotonic() - begin < 10


def test_a_wide_document_type_is_seen_too() -> None:
    part = '<!DOCTYPE x [<!ENTITY e "lol">]><a>&e;</a>'.encode("utf-16")
    with pytest.raises(UploadRefused, match="entities"):
        checked("plan.xlsx", bombs.with_part(bombs.SHEET, part))


def test_a_document_type_is_seen_across_empty_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = [b"<?xml version='1.0'?><!DOC", b"", b"TYPE x [<!ENT", b"", b"ITY e 'lol'>]><a/>"]

    def blocks(*_: object) -> Iterator[bytes]:
        return iter(pieces)

    monkeypatch.setattr("health.uploads.packed._blocks", blocks)
    with pytest.raises(UploadRefused, match="entities"):
        weighed(bombs.workbook(), "plan.xlsx")


def test_parts_that_are_too_many_or_loosely_packed_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("xl/workbook.xml", "x")
        for number in range(MOST_PARTS):
            packed.writestr(f"xl/{number}", "")
    with pytest.raises(UploadRefused, match=r"2,001 parts inside \(limit: 2,000\)"):
        checked("plan.xlsx", out.getvalue())
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as packed:
        packed.writestr("xl/workbook.xml", "x")
    with pytest.raises(UploadRefused, match="save it anew"):
        checked("plan.xlsx", out.getvalue())
    assert weighed(bombs.workbook(), "plan.xlsx") > len(bombs.workbook())


def test_the_same_content_is_known_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_bytes(ROWS)
    assert already_there(tmp_path, checked("again.csv", ROWS)) == "contacts.csv"
    assert already_there(tmp_path, checked("again.csv", ROWS.swapcase())) == ""
    assert already_there(tmp_path / "gone", checked("again.csv", ROWS)) == ""
