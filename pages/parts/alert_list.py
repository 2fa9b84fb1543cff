"""The alerts of a week with what people said of them, and which of them the address asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from health.alerts import RULES, SEVERITIES
from health.alerts.marked import marked, with_subjects
from health.errors import StoreUnavailable
from health.portfolio import Portfolio
from health.store import Mark
from pages.parts import address, page, seen
from pages.parts.written import today

STATES = ("firing", "acknowledged", "snoozed", "pending", "resolved")
INBOX = "inbox"  # the fragment that filters and deeds draw again
_NOBODY = "nobody"
_NEW_DAYS = 7  # what fired in the week shown is new


@dataclass(frozen=True)
class Inbox:
    """All alerts of the week shown, with their marks, of which `version` tells whether they are the
    same; `away` says why there are none.
    """

    alerts: pd.DataFrame
    marks: tuple[Mark, ...]
    now: date
    away: str = ""
    version: str = ""

    @staticmethod
    def counts(alerts: pd.DataFrame) -> dict[str, int]:
        """How many of some alerts there are in each state."""
        found = alerts["status"].value_counts()
        return {state: int(found.get(state, 0)) for state in STATES}


def inbox(view: page.View, client: int | None = None) -> Inbox:
    """What is pending, firing or lately resolved in the week, of all or a client, and its marks."""
    portfolio, now = view.portfolio, today(view)
    alerts = _listed(portfolio.version, view.day, client, portfolio)
    try:
        version = seen.store().version()
        marks, away = _marks(version), ""
    except StoreUnavailable as error:
        version, marks, away = "", (), str(error)
    drop = portfolio.settings.number("alerts.snooze_drop")
    alerts = with_subjects(alerts, marks, portfolio.found_alerts.named)
    found = marked(alerts, marks, now, portfolio.found_alerts.lowest_health, drop)
    return Inbox(found, marks, now, away, version)


@st.cache_resource(max_entries=40, show_spinner="Looking for alerts")
def _listed(version: str, day: date, client: int | None, _portfolio: Portfolio) -> pd.DataFrame:
    """The alerts of a day, without words. Shared: never change it."""
    found = _portfolio.alert_list(day, client=client)
    lead = _portfolio.leads.fillna("").replace("", _NOBODY).to_numpy()
    found["lead"] = lead[found["code"].to_numpy(int)]
    found["event"] = found["rule"].map(lambda rule: RULES[rule].event).astype(bool)
    # What is true no more waits to be resolved: it stands apart from what is.
    over = (found["last_on"] != day) & ~found["event"]
    found["cooling"] = over & found["state"].eq("firing")
    found["new"] = found["fired_on"].map(lambda on: on is not None and (day - on).days < _NEW_DAYS)
    found["grave"] = found["severity"].map(SEVERITIES.index).astype(int)
    return found


@st.cache_resource(max_entries=16, show_spinner=False)
def _marks(version: str) -> tuple[Mark, ...]:
    return tuple(seen.store().marks())


def state_asked() -> str:
    """The state that the address asks for; what fires, without one."""
    asked = address.value("state")
    return asked if asked in STATES else STATES[0]


def ident(alert: Mapping[Any, Any]) -> str:
    """A short name of an alert, for the address."""
    text = "\n".join(str(alert[name]) for name in ("client", "rule", "subject", "since"))
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def filtered(alerts: pd.DataFrame) -> pd.DataFrame:
    """The filters above the list, each in the address, and the alerts that they leave."""
    shown = alerts
    with st.container(horizontal=True, gap="small", key="filters"):
        for name, everything, options, words in (
            ("severity", "Any severity", list(SEVERITIES), {}),
            ("lead", "All leads", _sorted(alerts["lead"]), {}),
            ("rule", "All rules", _present(alerts["rule"]), _titles()),
        ):
            chosen = st.multiselect(
                name.capitalize(), options, placeholder=everything, label_visibility="collapsed",
                width="stretch", format_func=lambda each, words=words: words.get(each, each),
                **address.bound(name, address.values(name, options), list, (INBOX,)),
            )  # fmt: skip
            shown = shown[shown[name].isin(chosen)] if chosen else shown
    return shown


def _sorted(names: pd.Series) -> list[str]:
    return sorted(names.unique(), key=lambda each: (each == _NOBODY, each.casefold()))


def _present(rules: pd.Series) -> list[str]:
    there = set(rules)
    return [rule for rule in RULES if rule in there]


def _titles() -> dict[str, str]:
    return {name: rule.title for name, rule in RULES.items()}
