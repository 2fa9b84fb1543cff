"""Settings that people change: refused all at once, compared, written to come back."""

from __future__ import annotations

import tomllib

import pytest

from health.errors import SettingsRefused
from health.logs.contract import folded
from health.settings import SETTINGS, Settings
from health.settings.edits import (
    Difference,
    checked,
    differences,
    edited,
    edits_between,
    settings_file,
    value_of,
)

DEFAULT = Settings.default()


def again(text: str) -> Settings:
    """The settings that a file's text holds."""
    return Settings.from_tables(tomllib.loads(text))


def test_all_that_is_not_allowed_is_told_at_once_with_name_value_and_what_is() -> None:
    with pytest.raises(SettingsRefused) as caught:
        edited(
            DEFAULT,
            {"bands.green": 101, "age.days": 2.5, "bands.gren": 1, "agreements.works_to": "6 pm"},
        )
    said = str(caught.value).splitlines()
    assert said[0] == (
        "settings: bands.green = 101 is refused; allowed: a number from 0 to 100 (health)"
    )
    assert [each.name for each in caught.value.refusals] == [
        "bands.green", "age.days", "bands.gren", "agreements.works_to",
    ]  # fmt: skip
    assert len(said) == 4


def test_all_contradictions_are_told_at_once_each_of_them_once() -> None:
    own = Settings(DEFAULT.values, {"a": {"bands.red": 80.0}}, {"b": {"bands.red": 80.0}})
    with pytest.raises(SettingsRefused) as caught:
        edited(own, {"bands.green": 60, "quiet_hours.full": 0.9})
    told = [str(each) for each in caught.value.refusals]
    assert len(told) == len(set(told))
    assert any('segment "a"' in each for each in told)
    assert sum("quiet_hours.full = 0.9" in each and "segment" not in each for each in told) >= 1


def test_edits_leave_what_differs_for_segments_and_clients() -> None:
    own = Settings(
        DEFAULT.values, {"retainer": {"age.zero_at": 2.0}}, {"acme": {"bands.red": 40.0}}
    )
    made = edited(own, {"age.zero_at": 4})
    assert made.values["age.zero_at"] == 4.0
    assert (made.segments, made.clients) == (own.segments, own.clients)
    assert edits_between(own, made) == {"age.zero_at": 4.0}


def test_good_edits_and_refused_ones_can_be_told_apart() -> None:
    good, refused = checked({"bands.green": 80, "bands.red": "low"})
    assert good == {"bands.green": 80.0}
    assert [each.name for each in refused] == ["bands.red"]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("bands.green", "80.5", 80.5),
        ("bands.green", "inf", "inf"),
        ("bands.green", "nan", "nan"),
        ("bands.green", "much", "much"),
        ("agreements.works_from", "10:00", "10:00"),
        ("no.such", "5", 5.0),
    ],
)
def test_a_text_means_a_number_only_where_it_is_one(
    name: str, text: str, value: float | str
) -> None:
    assert value_of(name, text) == value


def test_differences_name_whose_value_they_are() -> None:
    own = Settings(
        DEFAULT.values, {"retainer": {"age.zero_at": 2.0}}, {"acme": {"bands.red": 40.0}}
    )
    other = Settings({**DEFAULT.values, "age.days": 10.0}, {}, {"acme": {"bands.red": 45.0}})
    assert differences(own, other) == [
        Difference("", "age.days", 20.0, 10.0),
        Difference('segment "retainer"', "age.zero_at", 2.0, None),
        Difference('client "acme"', "bands.red", 40.0, 45.0),
    ]
    assert differences(own, own) == []


def test_a_file_holds_only_what_differs() -> None:
    made = edited(DEFAULT, {"weights.dimensions.demos": 0.3, "age.days": 10})
    assert settings_file(made, ["Stricter demos", "because they slip"]) == (
        "# Stricter demos\n# because they slip\n\n"
        "[weights.dimensions]\ndemos = 0.3\n\n[age]\ndays = 10\n"
    )


def test_every_setting_comes_back_from_the_file_as_it_was() -> None:
    values = {
        name: each.checked(each.default, "") if isinstance(each.default, str) else each.default / 3
        for name, each in SETTINGS.items()
    }
    whole = {name for name, each in SETTINGS.items() if each.whole}
    values |= {name: SETTINGS[name].least for name in whole}
    values |= {"bands.red_stays": 16.7, "age.zero_at": 1.01 + 1e-7, "agreements.works_to": "24:00"}
    values |= {
        "reply_time.zero_at": 99.99,
        "trend.confidence": 0.501,
        "slip.warning_least": 1e4,
        "slip.zero_least": 1.0,
    }
    made = edited(DEFAULT, values)
    assert len(edits_between(DEFAULT, made)) > 100
    assert again(settings_file(made)) == made


def test_names_of_segments_and_clients_come_back_whatever_they_hold() -> None:
    names = ['a "b" c', "zürich ☕ \U0001f600", "back\\slash", "del\x7f", "tab\tand.dot", ""]
    own = {name: {"bands.red": 40.0, "age.zero_at": 2.5} for name in names}
    made = Settings(DEFAULT.values, own, {**own, "empty": {}})
    found = again(settings_file(made))
    assert found.segments == {folded(name): values for name, values in own.items()}
    assert found.clients == {**found.segments, "empty": {}}


def test_a_comment_can_not_become_a_setting() -> None:
    text = settings_file(DEFAULT, ["reason\n[bands]\ngreen = 1\r\nred = 0\u2028x = 1\x00\x0b"])
    assert again(text) == DEFAULT
    assert text.count("#") == len(text.splitlines())
