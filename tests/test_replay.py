"""What if: a replay under other settings is what a full run under them gives, signal by signal."""

from __future__ import annotations

import gc
import weakref
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from health import background, replay
from health.background import Background
from health.calendars import day_number
from health.errors import SettingsRefused, UnusableLogs
from health.history import History, score_history
from health.logs.reading import read_folder
from health.portfolio import Portfolio
from health.score import Health
from health.settings import DIMENSIONS, SETTINGS, Settings
from health.settings.edits import edited
from health.signals import SIGNALS
from tests.conftest import FolderOf

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
DAY = date(2025, 9, 17)
HEAVY_DEMOS = {"weights.dimensions.demos": 2.0}


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    """The sample on a Wednesday of its 40th week or so."""
    return Portfolio.open(SAMPLE, as_of=DAY)


def other_value(name: str) -> Settings:
    """The defaults with one setting at another value that is allowed."""
    setting = SETTINGS[name]
    if isinstance(setting.default, str):
        others: tuple[object, ...] = {
            "agreements.time_zone": ("Pacific/Auckland",),
            "agreements.date_order": ("month first",),
            "agreements.works_from": ("12:00",),
            "agreements.works_to": ("13:00",),
        }[name]
    else:
        base = setting.default
        others = (round(base * 1.6) + 1, base * 1.6 + 0.2, round(base / 2), base / 2, base + 0.01)
    for other in others:
        try:
            found = edited(Settings.default(), {name: other})
        except SettingsRefused:
            continue
        if found != Settings.default():
            return found
    raise AssertionError(f"{name} has no other value here")


def assert_same(found: History, wanted: History) -> None:
    """Two histories are the same to the last bit."""
    for name in ("days", "exists", "band", "trend"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name)), name
    for place, name in enumerate(SIGNALS):
        pair = found.signals[place], wanted.signals[place]
        assert np.array_equal(*pair, equal_nan=True), name
    for each in fields(Health):
        pair = getattr(found.scores, each.name), getattr(wanted.scores, each.name)
        assert np.array_equal(*pair, equal_nan=True), each.name
    assert np.array_equal(found.slope, wanted.slope, equal_nan=True)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_replay_equals_a_full_run_whichever_setting_is_another(
    portfolio: Portfolio, name: str
) -> None:
    settings = other_value(name)
    found, _ = replay.history_under(portfolio, settings)
    logs = portfolio.logs if name not in replay.OF_READING else read_folder(SAMPLE, settings)
    assert_same(found, score_history(logs, settings, portfolio.as_of))


@pytest.mark.parametrize("scope", ["segments", "clients"])
def test_what_differs_for_a_segment_or_client_alone_is_replayed_too(
    portfolio: Portfolio, scope: str
) -> None:
    names = portfolio.logs.clients["segment" if scope == "segments" else "key"].str.casefold()
    own = {str(names.iloc[0]): {"age.zero_at": 1.5, "slip.zero_most": 11.0}}
    settings = Settings(portfolio.settings.values, **{scope: own})
    found, _ = replay.history_under(portfolio, settings)
    assert_same(found, score_history(portfolio.logs, settings, portfolio.as_of))
    assert not np.array_equal(found.signals, portfolio.history.signals, equal_nan=True)


def test_weights_and_bands_alone_compute_no_signal(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a signal was computed")

    monkeypatch.setattr(replay, "score_signals", never)
    settings = edited(portfolio.settings, {**HEAVY_DEMOS, "bands.green": 90, "trend.points": 5})
    found, _ = replay.history_under(portfolio, settings)
    assert found.signals is portfolio.history.signals


def test_a_target_computes_the_signals_that_read_it_and_no_other(portfolio: Portfolio) -> None:
    assert replay.stale_signals({"agreements.demo_every"}) == ["demo_freshness"]
    assert replay.stale_signals({"slip.zero_most"}) == ["promises_kept", "overdue_now"]
    assert replay.stale_signals({"weights.demos.demos_kept", "bands.red", "drift.k"}) == []


def test_a_portfolio_under_other_settings_is_that_of_a_full_run(portfolio: Portfolio) -> None:
    settings = edited(portfolio.settings, {**HEAVY_DEMOS, "agreements.demo_every": 4})
    found = replay.portfolio_under(portfolio, settings)
    full = Portfolio.of(portfolio.logs, settings, DAY)
    assert found.version == full.version
    assert_same(found.history, full.history)
    for name in ("new", "ageing", "settings"):
        pair = getattr(found.changes, name), getattr(full.changes, name)
        assert np.array_equal(*pair, equal_nan=True), name
    assert found.given_as_of == full.given_as_of


def test_settings_that_are_the_same_move_nothing(portfolio: Portfolio) -> None:
    table = replay.replay(portfolio, Settings.default()).table()
    assert (table["change"].dropna() == 0).all()
    assert (table["rank"] == table["rank_then"]).all()
    assert (table["weeks_other"] == 0).all()


def test_the_table_compares_what_is_with_what_would_be(portfolio: Portfolio) -> None:
    settings = edited(portfolio.settings, HEAVY_DEMOS)
    made = replay.replay(portfolio, settings)
    other = Portfolio.of(portfolio.logs, settings, DAY)
    for day in (None, date(2025, 6, 1)):
        now, then = portfolio.scores(day), other.scores(day)
        table = made.table(day)
        assert list(table["client"]) == list(then["client"])
        assert list(table["rank_then"]) == list(range(1, len(table) + 1))
        assert list(table.sort_values("rank")["client"]) == list(now["client"])
        by_code = table.set_index("code")
        for scores, suffix in ((now, ""), (then, "_then")):
            wanted = scores.set_index("code").loc[by_code.index]
            assert (by_code[f"band{suffix}"] == wanted["band"]).all()
            np.testing.assert_array_equal(by_code[f"health{suffix}"], wanted["health"])
    assert table["change"].abs().max() > 1


def test_what_the_dimensions_do_adds_up_to_the_change(portfolio: Portfolio) -> None:
    settings = edited(portfolio.settings, {**HEAVY_DEMOS, "agreements.contact_every": 1})
    table = replay.replay(portfolio, settings).table()
    np.testing.assert_allclose(table[list(DIMENSIONS)].sum(axis=1), table["change"], atol=1e-4)


def test_weeks_in_another_band_are_counted_up_to_the_day(portfolio: Portfolio) -> None:
    settings = edited(portfolio.settings, {"bands.green": 100, "bands.green_stays": 100})
    made = replay.replay(portfolio, settings)
    day = date(2025, 6, 1)
    code = int(made.table(day)["code"].iloc[0])
    line = portfolio.line(code)
    past = line[line["as_of"] <= day]
    row = made.table(day).set_index("code").loc[code]
    assert row["weeks"] == len(past)
    assert row["weeks_other"] == (past["band"] == "green").sum()
    assert made.table(day)["weeks_other"].sum() > 0


def test_the_shares_count_every_client_of_every_week_once(portfolio: Portfolio) -> None:
    made = replay.replay(portfolio, edited(portfolio.settings, HEAVY_DEMOS))
    shares = made.shares()
    total = shares.groupby("day")[["now", "then"]].sum()
    exists = portfolio.history.exists.sum(axis=0)
    assert (total["now"] == exists).all()
    assert (total["then"] == exists).all()
    last = shares[shares["day"] == DAY].set_index("band")["now"]
    assert {band: last[band] for band in last.index} == {
        band: count for band, (count, _) in portfolio.counts().items()
    }


def test_logs_that_changed_since_are_not_mixed_with_the_old(folder_of: FolderOf) -> None:
    folder = folder_of(contacts="client,at,direction\nAcme,2025-10-06 10:00,out\n")
    portfolio = Portfolio.open(folder, as_of=date(2025, 10, 12))
    with (folder / "contacts.csv").open("a") as file:
        file.write("Bolt,2025-10-07 10:00,out\n")
    with pytest.raises(UnusableLogs, match="changed since they were scored"):
        replay.replay(portfolio, edited(portfolio.settings, {"agreements.works_from": "10:00"}))


def test_a_replay_that_is_kept_keeps_no_logs(portfolio: Portfolio) -> None:
    own = Portfolio.of(portfolio.logs, portfolio.settings, date(2025, 3, 2))
    seen = weakref.ref(own)
    made = replay.replay(own, edited(own.settings, HEAVY_DEMOS))
    del own
    gc.collect()
    assert seen() is None
    assert len(made.table())


def test_one_trial_is_replayed_once_for_all_who_ask(
    portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Background()
    monkeypatch.setattr(background, "_current", made)
    settings = edited(portfolio.settings, HEAVY_DEMOS)
    key = replay.key_of(portfolio, settings)
    first = replay.asked(portfolio, settings)
    found = made.wait(key, 20)
    assert not first.done
    assert found is not None
    assert found.result is replay.asked(portfolio, edited(Settings.default(), HEAVY_DEMOS)).result
    assert found.result is not None
    assert found.result.days[-1] == day_number(DAY)
