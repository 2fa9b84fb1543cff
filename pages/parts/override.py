"""A person's own health for a client: beside the computed one, never instead of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape

import streamlit as st

from health.errors import EntryRefused, HealthError
from health.logs.contract import folded
from health.store import Override, Store
from pages.parts import seen, typed, words
from pages.parts.author import ask
from pages.parts.look import heading, sheet
from pages.parts.written import Step, away, save, told

DAYS = 90  # an override expires after so many at most
_USUAL = 14
_FIELDS = ("override", "reason", "expires")


def in_force(day: date) -> dict[str, Override]:
    """Overrides in force on a day by client as compared; none where they can't be read."""
    try:
        return {folded(each.client): each for each in seen.store().overrides(day)}
    except HealthError:
        return {}


def told_as(override: Override, computed: float | None) -> str:
    """set to 45 by Mira until 12 Dec 2026: waits for the new sponsor; computed 71."""
    return (
        f"set to {words.whole(override.health)} by {override.author} until "
        f"{words.day(override.expires_on)}: {override.reason.rstrip('.;')}; "
        f"computed {words.whole(computed)}"
    )


def in_words(name: str, computed: float, day: date) -> None:
    """The override of a client in a sentence; nothing where there is none."""
    found = in_force(day).get(folded(name))
    if found is not None:
        sheet(f"<p>Health {escape(told_as(found, computed))}.</p>")


def all_html(computed: Mapping[str, float], day: date) -> str:
    """Every override in force in a sentence of its own, for the Review page."""
    found = in_force(day)
    lines = [
        f"<b>{escape(name)}</b> {escape(told_as(found[folded(name)], health))}"
        for name, health in (computed.items() if found else ())
        if folded(name) in found
    ]
    return f'<p class="small">By hand: {"<br>".join(lines)}.</p>' if lines else ""


@st.fragment
def override(name: str, computed: float, day: date) -> None:
    """To set a health by hand, with its reason and its end; to end it."""
    with away("A health set by hand"):
        heading("Health by hand")
        place = f"override-{name}"
        told(place)
        every = {folded(each.client): each for each in seen.store().overrides(day)}
        found = every.get(folded(name))
        if found is not None:
            sheet(f"<p>Health {escape(told_as(found, computed))}.</p>")
            if not seen.may("write"):
                return
            st.button("End it now", key="end-override", on_click=_end, args=(found, place))
            return
        if not seen.may("write"):
            sheet("<p class='small soft'>None is set.</p>")
            return
        sheet(
            "<p class='small soft'>Where you know what no log tells. It stands beside the "
            "computed score, which bands, alerts and history go by, and it ends by itself.</p>"
        )
        with st.popover("Set it", key="set-override", on_change="rerun") as popover:
            if popover.open:
                _form(name, computed, day, place)


def _form(name: str, computed: float, day: date, place: str) -> None:
    st.text_input(
        "Health, 0 to 100", placeholder=f"computed: {words.whole(computed)}",
        **typed.text(name, "override"),
    )  # fmt: skip
    st.text_area("Why", height=80, max_chars=2000, **typed.text(name, "reason"))
    st.date_input(
        "Until", min_value=day + timedelta(days=1), max_value=day + timedelta(days=DAYS),
        format="YYYY-MM-DD", **typed.day(name, "expires", day + timedelta(days=_USUAL)),
    )  # fmt: skip
    ask("override")
    st.button("Set it", type="primary", key="save-override", on_click=_set, args=(name, day, place))
    told(f"{place}-form")


def _set(name: str, day: date, place: str) -> None:
    given = str(typed.value(name, "override") or "").replace(",", ".").strip()
    until: date = typed.value(name, "expires")

    def add(store: Store, by: str) -> Override:
        reason = str(typed.value(name, "reason") or "")
        return store.override_health(name, _number(given), reason, by, day, until)

    saved = Step("the health by hand", add, lambda: typed.forget(name, *_FIELDS))
    if save(f"{place}-form", [saved]):
        st.session_state[f"told {place}"] = st.session_state.pop(f"told {place}-form")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise EntryRefused("health", text, "a number from 0 to 100") from None


def _end(found: Override, place: str) -> None:
    save(place, [Step("that it ended", lambda store, by: store.end_override(found, by))])
