"""From signals to health, points, coverage, range and bands: the exact cases of section 3."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from health.calendars import day_number
from health.measures import Scores
from health.score import BANDS, OF_DIMENSION, Health, Weights, bands, health_of, points_of
from health.settings import DIMENSIONS, Settings
from health.signals import SIGNALS

NAN = np.nan
SETTINGS = Settings.default()
NAMES = list(SIGNALS)
SUNDAY = date(2024, 3, 10)


# ---------------------------------------------------------------- health


def default_weights() -> Weights:
    """The documented weights, of one client."""
    outer = [SETTINGS.number(f"weights.dimensions.{name}") for name in DIMENSIONS]
    inner = [SETTINGS.number(one.weight_name) for one in SIGNALS.values()]
    share = SETTINGS.number("health.mean_share")
    return Weights(np.array([outer]).T, np.array([inner]).T, np.array([share]))


def signals_of(**scores: float) -> Scores:
    """Signals of one client at one point: by their name or their dimension's; others missing."""
    found = np.full((len(NAMES), 1, 1), NAN)
    for name, score in scores.items():
        found[OF_DIMENSION[name] if name in OF_DIMENSION else NAMES.index(name)] = score
    return found


def scored(**scores: float) -> Health:
    return health_of(signals_of(**scores), default_weights())


def points(**scores: float) -> dict[str, float]:
    """Points that each signal keeps, those of 0 left out."""
    kept = points_of(signals_of(**scores), default_weights())[0][:, 0, 0]
    return {name: float(each) for name, each in zip(NAMES, kept, strict=True) if each}


def exactly(value: float) -> object:
    return pytest.approx(value, abs=1e-9, rel=0)


def everything(score: float, **others: float) -> dict[str, float]:
    """All dimensions at one score, but for some."""
    return dict.fromkeys(DIMENSIONS, score) | others


def test_the_weights_are_those_of_the_document() -> None:
    shares = default_weights()
    assert shares.dimensions.sum() == exactly(1)
    for places in OF_DIMENSION.values():
        assert shares.signals[places].sum() == exactly(1)


@pytest.mark.parametrize(
    ("scores", "health"),
    [
        (everything(100), 100),
        (everything(0), 0),
        (everything(60), 60),
        (everything(100, demos=0), 0.7 * 85),  # one failing dimension can't hide
        (
            {
                "communication": 100,
                "demos": 80,
                "deadlines": 60,
                "feedback": 40,
                "transparency": 20,
            },
            0.7 * 59 + 0.3 * 20,
        ),
        ({"communication": 60}, 60),  # what is not known does not count
        ({"communication": 80, "deadlines": 35}, 0.7 * (0.2 * 80 + 0.25 * 35) / 0.45 + 0.3 * 35),
        ({"rating": 50, "response_rate": 100}, (0.55 * 50 + 0.15 * 100) / 0.7),
    ],
)
def test_health_is_70_percent_of_the_mean_and_30_of_the_weakest(
    scores: dict[str, float], health: float
) -> None:
    assert scored(**scores).health[0, 0] == exactly(health)


def test_a_dimension_is_the_weighted_mean_of_the_signals_that_are_there() -> None:
    found = scored(demo_freshness=90, demos_kept=50)
    assert found.dimensions[1, 0, 0] == exactly((0.6 * 90 + 0.2 * 50) / 0.8)
    assert np.isnan(found.dimensions[[0, 2, 3, 4]]).all()


def test_nothing_known_is_no_health_and_not_zero() -> None:
    found = scored()
    assert np.isnan(found.health).all()
    assert np.isnan(found.dimensions).all()
    assert (found.low[0, 0], found.high[0, 0], found.coverage[0, 0]) == (0, 100, 0)


# ---------------------------------------------------------------- coverage and range


@pytest.mark.parametrize(
    ("scores", "coverage"),
    [
        (everything(50), 1),
        ({"communication": 0}, 0.2),
        ({"rating": 70}, 0.55 * 0.2),
        ({"demos": 10, "informal_contact": 100}, 0.15 + 0.05 * 0.2),
        ({"contact_freshness": 0, "reply_time": 0, "deadlines": 0}, 0.6 * 0.2 + 0.25),
    ],
)
def test_coverage_is_the_share_of_all_weight_that_is_known(
    scores: dict[str, float], coverage: float
) -> None:
    assert scored(**scores).coverage[0, 0] == exactly(coverage)


@pytest.mark.parametrize(
    ("scores", "low", "high"),
    [
        (everything(73), 73, 73),  # all is known: the range is a point
        ({"communication": 60}, 0.7 * 0.2 * 60, 0.7 * (0.2 * 60 + 80) + 0.3 * 60),
        ({"demos": 0}, 0, 0.7 * 85),
        ({"rating": 100}, 0.7 * 0.2 * 55, 100),
    ],
)
def test_the_range_is_health_with_all_that_is_missing_at_0_and_at_100(
    scores: dict[str, float], low: float, high: float
) -> None:
    found = scored(**scores)
    assert found.low[0, 0] == exactly(low)
    assert found.high[0, 0] == exactly(high)
    assert found.low[0, 0] <= found.health[0, 0] <= found.high[0, 0]


# ---------------------------------------------------------------- points


def test_a_signal_carries_its_share_of_the_mean_and_of_the_weakest_dimension() -> None:
    kept = points(**everything(100, demos=50))
    assert kept["demo_freshness"] == exactly((0.7 * 0.15 + 0.3) * 0.6 * 50)
    assert kept["rating"] == exactly(0.7 * 0.2 * 0.55 * 100)
    assert sum(kept.values()) == exactly(0.7 * 92.5 + 0.3 * 50)


def test_a_signal_takes_over_the_weight_of_those_that_are_missing() -> None:
    kept = points(rating=80, feedback_freshness=40)
    assert kept == {
        "rating": exactly(0.55 / 0.7 * 80),
        "feedback_freshness": exactly(0.15 / 0.7 * 40),
    }


@pytest.mark.parametrize("apart", [0, 1e-10])
def test_dimensions_that_tie_for_the_weakest_share_it_equally(apart: float) -> None:
    kept = points(communication=40, demos=40 + apart, deadlines=90)
    mean = 0.7 / 0.6
    assert kept["contact_freshness"] == exactly((mean * 0.2 + 0.15) * 0.3 * 40)
    assert kept["demo_freshness"] == exactly((mean * 0.15 + 0.15) * 0.6 * 40)
    assert kept["promises_kept"] == exactly(mean * 0.25 * 0.6 * 90)


def test_dimensions_apart_in_the_9th_decimal_do_not_tie() -> None:
    kept = points(communication=40, demos=40 + 2e-9, deadlines=90)
    mean = 0.7 / 0.6
    assert kept["contact_freshness"] == exactly((mean * 0.2 + 0.3) * 0.3 * 40)
    assert kept["demo_freshness"] == exactly(mean * 0.15 * 0.6 * 40)


def test_points_lost_are_what_is_missing_to_100() -> None:
    scores = signals_of(**everything(100, feedback=30))
    kept, lost = points_of(scores, default_weights())
    health = health_of(scores, default_weights()).health[0, 0]
    assert kept.sum() == exactly(health)
    assert lost.sum() == exactly(100 - health)
    assert lost[NAMES.index("rating"), 0, 0] == exactly((0.7 * 0.2 + 0.3) * 0.55 * 70)
    assert lost[NAMES.index("reply_time"), 0, 0] == 0


def test_what_is_missing_neither_keeps_nor_loses_points() -> None:
    kept, lost = points_of(signals_of(rating=10), default_weights())
    others = [place for place, name in enumerate(NAMES) if name != "rating"]
    assert not kept[others].any()
    assert not lost[others].any()


# ---------------------------------------------------------------- bands

G, A, R, N = "green", "amber", "red", "none"


def limits(clients: int = 1) -> dict[str, Scores]:
    names = ("green", "green_stays", "red", "red_stays", "dimension_floor", "coverage_least")
    found = {name: np.full(clients, SETTINGS.number(f"bands.{name}")) for name in names}
    return found | {"dimension_weights": np.ones((5, clients))}


def shown(
    levels: list[float],
    *,
    weakest: list[float] | None = None,
    coverage: list[float] | None = None,
    last: int = 0,
) -> list[str]:
    """Bands of one client at Sundays running; the last point `last` days after the Sunday before.

    `weakest` are the scores of its weakest dimension (else all of them are well), `coverage` its
    coverage (else all is known).
    """
    count = len(levels)
    days = [day_number(SUNDAY + timedelta(days=7 * place)) for place in range(count)]
    days[-1] += last - 7 if last else 0
    health = np.array([levels])
    dimensions = np.full((5, 1, count), 90.0)
    if weakest is not None:
        dimensions[3, 0] = weakest
    known = np.array([coverage or [1.0] * count])
    scores = Health(dimensions, health, health, health, known)
    found = bands(scores, np.ones((1, count), bool), np.array(days, np.int32), limits())
    return [BANDS[band] for band in found[0]]


@pytest.mark.parametrize(
    ("level", "band"),
    [
        (100, G),
        (75, G),
        (75 - 4e-10, G),  # limits are compared at 9 decimals
        (75 - 6e-10, A),
        (72, A),
        (50, A),
        (50 - 4e-10, A),
        (50 - 6e-10, R),
        (0, R),
    ],
)
def test_the_first_point_shows_its_own_target(level: float, band: str) -> None:
    assert shown([level]) == [band]
    assert shown([level], last=3) == [band]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([75, 70, 70], [G, G, G]),
        ([75, 70 - 4e-10], [G, G]),
        ([75, 70 - 6e-10], [G, A]),
        ([75, 69, 72, 72], [G, A, A, A]),  # once lost, green needs 75 again
        ([75, 69, 75, 75], [G, A, A, G]),
    ],
)
def test_green_stays_green_down_to_70(levels: list[float], expected: list[str]) -> None:
    assert shown(levels) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([49, 54, 54, 54], [R, R, R, R]),
        ([49, 55, 55], [R, R, A]),
        ([49, 55 - 4e-10, 55 - 4e-10], [R, R, A]),
        ([49, 55 - 6e-10, 55 - 6e-10], [R, R, R]),
        ([49, 55, 54, 55, 55], [R, R, R, R, A]),
        ([49, 55, 55, 51], [R, R, A, A]),  # once left, red needs less than 50 again
    ],
)
def test_red_stays_red_up_to_55(levels: list[float], expected: list[str]) -> None:
    assert shown(levels) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([80, 60], [G, A]), ([80, 40], [G, R]), ([60, 40], [A, R]), ([80, 60, 40], [G, A, R])],
)
def test_a_worse_target_shows_at_once(levels: list[float], expected: list[str]) -> None:
    assert shown(levels) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([40, 60], [R, R]),
        ([40, 60, 60], [R, R, A]),
        ([40, 80, 80], [R, R, G]),
        ([40, 60, 80], [R, R, A]),  # the worse of the two
        ([40, 80, 60], [R, R, A]),
        ([40, 60, 80, 80], [R, R, A, G]),  # last Sunday's target was better than amber already
        ([40, 80, 60, 80, 80], [R, R, A, A, G]),
        ([40, 60, 40, 60, 60], [R, R, R, R, A]),  # not running
        ([60, 80, 60, 80, 80], [A, A, A, A, G]),
        ([60, 80, 40, 80, 80], [A, A, R, R, G]),  # a fall between forgets
    ],
)
def test_a_better_target_shows_on_the_second_sunday_running(
    levels: list[float], expected: list[str]
) -> None:
    assert shown(levels) == expected


@pytest.mark.parametrize("last", [1, 3, 6])
def test_a_partial_week_worsens_a_band_but_never_improves_it(last: int) -> None:
    assert shown([80, 60], last=last) == [G, A]
    assert shown([60, 40], last=last) == [A, R]
    assert shown([40, 80, 80], last=last) == [R, R, R]
    assert shown([60, 80, 80], last=last) == [A, A, A]
    assert shown([60, 80, 80, 80], last=last) == [A, A, G, G]


@pytest.mark.parametrize(
    ("weakest", "band"),
    [(50, G), (50 - 4e-10, G), (50 - 6e-10, A), (0, A)],
)
def test_a_dimension_below_50_makes_a_green_target_amber(weakest: float, band: str) -> None:
    assert shown([80], weakest=[weakest]) == [band]


def test_a_weak_dimension_takes_green_away_at_once_and_gives_it_back_on_the_second_sunday() -> None:
    assert shown([80, 80, 80, 80], weakest=[60, 49, 60, 60]) == [G, A, A, G]
    assert shown([80, 72, 72], weakest=[60, 49, 60]) == [G, A, A]


def test_a_weak_dimension_alone_is_never_red() -> None:
    assert shown([51], weakest=[0]) == [A]
    assert shown([49], weakest=[0]) == [R]


@pytest.mark.parametrize(
    ("coverage", "band"), [(0.6, G), (0.6 - 4e-10, G), (0.6 - 6e-10, N), (0, N)]
)
def test_too_little_known_is_no_band(coverage: float, band: str) -> None:
    assert shown([90], coverage=[coverage]) == [band]


def test_too_little_known_clears_the_memory() -> None:
    gap = [1, 0.5, 1]
    assert shown([80, 80, 72], coverage=gap) == [G, N, A]  # 72 stays green only where green was
    assert shown([40, 40, 54], coverage=gap) == [R, N, A]  # 54 stays red only where red was
    assert shown([40, 40, 80], coverage=gap) == [R, N, G]  # after it, the target itself
    assert shown([60, 80, 80, 60, 80], coverage=[1, 1, 0.5, 1, 1]) == [A, A, N, A, A]


def test_no_health_is_no_band_and_clears_the_memory() -> None:
    assert shown([80, NAN, 72]) == [G, N, A]


def test_a_client_has_no_band_before_its_first_point() -> None:
    health = np.array([[40.0, 80.0, 72.0]])
    scores = Health(np.full((5, 1, 3), 90.0), health, health, health, np.ones((1, 3)))
    days = np.array([day_number(SUNDAY) + 7 * week for week in range(3)], np.int32)
    found = bands(scores, np.array([[False, True, True]]), days, limits())
    assert [BANDS[band] for band in found[0]] == [N, G, G]


def test_each_client_is_judged_by_its_own_limits() -> None:
    health = np.array([[72.0], [72.0]])
    scores = Health(np.full((5, 2, 1), 90.0), health, health, health, np.ones((2, 1)))
    own = limits(2) | {"green": np.array([75.0, 65.0])}
    found = bands(scores, np.ones((2, 1), bool), np.array([day_number(SUNDAY)], np.int32), own)
    assert [BANDS[band] for band in found[:, 0]] == [A, G]
