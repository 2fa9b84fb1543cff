"""`python -m health read`: files in, plain CSV out, and what was understood in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from health.__main__ import main

MESSY = (
    "Report;;\n;;\nName;When;Hours\nAcme, Inc.;05/01/2026;1,5\nCafé;06/01/2026;2\n\nTotal;;3,5\n"
)
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    path = tmp_path / "messy.csv"
    path.write_bytes(MESSY.encode("cp1252").replace(b"\n", b"\r\n"))
    return path


def test_a_table_is_written_plainly(messy: Path, tmp_path: Path, capsys: Captured) -> None:
    out = tmp_path / "table.csv"
    assert main(["read", str(messy), "--out", str(out)]) == 0
    assert out.read_bytes() == (
        'Name,When,Hours\n"Acme, Inc.",05/01/2026,"1,5"\nCafé,06/01/2026,2\n'.encode()
    )
    said = capsys.readouterr().out
    for part in ("cp1252", "separator semicolon", "CRLF", "header in line 3", "2 rows, 3 columns",
                 "line 1: above the header: Report;;", "line 7: a total: Total;;3,5"):  # fmt: skip
        assert part in said


def test_many_files_are_written_under_their_own_names(
    messy: Path, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "b.txt").write_text("a|b\n1|2\n")
    (tmp_path / "c.csv").write_bytes(b"%PDF-1.4")
    folder = tmp_path / "out" / "deep"
    files = [str(messy), str(tmp_path / "b.txt"), str(tmp_path / "c.csv")]
    assert main(["read", *files, "--out-dir", str(folder)]) == 2
    assert {each.name for each in folder.iterdir()} == {"messy.csv", "b.txt"}
    assert (folder / "b.txt").read_text() == "a,b\n1,2\n"
    assert "a PDF document" in capsys.readouterr().err


def test_without_a_place_it_only_says(messy: Path, capsys: Captured) -> None:
    assert main(["read", str(messy)]) == 0
    assert "2 rows" in capsys.readouterr().out


def test_a_dash_writes_the_table_alone_to_standard_output(messy: Path, capsys: Captured) -> None:
    assert main(["read", str(messy), "--out", "-"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Name,When,Hours\n")
    assert "2 rows" in said.err


def test_an_empty_file_is_an_error_with_an_empty_table(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "none.csv").write_bytes(b"")
    out = tmp_path / "out.csv"
    assert main(["read", str(tmp_path / "none.csv"), "--out", str(out)]) == 1
    assert out.read_bytes() == b""
    assert "error: " in (said := capsys.readouterr()).err
    assert "the file is empty" in said.err


def test_every_sheet_and_every_further_table_is_written(tmp_path: Path, capsys: Captured) -> None:
    book = Workbook()
    for name in ("Plan", "Risks: all"):
        sheet = book.create_sheet(name.replace(":", ""))
        sheet.append(["client", "due"])
        sheet.append(["Acme", 5])
    book.save(tmp_path / "two.xlsx")
    text = "a,b,c\n1,2,3\n4,5,6\n7,8,9\n\nx,y\n1,2\n3,4\n5,6\n"
    (tmp_path / "two.csv").write_text(text)
    files = [str(tmp_path / "two.xlsx"), str(tmp_path / "two.csv")]
    assert main(["read", *files, "--out-dir", str(tmp_path / "out")]) == 0
    names = {each.name for each in (tmp_path / "out").iterdir()}
    assert names == {"two.Plan.csv", "two.Risks all.csv", "two.csv", "two.2.csv"}
    assert main(["read", files[1], "--out", str(tmp_path / "first.csv")]) == 0
    assert "2 tables in the file" in capsys.readouterr().out


@pytest.mark.parametrize("where", ["same", "twice"])
def test_nothing_that_is_read_or_written_is_overwritten(
    messy: Path, tmp_path: Path, capsys: Captured, where: str
) -> None:
    other = tmp_path / "other" / "messy.csv"
    other.parent.mkdir()
    other.write_text("a,b\n1,2\n")
    place = tmp_path if where == "same" else tmp_path / "out"
    assert main(["read", str(messy), str(other), "--out-dir", str(place)]) == 2
    assert "give another place" in capsys.readouterr().err
    assert messy.read_bytes().startswith(b"Report")


def test_what_can_not_be_done_is_said(messy: Path, tmp_path: Path, capsys: Captured) -> None:
    assert main(["read", str(messy), str(messy), "--out", "x.csv"]) == 2
    assert main(["read", str(tmp_path / "none.csv")]) == 2
    assert main(["read", str(tmp_path)]) == 2
    assert main(["read", str(messy), "--out", str(tmp_path / "no" / "x.csv")]) == 2
    said = capsys.readouterr().err
    for part in ("--out-dir for several", "No such file", "is a folder", "can't be written"):
        assert part in said


def test_what_a_file_holds_can_not_steer_the_terminal(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "bad.csv").write_bytes(b"\x1b[31mred\x1b[0m,,\n,,\na,b,c\n1,2,3\n4,5,6\n")
    assert main(["read", str(tmp_path / "bad.csv"), "--all"]) == 0
    assert "\x1b" not in capsys.readouterr().out
