"""The settings versions there were: who, when, why, what differs; and the way back to one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from health.errors import HealthError
from health.settings import Settings
from health.settings.edits import edits_between, settings_file
from health.store import SettingsVersion, Store
from pages.parts import address, seen, trial, words
from pages.parts.look import heading, note, sheet
from pages.parts.model_keep import PLACE, differences_html, keep
from pages.parts.words import escape
from pages.parts.written import told

_SHOWN = 20


def versions_of(store: Store) -> list[SettingsVersion]:
    """All versions, the oldest first; read again only when the store has changed."""
    return list(_versions(store.version(), store.place, store))


@st.cache_data(max_entries=16, show_spinner=False)
def _versions(version: str, place: str, _store: Store) -> list[SettingsVersion]:
    return _store.settings_versions()


def known() -> list[SettingsVersion]:
    """The same; none where the store is away."""
    try:
        return versions_of(seen.store())
    except HealthError:
        return []


def newest_id(versions: Sequence[SettingsVersion]) -> int:
    """The id of the newest version, 0 for none."""
    return versions[-1].id if versions else 0


@st.cache_data(max_entries=500, show_spinner=False)
def settings_of(toml: str) -> Settings | str:
    """The settings of a version, or why they can't be read."""
    try:
        return Settings.parsed(toml, "the version")
    except HealthError as error:
        return str(error)


def in_force(versions: Sequence[SettingsVersion], settings: Settings) -> SettingsVersion | None:
    """The version that the scores on screen are made with; None if it is none of them."""
    for version in reversed(versions):
        if version.from_on <= date.today() and settings_of(version.toml) == settings:
            return version
    return None


def in_force_html(versions: Sequence[SettingsVersion], settings: Settings) -> str:
    """Which settings the scores are made with, in one sentence."""
    found = in_force(versions, settings)
    if found is not None:
        return (
            f"<p class='soft'>In force: “{escape(found.name)}”, since {words.day(found.from_on)}, "
            f"by {escape(found.author)}. {escape(_sentence(found.reason))}</p>"
        )
    differ = len(edits_between(Settings.default(), settings))
    own = sum(len(each) for each in (settings.segments, settings.clients))
    if not differ and not own:
        return "<p class='soft'>In force: the defaults, as documented.</p>"
    said = words.count(differ, "setting") + " of the settings file differ from the defaults"
    more = f", and {words.count(own, 'segment or client', 'segments or clients')} have their own"
    return f"<p class='soft'>In force: {escape(said + (more if own else ''))}.</p>"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def versions(store: Store, settings: Settings) -> None:
    """The list, the newest first, with the way back to each."""
    told(PLACE)
    found = versions_of(store)
    if found and _awaited(found[-1], settings):
        _arriving(found[-1])
    heading("Versions", "the newest is in force, for everybody")
    if not found:
        sheet(
            "<p class='soft'>None yet. Try other settings, look at what would change, and save "
            "them with a name and a reason; then they stand here, and the way back does too.</p>"
        )
    shown = found if address.value("all") else found[-_SHOWN:]
    now = in_force(found, settings)
    for place in range(len(shown) - 1, -1, -1):
        at = len(found) - len(shown) + place
        before = settings_of(found[at - 1].toml) if at else seen.base_settings()[0]
        _version(found[at], before, settings, now == found[at], newest_id(found))
    if len(shown) < len(found):
        st.button(
            f"Show the {len(found) - len(shown):,} before", on_click=address.write,
            args=("all", "1"),
        )  # fmt: skip
    else:
        _beginning(settings, newest_id(found), bool(found))


def _awaited(newest: SettingsVersion, settings: Settings) -> bool:
    """Whether the newest version should be in force, and the scores are not made with it yet."""
    wanted = settings_of(newest.toml)
    begun = newest.from_on <= date.today()
    return begun and isinstance(wanted, Settings) and wanted != settings


@st.fragment(run_every=1.0)
def _arriving(newest: SettingsVersion) -> None:
    """While the scores are made with the newest version: say so, and look again every second."""
    state = seen.now()
    if state.portfolio is not None and not _awaited(newest, state.portfolio.settings):
        st.rerun()
    doing = f"Now: {state.doing}. " if state.doing else ""
    note(
        "none", f"“{newest.name}” is being put in force",
        f"{doing}Until it is done the pages show the scores as they were.",
    )  # fmt: skip


def _version(
    version: SettingsVersion, before: Settings | str, now: Settings, current_one: bool, newest: int
) -> None:
    own = settings_of(version.toml)
    mark = ' <span class="good">in force</span>' if current_one else ""
    sheet(
        f'<div class="version"><p><b>{escape(version.name)}</b>{mark} <span class="soft">from '
        f"{words.day(version.from_on)}, by {escape(version.author)}</span></p>"
        f"<p>{escape(version.reason)}</p>{_differs(before, own)}</div>"
    )
    with st.container(horizontal=True, gap="small", key=f"version-{version.id}"):
        if isinstance(own, Settings) and own != now:
            _try(own, now, str(version.id))
            keep("Go back to it", now, own, newest, f"Back to {version.name}"[:80])
        _download(version.toml, version.name, str(version.id))


def _differs(before: Settings | str, own: Settings | str) -> str:
    if isinstance(own, str):
        return f'<p class="watch">It can not be used: {escape(own)}</p>'
    if isinstance(before, str):
        before = Settings.default()
    return differences_html(before, own)


def _beginning(now: Settings, newest: int, later: bool) -> None:
    """What was before all versions."""
    base, from_file = seen.base_settings()
    what = "The settings file" if from_file else "The defaults, as documented"
    mark = "" if later else ' <span class="good">in force</span>'
    sheet(f'<div class="version"><p><b>{what}</b>{mark}</p>'
          '<p class="soft">What holds where no version does.</p></div>')  # fmt: skip
    with st.container(horizontal=True, gap="small", key="version-0"):
        if base != now:
            _try(base, now, "0")
            keep("Go back to it", now, base, newest, f"Back to {what[:1].lower()}{what[1:]}")
        _download(settings_file(base, ("The settings before all versions",)), "beginning", "0")


def _try(settings: Settings, now: Settings, key: str) -> None:
    """See first what going back would change; only where the address can say it."""
    if (settings.segments, settings.clients) == (now.segments, now.clients):
        edits = edits_between(now, settings)
        st.button("Try it", key=f"try-{key}", on_click=_show_trial, args=(now, edits))


def _show_trial(now: Settings, edits: dict[str, float | str]) -> None:
    trial.write(now, edits)
    address.write("part", "try")


def _download(toml: str, name: str, key: str) -> None:
    kept = "".join(letter if letter.isalnum() else " " for letter in name.casefold())
    file = "-".join(kept.split())[:60] or "settings"
    st.download_button(
        "TOML", toml, f"settings-{file}.toml", "application/toml", key=f"toml-{key}",
        on_click="ignore", type="tertiary", icon=":material/download:",
        help="The whole settings file, as `--settings` and HEALTH_SETTINGS take it",
    )  # fmt: skip
