"""Rows set aside go out with their own text, and come back mended in the place of the same rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from health.errors import LogChanged, UnreadableFile
from health.logs.originals import originals
from health.logs.reading import read_folder
from health.uploads.mended import (
    FOLDER,
    Mended,
    ToMend,
    content_of,
    guarded,
    is_mended,
    kept,
    lines_to_mend,
    mark,
    mended_rows,
    stand_in,
    unguarded,
)
from tests.conftest import FolderOf

HEADER = ("Client", "At", "direction", "=note")


def back(lines: list[list[str]]) -> list[list[str]]:
    """Through a CSV file and back."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(lines)
    return list(csv.reader(io.StringIO(out.getvalue(), newline="")))


def row(*cells: str, log: str = "contacts", number: int = 7) -> ToMend:
    return ToMend(log, f"{log}.csv", number, "at: can't be read", HEADER, cells, mark(cells))


def test_a_row_goes_out_with_its_place_reason_and_own_cells() -> None:
    header, line = lines_to_mend([row("Acme", "31.2.26", "out", "=1+1")])
    assert header[:3] == ["set_aside_file", "set_aside_row", "set_aside_reason"]
    assert dict(zip(header, line, strict=True)) == {
        "set_aside_file": "contacts.csv", "set_aside_row": "7",
        "set_aside_reason": "at: can't be read", "set_aside_log": "contacts",
        "set_aside_mark": mark(["Acme", "31.2.26", "out", "=1+1"]),
        "client": "Acme", "at": "31.2.26", "direction": "out", "'=note": "'=1+1",
    }  # fmt: skip


def test_a_mended_row_comes_back_with_its_place() -> None:
    lines = back([*lines_to_mend([row("Acme", "31.2.26", "out", "=1+1")])])
    lines[1][lines[0].index("at")] = "2026-02-28"
    assert is_mended(lines[0])
    found, refused = mended_rows(lines[0], lines[1:])
    cells = {"client": "Acme", "at": "2026-02-28", "direction": "out", "=note": "=1+1"}
    own = mark(["Acme", "31.2.26", "out", "=1+1"])
    assert found == {"contacts": [Mended("contacts.csv", 7, own, cells)]}
    assert refused == []
    assert not found["contacts"][0].cleared


def test_rows_of_several_logs_share_a_file() -> None:
    lines = back([*lines_to_mend([row("Acme", "x"), row("Bolt", "y", log="demos")])])
    found, _ = mended_rows(lines[0], lines[1:])
    assert {log: [one.cells["client"] for one in rows] for log, rows in found.items()} == {
        "contacts": ["Acme"],
        "demos": ["Bolt"],
    }


@pytest.mark.parametrize(
    ("name", "cell", "said"),
    [
        ("set_aside_log", "wages", "is no log"),
        ("set_aside_row", "1e9", "no row's number"),
        ("set_aside_row", "", "no row's number"),
        ("set_aside_mark", "", "is blank"),
        ("(5)", "more", "beyond"),
    ],
)
def test_a_row_that_lost_its_place_is_told(name: str, cell: str, said: str) -> None:
    lines = back([*lines_to_mend([row("Acme", "x", "out", "", "")])])
    lines[1][lines[0].index(name)] = cell
    found, refused = mended_rows(lines[0], lines[1:])
    assert found == {}
    assert said in refused[0][1]


def test_other_tables_are_not_taken_for_mended_ones() -> None:
    assert not is_mended(["client", "at", "set_aside_row"])


def test_cells_that_are_all_cleared_say_that_it_is_no_row() -> None:
    lines = back([*lines_to_mend([row("TOTAL", "1200")])])
    lines[1][5:] = [""] * len(lines[1][5:])
    found, _ = mended_rows(lines[0], lines[1:])
    assert found["contacts"][0].cleared


def test_kept_rows_are_read_again_and_the_last_of_a_place_counts(tmp_path: Path) -> None:
    first = ["Acme", "31.2.26"]
    rows = [
        Mended("contacts.csv", 7, mark(first), {"client": "before"}),
        Mended("contacts.csv", 9, mark(first), {"client": 'A, "B"\nC\rD'}),
        Mended("contacts.csv", 9, mark(first, 2), {"client": "=D", "at": "2026-01-01"}),
    ]
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "contacts.csv").write_bytes(content_of(rows))
    found = kept(tmp_path, "contacts")
    assert len(found) == 2
    one = stand_in(found, "contacts.csv", [*first, ""])
    other = stand_in(found, "contacts.csv", first, 2)
    assert one is not None
    assert one.cells == {"client": 'A, "B"\nC\rD', "at": ""}
    assert other is not None
    assert other.cells["client"] == "=D"
    assert stand_in(found, "contacts.csv", ["Acme", "28.2.26"]) is None
    assert stand_in(found, "demos.csv", first) is None
    assert kept(tmp_path, "demos") == {}
    (tmp_path / FOLDER / "demos.csv").write_text("a,b\n")
    with pytest.raises(UnreadableFile, match="does not begin with set_aside_file"):
        kept(tmp_path, "demos")


def test_kept_rows_are_never_read_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / FOLDER).mkdir()
    content = content_of([Mended("contacts.csv", 7, mark(["Acme"]), {"client": "Acme"})])
    (tmp_path / FOLDER / "contacts.csv").write_bytes(content)
    monkeypatch.setattr("health.uploads.mended._MOST_BYTES", len(content) - 1)
    with pytest.raises(UnreadableFile, match="has more than"):
        kept(tmp_path, "contacts")
    monkeypatch.setattr("health.uploads.mended._MOST_BYTES", len(content))
    assert len(kept(tmp_path, "contacts")) == 1


@given(some.text(some.sampled_from("'=+-@\t\n\r ＝a1.e")))
@settings(max_examples=300)
def test_a_guarded_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    out = guarded(text)
    assert unguarded(out) == text
    try:
        float(out)
    except ValueError:
        assert not out.lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_a_mark_tells_texts_apart_whatever_the_order_of_the_columns() -> None:
    assert mark(["a", "b"]) != mark(["ab"])
    assert mark(["a", "b"]) != mark(["a", "c"])
    assert mark(["a", "b"]) == mark([" b", "", "a", " "])
    assert mark(["a"]) != mark(["a"], 2)


@pytest.mark.parametrize(
    "content",
    [
        "client,at,direction\nAcme,2026-11-02,out\nAcme,x,out\n",
        '\n"client",at,direction\nAcme,"2026-\n11-02",out\nAcme,x,"o ""u"" t"\n\nAcme,y,out,more\n',
        'client,at,direction\nAcme,x,out\nBolt,"never closed,out\nAcme,y,out\n',
        "\ufeffclient,at,direction\r\nAcme,x,out\r\n,,\r\nAcme,y,out\r\n",
    ],
    ids=["plain", "quoted", "unclosed", "returns"],
)
def test_originals_are_the_cells_of_the_rows_set_aside(folder_of: FolderOf, content: str) -> None:
    rows = read_folder(folder_of(contacts=content))["contacts"]
    wanted = {each.row for each in rows.set_aside}
    header, found = originals(rows, wanted)
    assert header == ("client", "at", "direction")
    assert set(found) == wanted
    for each in rows.set_aside:
        if each.column:
            assert found[each.row][header.index(each.column)] == each.value
        else:
            assert ",".join(found[each.row]) == each.value


def test_originals_of_a_changed_file_are_refused(folder_of: FolderOf) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,x,out\n")
    rows = read_folder(folder)["contacts"]
    (folder / "contacts.csv").write_text("client,at,direction\nAcme,z,out\n")
    with pytest.raises(LogChanged, match="changed"):
        originals(rows, {2})
