"""What stricter values would have done to marked alerts: by hand, and against a whole replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from health import background
from health.alerts import RULES
from health.alerts.marked import Verdict
from health.logs.contract import folded
from health.portfolio import Portfolio
from health.quality.asking import asked, key_of, tried_rules
from health.quality.knobs import KNOBS
from health.quality.tried import Candidate, best, table, tried
from health.replay import portfolio_under
from health.settings import Settings
from health.settings.edits import edited
from tests.conftest import ROOT, FolderOf
from tests.test_replay_alerts import alone, everything

DAY = date(2025, 12, 10)
AGREED = "client,started_on,contact_every,demo_every,report_every\n"


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    """The sample after a year."""
    return Portfolio.open(ROOT / "data" / "sample", as_of=DAY)


def all_marked(portfolio: Portfolio, rule: str, most: int = 30) -> list[Verdict]:
    """Marks on some alerts of a rule, every third true."""
    listed = portfolio.alert_list(None, None)
    listed = listed[(listed["rule"] == rule) & (listed["state"] != "pending")]
    listed = listed.iloc[:: len(listed) // most + 1]
    rows = portfolio.found_alerts.named(listed).to_dict("records")
    return [
        Verdict(
            folded(row["client"]), rule, folded(row["subject"]), row["since"], row["fired_on"],
            place % 3 == 0,
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip


# ---------------------------------------------------------------- by hand


@pytest.fixture
def quiet(folder_of: FolderOf) -> Callable[..., tuple[Portfolio, list[Verdict]]]:
    """Clients whom we reach out to every 10 business days, but for one gap each, of so many; and
    a mark on the alert of each gap: it fires with the 21st business day.
    """

    def made(gaps: dict[int, bool]) -> tuple[Portfolio, list[Verdict]]:
        start, rows = date(2026, 1, 5), []  # a Monday
        for gap in gaps:
            again = start + timedelta(days=gap // 5 * 7 + gap % 5)
            days = [start, *(again + timedelta(days=14 * n) for n in range(8))]
            rows += [f"C{gap},{day},out\n" for day in days]
        clients = AGREED + "".join(f"C{gap},2026-01-05,10,0,0\n" for gap in gaps)
        folder: Path = folder_of(clients=clients, contacts="client,at,direction\n" + "".join(rows))
        portfolio = Portfolio.open(folder, as_of=date(2026, 4, 1))
        fires = date(2026, 2, 3)
        return portfolio, [
            Verdict(f"c{gap}", "gone_quiet", "contact", fires, fires, true)
            for gap, true in gaps.items()
        ]

    return made


Quiet = Callable[..., tuple[Portfolio, list[Verdict]]]


def test_false_ones_go_true_ones_come_later_and_the_mildest_value_is_told(quiet: Quiet) -> None:
    portfolio, marks = quiet({23: False, 24: False, 29: False, 43: True, 44: True})
    found = tried(portfolio, marks, "gone_quiet")
    by_value = {one.edits["alerts.quiet_targets"]: one for one in found.candidates}
    assert list(by_value) == [2.25, 2.5, 3, 3.5, 4, 5]
    assert (found.clients, found.alerts, found.away) == (5, 5, 0)
    told = {value: (one.false_gone, one.true_gone, one.later) for value, one in by_value.items()}
    assert told[2.25] == (1, 0, (2, 2))  # of more than 22.5 business days: the 23rd
    assert told[2.5] == (2, 0, (7, 7))  # the 26th
    assert told[3] == (3, 0, (14, 14))
    assert told[4] == (3, 0, (28, 28))
    assert told[5] == (3, 2, ())
    assert found.best is by_value[2.5]  # 2.25 drops a third only
    assert by_value[2.5].alerts == 3
    assert by_value[2.5].chance == pytest.approx(3 / 10)  # of 10 pairs of five, 3 are both false
    rows = table([found]).set_index("settings")
    assert rows.index[rows["best"]].tolist() == ["alerts.quiet_targets=2.5"]
    assert rows.loc["alerts.quiet_targets=4", "days_later_median"] == 28


def test_where_no_value_parts_them_none_is_told_to_help(quiet: Quiet) -> None:
    portfolio, marks = quiet({23: True, 24: True, 43: False, 44: False})
    found = tried(portfolio, marks, "gone_quiet")
    assert found.best is None
    assert found.nearest is None
    portfolio, marks = quiet({23: False, 24: False, 29: True, 43: True})
    assert (found := tried(portfolio, marks, "gone_quiet")).best is not None
    assert found.nearest is None  # there is a best one
    portfolio, marks = quiet({24: False, 23: True, 43: True, 44: False})
    found = tried(portfolio, marks, "gone_quiet")
    assert found.best is None


def test_a_mark_follows_its_alert_where_a_late_row_moved_it_and_else_is_left_out(
    quiet: Quiet,
) -> None:
    portfolio, marks = quiet({24: False, 43: True})
    moved = [replace(marks[0], since=date(2026, 1, 20), on=date(2026, 2, 4)), marks[1]]
    found = tried(portfolio, moved, "gone_quiet")
    assert (found.away, found.candidates[1].false_gone) == (0, 1)
    gone = [replace(marks[0], since=date(2025, 1, 1), on=date(2025, 1, 2)), marks[1]]
    gone.append(replace(marks[1], client="nobody"))
    found = tried(portfolio, gone, "gone_quiet")
    assert (found.away, found.candidates[1].false, found.candidates[1].true) == (2, 0, 1)
    assert found.best is None  # nothing to drop


def candidate(false_gone: int, true_gone: int, alerts: int = 1) -> Candidate:
    """Of eight false and ten true ones so many dropped."""
    return Candidate({"drift.h": float(alerts)}, 8, false_gone, 10, true_gone, (), alerts)


def test_a_value_helps_that_drops_half_of_the_false_and_keeps_nine_tenths_of_the_true() -> None:
    assert candidate(4, 1).helps
    assert not candidate(3, 0).helps
    assert not candidate(8, 2).helps
    mild, strict, other = candidate(4, 0, 30), candidate(8, 0, 10), candidate(5, 0, 40)
    assert best([[candidate(1, 0), mild, strict], [other]]) is other  # it still fires most
    assert best([[mild, strict], [candidate(0, 0)]]) is mild
    assert best([[], [candidate(8, 5)]]) is None


# ---------------------------------------------------------------- against a whole replay


@pytest.mark.parametrize("rule", RULES)
def test_a_stricter_value_never_brings_back_an_alert_nor_earlier(
    sample: Portfolio, rule: str
) -> None:
    marks = all_marked(sample, rule)
    found = tried(sample, marks, rule)
    assert found.away == 0
    rows = [list(knob.candidates(sample.settings)) for knob in KNOBS if knob.rule == rule]
    assert [each.edits for each in found.candidates] == [edits for row in rows for edits in row]
    rest = iter(found.candidates)
    for row in rows:
        for mild, strict in pairwise([next(rest) for _ in row]):
            assert mild.false_gone <= strict.false_gone
            assert mild.true_gone <= strict.true_gone
            assert sum(strict.later) >= sum(mild.later) or strict.true_gone > mild.true_gone
            assert strict.true == mild.true == sum(each.true for each in marks)


@pytest.mark.parametrize(
    "edits",
    [
        {"alerts.quiet_targets": 3.0},
        {"alerts.dimension_below": 40.0},
        {"alerts.overdue_after": 4.0},
    ],
    ids=lambda edits: str(*edits),
)
def test_what_would_not_have_fired_is_what_a_whole_replay_says(
    sample: Portfolio, edits: dict[str, float]
) -> None:
    (rule,) = {knob.rule for knob in KNOBS if knob.settings == tuple(edits)}
    marks = all_marked(sample, rule, 200)
    (one,) = (each for each in tried(sample, marks, rule).candidates if each.edits == edits)
    then = everything(portfolio_under(sample, edited(sample.settings, edits)))
    now, then = (table[table["rule"] == rule] for table in (everything(sample), then))
    assert (len(marks), one.alerts) == (len(now), len(then))
    assert one.false_gone + one.true_gone == len(alone(now, then)) > 0


def test_every_rule_has_values_to_try_and_each_is_allowed() -> None:
    default = Settings.default()
    assert {knob.rule for knob in KNOBS} == set(RULES)
    for knob in KNOBS:
        rows = list(knob.candidates(default))
        assert len(rows) == len(knob.steps)
        for edits in rows:
            made = edited(default, edits)  # refuses what is not allowed
            assert all(made.number(name) != default.number(name) for name in knob.settings)
    low = edited(default, {"alerts.unhappy_rating": 1})
    (first, *_) = [knob for knob in KNOBS if knob.settings == ("alerts.unhappy_rating",)]
    assert [*first.candidates(low)] == [{"alerts.unhappy_rating": 0}]  # and no further


def test_it_is_done_beside_the_pages_once_for_the_same_marks(quiet: Quiet) -> None:
    portfolio, marks = quiet({23: False, 24: False, 43: True})
    rules = ["gone_quiet"]
    key = key_of(portfolio, marks, rules)
    asked(portfolio, marks, rules)
    done = background.current().wait(key, 30)
    assert done is not None
    assert done.result == tried_rules(portfolio, marks, rules)
    assert asked(portfolio, marks, rules) is done
    other = Verdict("c23", "drift", "Talk", DAY, DAY, False)
    assert key_of(portfolio, [*marks, other], rules) == key  # a mark on another rule
    assert key_of(portfolio, [replace(marks[0], true=True), *marks[1:]], rules) != key
