"""What tools export, as it is: what is said of it is true, and all of it is accounted for."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest

from health.check import check
from health.logs.rows import Logs
from health.settings import Settings
from health.sources.opening import read_logs
from tests.sources.accounting import faults

JIRA = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project type,Created,"
    "Updated,Resolved,Due date,Votes,Labels,Labels,Watchers,Watchers,Comment,Comment,"
    "Status Category"
)
OLD_JIRA = (
    "Summary,Issue key,Issue id,Parent id,Issue Type,Status,Project key,Resolution,Assignee,"
    "Created,Updated,Resolved,Labels,Sprint,Due Date"
)
CALENDAR = (
    "Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,Private"
)
TRELLO = (
    "Card ID,Card Name,Card URL,Labels,Due Date,List ID,List Name,Board ID,Board Name,Archived,"
    "Start Date,Due Complete"
)


def table(header: str, *rows: Mapping[str, str]) -> str:
    """A CSV in which a row names the columns that it fills; of several of a name all alike."""
    out = io.StringIO(newline="")
    names = header.split(",")
    lines = [[row.get(name, "") for name in names] for row in rows]
    csv.writer(out).writerows([names, *lines])
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clients.csv").write_text("client\nAcme Ltd\nBorealis\n")
    return tmp_path


def read(folder: Path, text: str) -> Logs:
    (folder / "export.csv").write_text(text, "utf-8-sig")
    logs = read_logs(folder)
    assert faults(logs) == []
    return logs


def day(logs: Logs, log: str, column: str, row: int = 0) -> int:
    return int(logs[log][column][row])


def test_a_column_that_feeds_two_logs_is_read_one_way(folder: Path) -> None:
    bug = {"Summary": "Crash", "Issue key": "B-1", "Issue Type": "Bug", "Project key": "Borealis"}
    task = {**bug, "Summary": "Page", "Issue key": "B-2", "Issue Type": "Task"}
    logs = read(
        folder,
        table(
            OLD_JIRA,
            {**bug, "Status": "Open", "Created": "6/21/2025 16:14"},
            {**task, "Status": "Open", "Created": "7/1/2025 9:05", "Due Date": "8/2/2025"},
        ),
    )
    assert day(logs, "deadlines", "promised_on") == 20_270  # 1 July 2025
    assert day(logs, "deadlines", "due_on") == 20_302  # 2 August 2025
    assert not any(state.questions for state in logs.prepared.states)


def test_a_row_that_no_log_takes_decides_how_its_column_is_read(folder: Path) -> None:
    no_meeting = {"Subject": "Holiday", "Start Date": "03/20/2024", "All Day Event": "True"}
    demo = {"Subject": "Acme Ltd demo", "Start Date": "03/04/2024", "Start Time": "10:00 AM"}
    logs = read(folder, table(CALENDAR, demo, no_meeting))
    assert day(logs, "demos", "held_on") == day(logs, "contacts", "at.day") == 19_786  # 4 March
    told, _ = check(logs, Settings.default())
    assert "month first: '03/20/2024' can't be read otherwise" in told


def test_each_comment_that_can_not_be_read_is_a_row_set_aside(folder: Path) -> None:
    row = {"Summary": "Slow", "Issue key": "A-1", "Issue Type": "Bug", "Project name": "acme"}
    row |= {"Status": "Open", "Created": "09/Jan/24 3:54 PM", "Comment": "no date here"}
    logs = read(folder, table(JIRA, row))
    rows = logs["issues"]
    assert (rows.read, len(rows), rows.set_aside_rows) == (3, 1, 2)


def test_a_card_that_was_archived_is_no_open_promise(folder: Path) -> None:
    card = {
        "Card Name": "Home",
        "Board Name": "Acme",
        "List Name": "Doing",
        "Due Complete": "false",
    }
    card |= {"Due Date": "2024-03-01T12:00:00.000Z", "Card ID": "65a1b2c3d4e5f60718293a4b"}
    logs = read(folder, table(TRELLO, card, {**card, "Card Name": "Old", "Archived": "true"}))
    assert len(logs["deadlines"]) == 1
    [state] = [state for state in logs.prepared.states if state.name == "export.csv"]
    assert ["archived" in out.reason for out in state.left_out] == [True]
