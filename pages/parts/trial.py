"""The trial in the address: `?set=weights.dimensions.demos:0.3&set=bands.green:80`.

So a colleague who gets the link sees the same trial. What is not allowed there is told, and not
obeyed.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from health.errors import SettingRefused, SettingsRefused
from health.settings import SETTINGS, Settings
from health.settings.edits import Edits, Value, checked, edited, shown, value_of
from pages.parts import address
from pages.parts.setting_words import can_be_tried, refusal

SET = "set"
_LONGEST = 120


@dataclass(frozen=True)
class Trial:
    """Edits that are asked for, the settings that they make, and what is wrong with them.

    `settings` is None where nothing is tried, or where the edits contradict each other.
    """

    edits: dict[str, Value]
    settings: Settings | None
    wrong: tuple[str, ...] = ()


def asked(in_force: Settings) -> Trial:
    """The trial that the address asks for, against the settings in force."""
    asked_for: dict[str, object] = {}
    wrong = []
    for text in st.query_params.get_all(SET)[: 2 * len(SETTINGS)]:
        name, colon, value = text.strip()[:_LONGEST].partition(":")
        if colon and can_be_tried(name):
            asked_for.setdefault(name, value_of(name, value))
        elif text.strip():
            wrong.append(f"“{text.strip()[:_LONGEST]}” is no setting that can be tried.")
    good, refused = checked(asked_for)
    wrong += [refusal(each) for each in refused]
    edits = {name: good[name] for name in SETTINGS if name in good}
    edits = {name: value for name, value in edits.items() if in_force.values[name] != value}
    if not edits:
        return Trial({}, None, tuple(wrong))
    try:
        return Trial(edits, edited(in_force, edits), tuple(wrong))
    except SettingsRefused as error:
        return Trial(edits, None, (*wrong, *map(refusal, _first_of_each(error.refusals))))


def _first_of_each(refusals: tuple[SettingRefused, ...]) -> list[SettingRefused]:
    """One a setting: a contradiction shows for every segment and client too."""
    return list({each.name: each for each in reversed(refusals)}.values())[::-1]


def write(in_force: Settings, edits: Edits) -> None:
    """Put a trial into the address; without edits, take it away."""
    address.write(SET, as_query(in_force, edits))


def as_query(in_force: Settings, edits: Edits) -> list[str]:
    """The values of `set` in an address for some edits."""
    return [
        f"{name}:{value if isinstance(value, str) else shown(value)}"
        for name, value in edits.items()
        if in_force.values[name] != value
    ]
