"""What is said of a file before it is stored is what becomes of it once it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from health.recipes import Feed, How, Recipe, Rule
from health.recipes import written as recipe_written
from health.settings import Settings
from health.sources.opening import read_logs
from health.tables.found import Table
from health.uploads.checked import checked
from health.uploads.coming_back import Back, coming_back
from health.uploads.mended import lines_to_mend
from health.uploads.saved_recipes import file_of
from health.uploads.storing import stored
from health.uploads.tables import beginnings, tables_of
from health.uploads.taken_back import store_mended
from health.uploads.to_mend import rows_to_mend
from health.uploads.trial import Ground, tried
from health.values import Answers, Said, save
from tests.conftest import FolderOf
from tests.uploads import bombs

MESSY = (
    "Contacts of spring;;;\r\n\r\nClient;At;Direction;Topic\r\n"
    "Acme;03/04/2026 14:30;out;status\r\nBolt;5/4/2026;sideways;status\r\n"
    "Acmee;06/04/2026;in;<b>x</b>\r\nTotal;3;;\r\n"
).encode("cp1252")
NAME = "Contacts of spring.csv"


@pytest.fixture
def ground(folder_of: FolderOf) -> Ground:
    folder = folder_of(contacts="client,at,direction\nAcme,2026-04-01,out\nBolt,soon,in\n")
    return ground_of(folder)


def ground_of(folder: Path, answers: Answers | None = None) -> Ground:
    return Ground(folder, Settings.default(), answers or Answers(), read_logs(folder))


def test_a_messy_file_is_understood_and_its_rows_are_accounted_for(ground: Ground) -> None:
    found = tried(checked(NAME, MESSY), ground)
    [fed] = found.feeds
    assert (fed.log, fed.read, fed.used, fed.aside_rows) == ("contacts", 3, 1, 2)
    assert fed.first[0] == (4, ("Acme", "2026-04-03 14:30", "out", "status"))
    assert [each.line for each in found.left_out] == [1, 7]
    assert {(each.row, each.value) for each in fed.aside} >= {(5, "sideways"), (6, "Acmee")}
    assert {(each.kind, each.about) for each in found.questions} == {
        ("column", "at"), ("client", "Acmee"),
    }  # fmt: skip
    assert not (ground.folder / NAME).exists()


def test_what_was_said_is_tried(ground: Ground) -> None:
    said = Answers().with_said(NAME, "contacts", "at", Said(order="month first"))
    said = said.with_alias("Acmee", "Acme")
    found = tried(checked(NAME, MESSY), Ground(ground.folder, ground.settings, said, ground.logs))
    assert found.questions == ()
    assert found.feeds[0].first[0][1][1] == "2026-03-04 14:30"


def test_what_was_said_of_it_becomes_of_it(ground: Ground) -> None:
    said = Answers().with_said(NAME, "contacts", "at", Said(order="day first"))
    upload = checked(NAME, MESSY)
    fed = tried(upload, Ground(ground.folder, ground.settings, said, ground.logs)).feeds[0]
    save(ground.folder / "answers.toml", Answers(), said)
    stored(ground.folder, upload)
    rows = read_logs(ground.folder)["contacts"]
    own = {each for each in rows.set_aside if each.file == NAME}
    assert own == set(fed.aside)
    assert len(rows) == 1 + fed.used


def test_a_table_that_nobody_knows_is_known_by_a_recipe(ground: Ground) -> None:
    upload = checked("calls.csv", b"who,whn,way\nAcme,2026-04-02,out\nBolt,2026-04-03,in\n")
    assert tried(upload, ground).strangers == ("calls.csv",)
    columns = {"client": "who", "at": "whn", "direction": "way"}
    rules = {name: Rule(How.COLUMN, (header,)) for name, header in columns.items()}
    recipe = Recipe("calls.csv", (Feed("contacts", rules),))
    [fed] = tried(upload, ground, [recipe]).feeds
    assert (fed.log, fed.used, fed.headers["at"]) == ("contacts", 2, "whn")
    assert file_of(ground.folder, Recipe("../a/b:c.csv, Sheet 1", ())) == "_a_b_c.csv, Sheet 1.toml"
    (ground.folder / "recipes").mkdir()
    (ground.folder / "recipes" / "mine.toml").write_text(recipe_written(recipe))
    assert file_of(ground.folder, recipe) == "mine.toml"
    assert tried(upload, ground, [recipe]).problem == ""


def test_a_new_list_of_clients_is_tried_by_itself(ground: Ground) -> None:
    [fed] = tried(checked("clients.csv", b"client,lead\nAcme,Ann\nNew,Ben\n"), ground).feeds
    assert (fed.log, fed.used, fed.twice) == ("clients", 2, 0)


def test_clients_that_wait_beside_are_known(tmp_path: Path) -> None:
    clients = checked("clients.csv", b"client\nAcme\n")
    contacts = checked("contacts.csv", b"client,at,direction\nAcme,2026-04-02,out\n")
    empty = Ground(tmp_path, Settings.default(), Answers())
    assert "clients" in tried(contacts, empty).problem
    assert str(tmp_path) not in tried(contacts, empty).problem
    both = Ground(tmp_path, Settings.default(), Answers(), also=(clients,))
    assert tried(contacts, both).feeds[0].used == 1


def test_every_kind_has_tables(ground: Ground) -> None:
    book = checked("plan.xlsx", bombs.workbook())
    assert list(beginnings(book)) == ["plan.xlsx"]
    assert tried(book, ground).feeds[0].used == 1
    calendar = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
        "DTSTAMP:20260401T100000Z\r\nDTSTART:20260402T100000Z\r\nSUMMARY:Acme weekly\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    [table] = tables_of(checked("team.ics", calendar.encode()))
    assert len(table.rows) == 1


def test_mended_rows_stand_for_those_that_were_set_aside(ground: Ground) -> None:
    folder = ground.folder
    stored(folder, checked(NAME, MESSY))
    ground = ground_of(folder)
    assert ground.logs is not None
    back = mended_by(ground, lambda cells: [
        {"soon": "2026-04-09", "sideways": "out"}.get(cell, cell) for cell in cells
    ])  # fmt: skip
    [one] = back[0]
    assert sorted((row.file, row.row) for row in one.ready) == [(NAME, 5), ("contacts.csv", 3)]
    assert {(each.file, each.row, each.value) for each in one.still} == {
        (NAME, 6, "Acmee"), (NAME, 6, "<b>x</b>"),
    }  # fmt: skip
    store_mended(folder, {one.log: one.ready})
    rows = read_logs(folder)["contacts"]
    assert (len(rows), rows.set_aside_rows) == (4, 1)
    [again] = coming_back(as_table(ground), ground_of(folder))[0]
    assert len(again.stale) == 2  # they are used by now


def test_a_mended_row_counts_for_nothing_once_its_row_says_something_else(ground: Ground) -> None:
    folder = ground.folder
    [one] = mended_by(ground, lambda cells: [cell.replace("soon", "2026-04-09") for cell in cells])[
        0
    ]
    store_mended(folder, {one.log: one.ready})
    path = folder / "contacts.csv"
    path.write_text(path.read_text().replace("Acme,", "Bolt,2026-03-30,in\nAcme,"))
    assert read_logs(folder)["contacts"].set_aside_rows == 0  # rows above it may come
    path.write_text(path.read_text().replace("soon", "later"))
    logs = read_logs(folder)
    assert logs["contacts"].set_aside_rows == 1
    notes = [note for state in logs.prepared.states for note in state.notes]
    assert any(note.startswith("1 mended row counts for nothing") for note in notes)


def test_a_cleared_row_is_left_out(ground: Ground) -> None:
    [one] = mended_by(ground, lambda cells: [""] * len(cells))[0]
    assert one.ready[0].cleared
    store_mended(ground.folder, {one.log: one.ready})
    logs = read_logs(ground.folder)
    assert logs["contacts"].set_aside_rows == 0
    [left] = [each for state in logs.prepared.states for each in state.left_out]
    assert "no row" in left.reason


Mend = Callable[[list[str]], list[str]]


def mended_by(ground: Ground, mend: Mend) -> tuple[list[Back], list[tuple[int, str]]]:
    """What comes back of the rows that are set aside now, their own cells mended."""
    return coming_back(as_table(ground, mend), ground)


def as_table(ground: Ground, mend: Mend = list) -> Table:
    """The rows to mend, through a file, as the table that is dropped."""
    assert ground.logs is not None
    header, *lines = lines_to_mend(rows_to_mend(ground.logs, ["contacts"]))
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *([*line[:5], *mend(line[5:])] for line in lines)])
    [table] = tables_of(checked("mend.csv", out.getvalue().encode("utf-8-sig")))
    return table
