"""What is read once more says the same as what is read for the first time."""

from pathlib import Path

import pytest

from health.logs.rows import Logs
from health.settings import Settings
from health.sources.opening import read_logs, read_logs_again
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
