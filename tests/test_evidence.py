"""Evidence: what it says is what was scored, and what it cannot say it does not say."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from health.evidence import Evidence, evidence, evidence_of
from health.evidence.aims import AGREEMENT, RHYTHM
from health.evidence.case import Case
from health.evidence.communication import whole_weeks
from health.portfolio import Portfolio
from health.settings import Settings
from health.signals import SIGNALS

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
DAYS = [None, date(2026, 6, 7), date(2025, 8, 31), date(2025, 1, 26)]
AGES = [
    name
    for name in SIGNALS
    if name in (*AGREEMENT, "informal_contact") and name not in ("reply_time", "contact_coverage")
]
EVENT = {"demo_freshness": "held_on", "reports_on_time": "sent_on"}


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(SAMPLE)


def clients_on(portfolio: Portfolio, day: date | None) -> list[int]:
    """The places of the clients that have a point on a day."""
    return [int(code) for code in portfolio.scores(day)["code"]]


def verdicts(found: Evidence) -> tuple[float, float]:
    """How many verdicts the rows hold, and their sum."""
    if found.rows.empty:
        return 0.0, 0.0
    rows = found.rows
    name = next((name for name in ("weight", "verdicts") if name in rows.columns), None)
    number = rows[name].astype(float).fillna(1.0) if name else pd.Series(1.0, rows.index)
    return float(number.sum()), float((number * rows["score"]).sum())


def clipped(share: float) -> float:
    """A share as a score, 0..100."""
    return 100 * min(1.0, max(0.0, share))


def score_from(case: Case, signal: str, found: Evidence) -> float:
    """The score that follows from the evidence alone, by the definitions of the model."""
    if signal in AGES:
        return age_from(case, signal, found)
    assert found.value is not None
    if signal == "overdue_now":
        return float(found.rows["score"].min()) if len(found.rows) else 100.0
    if signal == "technical_questions":
        full, zero = (case.number(f"{signal}.{end}") for end in ("full", "zero"))
        return clipped((zero - found.value) / (zero - full))
    if signal == "quiet_hours":
        told = re.search(r" of (\d+) contact", found.text)
        assert told
        share = (case.number("quiet_hours.prior_outside") + len(found.rows)) / (
            case.number("quiet_hours.prior_count") + int(told[1])
        )
        full, zero = (case.number(f"{signal}.{end}") for end in ("full", "zero"))
        return clipped((zero - share) / (zero - full))
    if signal == "contact_coverage":
        number = found.rows["week_to"].value_counts()
        weeks = whole_weeks(case, case.whole("contact_coverage.weeks"))
        agreed = case.agreed("contacts_per_week")
        return sum(100 * min(1, number.get(week, 0) / agreed) for week in weeks) / len(weeks)
    count, total = verdicts(found)
    prior, mean = (
        float(case.basis.settings.values.get(f"{signal}.{name}", 0))
        for name in ("prior_count", "prior_mean")
    )
    return (prior * mean + total) / (prior + count)


def age_from(case: Case, signal: str, found: Evidence) -> float:
    """The mean of f(A) over the last 20 business days, with only the events shown."""
    rows = found.rows
    if signal == "feedback_freshness":
        days = list(rows["asked_on"].where(rows["asked_on"].notna(), rows["answered_on"]))
    elif signal in EVENT:
        days = list(rows[EVENT[signal]])
    else:
        days = [at.date() for at in rows["at"]]
    target = case.agreed(AGREEMENT[signal]) if signal in AGREEMENT else case.number(RHYTHM[signal])
    grace = max(case.number("age.grace_least"), case.number("age.grace_share") * target)
    assert case.start is not None
    ages = []
    for day in case.last_business_days(20):
        if day <= case.start or (signal == "informal_contact" and day < min(days)):
            continue
        since = max([case.start, *(event for event in days if event <= day)])
        ages.append(case.business_days(since, day))
    zero = case.number("age.zero_at") * target + grace
    return float(np.mean([clipped((zero - age) / (zero - target - grace)) for age in ages]))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_score_follows_from_the_evidence(sample: Portfolio, day: date | None) -> None:
    wrong: list[tuple[object, ...]] = []
    for client in clients_on(sample, day):
        scores = sample.signal_scores(client, day).set_index("signal")["score"]
        case = Case.of(sample, client, day)
        for signal in SIGNALS:
            found = evidence_of(case, signal)
            if (found.value is None) != np.isnan(scores[signal]):
                wrong.append((case.name, signal, scores[signal], found.text))
            elif (
                found.value is not None
                and abs(score_from(case, signal, found) - scores[signal]) > 1e-6
            ):
                wrong.append((case.name, signal, scores[signal], score_from(case, signal, found)))
    assert wrong == []


# Exact cases, from a few rows. The clients work from Monday to Friday, 09:00 to 18:00.

Folder = Callable[..., Portfolio]
FRIDAY = date(2026, 11, 20)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Opens a portfolio of one client, Acme, and the given logs, each as CSV text."""

    def opened(as_of: date = FRIDAY, agreed: str = "", **logs: str) -> Portfolio:
        name, _, value = agreed.partition("=")
        more, cell = (f",{name}", f",{value}") if agreed else ("", "")
        (tmp_path / "clients.csv").write_text(f"client,started_on{more}\nAcme,2026-01-05{cell}\n")
        for log, text in logs.items():
            (tmp_path / f"{log}.csv").write_text(text, "utf-8")
        return Portfolio.open(tmp_path, as_of=as_of)

    return opened


def test_a_rhythm_says_how_long_ago_and_what_was_agreed(folder: Folder) -> None:
    logs = folder(agreed="demo_every=8", demos="client,held_on\nAcme,2026-11-09\nAcme,2026-08-03\n")
    found = evidence(logs, 0, "demo_freshness")
    assert (found.value, found.text, found.aim) == (
        9,
        "9 business days ago",
        "every 8 business days",
    )
    assert found.sentence.startswith("Work was last shown on Mon 9 Nov 2026, 9 business days ago.")
    assert list(found.rows["row"]) == [2, 3]  # the older one is where the first gap runs from


def test_a_rhythm_that_was_never_kept_runs_from_the_start(folder: Folder) -> None:
    found = evidence(folder(as_of=date(2026, 1, 9), demos="client,held_on\n"), 0, "demo_freshness")
    assert found.text == "not since the start, 4 business days ago"
    assert found.rows.empty


def test_replies_are_counted_in_business_hours(folder: Folder) -> None:
    text = """client,at,direction,replied_at
Acme,2026-11-16 16:00,in,2026-11-17 10:00
Acme,2026-11-13 17:30,in,2026-11-16 09:30
Acme,2026-11-18 12:00,in,
Acme,2026-11-20 17:00,in,
Acme,2026-01-07 12:00,in,2026-01-07 13:00
"""
    found = evidence(folder(contacts=text), 0, "reply_time")
    assert found.value == pytest.approx(2.0)
    assert found.text == "2 business hours on average over 2 replies, 1 still waiting"
    assert "Wed 18 Nov 2026, 24 business hours so far" in found.sentence
    assert found.sentence.endswith("1 more waits, not yet late.")
    assert list(found.rows["row"]) == [4, 2, 3]
    assert list(found.rows["verdict"]) == ["waiting, late", "in time", "in time"]


def test_hours_are_those_agreed_and_urgent_answers_are_excused(folder: Folder) -> None:
    text = """client,at,direction,urgent
Acme,2026-11-16 20:00,out,
Acme,2026-11-17 19:00,in,yes
Acme,2026-11-17 20:00,out,
Acme,2026-11-18 18:00,out,
Acme,2026-11-19,out,
Acme,2026-11-14 11:00,out,
"""
    found = evidence(folder(contacts=text), 0, "quiet_hours")
    assert found.text == "67 % of 3 contacts"
    assert dict(zip(found.rows["row"], found.rows["verdict"], strict=True)) == {
        2: "after hours",
        7: "on a weekend",
    }
    assert found.sentence.endswith(
        "1 more, after something urgent on the same day, does not count."
    )


def test_the_worst_of_what_is_overdue_is_named(folder: Folder) -> None:
    text = """client,item,promised_on,due_on,moved_by,warned_on,done_on
Acme,Data import,2026-10-01,2026-11-05,,,
Acme,Manual,2026-10-01,2026-11-19,,2026-11-02,
Acme,Plan,2026-10-01,2026-12-01,,,
"""
    found = evidence(folder(deadlines=text), 0, "overdue_now")
    assert found.value == 11
    assert found.text == "Data import, 11 business days late; 1 more overdue"
    assert "no warning was given" in found.sentence
    assert list(found.rows["item"]) == ["Manual", "Data import"]


def test_a_moved_promise_keeps_its_slip_and_shows_all_its_rows(folder: Folder) -> None:
    text = """client,item,promised_on,due_on,moved_by,warned_on,done_on
Acme,Import,2026-10-01,2026-11-02,,,
Acme,Import,2026-10-20,2026-11-09,us,2026-10-20,2026-11-09
Acme,Copy,2026-10-01,2026-11-02,,,
Acme,Copy,2026-10-20,2026-11-09,client,,2026-11-09
"""
    found = evidence(folder(deadlines=text), 0, "promises_kept")
    assert found.text == "1 of 2 in time, 5 business days late together"
    lines = found.rows.set_index("item")
    assert lines.loc["Import", "verdict"] == (
        "done, 5 business days late, moved once, warned in time"
    )
    assert lines.loc["Import", "rows"] == "2, 3"
    assert lines.loc["Copy", "client_days"] == 5
    assert lines.loc["Copy", "verdict"] == "done in time"


def test_demos_are_counted_by_whether_they_kept_their_day(folder: Folder) -> None:
    text = """client,planned_for,held_on,cancelled_on
Acme,2026-11-02,2026-11-02,
Acme,2026-11-09,2026-11-11,
Acme,2026-11-16,,2026-11-13
Acme,2026-11-17,,2026-11-13
Acme,2026-11-24,,
"""
    found = evidence(folder(demos=text), 0, "demos_kept")
    assert found.text == "1 of 3 held on their day"
    assert list(found.rows["verdict"]) == ["cancelled too late", "held, after its day", "held"]


def test_ratings_say_how_many_answers(folder: Folder) -> None:
    text = "client,answered_on,rating\nAcme,2026-11-02,9\nAcme,2026-11-09,7.5\nAcme,2026-01-09,1\n"
    found = evidence(folder(feedback=text), 0, "rating")
    assert (found.value, found.text) == (8.25, "8.2 of 10 over 2 answers")
    assert list(found.rows["row"]) == [3, 2]


@pytest.mark.parametrize(
    ("signal", "logs", "agreed", "why"),
    [
        ("rating", {"demos": "client,held_on\n"}, "", "there is no feedback.csv"),
        ("rating", {"feedback": "client,asked_on\n"}, "", "no column rating and answered_on"),
        (
            "rating",
            {"feedback": "client,answered_on,rating\n"},
            "",
            "no rating in the last 91 days",
        ),
        ("demo_freshness", {"demos": "client,held_on\n"}, "demo_every=0", "none was agreed"),
        (
            "agreed_in_writing",
            {"deadlines": "client,item,promised_on,due_on\n"},
            "",
            "deadlines.csv has no column confirmed_on",
        ),
        (
            "informal_contact",
            {"contacts": "client,at,direction,topic\n"},
            "",
            "it counts only from the first one on",
        ),
    ],
)
def test_what_is_missing_says_why(
    folder: Folder, signal: str, logs: dict[str, str], agreed: str, why: str
) -> None:
    found = evidence(folder(agreed=agreed, **logs), 0, signal)
    assert found.value is None
    assert why in found.text
    assert found.sentence.startswith("Not known: ")
    assert list(found.rows.columns) == ["row"]
    assert found.rows.empty


def test_rows_are_of_their_log_the_newest_first_and_none_later_than_the_day(
    sample: Portfolio,
) -> None:
    day = date(2026, 3, 1)
    for client in clients_on(sample, day):
        case = Case.of(sample, client, day)
        for signal in SIGNALS:
            found = evidence_of(case, signal)
            known = {line["row"] for line in case.lines(found.log)}
            assert found.rows.columns[0] == "row"
            assert set(found.rows["row"]) <= known, signal
            for name in found.rows.columns:
                # Dates known ahead are plans and the days until which something counts.
                if name.endswith("_on") and name != "due_on":
                    dates = [value for value in found.rows[name] if value is not None]
                    assert all(value <= day for value in dates), (signal, name)


def test_a_past_day_shows_what_was_known_then(sample: Portfolio) -> None:
    day = date(2026, 4, 12)
    then = Portfolio.open(SAMPLE, as_of=day)
    for client in clients_on(then, day)[:6]:
        for signal in SIGNALS:
            now, before = evidence(sample, client, signal, day), evidence(then, client, signal)
            assert (now.value, now.text, now.sentence) == (
                before.value,
                before.text,
                before.sentence,
            )
            pd.testing.assert_frame_equal(now.rows, before.rows)


def test_settings_change_the_aim(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("client,started_on\nAcme,2026-01-05\n")
    (tmp_path / "contacts.csv").write_text("client,at,direction\nAcme,2026-11-16,out\n")
    settings = Settings.from_tables(
        {"technical_questions": {"full": 2}, "agreements": {"contact_every": 1}}
    )
    logs = Portfolio.open(tmp_path, settings, FRIDAY)
    assert evidence(logs, 0, "technical_questions").aim == "at most 2 a week"
    assert evidence(logs, 0, "contact_freshness").aim == "every business day"
