"""What must always hold (section 6 of the model), on small random portfolios.

`HEALTH_EXAMPLES=500 pytest tests/test_properties.py` looks longer. In CI the examples are fixed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from health.calendars import Calendars, day_number
from health.history import History
from health.logs.contract import LOGS, SECTIONS
from health.measures import Scores
from health.portfolio import Portfolio
from health.score import OF_DIMENSION, Weights, combined, health_of, points_of
from health.signals import SIGNALS
from tests.stories import (
    BASE,
    LAST,
    LENGTH,
    SCORED,
    Row,
    Story,
    at,
    cut_off,
    days,
    gaps,
    history_in,
    history_of,
    item_rows,
    later,
    looked_at,
    maybe,
    same,
    stories,
    words,
    write_logs,
    write_rows,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]
Change = Callable[[Draw, Story, Story], None]
SMALL = 1e-9
PLACE = {name: place for place, name in enumerate(SIGNALS)}


# ---------------------------------------------------------------- scores

scores = hnp.arrays(
    float, (len(SIGNALS), 2, 3), elements=st.just(np.nan) | st.floats(0, 100, width=32)
)
shares = st.floats(0.05, 1)


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """Shares of two clients."""
    outer = draw(hnp.arrays(float, (5, 2), elements=shares))
    inner = draw(hnp.arrays(float, (len(SIGNALS), 2), elements=shares))
    for places in OF_DIMENSION.values():
        inner[places] /= inner[places].sum(axis=0)
    return Weights(outer / outer.sum(axis=0), inner, draw(hnp.arrays(float, 2, elements=shares)))


def raised(draw: Draw, before: Scores) -> Scores:
    """The same scores, some of them higher; nothing appears or goes missing."""
    more = draw(hnp.arrays(float, before.shape, elements=st.sampled_from([0, 0, 0.5, 20, 100])))
    return np.asarray(np.minimum(before + more, 100))


@looked_at(100)
@given(scores, weights(), st.data())
def test_raising_a_signal_never_lowers_health(
    before: Scores, shares: Weights, data: st.DataObject
) -> None:
    after = raised(data.draw, before)
    low, high = (health_of(each, shares).health for each in (before, after))
    assert (np.isnan(low) == np.isnan(high)).all()
    assert not (high < low - SMALL).any()


@looked_at(100)
@given(weights(), st.data())
def test_raising_a_dimension_never_lowers_health(shares: Weights, data: st.DataObject) -> None:
    elements = st.just(np.nan) | st.floats(0, 100, width=32)
    before = data.draw(hnp.arrays(float, (5, 2, 3), elements=elements))
    low, high = (combined(each, shares) for each in (before, raised(data.draw, before)))
    assert not (high < low - SMALL).any()


@looked_at(100)
@given(scores, weights())
def test_points_add_up_to_health_and_points_lost_to_the_rest(
    signals: Scores, shares: Weights
) -> None:
    health = health_of(signals, shares).health
    kept, lost = points_of(signals, shares)
    there = ~np.isnan(health)
    np.testing.assert_allclose(kept.sum(axis=0)[there], health[there], atol=SMALL, rtol=0)
    np.testing.assert_allclose(lost.sum(axis=0)[there], 100 - health[there], atol=SMALL, rtol=0)
    assert not kept.sum(axis=0)[~there].any()


@looked_at(100)
@given(scores, weights(), st.data())
def test_taking_a_signal_away_never_narrows_the_range(
    signals: Scores, shares: Weights, data: st.DataObject
) -> None:
    gone = data.draw(hnp.arrays(bool, signals.shape))
    before = health_of(signals, shares)
    after = health_of(np.where(gone, np.nan, signals), shares)
    assert (after.low <= before.low + SMALL).all()
    assert (after.high >= before.high - SMALL).all()
    assert (after.coverage <= before.coverage + SMALL).all()


@looked_at(30)
@given(stories(), stories(), st.sets(st.sampled_from(SCORED), min_size=1))
def test_scores_lie_between_0_and_100_and_health_within_its_range(
    one: Story, other: Story, logs: set[str]
) -> None:
    history = history_of({"Acme": one, "Bolt": other}, logs=logs)
    found = history.scores
    for each in (history.signals, found.dimensions, found.health, found.low, found.high):
        known = each[~np.isnan(each)]
        assert ((known >= 0) & (known <= 100)).all()
    known = ~np.isnan(found.health)
    assert (found.low[known] <= found.health[known]).all()
    assert (found.health[known] <= found.high[known]).all()
    assert not (history.exists & np.isnan(found.low)).any()


# ---------------------------------------------------------------- worse and better


def an_item(draw: Draw) -> list[Row]:
    """An item of ours that is not done yet."""
    rows = [{**row, "item": "the one", "id": "x"} for row in draw(item_rows())]
    rows[0]["side"] = draw(words(" us"))
    for row in rows:
        row.pop("done_on", None)
    return rows


def add_item(story: Story, rows: list[Row], **first: Any) -> None:
    """The item as one more of a story, with something else in its first row."""
    story.logs["deadlines"] += [{**rows[0], **first}, *rows[1:]]


def no_move_between(rows: list[Row], begin: date, end: date) -> bool:
    return not any(begin < row["promised_on"] <= end for row in rows)


def later_delivery(draw: Draw, better: Story, worse: Story) -> None:
    """Done later, or not at all; no move was agreed in between."""
    rows = an_item(draw)
    done = later(rows[0]["promised_on"], draw(st.integers(-3, 60)))
    late = draw(maybe(st.integers(1, 40).map(lambda gap: later(done, gap))))
    assume(no_move_between(rows, done, late or date.max))
    add_item(better, rows, done_on=done)
    add_item(worse, rows, done_on=late)


def no_warning(draw: Draw, better: Story, worse: Story) -> None:
    """A slip that nobody was warned of in place of one that they were warned of."""
    rows = an_item(draw)
    done = later(rows[-1]["due_on"], draw(st.integers(0, 40)))
    silent = [{**row, "warned_on": None} for row in rows]
    add_item(better, rows, done_on=done, warned_on=later(rows[0]["due_on"], -draw(gaps)))
    add_item(worse, silent, done_on=done)


def warned_slip(draw: Draw, better: Story, worse: Story) -> None:
    """A slip, even warned of, in place of none."""
    rows = an_item(draw)
    done = later(rows[0]["promised_on"], draw(st.integers(0, 10)))
    assume(done <= rows[0]["due_on"])
    late = later(rows[0]["due_on"], draw(st.integers(1, 40)))
    assume(no_move_between(rows, done, late))
    add_item(better, rows, done_on=done)
    add_item(worse, rows, done_on=late, warned_on=later(rows[0]["due_on"], -draw(gaps)))


def later_reply(draw: Draw, better: Story, worse: Story) -> None:
    """Answered later, or not at all."""
    came = at(draw(days), draw(st.integers(0, 23)))
    soon = came + timedelta(hours=draw(st.integers(-2, 200)))
    late = draw(maybe(st.integers(1, 2000).map(lambda hours: soon + timedelta(hours=hours))))
    row = {"at": came, "direction": "in", "id": "x"}
    better.logs["contacts"].append({**row, "replied_at": soon})
    worse.logs["contacts"].append({**row, "replied_at": late})


def lower_rating(draw: Draw, better: Story, worse: Story) -> None:
    """The same answer with a lower rating."""
    high, low = sorted(draw(st.tuples(st.integers(1, 10), st.integers(1, 10))), reverse=True)
    row = {"answered_on": draw(days), "id": "x"}
    better.logs["feedback"].append({**row, "rating": high})
    worse.logs["feedback"].append({**row, "rating": low})


def fewer_demos(draw: Draw, better: Story, worse: Story) -> None:
    """One demo less, held before the decision-maker."""
    day = draw(days)
    row = {"held_on": day, "planned_for": draw(maybe(st.just(day))), "id": "x"}
    better.logs["demos"].append({**row, "attendance": "decision-maker"})


def fewer_contacts(draw: Draw, better: Story, worse: Story) -> None:
    """One contact less, of ours and in hours."""
    moment = at(draw(days.filter(lambda day: day.weekday() < 5)), draw(st.integers(9, 17)))
    row = {"at": moment, "direction": draw(words("out both")), "topic": draw(words(" status"))}
    better.logs["contacts"].append({**row, "id": "x"})


def fewer_reports(draw: Draw, better: Story, worse: Story) -> None:
    """One full report less."""
    row = {"sent_on": draw(days), "id": "x"}
    better.logs["reports"].append(row | dict.fromkeys(SECTIONS, "yes"))


def fewer_tens(draw: Draw, better: Story, worse: Story) -> None:
    """One answer of 10 less."""
    day = draw(days)
    row = {"asked_on": draw(maybe(st.just(day))), "answered_on": day, "rating": 10, "id": "x"}
    better.logs["feedback"].append({**row, "yes_no": draw(words(" yes"))})


def never_delivered(draw: Draw, better: Story, worse: Story) -> None:
    """Left open in place of delivered, after all that was agreed about it."""
    rows = an_item(draw)
    done = later(max(row["promised_on"] for row in rows), draw(st.integers(0, 90)))
    add_item(better, rows, done_on=done)
    add_item(worse, rows)


def never_answered(draw: Draw, better: Story, worse: Story) -> None:
    """An ask that stays without its answer of 10."""
    asked = draw(days)
    row = {"asked_on": asked, "id": "x"}
    better.logs["feedback"].append({**row, "answered_on": later(asked, draw(gaps)), "rating": 10})
    worse.logs["feedback"].append(row)


def never_held(draw: Draw, better: Story, worse: Story) -> None:
    """A planned demo that passes, in place of one held before the decision-maker, even late."""
    planned = draw(days)
    row = {"planned_for": planned, "id": "x"}
    held = {"held_on": later(planned, draw(gaps)), "attendance": "decision-maker"}
    better.logs["demos"].append(row | held)
    worse.logs["demos"].append(row)


WORSE: tuple[Change, ...] = (
    *(later_delivery, no_warning, warned_slip, later_reply, lower_rating),
    *(fewer_demos, fewer_contacts, fewer_reports, fewer_tens),
    *(never_delivered, never_answered, never_held),
)


def compared(better: Story, worse: Story, as_of: date = LAST) -> tuple[Scores, Scores, History]:
    """Health of both, NaN but where the same signals are there in both; and their history."""
    history = history_of({"Better": better, "Worse": worse}, as_of)
    missing = np.isnan(history.signals)
    alike = (missing[:, 0] == missing[:, 1]).all(axis=0) & history.exists.all(axis=0)
    one, other = np.where(alike, history.scores.health, np.nan)
    return one, other, history


@pytest.mark.parametrize("change", WORSE, ids=lambda change: change.__name__)
@looked_at(30)
@given(data=st.data())
def test_what_is_worse_never_raises_health(change: Change, data: st.DataObject) -> None:
    better = data.draw(stories(started=True))
    worse = better.copied()
    change(data.draw, better, worse)
    one, other, _ = compared(better, worse)
    assert not (other > one + SMALL).any()


def bd_since(history: History, day: date, country: str) -> Any:
    """Business days from a day to each point; less than 0 before."""
    calendars = Calendars([country], day_number(BASE) - 90, day_number(LAST) + 400)
    points, client = history.days, np.zeros(len(history.days), int)
    return calendars.between(client, np.full(len(points), day_number(day), np.int32), points)


@looked_at(30)
@given(stories(started=True), days, gaps, st.booleans(), st.booleans())
def test_closing_a_risk_never_lowers_health_while_it_counts(
    story: Story, raised_on: date, gap: int, told: bool, planned: bool
) -> None:
    row = {"risk": "the one", "raised_on": raised_on, "id": "x"}
    row |= {"told_client_on": raised_on} if told else {}
    row |= {"plan_b": "hire", "owner": "Ann"} if planned else {}
    closed, closed_on = story.copied(), later(raised_on, gap)
    story.logs["risks"].append(row)
    closed.logs["risks"].append({**row, "closed_on": closed_on})
    one, other, history = compared(closed, story)
    within = bd_since(history, closed_on, story.facts["country"]) < 20
    assert not (other > one + SMALL)[within].any()


@looked_at(30)
@given(stories(started=True), days, st.lists(gaps, max_size=3), gaps)
def test_resolving_an_issue_never_lowers_health_within_20_business_days(
    story: Story, raised_on: date, updates: list[int], gap: int
) -> None:
    issue = {"issue": "the one", "id": "x"}
    events = [{**issue, "at": at(raised_on, 10), "event": "raised"}]
    events += [{**issue, "at": at(later(raised_on, g), 12), "event": "update"} for g in updates]
    resolved, resolved_on = story.copied(), later(raised_on, gap)
    story.logs["issues"] += events
    last = {**issue, "at": at(resolved_on, 16), "event": "resolved"}
    resolved.logs["issues"] += [*events, last]
    one, other, history = compared(resolved, story)
    within = bd_since(history, resolved_on, story.facts["country"]) < 20
    assert not (other > one + SMALL)[within].any()


# ---------------------------------------------------------------- promises

PROMISES = ("promises_kept", "no_surprises")


@looked_at(40)
@given(st.data())
def test_moving_or_warning_never_erases_a_slip(data: st.DataObject) -> None:
    rows = [row for row in an_item(data.draw) if row.get("moved_by") != "client"]
    due = max(row["due_on"] for row in rows[:1])
    done = later(max(due, *(row["promised_on"] for row in rows)), data.draw(st.integers(8, 40)))
    story = Story({"started_on": BASE, "country": ""})
    add_item(story, rows, done_on=done, warned_on=data.draw(maybe(days)))
    history = history_of({"Acme": story}, later(LAST, 100))
    kept = history.signals[PLACE["promises_kept"], 0]
    first_due = min(row["due_on"] for row in rows if row["promised_on"] == rows[0]["promised_on"])
    lost = (history.days >= day_number(done)) & (history.days < day_number(first_due) + 84)
    in_time = (2 * 70 + 100) / 3
    assert (kept[lost] < in_time - SMALL).all()


@looked_at(40)
@given(st.data())
def test_the_verdict_of_what_was_done_today_is_that_of_what_is_still_open(
    data: st.DataObject,
) -> None:
    rows = an_item(data.draw)
    today = later(max(row["promised_on"] for row in rows), data.draw(st.integers(0, 60)))
    story = Story({"started_on": BASE, "country": data.draw(words(" US"))})
    done = story.copied()
    add_item(done, rows, done_on=today)
    add_item(story, rows)
    history = history_of({"Done": done, "Open": story}, max(today, BASE))
    for name in PROMISES:
        one, other = history.signals[PLACE[name], :, -1]
        judged = not np.isnan([one, other]).any()
        assert not judged or one == other, name


@looked_at(30)
@given(stories(recorded=False))
def test_the_cadence_of_an_idle_client_never_rises(story: Story) -> None:
    names = {"contacts": ["at"], "demos": ["held_on"], "reports": ["sent_on"]}
    names["feedback"] = ["asked_on", "answered_on"]
    dates = [
        row[name].date() if isinstance(row[name], datetime) else row[name]
        for log, columns in names.items()
        for row in story.logs[log]
        for name in columns
        if row.get(name)
    ]
    history = history_of({"Acme": story}, later(LAST, 150))
    idle = bd_since(history, max([BASE, *dates]), story.facts["country"]) > 20
    for name in (
        *("contact_freshness", "contact_coverage", "informal_contact"),
        *("demo_freshness", "reports_on_time", "feedback_freshness"),
    ):
        line = history.signals[PLACE[name], 0, idle]
        assert not (np.diff(line) > SMALL).any(), name


# ---------------------------------------------------------------- what is known


@looked_at(40)
@given(stories(), days)
def test_what_is_dated_or_recorded_later_never_changes_a_day(story: Story, day: date) -> None:
    whole = history_of({"Acme": story}, day)
    assert same(whole, history_of({"Acme": cut_off(story, day)}, day))
    later_on = history_of({"Acme": story}, LAST)
    sundays = whole.days[whole.days % 7 == 3]
    first = int(np.searchsorted(later_on.days, sundays[0])) if len(sundays) else 0
    span = slice(first, first + len(sundays))
    assert np.array_equal(later_on.days[span], sundays)
    for name in ("signals", "band", "slope", "trend", "exists"):
        before, after = getattr(whole, name), getattr(later_on, name)
        assert (before[..., : len(sundays)].astype(str) == after[..., span].astype(str)).all(), name


# ---------------------------------------------------------------- how it is written

ZONES = ("Asia/Kolkata", "Asia/Tokyo", "America/Phoenix", "UTC")  # whose clocks never change


def elsewhere(value: Any, zone: ZoneInfo, shift: int) -> Any:
    """A day or a moment of the client's, as it is told so many minutes from UTC."""
    if not isinstance(value, date):
        return value
    timed = isinstance(value, datetime)
    local = value if isinstance(value, datetime) else datetime.combine(value, time(12, 30))
    told = local.replace(tzinfo=zone).astimezone(timezone(timedelta(minutes=shift)))
    return told.isoformat(sep=" " if timed and shift % 2 else "T")


@looked_at(30)
@given(stories(), st.sampled_from(ZONES), st.integers(-720, 840))
def test_the_same_instants_in_another_offset_change_nothing(
    story: Story, zone: str, shift: int
) -> None:
    story.facts["time_zone"] = zone
    told = story.copied()
    for rows in ([told.facts], *told.logs.values()):
        for row in rows:
            for name, value in row.items():
                # A contact or an event that is only a date has no time that could be told.
                if name != "at" or isinstance(value, datetime):
                    row[name] = elsewhere(value, ZoneInfo(zone), shift)
    assert same(history_of({"Acme": story}), history_of({"Acme": told}))


@looked_at(30)
@given(stories(), stories(), st.integers(0, 2**32))
def test_row_order_duplicates_and_reading_again_change_nothing(
    one: Story, other: Story, seed: int
) -> None:
    told = {"Acme": one, "Bolt": other}
    with TemporaryDirectory() as folder:
        write_logs(Path(folder), told)
        before = history_in(Path(folder))
        assert same(before, history_in(Path(folder)))
        dice = random.Random(seed)
        for log in SCORED:
            rows = [{**row, "client": name} for name in told for row in told[name].logs[log]]
            rows += dice.sample(rows, dice.randint(0, len(rows)))
            dice.shuffle(rows)
            write_rows(Path(folder), log, rows)
        assert same(before, history_in(Path(folder)))


@looked_at(30)
@given(stories(), stories())
def test_no_clients_rows_touch_anothers_score(one: Story, other: Story) -> None:
    alone, both = history_of({"Acme": one}), history_of({"Acme": one, "Bolt": other})
    at_points = np.searchsorted(both.days, alone.days)
    assert np.array_equal(both.days[at_points], alone.days)
    assert not np.delete(both.exists[0], at_points).any()
    for name in ("signals", "band", "slope", "trend", "exists"):
        mine, theirs = getattr(alone, name)[..., 0, :], getattr(both, name)[..., 0, at_points]
        assert (mine.astype(str) == theirs.astype(str)).all(), name


# ---------------------------------------------------------------- one day more

TODAY = later(LAST, 365)
BATCHES = 3


def assert_alike(one: Portfolio, other: Portfolio) -> None:
    """Equal bit for bit: scores, bands, trend, ledger, and what was set aside."""
    assert one.as_of == other.as_of
    assert same(one.history, other.history)
    for name in ("new", "ageing", "settings"):
        mine, theirs = getattr(one.changes, name), getattr(other.changes, name)
        assert np.array_equal(mine, theirs, equal_nan=True), name
    assert one.logs.set_aside == other.logs.set_aside
    for log, rows in one.logs.rows.items():
        assert sorted(rows.duplicates) == sorted(other.logs[log].duplicates)
        assert rows.read == other.logs[log].read
    assert one.version == other.version


def in_batches(draw: Draw, told: dict[str, Story], by_day: bool) -> list[dict[str, list[Row]]]:
    """All rows in some batches: by the day on which they are known, or in any order."""
    batches: list[dict[str, list[Row]]] = [{log: [] for log in SCORED} for _ in range(BATCHES)]
    for name, story in told.items():
        for log, rows in story.logs.items():
            for row in rows:
                dates = [row[c] for c in LOGS[log].appears if row.get(c)]
                first = min(d.date() if isinstance(d, datetime) else d for d in dates)
                known = max(first, row.get("recorded_on") or first)
                week = (known - BASE).days * BATCHES // (LENGTH + 60)
                batch = min(max(week, 0), BATCHES - 1) if by_day else draw(st.integers(0, 2))
                batches[batch][log].append({**row, "client": name})
    return batches


@pytest.mark.parametrize("by_day", [True, False], ids=["later days", "any rows"])
@looked_at(25)
@given(data=st.data())
def test_adding_rows_gives_what_reading_all_of_them_gives(
    by_day: bool, data: st.DataObject
) -> None:
    told = {"Acme": data.draw(stories()), "Bolt": data.draw(stories())}
    first, *more = in_batches(data.draw, told, by_day)
    first["reports"].append({"client": "Acme", "sent_on": BASE})  # there is a date
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_logs(folder, told, logs=[])
        for log, rows in first.items():
            write_rows(folder, log, rows)
        portfolio = Portfolio.open(folder, today=TODAY)
        for batch in more:
            for log, rows in batch.items():
                some = data.draw(st.sampled_from([[], [{"client": "Nobody"}], rows[:1]]))
                write_rows(folder, log, [*rows, *some], more=True)
            portfolio = portfolio.refreshed(TODAY)
            assert_alike(portfolio, Portfolio.open(folder, today=TODAY))
