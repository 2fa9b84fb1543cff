"""How often rules were right: counted by quarter, and concluded only from enough that differs."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from health.alerts.marked import Verdict
from health.quality.shares import cases, precisions, quarter_name, share_of, table

DAY = date(2026, 10, 1)


def said(true: bool, client: str = "acme", since: date = DAY, rule: str = "drift") -> Verdict:
    """A mark on an alert."""
    return Verdict(client, rule, "demos", since, since, true)


def each_at_its_own(true: int, false: int) -> list[Verdict]:
    """Marks, each at a client of its own."""
    return [said(n < true, f"client {n}") for n in range(true + false)]


def test_a_mark_counts_in_the_quarter_in_which_its_alert_began() -> None:
    days = (date(2026, 9, 30), date(2026, 10, 1), date(2026, 12, 31), date(2027, 1, 1))
    (one,) = precisions([said(day.month > 9, since=day) for day in days])
    assert [(quarter_name(first), s.true, s.marked) for first, s in one.quarters] == [
        ("2026 Q3", 0, 1),
        ("2026 Q4", 2, 2),
        ("2027 Q1", 0, 1),
    ]
    assert (one.whole.true, one.whole.marked, one.whole.false) == (2, 4, 2)
    rows = table([one])
    assert rows["quarter"].tolist() == ["", "2026 Q3", "2026 Q4", "2027 Q1"]
    assert rows["marked"].tolist() == [4, 1, 2, 1]
    assert rows["cries_wolf"].tolist() == [False, None, None, None]


@pytest.mark.parametrize(
    ("true", "marked", "worth"),
    [
        ([1, 0, 1, 1], [1, 1, 1, 1], 4),  # each at a client of its own
        ([0], [9], 1),  # nine at one client tell of one client
        ([0, 0, 0], [3, 3, 3], 3),  # all alike: each client counts once
        ([1, 0, 2], [2, 2, 2], 4),  # by hand: between .5, within 1/6, alike .5; 6 / (1 + .5)
        ([1, 1, 1], [2, 2, 2], 6),  # clients do not differ at all
    ],
)
def test_marks_of_one_client_count_as_far_as_they_differ(
    true: list[int], marked: list[int], worth: float
) -> None:
    assert cases(np.array(true, float), np.array(marked, float)) == pytest.approx(worth)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 6)), min_size=1, max_size=8))
def test_marks_are_worth_at_most_their_number_and_at_least_one(
    counts: list[tuple[int, int]],
) -> None:
    true, marked = np.array([(min(true, of), of) for true, of in counts], float).T
    worth = cases(true, marked)
    assert 1 <= round(worth, 9) <= marked.sum()
    verdicts = [
        said(place < yes, f"client {n}")
        for n, (yes, of) in enumerate(zip(true, marked, strict=True))
        for place in range(int(of))
    ]
    share = share_of(verdicts)
    assert 0 <= share.low <= share.share + 1e-9
    assert share.share - 1e-9 <= share.high <= 1


@pytest.mark.parametrize(
    ("verdicts", "wolf"),
    [
        (each_at_its_own(0, 4), False),  # too few
        (each_at_its_own(0, 5), True),  # by hand: z²/(5 + z²) = .35
        (each_at_its_own(1, 4), False),  # up to .57 may be true
        (each_at_its_own(2, 12), True),
        ([said(False) for _ in range(30)], False),  # one client
        ([said(False, "ab"[n % 2]) for n in range(30)], False),  # two
        ([said(n < 3, "abc"[n % 3]) for n in range(30)], True),
        (each_at_its_own(9, 9), False),
    ],
)
def test_a_rule_cries_wolf_where_it_can_be_taken_for_mostly_wrong(
    verdicts: list[Verdict], wolf: bool
) -> None:
    assert [one.cries_wolf for one in precisions(verdicts)] == [wolf]


def test_rules_come_in_their_order_and_without_marks_not_at_all() -> None:
    found = precisions([said(True), said(True, rule="moved_again")])
    assert [one.rule for one in found] == ["moved_again", "drift"]
    assert precisions([]) == []
    assert table([]).empty
