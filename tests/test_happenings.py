"""Marks, promise bars, contact times, what is owed, the next date."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from health.evidence import evidence
from health.happenings import BARS, contact_times, marks, next_date, owed, promise_bars
from health.portfolio import Portfolio

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
FRIDAY = date(2026, 11, 20)
Folder = Callable[..., Portfolio]
DEADLINES = """client,item,side,kind,promised_on,due_on,moved_by,warned_on,done_on
Acme,Import,us,milestone,2026-10-01,2026-11-02,,,
Acme,Import,,,2026-10-20,2026-11-09,us,2026-10-20,2026-11-09
Acme,Copy,us,promise,2026-10-01,2026-11-02,,,
Acme,Copy,,,2026-10-20,2026-11-05,client,,2026-11-05
Acme,Manual,us,promise,2026-10-01,2026-11-16,,,
Acme,Manual,us,promise,2026-11-17,2026-11-27,us,,
Acme,Plan,us,promise,2026-10-01,2026-12-01,,,
Acme,Texts,client,content,2026-10-01,2026-11-05,,,
Acme,Texts,client,content,2026-11-05,2026-11-12,client,,
Acme,Logo,client,content,2026-10-01,2026-11-05,,,2026-11-04
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Opens a portfolio of one client, Acme, and the given logs, each as CSV text."""

    def opened(clients: str = "client,started_on\nAcme,2026-01-05\n", **logs: str) -> Portfolio:
        (tmp_path / "clients.csv").write_text(clients)
        for log, text in logs.items():
            (tmp_path / f"{log}.csv").write_text(text, "utf-8")
        return Portfolio.open(tmp_path, as_of=FRIDAY)

    return opened


def test_a_bar_an_item_of_either_side(folder: Folder) -> None:
    bars = promise_bars(folder(deadlines=DEADLINES), 0)
    assert tuple(bars.columns) == BARS
    bars = bars.set_index("item")
    assert dict(bars["state"]) == {
        "Import": "done late",
        "Copy": "done in time",
        "Manual": "overdue",
        "Plan": "open",
        "Texts": "overdue",
        "Logo": "done in time",
    }
    assert dict(bars["slip_days"]) == {
        "Import": 5, "Copy": 0, "Manual": 4, "Plan": 0, "Texts": 0, "Logo": 0,
    }  # fmt: skip
    assert bars.loc["Copy", "client_days"] == 3
    assert bars.loc["Texts", "client_days"] == 6
    assert bars.loc["Import", "agreed"] == date(2026, 11, 9)
    assert bars.loc["Import", "due"] == date(2026, 11, 2)
    assert bars.loc["Import", "original"] == date(2026, 11, 2)
    assert bars.loc["Import", "warned_on"] == date(2026, 10, 20)
    assert bars.loc["Import", "rows"] == [2, 3]


def test_what_is_owed_by_both_sides_is_open_and_the_latest_first(folder: Folder) -> None:
    table = owed(folder(deadlines=DEADLINES), 0)
    lines = [(line.side, line.item, line.due, line.days_late) for line in table.itertuples()]
    assert lines == [
        ("client", "Texts", date(2026, 11, 12), 6),
        ("us", "Manual", date(2026, 11, 27), 0),
        ("us", "Plan", date(2026, 12, 1), 0),
    ]
    assert list(table["behind"]) == [11, 4, 0]


def test_bars_and_overdue_evidence_agree() -> None:
    sample = Portfolio.open(SAMPLE)
    for client in sample.scores()["code"]:
        bars = promise_bars(sample, int(client))
        overdue = set(bars["item"][(bars["state"] == "overdue") & (bars["side"] == "us")])
        assert set(evidence(sample, int(client), "overdue_now").rows.get("item", [])) == overdue


def test_marks_say_what_happened_and_how_it_went(folder: Folder) -> None:
    found = marks(
        folder(
            deadlines=DEADLINES,
            demos="client,planned_for,held_on,attendance,outcome\n"
            "Acme,2026-10-06,2026-10-06,other,accepted\nAcme,2026-10-20,,,\n"
            "Acme,2026-11-03,2026-11-03,other,rejected\nAcme,2026-12-01,,,\n",
            feedback="client,answered_on,rating,yes_no\nAcme,2026-11-04,9,yes\nAcme,2026-11-11,4,no\n",
            issues="client,issue,at,event\nAcme,Crash,2026-11-10 10:00,raised\n"
            "Acme,Crash,2026-11-10 12:00,restated\n",
            outcomes="client,on,outcome\nAcme,2026-11-13,renewed\n",
        ),
        0,
    )
    lines = [(line.day, line.label, line.tone) for line in found.itertuples()]
    assert lines == [
        (date(2026, 10, 6), "demo", "good"),
        (date(2026, 10, 20), "demo missed", "watch"),
        (date(2026, 11, 3), "demo rejected", "bad"),
        (date(2026, 11, 3), "slip, warned", "watch"),
        (date(2026, 11, 4), "9 of 10", "good"),
        (date(2026, 11, 10), "complaint", "watch"),
        (date(2026, 11, 11), "a no", "bad"),
        (date(2026, 11, 11), "4 of 10", "bad"),
        (date(2026, 11, 13), "renewed", "good"),
        (date(2026, 11, 17), "slip, no word", "bad"),
    ]


def test_marks_of_a_past_day_know_nothing_later() -> None:
    sample, day = Portfolio.open(SAMPLE), date(2026, 3, 1)
    for client in list(sample.scores(day)["code"])[:8]:
        found = marks(sample, int(client), day)
        assert (found["day"] <= day).all()
        assert set(found["tone"]) <= {"good", "watch", "bad", "none"}


def test_contacts_have_their_hour_where_it_is_known(folder: Folder) -> None:
    text = """client,at,direction,topic
Acme,2026-11-16 16:30,in,status
Acme,2026-11-17,out,
Acme,2026-11-18T22:00+01:00,out,technical
"""
    table = contact_times(folder(contacts=text), 0)
    assert list(table["row"]) == [4, 3, 2]
    assert table["at"].iloc[0] == datetime(2026, 11, 18, 21, 0)
    assert list(table["in_hours"]) == [False, None, True]
    assert table["hour"].iloc[2] == 16.5
    assert math.isnan(table["hour"].iloc[1])


@pytest.mark.parametrize(
    ("logs", "expected"),
    [
        ({"demos": "client,planned_for,held_on\nAcme,2026-11-24,\n"}, ("demo", date(2026, 11, 24))),
        ({"deadlines": DEADLINES}, ("due: Manual", date(2026, 11, 27))),
        ({"reports": "client,sent_on\nAcme,2026-11-17\n"}, ("report", date(2026, 11, 24))),
        ({"reports": "client,sent_on\nAcme,2026-10-05\n"}, None),
        (
            {"demos": "client,planned_for,cancelled_on\nAcme,2026-11-24,2026-11-19\n"},
            None,
        ),
    ],
)
def test_the_next_date_is_the_nearest_plan(
    folder: Folder, logs: dict[str, str], expected: tuple[str, date] | None
) -> None:
    assert next_date(folder(**logs), 0) == expected


def test_a_renewal_is_a_plan_and_an_ended_client_has_none(folder: Folder) -> None:
    header = "client,started_on,ended_on,renewal_on\n"
    demos = "client,held_on\nAcme,2026-11-02\n"
    renewing = folder(f"{header}Acme,2026-01-05,,2027-01-15\n", demos=demos)
    assert next_date(renewing, 0) == ("renewal", date(2027, 1, 15))
    ended = folder(f"{header}Acme,2026-01-05,2026-10-30,2027-01-15\n", demos=demos)
    assert next_date(ended, 0) is None


def test_a_client_without_rows_has_empty_tables(folder: Folder) -> None:
    logs = folder(demos="client,held_on\n")
    for table in (marks, promise_bars, contact_times, owed):
        assert table(logs, 0).empty
