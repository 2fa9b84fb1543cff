"""Keeping settings for everybody: a further version, with a name and a reason."""

from __future__ import annotations

from datetime import date

import streamlit as st

from health.settings import Settings
from health.settings.edits import differences, settings_file
from health.store import SettingsVersion, Store
from pages.parts import address, seen, trial, typed
from pages.parts.author import ask
from pages.parts.look import sheet
from pages.parts.setting_words import difference
from pages.parts.words import escape
from pages.parts.written import Step, save, told

PLACE = "settings versions"
_NAME, _REASON = "version name", "version reason"
_MOST = 12


def keep(
    label: str, in_force: Settings, settings: Settings, newest: int, suggested: str = ""
) -> None:
    """A button that asks for name and reason, then puts settings in force for everybody.

    newest: the id of the newest version that this page knows, 0 for none: whoever saved one since
    is not overwritten. suggested: a name to begin with; it also tells these fields from others.
    """
    if not seen.may("settings"):
        return
    about = f"settings {suggested}"
    with st.popover(label, key=f"keep-{suggested}", on_change="rerun") as popover:
        if not popover.open:
            return
        sheet(differences_html(in_force, settings))
        st.text_input(
            "Name", max_chars=80, placeholder="Stricter on demos",
            **typed.text(about, _NAME, suggested),
        )  # fmt: skip
        st.text_area(
            "Why", height=90, max_chars=2000, placeholder="What this should show sooner, or better",
            **typed.text(about, _REASON),
        )  # fmt: skip
        ask("version")
        told(f"{PLACE} {about}")
        st.button(
            "Put it in force for everybody", type="primary", key=f"save-{suggested}",
            on_click=_save, args=(in_force, settings, newest, about),
        )  # fmt: skip


def differences_html(before: Settings, after: Settings, most: int = _MOST) -> str:
    """What differs between settings, a line each."""
    found = [difference(each) for each in differences(before, after)]
    if not found:
        return '<p class="soft">The same settings.</p>'
    rest = [f"and {len(found) - most:,} more, in the file"] if len(found) > most else []
    lines = "".join(f"<li>{escape(each)}</li>" for each in [*found[:most], *rest])
    return f'<ul class="differs">{lines}</ul>'


def _save(in_force: Settings, settings: Settings, newest: int, about: str) -> None:
    name = str(typed.value(about, _NAME) or "").strip()
    reason = str(typed.value(about, _REASON) or "").strip()

    def add(store: Store, by: str) -> SettingsVersion:
        file = settings_file(settings, (name, reason, f"by {by}, {date.today().isoformat()}"))
        return store.add_settings(name, reason, file, by, date.today(), after=newest)

    if save(f"{PLACE} {about}", [Step(f"the settings “{name}”", add)]):
        st.session_state[f"told {PLACE}"] = st.session_state.pop(f"told {PLACE} {about}")
        typed.forget(about)
        trial.write(in_force, {})
        address.write("part", "versions")
        seen.server("settings").wake()
