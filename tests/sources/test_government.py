"""The register that a government keeps in a spreadsheet: nothing of it lost, nothing invented."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from health.check import check
from health.logs.rows import Logs
from health.settings import Settings
from health.sources.opening import read_logs
from tests.sources.accounting import faults
from tests.sources.government import HEADER, ORGANISATIONS, Sheet, as_csv, sheet, write_workbook

MILESTONES = ["Organisation", "Milestone", "Agreed on", "Planned date", "", "Actual date", "Value"]
UNKNOWN = ["Body", "Thing", "Baseline", "Target", "", "Finished", "GBP"]
RECIPE = """
name = "register.csv"

[[feeds]]
log = "deadlines"

[feeds.columns]
client = "Body"
item = "Thing"
promised_on = "Baseline"
due_on = "Target"
done_on = "Finished"
"""
DAY = date(1970, 1, 1)


def as_deadlines(folder: Path, found: Sheet) -> None:
    (folder / "deadlines.csv").write_text(as_csv(found.lines), "utf-8-sig")


def as_workbook(folder: Path, found: Sheet) -> None:
    cover = [["Delivery register"], ["see the next sheet"]]
    write_workbook(folder / "deadlines.xlsx", {"Cover": cover, "Register": found.lines})


def as_milestones(folder: Path, found: Sheet) -> None:
    lines = [[], MILESTONES, *found.lines[len(found.lines[:5]) :]]
    text = as_csv([*found.lines[:3], *lines], ";", "\n")
    (folder / "Q3 register.csv").write_bytes(text.encode("cp1252"))


def as_unknown(folder: Path, found: Sheet) -> None:
    lines = [*found.lines[:3], [], UNKNOWN, *found.lines[5:]]
    (folder / "register.csv").write_bytes(as_csv(lines, "\t").encode("utf-16"))
    (folder / "recipes").mkdir()
    (folder / "recipes" / "register.toml").write_text(RECIPE)


def headed(form: Callable[[Path, Sheet], None]) -> str:
    """What the form calls its column of clients."""
    return "Body" if form is as_unknown else "Organisation"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the clients, and a log in which nothing is yet."""
    names = "".join(f"{name}\n" for name in ORGANISATIONS)
    (tmp_path / "clients.csv").write_text(f"client\n{names}")
    (tmp_path / "contacts.csv").write_text("client,at,direction\n")
    return tmp_path


def used(logs: Logs) -> dict[int, tuple[str, str, date, date, date | None]]:
    """The deadlines by the line that each is from."""
    rows, names = logs["deadlines"], list(logs.clients["client"])
    items = rows.cells("item", rows["row"] * 0 + range(len(rows)))
    found = {}
    for at, row in enumerate(rows["row"]):
        days = [int(rows[name][at]) for name in ("promised_on", "due_on", "done_on")]
        promised, due, done = (DAY + timedelta(day) if day < 1_000_000 else None for day in days)
        assert promised is not None
        assert due is not None
        client = names[rows["client"][at]]
        found[rows.line_of(int(row))[1]] = (client, items[at], promised, due, done)
    return found


@pytest.mark.parametrize(
    ("form", "decides"),
    [(as_deadlines, False), (as_workbook, True), (as_milestones, True), (as_unknown, False)],
)
def test_every_row_is_used_as_it_is_meant_or_set_aside(
    folder: Path, form: Callable[[Path, Sheet], None], decides: bool
) -> None:
    found = sheet(decides=decides)
    form(folder, found)
    logs = read_logs(folder)
    assert faults(logs) == []
    rows = used(logs)
    assert set(rows) <= set(found.truth)
    for line, meant in found.truth.items():
        if not meant.sure or meant.shifted:
            assert line not in rows
        else:
            assert rows[line] == (
                meant.client, meant.item, meant.promised, meant.due, meant.done
            ), found.lines[line - 1]  # fmt: skip
    told = check(logs, Settings.default(), None)[0]
    questions = [q for state in logs.prepared.states for q in state.questions]
    dates = [question for question in questions if question.kind == "column"]
    assert len(dates) == (0 if decides else 4 if "Confirmed" in told else 3)
    assert ("is assumed" in told) is not decides
    for line, meant in found.truth.items():
        if not meant.sure and not meant.shifted:
            assert f"row {line}, {headed(form)} = {found.lines[line - 1][0]!r}: no such" in told


def test_what_is_confirmed_counts_and_what_is_read_otherwise_is_said(folder: Path) -> None:
    found = sheet(decides=False)
    as_unknown(folder, found)
    aliases = "".join(
        f'"{name}" = "{client}"\n' for client, (_, near) in ORGANISATIONS.items() for name in near
    )
    orders = "".join(
        f'[sources."register.csv".deadlines.{name}]\norder = "month first"\n'
        for name in ("promised_on", "due_on", "done_on")
    )
    (folder / "answers.toml").write_text(f"[clients]\n{aliases}\n{orders}")
    logs = read_logs(folder)
    assert faults(logs) == []
    [state] = [state for state in logs.prepared.states if state.name == "register.csv"]
    # What is left to ask is of rows of which a cell was too many, and that were joined again.
    assert all("\t" in question.about for question in state.questions)
    rows = used(logs)
    for line, meant in found.truth.items():
        if not meant.shifted:
            client, item, promised, due, _ = rows[line]
            assert (client, item) == (meant.client, meant.item)
            assert promised == meant.promised.replace(
                month=meant.promised.day, day=meant.promised.month
            )
            assert due == meant.due.replace(month=meant.due.day, day=meant.due.month)


def test_a_file_of_which_no_row_is_used_is_not_passed_over_in_silence(folder: Path) -> None:
    text = "Milestone,Planned date,Actual date\nBeta,2026-03-02,\n"
    (folder / "plan.csv").write_text(text)
    told, clean = check(read_logs(folder), Settings.default())
    assert not clean
    assert "no column of the table is called 'Client'" in told


def test_groups_above_the_names_of_columns_hide_no_column(folder: Path) -> None:
    found = sheet()
    as_deadlines(folder, found)
    logs = read_logs(folder)
    [state] = [state for state in logs.prepared.states if state.name == "deadlines.csv"]
    assert f"'{HEADER[3]}' is read as due_on" in state.notes
