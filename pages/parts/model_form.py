"""The form of the Model page: every weight and target, those that differ marked."""

from __future__ import annotations

from typing import Any

import streamlit as st

from health.settings import DIMENSIONS, SETTINGS, Settings
from health.settings.edits import Value
from pages.parts import trial
from pages.parts.look import sheet
from pages.parts.model_manual import shares
from pages.parts.setting_words import (
    PARTS,
    allowed,
    blocks,
    in_percent,
    label,
    meant,
    named,
    told,
    typed,
)
from pages.parts.words import escape, percent

_SHOWN = "model-form-shows"
_WIDTH = 170  # two beside each other, on a phone too


def form(in_force: Settings, asked: trial.Trial) -> None:
    """All settings by part; "Try it" puts what differs from those in force into the address."""
    _fill(in_force, asked)
    _mark(in_force, asked)
    with st.form("model-form", border=False):
        st.form_submit_button(
            "Try it", type="primary", key="model-try", on_click=_try, args=(in_force,)
        )
        for part, title in PARTS.items():
            changed = sum(name in asked.edits for some in blocks(part).values() for name in some)
            titled = f"{title} · **{changed} tried**" if changed else title
            opened = bool(changed) or (part == "dimensions" and not asked.edits)
            with st.expander(titled, expanded=opened, type="compact", key=f"model-part-{part}"):
                _part(part, in_force, asked)


def _part(part: str, in_force: Settings, asked: trial.Trial) -> None:
    tried = asked.settings or in_force
    if part == "dimensions" or part in DIMENSIONS:
        sheet(_scaled(part, tried))
    for heading, names in blocks(part).items():
        if heading:
            sheet(f"<p><b>{escape(heading)}</b></p>")
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            for name in names:
                _number(name, in_force, asked)


def _number(name: str, in_force: Settings, asked: trial.Trial) -> None:
    setting = SETTINGS[name]
    kind: Any = int if setting.whole else float
    of_file = f"; 0.4 in a settings file is {told(0.4, name)}" if in_percent(name) else ""
    st.number_input(
        _label(name, in_force, asked), kind(typed(name, setting.least)),
        kind(typed(name, setting.most)), kind(_value(name, in_force, asked)), _step(name),
        "%d" if setting.whole else "%g", key=_key(name), width=_WIDTH,
        help=f"`{name}`: {allowed(name)}; by default {told(setting.default, name)}{of_file}",
    )  # fmt: skip


def _label(name: str, in_force: Settings, asked: trial.Trial) -> str:
    """The setting's name; where it differs, from what."""
    default, now = SETTINGS[name].default, in_force.values[name]
    marks = [f"now {told(now, name)}"] if name in asked.edits else []
    usual, same = told(float(default), name), told(now, name) == told(float(default), name)
    if float(asked.edits.get(name, now)) != float(default) and not same:
        marks.append(f"default {usual}")
    elif name in asked.edits and same:
        marks = [f"default {usual}"]
    return f"{label(name)} · {', '.join(marks)}" if marks else label(name)


def _mark(in_force: Settings, asked: trial.Trial) -> None:
    """Names of what differs stand out; by a style, as a screen reader reads a label's signs."""
    differ = [name for name in _all() if _label(name, in_force, asked) != label(name)]
    if differ:
        chosen = ",".join(f".st-key-{_key(name).replace('.', '-')} label p" for name in differ)
        st.html(f"<style>{chosen} {{ color: var(--accent); font-weight: 650 }}</style>")


def _scaled(part: str, tried: Settings) -> str:
    """What the weights of a part count for, as they will be scaled."""
    words = {
        name.rpartition(".")[2]: heading or named(name)
        for heading, names in blocks(part).items()
        for name in names
        if name.startswith("weights.")
    }
    prefix = f"weights.{part}."
    total = sum(tried.number(name) for name in SETTINGS if name.startswith(prefix))
    counted = ", ".join(
        f"{words[name]} {percent(share)}" for name, share in shares(tried, part).items()
    )
    return (
        f'<p class="small soft">Weights add up to {percent(total)}, and count as '
        f"{escape(counted)}.</p>"
    )


def _step(name: str) -> float | int:
    if SETTINGS[name].whole:
        return 1
    return 5.0 if in_percent(name) else 1.0


def _key(name: str) -> str:
    return f"model-{name}"


def _value(name: str, in_force: Settings, asked: trial.Trial) -> float:
    """What the field of a setting shows."""
    return typed(name, float(asked.edits.get(name, in_force.values[name])))


def _fill(in_force: Settings, asked: trial.Trial) -> None:
    """Set fields that are there to the trial when it, or what is in force, becomes another.

    New ones begin with it: a field whose state alone is set shows its least value for a moment.
    """
    shows = (in_force.version, tuple(asked.edits.items()))
    if st.session_state.get(_SHOWN, shows) != shows:
        for name in _all():
            if _key(name) in st.session_state:
                kind = int if SETTINGS[name].whole else float
                st.session_state[_key(name)] = kind(_value(name, in_force, asked))
    st.session_state[_SHOWN] = shows


def _all() -> list[str]:
    return [name for part in PARTS for names in blocks(part).values() for name in names]


def _try(in_force: Settings) -> None:
    """Put what the fields hold into the address, where it differs from what is in force."""
    edits: dict[str, Value] = {}
    for name in _all():
        value = st.session_state.get(_key(name))
        # What the field shows of a third is no third: only what was typed is a change.
        if value is not None and float(value) != typed(name, float(in_force.values[name])):
            edits[name] = meant(name, float(value))
    trial.write(in_force, edits)
