"""From the days on which something is true to alerts: when they begin, fire, end and return."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.alerts.life import STATES, Occurrences, Spells, occurrences
from health.calendars import NEVER

CLEAN, AFTER = 14, 7
Runs = list[tuple[int, int]]


def lived(runs: Runs, after: int = 0, ended: int = int(NEVER), clean: int = CLEAN) -> Occurrences:
    """The alerts of one client and subject that is true over [begin, end) of each run."""
    begin, end = (np.array([run[i] for run in runs], np.int32) for i in (0, 1))
    one = np.zeros(len(runs), np.int64)
    return occurrences(Spells(one, one, begin, end), clean, after, np.array([ended], np.int32))


def states(found: Occurrences, day: int) -> list[str]:
    """The states of all that are alerts on a day."""
    return [STATES[state] for state in found.states(day) if state < len(STATES)]


def test_it_fires_on_its_first_day_and_is_resolved_when_fourteen_days_were_clean() -> None:
    found = lived([(10, 13)])  # true on 10, 11, 12; clean on 13 .. 26
    assert [states(found, day) for day in (9, 10, 25, 26)] == [
        [],
        ["firing"],
        ["firing"],
        ["resolved"],
    ]
    assert (found.since[0], found.fires[0], found.resolved[0]) == (10, 10, 26)


def test_what_returns_within_the_fourteen_days_continues_the_same_alert() -> None:
    assert len(lived([(10, 13), (26, 27)])) == 1
    two = lived([(10, 13), (27, 28)])
    assert two.since.tolist() == [10, 27]
    assert states(two, 27) == ["resolved", "firing"]


def test_what_must_last_a_week_is_pending_until_then_and_nothing_if_it_does_not() -> None:
    found = lived([(10, 18)], AFTER)  # still true on day 17, a week after its first
    assert [states(found, day) for day in (10, 16, 17)] == [["pending"], ["pending"], ["firing"]]
    short = lived([(10, 17)], AFTER)
    assert [states(short, day) for day in (16, 17, 40)] == [["pending"], [], []]


def test_a_short_return_keeps_an_alert_open_but_begins_none() -> None:
    found = lived([(2, 4), (10, 20), (25, 27), (60, 62)], AFTER)
    fired = found.fires < NEVER
    assert found.since[fired].tolist() == [10]
    assert found.resolved[fired].tolist() == [26 + CLEAN]
    assert states(found, 3) == ["pending"]
    assert states(found, 61) == ["resolved", "pending"]


def test_the_end_of_a_client_resolves_its_alerts() -> None:
    found = lived([(10, 13)], ended=15)
    assert [states(found, day) for day in (14, 15)] == [["firing"], ["resolved"]]


def test_an_event_is_resolved_four_weeks_after_it() -> None:
    found = lived([(10, 11)], clean=28)
    assert [states(found, day) for day in (37, 38)] == [["firing"], ["resolved"]]


def test_subjects_and_clients_have_lives_of_their_own() -> None:
    whose, day = np.array([1, 0, 1]), np.array([5, 5, 5], np.int32)
    spells = Spells(whose, np.array([3, 3, 4]), day, day + 2)
    found = occurrences(spells, CLEAN, 0, np.full(2, NEVER, np.int32))
    assert list(zip(found.client, found.subject, strict=True)) == [(0, 3), (1, 3), (1, 4)]


# ------------------------------------------------- as of each day, and folded day by day


def day_by_day(true: set[int], last: int, after: int) -> dict[int, list[tuple[int, str]]]:
    """`since` and state of what is pending or firing, and of what was resolved, on each day."""
    run = since = gone = None
    done: list[tuple[int, str]] = []
    found = {}
    for day in range(last + 1):
        if day in true:
            run = day if run is None else run
            gone = day
            if since is None and day - run >= after:
                since = run
        else:
            run = None
            if since is not None and gone is not None and day - gone >= CLEAN:
                done, since = [*done, (since, "resolved")], None
        now = [(since, "firing")] if since is not None else []
        if since is None and run is not None:
            now = [(run, "pending")]
        found[day] = [*done, *now]
    return found


@pytest.mark.parametrize("after", [0, AFTER])
@given(runs=st.lists(st.integers(1, 25), min_size=2, max_size=16), last=st.integers(0, 160))
def test_as_of_any_day_it_is_what_folding_the_days_up_to_it_gives(
    after: int, runs: list[int], last: int
) -> None:
    edges = np.cumsum(runs).tolist()
    spells = list(pairwise(edges))[::2]
    true = {day for begin, end in spells for day in range(begin, end)}
    whole = lived([(int(begin), int(end)) for begin, end in spells], after)
    for day, wanted in day_by_day(true, last, after).items():
        ours = zip(whole.since.tolist(), whole.states(day), strict=True)
        assert [(since, STATES[s]) for since, s in ours if s < len(STATES)] == wanted, day
