"""What a lead does with an alert: acknowledge, snooze, assign, say whether it was a true alarm."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import streamlit as st

from health.store import Store
from pages.parts import typed, words
from pages.parts.alert_list import INBOX, ident
from pages.parts.author import ask, people
from pages.parts.look import sheet
from pages.parts.written import Step, save, told

SNOOZE_DAYS = 28
_OPEN = "alert in hand"
Alert = Any  # a row of the list, by name


def about(alert: Alert) -> str:
    """What a draft on an alert is kept under."""
    return f"alert\n{ident(alert)}"


def deeds(alert: Alert, now: date) -> None:
    """The buttons beside an alert; what takes more than a click opens below it."""
    key, mine = ident(alert), in_hand(alert)
    with st.container(
        horizontal=True, gap="medium", key=f"deeds-{key}", width="content", vertical_alignment="top"
    ):
        for label, kind in _at_once(str(alert["status"])):
            st.button(
                label, key=f"{kind}-{key}", type="tertiary", on_click=_mark,
                args=(alert, now, kind, label),
            )  # fmt: skip
        st.button(
            "Close" if mine else "More …", key=f"more-{key}", type="tertiary",
            on_click=lambda: st.session_state.update({_OPEN: None if mine else key}),
        )  # fmt: skip


def in_hand(alert: Alert) -> bool:
    """Whether what takes more than a click is open for an alert."""
    return bool(st.session_state.get(_OPEN) == ident(alert))


def _at_once(status: str) -> list[tuple[str, str]]:
    """What one click does to an alert of a status."""
    return {
        "firing": [("Acknowledge", "acknowledged")],
        "acknowledged": [("Take back", "unacknowledged")],
        "snoozed": [("Wake", "woken")],
    }.get(status, [])


def more(alert: Alert, now: date, health: float | None) -> None:
    """The fields of what takes more than a click."""
    key, of = ident(alert), about(alert)
    typed.restored(of)
    sleep, give, judge = st.columns([1.6, 1, 0.8], gap="large")
    with sleep:
        if alert["status"] in ("firing", "acknowledged"):
            until, why = st.columns([1, 1.4], gap="small")
            until.date_input(
                "Snooze until", min_value=now + timedelta(days=1),
                max_value=now + timedelta(days=SNOOZE_DAYS), format="YYYY-MM-DD",
                **typed.day(of, "until", now + timedelta(days=7)),
            )  # fmt: skip
            why.text_input(
                "Why", max_chars=500, placeholder="They are away until then",
                **typed.text(of, "reason"),
            )  # fmt: skip
            st.button("Snooze", key=f"snooze-{key}", on_click=_snooze, args=(alert, now, health))
    with give:
        chosen = typed.choice(of, "to", alert["assignee"])
        st.selectbox(
            "Who takes it", people(str(typed.value(of, "to") or "")), index=None,
            placeholder="Choose, or type a name", accept_new_options=True, **chosen,
        )  # fmt: skip
        st.button("Assign", key=f"assign-{key}", on_click=_assign, args=(alert, now))
    with judge:
        sheet("<p class='small soft'>Was it right to alert?</p>")
        for label, kind in (("True alarm", "true_alarm"), ("False alarm", "false_alarm")):
            st.button(label, key=f"{kind}-{key}", on_click=_mark, args=(alert, now, kind, label))


def _mark(alert: Alert, now: date, kind: str, what: str, **more: Any) -> None:
    """Store a mark; the list then shows it where it belongs."""

    def deed(store: Store, by: str) -> object:
        return store.mark_alert(
            alert["client"], alert["rule"], alert["subject"], alert["since"], kind, by,
            on=now, **more,
        )  # fmt: skip

    fields = [name for name in ("until", "reason", "to") if name in more]

    def then() -> None:
        if fields:
            typed.forget(about(alert), *fields)
        st.session_state.pop(_OPEN, None)

    place = f"alert {ident(alert)}"
    if save(place, [Step(f"{what}, {alert['client']}", deed, then)]):
        # It may have left the list: what was stored is said above it.
        st.session_state[f"told {INBOX}"] = st.session_state.pop(f"told {place}")


def refused(alert: Alert) -> None:
    """Why nothing was stored of an alert, and what that needs."""
    place = f"alert {ident(alert)}"
    if f"told {place}" in st.session_state:
        told(place)
        ask()


def _snooze(alert: Alert, now: date, health: float | None) -> None:
    of = about(alert)
    until = typed.value(of, "until") or now + timedelta(days=7)
    reason = str(typed.value(of, "reason") or "")
    what = f"snoozed until {words.short_day(until)}"
    _mark(alert, now, "snoozed", what, until=until, reason=reason, health=health)


def _assign(alert: Alert, now: date) -> None:
    to = str(typed.value(about(alert), "to") or "")
    _mark(alert, now, "assigned", f"given to {to}", to=to)
