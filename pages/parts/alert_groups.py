"""Alerts of one client and rule as a group: the worst of them in words, the others a click away."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from health.alerts import RULES
from health.portfolio import Portfolio
from pages.parts import address, page
from pages.parts.alert_deeds import Chosen, deeds, fields, in_hand, refused
from pages.parts.alert_lines import line
from pages.parts.alert_list import Inbox
from pages.parts.alert_words import assignee, group_html
from pages.parts.look import every, more, sheet

OPEN = "open"  # in the address: the groups whose alerts are shown one by one
_MOST = 25  # alerts of a group at first; "show all" has the rest
_SHOWN = ("firing", "pending", "acknowledged", "snoozed", "resolved")
_ALIKE = ["code", "rule", "status", "cooling"]


@dataclass(frozen=True)
class Group:
    """Alerts of one client, rule and status, the worst first: rows of an inbox, without words."""

    alerts: pd.DataFrame

    @property
    def first(self) -> Any:
        """The one that is put in words: what lasts longest, or of events the latest."""
        return self.alerts.iloc[0]

    @property
    def key(self) -> str:
        """A short name, for the address; the same whatever of its alerts come and go."""
        text = "\n".join(str(self.first[name]) for name in ("client", *_ALIKE[1:]))
        return hashlib.sha256(text.encode()).hexdigest()[:10]


def in_order(alerts: pd.DataFrame) -> pd.DataFrame:
    """The alerts with `group`, numbered from 0 in the order of need.

    Clients with the most that are high come first; of a client what is true before what is true
    no more, what nobody has in hand, what is grave, what there is most of.
    """
    by = alerts["code"]
    event = alerts["event"].to_numpy(bool)
    long_ago = alerts["since"].map(lambda day: day.toordinal()).to_numpy(int)
    lately = alerts["last_on"].map(lambda day: day.toordinal()).to_numpy(int)
    keys = pd.DataFrame(
        {
            "high": -alerts["severity"].eq("high").groupby(by).transform("sum"),
            "number": -by.groupby(by).transform("size"),
            "client": alerts["client"],
            "cooling": alerts["cooling"],
            "hand": alerts["status"].map(_SHOWN.index),
            "grave": alerts["grave"],
            "size": -by.groupby([alerts[name] for name in _ALIKE]).transform("size"),
            "rule": alerts["rule"].map(list(RULES).index),
            "worst": long_ago,
        },
        index=alerts.index,
    )
    keys.loc[event, "worst"] = -lately[event]
    found = alerts.loc[keys.sort_values(list(keys.columns), kind="stable").index]
    begins = found[_ALIKE].ne(found[_ALIKE].shift()).any(axis=1)
    return found.assign(group=begins.cumsum() - 1)


def groups(ordered: pd.DataFrame, upto: int) -> list[Group]:
    """The first groups of `in_order`."""
    some = ordered[ordered["group"] < upto]
    return [Group(mine) for _, mine in some.groupby("group", sort=True)]


def shown(view: page.View, found: Inbox, some: list[Group]) -> None:
    """A line a group; inside of a fragment, which a deed draws again."""
    asked = st.query_params.get_all(OPEN)
    for group, first in zip(some, _worded(view, some), strict=True):
        if len(group.alerts) == 1:
            line(view, found, first)
            continue
        with st.container(key=f"group-{group.key}", gap=None):
            _group(view, found, group, first, group.key in asked)


def _worded(view: page.View, some: list[Group]) -> Iterator[Any]:
    """The worst alert of each group, in words."""
    if not some:
        return iter(())
    first = pd.concat([group.alerts.iloc[:1] for group in some])
    return iter(view.portfolio.found_alerts.worded(first, view.day_number).to_dict("records"))


def _group(view: page.View, found: Inbox, group: Group, first: Any, opened: bool) -> None:
    ours = view.latest and not found.away
    chosen = _chosen(view.portfolio, group)
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="top", gap="medium", key=f"line-{group.key}"
    ):
        sheet(group_html(first, group.alerts, view.day))
        with st.container(horizontal=True, gap="medium", width="content", key=f"on-{group.key}"):
            st.button(
                "Hide" if opened else f"Show {len(group.alerts)}", key=f"show-{group.key}",
                type="tertiary", on_click=address.switch, args=(OPEN, group.key),
            )  # fmt: skip
            if ours:
                deeds(chosen, found.now)
    if ours:
        with st.container(key=f"handle-{group.key}", gap="small"):
            refused(chosen)
            if in_hand(chosen):
                fields(chosen, found.now, view.health(chosen.code))
    if opened:
        _singly(view, found, group)


def _singly(view: page.View, found: Inbox, group: Group) -> None:
    """The alerts of a group, one by one."""
    place, alerts = f"group {group.key}", group.alerts
    some = alerts if every(place) else alerts.head(_MOST)
    told = view.portfolio.found_alerts.worded(some, view.day_number)
    with st.container(key=f"within-{group.key}", gap=None):
        for alert in told.to_dict("records"):
            line(view, found, alert, inside=True)
        more(place, len(alerts), _MOST)


def _chosen(portfolio: Portfolio, group: Group) -> Chosen:
    """All of a group, to be marked together; who has it where one has all."""
    first, alerts = group.first, group.alerts
    return Chosen(
        group.key, str(first["client"]), int(first["code"]), str(first["status"]),
        assignee(alerts), len(alerts),
        lambda: portfolio.found_alerts.named(alerts).to_dict("records"),
    )  # fmt: skip
