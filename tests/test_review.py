"""The weekly review without a screen: what was agreed, which week is written to, what is frozen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from health.errors import Conflict, UnreadableReview
from health.portfolio import Portfolio
from health.review import (
    FORMAT,
    Shown,
    Snapshot,
    Written,
    agreed_before,
    as_of,
    next_friday,
    opened,
    snapshot,
    state,
    week_to_write,
)
from health.settings import Settings
from health.store import Action, Store, open_store

WEEK = date(2026, 11, 22)
EARLIER = WEEK - timedelta(days=7)
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(2)) =1+1 \u202e ☃"


def action(number: int = 1, week: date = EARLIER, **more: object) -> Action:
    first = Action(
        id=number, client="Acme", week=week, text="Call", who="Mira", due=WEEK, done_on=None,
        outcome="", author="Mira", created_at=AT, changed_by="Mira", changed_at=AT, version=1,
    )  # fmt: skip
    return replace(first, **more)  # type: ignore[arg-type]


@given(some.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_next_friday_leaves_three_to_nine_days(day: date) -> None:
    friday = next_friday(day)
    assert friday.weekday() == 4
    assert 3 <= (friday - day).days <= 9


@pytest.mark.parametrize(
    ("done_on", "today", "said"),
    [
        (None, WEEK, "open"),
        (None, WEEK + timedelta(days=1), "overdue"),
        (WEEK, WEEK + timedelta(days=30), "done"),
    ],
)
def test_an_action_is_overdue_from_the_day_after_it_was_due(
    done_on: date | None, today: date, said: str
) -> None:
    assert state(action(done_on=done_on), today) == said


def test_a_review_opens_on_all_of_the_last_and_on_what_is_left_of_earlier_ones() -> None:
    long_ago = EARLIER - timedelta(days=28)
    every = [
        action(1, done_on=EARLIER, outcome="went well"),
        action(2, due=WEEK + timedelta(days=9)),
        action(3, week=long_ago, due=long_ago),
        action(4, week=long_ago, done_on=long_ago + timedelta(days=3)),
        action(5, week=long_ago, done_on=EARLIER - timedelta(days=2)),
        action(6, week=WEEK),
    ]
    assert [each.id for each in agreed_before(every, WEEK)] == [3, 2, 1, 5]


def test_an_earlier_week_shows_what_was_done_later_as_still_open() -> None:
    late = action(done_on=WEEK + timedelta(days=1), outcome="done at last")
    (then,) = as_of([late], WEEK)
    assert (then.done_on, then.outcome) == (None, "")
    assert as_of([late], WEEK + timedelta(days=1)) == [late]


@pytest.mark.parametrize(
    ("shown", "latest", "closed", "into"),
    [
        (WEEK, True, [], WEEK),
        (WEEK, True, [EARLIER], WEEK),
        (WEEK, True, [WEEK, EARLIER], WEEK + timedelta(days=7)),
        (EARLIER, False, [], EARLIER),
        (EARLIER, False, [EARLIER], None),
        (EARLIER, False, [WEEK], None),
        (WEEK, True, [WEEK + timedelta(days=7)], WEEK + timedelta(days=14)),
    ],
)
def test_nothing_is_written_into_a_week_that_is_closed_or_before_one(
    shown: date, latest: bool, closed: list[date], into: date | None
) -> None:
    assert week_to_write(shown, latest, closed) == into


@pytest.fixture
def logs(folder_of: Callable[..., Path]) -> Path:
    contacts = "".join(
        f"{client},2026-{month:02}-{day:02},out,call\n"
        for client in ("Acme", "Bolt")
        for month in (9, 10, 11)
        for day in (3, 6, 10, 13, 17, 20)
    )
    return folder_of(
        clients="client,lead,value,ended_on\nAcme,Mira,100,\nBolt,,,\nGone,,,2026-10-01\n",
        contacts=f"client,at,direction,channel\n{contacts}Gone,2026-09-01,out,call\n",
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path}/store.db", lambda: AT)


def reviewed(store: Store, portfolio: Portfolio) -> Snapshot:
    """The snapshot of a review with a note, an action, one from before, and an override."""
    store.add_action("Acme", "Call before", "Mira", EARLIER, "Mira", EARLIER)
    store.add_note("Acme", WEEK, HOSTILE, "Mira")
    store.add_note("Acme", EARLIER, "an older note", "Mira")
    store.add_note("Nobody knows it", WEEK, "not in the logs", "Mira")
    store.add_action("Acme", HOSTILE, "Jonas", date(2026, 11, 27), "Mira", WEEK)
    store.override_health("ACME", 45, "The sponsor left", "Mira", EARLIER, date(2026, 12, 12))
    review = store.mark_reviewed(WEEK, "acme", "Mira")
    alerts = pd.DataFrame(
        {"client": ["Acme"], "rule": ["overdue"], "severity": ["high"], "message": ["late"],
         "since": [date(2026, 11, 20)], "rows": [[("deadlines", 3)]]}
    )  # fmt: skip
    shown = Shown("One client needs you", "It fell.", [("Acme", -3.21, "silence")],
                  {"Acme": "At risk."}, alerts, {"Acme": 2, "Bolt": 0})  # fmt: skip
    written = Written(store.notes(week=WEEK), store.actions(), store.overrides(WEEK))
    return snapshot(portfolio, WEEK, review, shown, written, WEEK)


def test_a_snapshot_holds_what_was_shown_and_decided_as_plain_json(
    logs: Path, store: Store
) -> None:
    portfolio = Portfolio.open(logs, today=date(2026, 11, 24))
    kept = reviewed(store, portfolio)
    assert json.loads(json.dumps(kept, allow_nan=False)) == kept
    assert (kept["format"], kept["week"], kept["as_of"]) == (FORMAT, "2026-11-22", "2026-11-20")
    by_name = {each["client"]: each for each in kept["clients"]}
    assert list(by_name) == list(portfolio.scores()["client"])
    row = portfolio.scores().set_index("client").loc["Acme"]
    acme, bolt = by_name["Acme"], by_name["Bolt"]
    assert acme["health"] == pytest.approx(row["health"], abs=1e-4)
    assert acme["dimensions"]["demos"] is None  # missing is not zero
    assert acme["dimensions"]["communication"] == pytest.approx(row["communication"], abs=1e-4)
    assert acme["reviewed"] == {"by": "Mira", "at": AT.isoformat()}
    assert bolt["reviewed"] is None
    assert (acme["override"]["health"], bolt["override"]) == (45, None)
    assert (acme["open_alerts"], bolt["open_alerts"]) == (2, 0)
    assert (acme["sentence"], bolt["lead"], bolt["value"]) == ("At risk.", "", None)
    assert [each["text"] for each in kept["notes"]] == ["not in the logs", HOSTILE]
    assert [each["text"] for each in kept["actions"]] == [HOSTILE]
    assert [(each["text"], each["state"]) for each in kept["agreed_before"]] == [
        ("Call before", "overdue")
    ]
    assert kept["without_score"][0]["client"] == "Gone"
    assert kept["alerts"][0]["since"] == "2026-11-20"
    assert kept["settings"] == portfolio.settings.version


def test_a_frozen_review_never_changes(logs: Path, store: Store) -> None:
    portfolio = Portfolio.open(logs, today=date(2026, 11, 24))
    before = reviewed(store, portfolio)
    frozen = store.freeze_review(store.open_review(WEEK, "Mira"), before, "Jonas")
    assert frozen.snapshot == before

    (old, *_) = [each for each in store.actions() if each.week == WEEK]
    store.update_action(replace(old, done_on=WEEK, outcome="done after all"), "Mira")
    late = store.add_note("Acme", WEEK, "too late", "Mira")
    assert late.week == WEEK + timedelta(days=7)
    with pytest.raises(Conflict, match="Jonas"):
        store.freeze_review(frozen, {"format": FORMAT}, "Mira")
    with pytest.raises(Conflict):
        store.mark_reviewed(WEEK, "Bolt", "Mira")
    with (logs / "contacts.csv").open("a") as file:
        file.write("Acme,2026-11-19,out,call\n")
    other = Portfolio.open(logs, Settings.parsed("[agreements]\ncontact_every = 1\n", "x"))
    assert other.version != portfolio.version
    after = store.review(WEEK)
    assert after is not None
    assert opened(after.snapshot) == before


@pytest.mark.parametrize("kept", [None, {}, {"format": FORMAT + 1}, {"format": "1"}])
def test_a_snapshot_of_another_format_is_refused_with_what_to_do(kept: Snapshot | None) -> None:
    with pytest.raises(UnreadableReview, match="newer version"):
        opened(kept)
