"""What is read once more says the same as what is read for the first time."""

import gc
from pathlib import Path

import pytest

from health.errors import SourcesRefused, UnusableLogs
from health.logs.rows import Logs
from health.settings import Settings
from health.sources.opening import read_logs, read_logs_again
from health.sources.workspace import Workspace
from health.tables.reading import read_tables
from health.uploads.mended import Mended, content_of
from health.uploads.to_mend import rows_to_mend

SETTINGS = Settings.default()
PLAN = (
    "client\titem\tpromised_on\tdue_on\n"
    "Acme Ltd\tPlan\t2026-01-01\t2026-05-01\n"
    "Acme Ltd\tShop\tsoon\t2026-05-01\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clients.csv").write_text("client,started_on\nAcme Ltd,2026-01-01\n")
    return tmp_path


def asked(logs: Logs) -> list[str]:
    return [question.about for state in logs.prepared.states for question in state.questions]


def test_a_row_set_aside_is_named_by_its_line_when_that_moves(folder: Path) -> None:
    (folder / "plan.tsv").write_text(PLAN)
    logs = read_logs(folder)
    for text in ("\n\nPlan of spring\n\n" + PLAN, PLAN):
        (folder / "plan.tsv").write_text(text)
        logs, _ = read_logs_again(logs, SETTINGS)
        line = text.splitlines().index("Acme Ltd\tShop\tsoon\t2026-05-01") + 1
        assert [(each.where, each.row) for each in logs.set_aside] == [("plan.tsv", line)]
        [row] = rows_to_mend(logs, ["deadlines"])
        assert (row.row, row.cells[:3]) == (line, ("Acme Ltd", "Shop", "soon"))


def test_rows_of_a_prepared_log_are_named_by_the_plain_file_that_replaces_it(folder: Path) -> None:
    (folder / "plan.tsv").write_text(PLAN)
    logs = read_logs(folder)
    (folder / "plan.tsv").unlink()
    (folder / "deadlines.csv").write_text(PLAN.replace("\t", ","))
    again, _ = read_logs_again(logs, SETTINGS)
    assert [(each.where, each.row) for each in again.set_aside] == [("deadlines.csv", 3)]


def test_a_plain_file_is_asked_about_whatever_becomes_of_another(folder: Path) -> None:
    (folder / "contacts.csv").write_text("client,at,direction\nAkme Ltd,2026-03-02 10:00,in\n")
    for day in ("2026-03-03", "3 March 2026"):
        (folder / "demos.csv").write_text(f"client,held_on\nAcme Ltd,{day}\n")
        logs = read_logs(folder)
        assert len(logs["demos"]) == 1
        assert asked(logs) == ["Akme Ltd"]


def test_names_are_understood_by_clients_whose_own_rows_had_to_be(folder: Path) -> None:
    (folder / "clients.csv").write_text("client,started_on\nAcme,2026-01-01\nZeta,3 March 2026\n")
    (folder / "contacts.csv").write_text("client,at,direction\nZeta Limited,2026-03-02 10:00,in\n")
    logs = read_logs(folder)
    assert (len(logs["contacts"]), logs.set_aside) == (1, [])
    assert read_logs_again(logs, SETTINGS)[0] is logs


def test_names_are_understood_by_clients_whose_own_rows_were_mended(folder: Path) -> None:
    (folder / "clients.csv").write_text("client,started_on\nAcme,2026-01-01\n,2026-03-03\n")
    (folder / "contacts.tsv").write_text("client\tat\tdirection\nZeta Ltd\t2026-03-02\tin\n")
    logs = read_logs(folder)
    [row] = rows_to_mend(logs, ["clients"])
    cells = {"client": "Zeta", "started_on": "2026-03-03"}
    (folder / "mended").mkdir()
    kept = content_of([Mended(row.file, row.row, row.mark, cells)])
    (folder / "mended" / "clients.csv").write_bytes(kept)
    logs, _ = read_logs_again(logs, SETTINGS)
    assert list(logs.clients["client"]) == ["Acme", "Zeta"]
    assert (len(logs["contacts"]), logs.set_aside) == (1, [])


def test_prepared_files_are_there_as_long_as_they_are_in_use(folder: Path, tmp_path: Path) -> None:
    work = Workspace(tmp_path / "work")
    (folder / "clients.csv").rename(folder / "clients.tsv")
    (folder / "plan.tsv").write_text(PLAN)
    logs = read_logs(folder, workspace=work)
    for number in range(3):
        (folder / "plan.tsv").write_text(PLAN + f"Acme Ltd\t{number}\t2026-01-01\t2026-05-01\n")
        logs, _ = read_logs_again(logs, SETTINGS)
    gc.collect()
    [made] = work.prepared.iterdir()
    for log in ("clients", "deadlines"):
        assert logs[log].path == made / f"{log}.csv"
        assert logs[log].texts(logs[log]["row"][:1] - 2)["client"].to_pylist() == ["Acme Ltd"]
    del logs
    gc.collect()
    assert list(work.prepared.iterdir()) == []


def test_what_changed_while_it_was_prepared_is_prepared_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "plan.tsv").write_text(PLAN)
    read = read_tables

    def late(path: Path) -> object:
        found = read(path)
        if path.name == "clients.csv":  # it is looked at behind the others
            (folder / "plan.tsv").write_text(PLAN + "Acme Ltd\tApp\t2026-01-01\t2026-05-01\n")
        return found

    monkeypatch.setattr("health.sources.parts.read_tables", late)
    logs = read_logs(folder)
    assert len(logs["deadlines"]) == 1
    assert len(read_logs_again(logs, SETTINGS)[0]["deadlines"]) == 2


def test_a_declared_file_that_is_not_there_is_told_whatever_else_feeds_its_log(
    folder: Path,
) -> None:
    (folder / "demos.tsv").write_text("client\theld_on\nAcme Ltd\t2026-03-03\n")
    (folder / "sources.toml").write_text('[[source]]\nfile = "elsewhere/demos.csv"\n')
    with pytest.raises(UnusableLogs, match=r"demos\.csv"):
        read_logs(folder)


@pytest.mark.parametrize("name", ["**.csv", "nowhere/*.csv", "x\\u0000.csv"])
def test_a_name_that_can_be_no_file_is_refused(folder: Path, name: str) -> None:
    (folder / "demos.csv").write_text("client,held_on\nAcme Ltd,2026-03-03\n")
    (folder / "sources.toml").write_text(f'[[source]]\nfile = "{name}"\n')
    with pytest.raises(SourcesRefused, match="source 1: file = "):
        read_logs(folder)


def test_two_files_whose_names_differ_by_case_are_both_read(folder: Path) -> None:
    (folder / "demos.csv").write_text("client,held_on\nAcme Ltd,2026-03-03\n")
    (folder / "Demos.csv").write_text("client,held_on\nAcme Ltd,2026-03-04\n")
    if len(list(folder.glob("*emos.csv"))) == 2:  # else the disk takes them for one
        assert len(read_logs(folder)["demos"]) == 2
