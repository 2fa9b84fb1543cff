"""What a lead does with an alert, or with several at once: acknowledge, snooze, assign, say whether
it was a true alarm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from health.store import Store
from pages.parts import typed, words
from pages.parts.alert_list import INBOX, ident
from pages.parts.author import ask, author, people
from pages.parts.look import sheet
from pages.parts.seen import may
from pages.parts.written import Step, save, told

SNOOZE_DAYS = 28
_OPEN = "alert in hand"
Alert = Mapping[Any, Any]  # a row of the list, with its subject


@dataclass(frozen=True)
class Chosen:
    """What is marked by one click: an alert, or several of one client and status."""

    key: str
    client: str
    code: int
    status: str
    assignee: str | None
    number: int
    alerts: Callable[[], Sequence[Alert]]

    @property
    def about(self) -> str:
        """What a draft on it is kept under."""
        return f"alert\n{self.key}"

    @property
    def all(self) -> str:
        """What follows a verb: nothing of one alert, ` 9` of nine."""
        return f" {self.number:,}" if self.number > 1 else ""


def one(alert: Alert) -> Chosen:
    """An alert by itself."""
    whose = str(alert["client"]), int(alert["code"]), str(alert["status"])
    return Chosen(ident(alert), *whose, alert["assignee"], 1, lambda: [alert])


def deeds(chosen: Chosen, now: date) -> None:
    """The buttons beside it; what takes more than a click opens below it."""
    if not may("write"):
        return
    key, mine = chosen.key, in_hand(chosen)
    with st.container(
        horizontal=True, gap="medium", key=f"deeds-{key}", width="content", vertical_alignment="top"
    ):
        for label, kind in _at_once(chosen.status):
            st.button(
                f"{label}{chosen.all}", key=f"{kind}-{key}", type="tertiary", on_click=_mark,
                args=(chosen, now, kind),
            )  # fmt: skip
        st.button(
            "Close" if mine else "More …", key=f"more-{key}", type="tertiary",
            on_click=lambda: st.session_state.update({_OPEN: None if mine else key}),
        )  # fmt: skip


def in_hand(chosen: Chosen) -> bool:
    """Whether what takes more than a click is open for it."""
    return bool(st.session_state.get(_OPEN) == chosen.key)


def _at_once(status: str) -> list[tuple[str, str]]:
    """What one click does to an alert of a status."""
    return {
        "firing": [("Acknowledge", "acknowledged")],
        "acknowledged": [("Take back", "unacknowledged")],
        "snoozed": [("Wake", "woken")],
    }.get(status, [])


def fields(chosen: Chosen, now: date, health: float | None) -> None:
    """The fields of what takes more than a click."""
    key, of = chosen.key, chosen.about
    typed.restored(of)
    if chosen.number > 1:
        sheet(
            f"<p class='small soft'>For all {chosen.number:,} of them; each keeps a mark of its "
            "own.</p>"
        )
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        if chosen.status in ("firing", "acknowledged"):
            with st.container(width=430, gap="small"):
                _sleep(chosen, now, health)
        with st.container(width=230, gap="small"):
            to = typed.choice(of, "to", chosen.assignee)
            st.selectbox(
                "Who takes it", people(str(typed.value(of, "to") or "")), index=None,
                placeholder="Choose, or type a name", accept_new_options=True, **to,
            )  # fmt: skip
            st.button(
                f"Assign{chosen.all}", key=f"assign-{key}", on_click=_assign, args=(chosen, now)
            )
        with st.container(width=240, gap="small"):
            sheet("<p class='small' style='margin-bottom:5px'>Was it right to alert?</p>")
            with st.container(horizontal=True, gap="small"):
                for label, kind in (("True alarm", "true_alarm"), ("False alarm", "false_alarm")):
                    st.button(label, key=f"{kind}-{key}", on_click=_mark, args=(chosen, now, kind))


def _sleep(chosen: Chosen, now: date, health: float | None) -> None:
    """Until when it may wait, and why."""
    of = chosen.about
    with st.container(horizontal=True, gap="small"):
        st.date_input(
            "Snooze until", min_value=now + timedelta(days=1), width=160,
            max_value=now + timedelta(days=SNOOZE_DAYS), format="YYYY-MM-DD",
            **typed.day(of, "until", now + timedelta(days=7)),
        )  # fmt: skip
        st.text_input(
            "Why", max_chars=500, placeholder="They are away until then", width=240,
            **typed.text(of, "reason"),
        )  # fmt: skip
    st.button(
        f"Snooze{chosen.all}", key=f"snooze-{chosen.key}",
        on_click=_snooze, args=(chosen, now, health),
    )  # fmt: skip


_DONE = {
    "acknowledged": "acknowledged",
    "unacknowledged": "taken back",
    "woken": "woken",
    "true_alarm": "marked as a true alarm",
    "false_alarm": "marked as a false alarm",
}


def _mark(chosen: Chosen, now: date, kind: str, done: str = "", **more: Any) -> None:
    """Store a mark on each, all or none; the list then shows them where they belong."""
    alerts = [
        (str(each["client"]), str(each["rule"]), str(each["subject"]), each["since"])
        for each in chosen.alerts()
    ]

    def deed(store: Store, by: str) -> object:
        return store.mark_alerts(alerts, kind, by, on=now, **more)

    def then() -> None:
        fields = [name for name in ("until", "reason", "to") if name in more]
        if fields:
            typed.forget(chosen.about, *fields)
        st.session_state.pop(_OPEN, None)

    what = f"{words.count(chosen.number, 'alert')} of {chosen.client} {done or _DONE[kind]}"
    place = f"alert {chosen.key}"
    if save(place, [Step(what, deed, then)]):
        # It may have left the list: what was stored is said above it.
        st.session_state[f"told {INBOX}"] = st.session_state.pop(f"told {place}")


def refused(chosen: Chosen) -> None:
    """Why nothing was stored of it, and what that needs."""
    place = f"alert {chosen.key}"
    if f"told {place}" in st.session_state:
        told(place, lasting=not author())
        ask(chosen.key)


def _snooze(chosen: Chosen, now: date, health: float | None) -> None:
    until = typed.value(chosen.about, "until") or now + timedelta(days=7)
    reason = str(typed.value(chosen.about, "reason") or "")
    done = f"snoozed until {words.short_day(until)}"
    _mark(chosen, now, "snoozed", done, until=until, reason=reason, health=health)


def _assign(chosen: Chosen, now: date) -> None:
    to = str(typed.value(chosen.about, "to") or "")
    _mark(chosen, now, "assigned", f"given to {to}", to=to)
