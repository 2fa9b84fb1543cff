"""Clients side by side: their difference in points adds up, and says what it comes from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from health.compare import Sides, difference, sides, strongest
from health.measures import Scores
from health.peers import like, of_segment
from health.portfolio import Portfolio
from health.score import OF_DIMENSION, Weights, dimension_scores, health_of, points_of
from health.signals import SIGNALS

FolderOf = Callable[..., Path]
PLACE = {name: place for place, name in enumerate(SIGNALS)}
DIMENSION = {name: place for place, name in enumerate(OF_DIMENSION)}


@pytest.fixture(scope="module")
def sample() -> Portfolio:
    return Portfolio.open(Path(__file__).parent.parent / "data" / "sample")


def equal_weights(clients: int) -> Weights:
    inner = np.zeros((len(SIGNALS), clients))
    for places in OF_DIMENSION.values():
        inner[places] = 1 / len(places)
    return Weights(np.full((5, clients), 0.2), inner, np.full(clients, 0.7))


def made(signals: Scores, shares: Weights | None = None) -> Sides:
    """Sides with these signals, (23, N)."""
    number = signals.shape[1]
    shares = shares or equal_weights(number)
    scores = health_of(signals[:, :, None], shares)
    health, low, high, coverage = (
        part[:, 0] for part in (scores.health, scores.low, scores.high, scores.coverage)
    )
    names = tuple(f"c{at}" for at in range(number))
    return Sides(
        date(2026, 11, 22),
        tuple(range(number)),
        names,
        ("amber",) * number,
        health,
        low,
        high,
        coverage,
        np.zeros(number),
        scores.dimensions[:, :, 0],
        signals,
        shares,
    )


def flat(score: float = 80.0, clients: int = 2) -> Scores:
    return np.full((len(SIGNALS), clients), float(score))


def adds_up(found: Sides, one: int, others: list[int]) -> None:
    gap = difference(found, one, others)
    assert np.nansum(gap.signals) + gap.rest == pytest.approx(gap.total, abs=1e-9)
    assert np.nansum(gap.dimensions) == pytest.approx(np.nansum(gap.signals), abs=1e-9)


class TestDifference:
    def test_every_pair_of_the_sample_adds_up_to_the_difference_of_health(
        self, sample: Portfolio
    ) -> None:
        for day in sample.days[20::17]:
            codes = np.flatnonzero(sample.history.exists[:, sample.point(day)])
            found = sides(sample, list(codes), day)
            for one in range(len(codes)):
                for other in range(len(codes)):
                    gap = difference(found, one, [other])
                    if np.isnan(gap.total):
                        continue
                    assert gap.total == pytest.approx(found.health[one] - found.health[other])
                    adds_up(found, one, [other])

    def test_an_average_of_several_adds_up_too(self, sample: Portfolio) -> None:
        codes = np.flatnonzero(sample.history.exists[:, -1])
        found = sides(sample, list(codes))
        everyone = list(range(len(codes)))
        for one in everyone:
            adds_up(found, one, everyone)
        rest = np.delete(found.health, 0)
        total = difference(found, 0, everyone).total
        assert total == pytest.approx(found.health[0] - np.nanmean(rest))

    @given(
        some.lists(
            some.lists(some.floats(0, 100), min_size=23, max_size=23), min_size=2, max_size=2
        )
    )
    @settings(max_examples=80, deadline=None)
    def test_where_the_same_is_known_no_rest_is_left_and_no_higher_score_bears_against(
        self, scores: list[list[float]]
    ) -> None:
        signals = np.array(scores).T
        gap = difference(made(signals), 0, [1])
        assert gap.rest == pytest.approx(0, abs=1e-7)
        assert (gap.signals * (signals[:, 0] - signals[:, 1]) >= 0).all()

    def test_where_the_weakest_is_the_same_it_is_the_difference_of_kept_points(self) -> None:
        signals = flat()
        signals[OF_DIMENSION["demos"]] = [[20, 30], [10, 50], [0, 60]]
        signals[PLACE["rating"]] = (40, 90)
        found = made(signals)
        kept, _ = points_of(signals[:, :, None], found.shares)
        gap = difference(found, 0, [1])
        assert gap.signals == pytest.approx(kept[:, 0, 0] - kept[:, 1, 0], abs=1e-9)

    def test_equal_scores_bear_nothing_whichever_dimension_is_the_weakest(self) -> None:
        signals = flat()
        signals[OF_DIMENSION["deadlines"]] = 60
        signals[OF_DIMENSION["demos"], 1] = 30
        gap = difference(made(signals), 0, [1])
        assert gap.dimensions[DIMENSION["deadlines"]] == 0
        assert gap.dimensions[DIMENSION["demos"]] == pytest.approx(gap.total)

    def test_what_is_known_of_one_only_is_no_ones_advantage(self) -> None:
        signals = flat(90)
        signals[PLACE["rating"]] = (np.nan, 20)
        gap = difference(made(signals), 0, [1])
        assert np.isnan(gap.signals[PLACE["rating"]])
        assert np.nansum(np.abs(gap.signals)) == 0
        assert gap.rest == pytest.approx(gap.total)
        assert gap.total > 0

    def test_a_dimension_that_one_lacks_is_not_compared(self) -> None:
        signals = flat(70)
        signals[OF_DIMENSION["feedback"], 0] = np.nan
        gap = difference(made(signals), 0, [1])
        assert np.isnan(gap.dimensions[DIMENSION["feedback"]])
        adds_up(made(signals), 0, [1])

    def test_weights_that_differ_are_in_the_rest(self) -> None:
        shares = equal_weights(2)
        shares.dimensions[:, 1] = (0.6, 0.1, 0.1, 0.1, 0.1)
        signals = flat(50)
        signals[OF_DIMENSION["communication"]] = 90
        gap = difference(made(signals, shares), 0, [1])
        assert np.nansum(np.abs(gap.signals)) == 0
        assert gap.rest == pytest.approx(gap.total)
        assert gap.total < 0

    def test_a_client_of_which_nothing_is_known_is_compared_with_nobody(self) -> None:
        signals = flat()
        signals[:, 1] = np.nan
        found = made(signals)
        assert np.isnan(difference(found, 0, [1]).total)
        assert np.isnan(difference(found, 1, [0]).total)
        assert np.isnan(difference(found, 0, [0]).total)

    def test_the_average_leaves_out_whom_nothing_is_known_of(self) -> None:
        signals = flat(80, 3)
        signals[:, 1] = 60
        signals[:, 2] = np.nan
        assert difference(made(signals), 0, [0, 1, 2]).total == pytest.approx(20)


class TestStrongest:
    def test_it_is_the_signal_that_bears_most_of_the_dimension_that_bears_most(self) -> None:
        signals = flat(90)
        signals[PLACE["promises_kept"], 0] = 10
        signals[PLACE["rating"], 0] = 60
        found = strongest(difference(made(signals), 0, [1]))
        assert found == (DIMENSION["deadlines"], PLACE["promises_kept"])

    def test_it_points_the_way_of_the_total(self) -> None:
        signals = flat(60)
        signals[OF_DIMENSION["feedback"], 0] = 95
        signals[PLACE["overdue_now"], 0] = 58
        gap = difference(made(signals), 0, [1])
        assert gap.total > 0
        assert strongest(gap) == (DIMENSION["feedback"], OF_DIMENSION["feedback"][0])
        back = difference(made(signals), 1, [0])
        assert strongest(back) == strongest(gap)

    def test_identical_clients_have_none(self) -> None:
        assert strongest(difference(made(flat()), 0, [1])) is None


class TestSides:
    def test_they_hold_what_the_history_holds(self, sample: Portfolio) -> None:
        day = sample.days[-9]
        codes = [sample.client("Northmoor Water"), sample.client("Kestrel Mutual")]
        found = sides(sample, codes, day)
        table = sample.scores(day).set_index("client").loc[list(found.names)]
        assert found.names == ("Northmoor Water", "Kestrel Mutual")
        assert list(found.health) == list(table["health"])
        assert list(found.bands) == list(table["band"])
        for place, name in enumerate(SIGNALS):
            np.testing.assert_array_equal(found.signals[place], table[name])
        shown, _ = dimension_scores(found.signals[:, :, None], found.shares)
        np.testing.assert_allclose(shown[:, :, 0], found.dimensions)


CLIENTS = """client,segment,value,started_on
One,retainer,100000,2025-01-06
Near,Retainer,120000,2025-01-06
Far,retainer,900000,2025-01-06
Young,retainer,100000,2026-10-05
Unknown,retainer,,2025-01-06
Other,project,100000,2025-01-06
Second,project,100000,2025-01-06
Alone,public,100000,2025-01-06
"""


def full_logs() -> dict[str, str]:
    """Logs in which every client has a band."""
    names = [line.split(",")[0] for line in CLIENTS.splitlines()[1:]]
    contacts, demos, dates, reports, asks = (
        "client,at,direction,topic,needs_reply,replied_at", "client,held_on,attendance",
        "client,item,promised_on,due_on,confirmed_on,done_on", "client,sent_on,budget",
        "client,asked_on,answered_on,rating",
    )  # fmt: skip
    for name in names:
        contacts += f"\n{name},2026-11-18 10:00,out,status,,"
        contacts += f"\n{name},2026-11-17 10:00,in,status,yes,2026-11-17 11:00"
        demos += f"\n{name},2026-11-16,decision-maker"
        dates += f"\n{name},a,2026-10-01,2026-11-02,2026-10-01,2026-11-02"
        reports += f"\n{name},2026-11-18,yes"
        asks += f"\n{name},2026-11-10,2026-11-11,9"
    logs = (contacts, demos, dates, reports, asks)
    keys = ("contacts", "demos", "deadlines", "reports", "feedback")
    return {"clients": CLIENTS, **{key: f"{log}\n" for key, log in zip(keys, logs, strict=True)}}


class TestLike:
    @pytest.fixture
    def made(self, folder_of: FolderOf) -> Portfolio:
        return Portfolio.open(folder_of(**full_logs()), as_of=date(2026, 11, 22))

    def names(self, portfolio: Portfolio, client: str, most: int = 4) -> list[str]:
        found = like(portfolio, portfolio.client(client), most=most)
        return [portfolio.history.clients[each] for each in found.clients]

    def test_the_nearest_in_value_and_age_come_first(self, made: Portfolio) -> None:
        assert self.names(made, "One") == ["Near", "Unknown", "Far", "Young"]
        assert self.names(made, "One", most=1) == ["Near"]

    def test_it_is_sought_in_the_segment_however_that_is_written(self, made: Portfolio) -> None:
        found = like(made, made.client("One"))
        assert found.segment == "retainer"
        assert found.pool == 4

    @pytest.mark.parametrize("client", ["Other", "Alone"])
    def test_a_segment_with_too_few_gives_way_to_all(self, made: Portfolio, client: str) -> None:
        found = like(made, made.client(client), most=9)
        assert found.segment == ""
        assert len(found.clients) == found.pool == 7

    def test_it_names_nobody_of_whom_too_little_is_known(self, sample: Portfolio) -> None:
        for client in range(len(sample.history.clients)):
            for other in like(sample, client).clients:
                assert other != client
                assert sample.history.band[other, -1] != 3
        assert like(sample, 0) == like(sample, 0)

    def test_a_segment_lists_its_clients_most_in_need_first(self, sample: Portfolio) -> None:
        found = of_segment(sample, " RETAINER ")
        table = sample.scores()
        assert found == list(table.loc[table["segment"] == "retainer", "code"])
        assert of_segment(sample, "no such segment") == []
