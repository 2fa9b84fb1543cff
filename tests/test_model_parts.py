"""The parts of the Model page: the manual, the trial in the address, what a trial is said to do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import streamlit as st

from health import replay
from health.evidence.aims import Usual, aim, nothing_left
from health.portfolio import Portfolio
from health.settings import DIMENSIONS, SETTINGS, Settings
from health.settings.edits import Difference, edited
from health.signals import SIGNALS
from pages.parts import model_manual, model_trial, setting_words, trial
from pages.parts.palette import LIGHT
from tests.conftest import ROOT

DEFAULT = Settings.default()


@pytest.fixture(scope="module")
def made() -> replay.Replay:
    """The sample with demos that weigh more."""
    portfolio = Portfolio.open(ROOT / "data" / "sample")
    return replay.replay(portfolio, edited(DEFAULT, {"weights.dimensions.demos": 0.8}))


# Names -----------------------------------------------------------------------------------------


def test_every_setting_that_can_be_tried_stands_in_the_form_once() -> None:
    found = [
        name
        for part in setting_words.PARTS
        for names in setting_words.blocks(part).values()
        for name in names
    ]
    assert len(found) == len(set(found))
    assert set(found) == {name for name in SETTINGS if setting_words.can_be_tried(name)}
    assert set(SETTINGS) - set(found) == set(replay.OF_READING)


def test_no_two_settings_have_one_name_and_none_is_its_dotted_one() -> None:
    names = [setting_words.full_name(name) for name in SETTINGS]
    assert len(names) == len(set(names))
    assert not set(names) & set(SETTINGS)


def test_a_difference_says_whose_it_is() -> None:
    told = setting_words.difference
    assert told(Difference("", "weights.dimensions.demos", 0.15, 0.3)) == (
        "Weight of Demos: 15\u00a0% → 30\u00a0%"
    )
    assert told(Difference('client "acme"', "bands.red", None, 40.0)) == (
        'Red below, client "acme": as the rest → 40'
    )


@pytest.mark.parametrize("name", [name for name in SETTINGS if setting_words.can_be_tried(name)])
def test_a_share_is_typed_as_per_cent_and_means_what_it_meant(name: str) -> None:
    default = float(SETTINGS[name].default)
    field = setting_words.typed(name, default)
    assert setting_words.meant(name, field) == default
    share = SETTINGS[name].unit == "share"
    assert field == pytest.approx(default * (100 if share else 1))
    assert setting_words.label(name).endswith(" (%)") == share


# The manual ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({}, "Dates weigh most, and the weakest one counts extra"),
        ({"communication": 0.3}, "Talk weighs most, and the weakest one counts extra"),
        ({"demos": 0.25}, "Demos and Dates weigh most, and the weakest one counts extra"),
        (dict.fromkeys(DIMENSIONS, 1.0), "All five dimensions weigh the same"),
    ],
)
def test_the_headline_says_what_weighs_most(weights: dict[str, float], said: str) -> None:
    edits = {f"weights.dimensions.{name}": weight for name, weight in weights.items()}
    assert model_manual.headline(edited(DEFAULT, edits)) == said


def test_weights_are_told_as_they_are_scaled() -> None:
    settings = edited(DEFAULT, {"weights.dimensions.demos": 0.65})
    shares = model_manual.shares(settings, "dimensions")
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["demos"] == pytest.approx(0.65 / 1.5)


def test_targets_are_those_of_the_settings_in_force() -> None:
    usual = Usual(edited(DEFAULT, {"agreements.demo_every": 7, "age.zero_at": 2}))
    assert aim(usual, "demo_freshness") == "every 7 business days"
    assert nothing_left(usual, "demo_freshness") == "15.4 business days without"
    assert nothing_left(Usual(DEFAULT), "reply_time") == "after 32 business hours"
    assert nothing_left(Usual(DEFAULT), "rating") == ""


# The trial in the address ----------------------------------------------------------------------


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What stands in the address; a test fills it."""
    found: dict[str, list[str]] = {}

    class Params(dict[str, Any]):
        def get_all(self, name: str) -> list[str]:
            """All values of a name."""
            return found.get(name, [])

    monkeypatch.setattr(st, "query_params", Params())
    return found


def test_a_trial_comes_out_of_the_address_as_it_was_put_in(address: dict[str, list[str]]) -> None:
    edits = {"weights.dimensions.demos": 0.125, "age.days": 15.0, "bands.green": 80.0}
    address["set"] = trial.as_query(DEFAULT, edits)
    asked = trial.asked(DEFAULT)
    assert asked.edits == edits
    assert asked.settings == edited(DEFAULT, edits)
    assert asked.wrong == ()


def test_what_is_in_force_already_is_no_trial(address: dict[str, list[str]]) -> None:
    address["set"] = ["bands.green:75"]
    assert trial.asked(DEFAULT) == trial.Trial({}, None)


def test_what_is_wrong_in_the_address_is_told_and_not_obeyed(
    address: dict[str, list[str]],
) -> None:
    address["set"] = [
        "bands.green:500", "nonsense", "agreements.time_zone:UTC", "no.such:1", "age.days:2.5",
        "bands.red:nan", "weights.dimensions.demos:<b>", "bands.green_stays:71", " ",
        "health.mean_share:1.4",
    ]  # fmt: skip
    asked = trial.asked(DEFAULT)
    assert asked.edits == {"bands.green_stays": 71.0}
    assert asked.settings == edited(DEFAULT, asked.edits)
    assert len(asked.wrong) == 8
    told = "\n".join(asked.wrong)
    assert "Green from = 500 is not possible; allowed: a number from 0 to 100 (health)." in told
    assert "“nonsense” is no setting that can be tried." in told
    assert "Ages: averaged over the last (business days) = 2.5 is not possible" in told
    assert "Weight of Demos = “<b>” is not possible" in told
    assert "= 140\u00a0% is not possible; allowed: from 0 to 100\u00a0%." in told


def test_edits_that_contradict_each_other_are_told_once_and_not_tried(
    address: dict[str, list[str]],
) -> None:
    address["set"] = ["bands.green:60", "quiet_hours.full:0.9"]
    own = Settings(DEFAULT.values, {"retainer": {"age.days": 5.0}})
    asked = trial.asked(own)
    assert asked.settings is None
    assert set(asked.edits) == {"bands.green", "quiet_hours.full"}
    assert len(asked.wrong) == 2
    assert (
        "Stays green down to = 70 is not possible; allowed: at most “Green from”"
        in (asked.wrong[0])
    )


def test_an_endless_address_is_read_to_a_bound(address: dict[str, list[str]]) -> None:
    address["set"] = [f"x{at}" * 1000 for at in range(100_000)]
    asked = trial.asked(DEFAULT)
    assert len(asked.wrong) <= 2 * len(SETTINGS)
    assert max(map(len, asked.wrong)) < 200


# What a trial does -----------------------------------------------------------------------------


def test_the_sentence_counts_bands_and_ranks(made: replay.Replay) -> None:
    table = made.table()
    bands = int((table["band"] != table["band_then"]).sum())
    assert bands > 1
    said = model_trial.sentence(table)
    assert "clients change band" in said
    assert "weeks in another band" in said
    same = table.assign(band_then=table["band"], rank_then=table["rank"], weeks_other=0)
    assert model_trial.sentence(same) == (
        "No client changes band, no client moves in rank; no client had weeks in another band"
    )


def test_causes_name_the_dimensions_by_size() -> None:
    row = dict.fromkeys(DIMENSIONS, 0.0) | {"demos": -6.1, "feedback": 1.26, "deadlines": 0.04}
    assert model_trial.causes(row) == "Demos −6.1, Feedback +1.3"
    more = row | {"deadlines": 0.5, "communication": 0.4, "transparency": -0.2}
    assert model_trial.causes(more) == "Demos −6.1, Feedback +1.3, Dates +0.5, others +0.2"
    assert "limits of the bands" in model_trial.causes(dict.fromkeys(DIMENSIONS, 0.0))


def test_the_figure_shows_every_band_now_and_then(made: replay.Replay) -> None:
    figure = model_trial.shares_figure(made.shares(), LIGHT)
    names = [trace.name for trace in figure.data]
    assert [name.split()[-1] for name in names[:-1]] == ["now", "then"] * 4
    counts = pd.DataFrame({trace.name: trace.y for trace in figure.data[:-1]})
    totals = counts.filter(like="then").sum(axis=1)
    assert (totals == made.exists.sum(axis=0)).all()


def test_every_signal_is_in_the_manual(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(model_manual, "sheet", shown.append)
    monkeypatch.setattr(model_manual, "heading", lambda *_: None)
    model_manual.how_it_works(edited(DEFAULT, {"bands.green": 82, "agreements.reply_within": 5}))
    text = "".join(shown)
    for one in SIGNALS.values():
        assert one.label in text
    assert "health of 82 or more" in text
    assert "within 5 business hours" in text
