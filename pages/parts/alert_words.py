"""Alerts in words and HTML: one alert, the headline, the share of true ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from health.alerts import RULES
from health.alerts.marked import Share
from pages.parts import address, words
from pages.parts.look import note, sheet

SHAPES = {"high": ("▲", "bad"), "medium": ("◆", "watch"), "low": ("●", "none")}
Alert = Mapping[Any, Any]
_SHEET = (Path(__file__).parent / "alerts.css").read_text("utf-8")


def style() -> None:
    """Send the style sheet; once a run."""
    st.html(f"<style>{_SHEET}</style>")


def severity_html(severity: str) -> str:
    """▲ high: shape, word and colour."""
    shape, tone = SHAPES[severity]
    return f'<span class="sev {tone}">{shape} {severity}</span>'


def alert_html(alert: Alert, day: date, named: bool = True) -> str:
    """Severity, whose, since when; the sentence; what to do; how it is handled."""
    client = escape(str(alert["client"]))
    href = escape(address.client_href(str(alert["client"])))
    whose = f'<b><a href="{href}">{client}</a></b> ' if named else ""
    title = escape(RULES[str(alert["rule"])].title)
    quiet = f'<span class="soft">{title}, {_since(alert, day)}</span>'
    handled = handled_html(alert)
    step = escape(str(alert["next_step"]))
    over = " over" if alert["over"] else ""
    return (
        f'<div class="alert{over}">{severity_html(str(alert["severity"]))}'
        f"<div><div>{whose}{quiet}</div>"
        f'<div class="told">{escape(str(alert["message"]))}</div>'
        f'<div class="small"><span class="soft">Next:</span> {step}</div>{handled}</div></div>'
    )


def _since(alert: Alert, day: date) -> str:
    since, resolved = alert["since"], alert["resolved_on"]
    if resolved is not None:
        return f"{words.short_day(since)} to {words.short_day(resolved)}"
    days = (day - since).days
    ago = f", {words.count(days, 'day')}" if days else ", new"
    return f"since {words.day(since) if days > _LONG else words.short_day(since)}{ago}"


_LONG = 300


def handled_html(alert: Alert) -> str:
    """Who does it, until when it sleeps, what it was found to be; empty if nobody said anything."""
    said = []
    by = f" by {escape(str(alert['marked_by']))}" if alert["marked_by"] else ""
    reason = f": “{escape(str(alert['reason']))}”" if alert["reason"] else ""
    if alert["status"] == "acknowledged":
        said.append(f"acknowledged{reason}")
    elif alert["status"] == "snoozed":
        said.append(f"snoozed until {words.weekday(alert['until'])}{reason}")
    elif alert["broken"]:
        said.append("woken from a snooze, for health has fallen much further since")
    if alert["assignee"]:
        said.append(f"given to <b>{escape(str(alert['assignee']))}</b>")
    if alert["verdict"]:
        said.append(f"marked as a {alert['verdict']} alarm")
    if not said:
        return ""
    told = words.listed(said)
    return f'<div class="small soft">{told[0].upper()}{told[1:]}; last{by}.</div>'


def headline(counts: Mapping[str, int], high: int, latest: bool) -> str:
    """The finding in one sentence."""
    firing = counts["firing"]
    is_, are = ("is", "are") if latest else ("was", "were")
    if not firing:
        return "No alert waits for you" if latest else "No alert waited for anybody"
    verb = is_ if firing == 1 else are
    grave = f", {high:,} of them high" if high and firing > 1 else ""
    return f"{words.number_word(firing).capitalize()} {_alerts(firing)} {verb} open{grave}"


def _alerts(number: int) -> str:
    return "alert" if number == 1 else "alerts"


def subline(counts: Mapping[str, int]) -> str:
    """What else there is."""
    told = [
        f"{counts[state]:,} {'is' if counts[state] == 1 else 'are'} {state}"
        for state in ("acknowledged", "snoozed", "pending")
        if counts[state]
    ]
    gone = counts["resolved"]
    rest = f"{gone:,} {'was' if gone == 1 else 'were'} resolved in the last four weeks."
    return f"Beside these, {words.listed(told)}; {rest}" if told else rest


def told_of(counts: Mapping[str, int]) -> str:
    """2 firing, 1 snoozed: beside a heading."""
    shown = ("firing", "pending", "acknowledged", "snoozed")
    return ", ".join(f"{counts[state]:,} {state}" for state in shown if counts[state])


def shares_html(shares: list[Share]) -> str:
    """By rule, how many of the alerts that were marked were true, and what that says at most."""
    if not shares:
        return (
            "<p class='soft small'>None is marked yet. Say of an alert whether it was a true "
            "alarm, and this tells which rules to trust.</p>"
        )
    lines = [
        f"<tr><td>{escape(RULES[each.rule].title)}</td>"
        f'<td class="num">{each.true:,} of {each.marked:,}</td>'
        f'<td class="num soft">{each.low * 100:.0f} to {each.high * 100:.0f}&nbsp;%</td></tr>'
        for each in shares
    ]
    head = '<tr><th>Rule</th><th class="num">Marked true</th><th class="num">Likely share</th></tr>'
    return f'<table class="shares">{head}{"".join(lines)}</table>'


def nothing(state: str, counts: Mapping[str, int]) -> None:
    """Why the list is empty, and what that means; `counts` are those without filters."""
    if counts[state]:
        sheet("<p class='soft'>No alert matches these filters. Take one away to see more.</p>")
    elif state == "firing":
        handled = counts["acknowledged"] + counts["snoozed"]
        more = " What was acknowledged or snoozed stands beside." if handled else ""
        told = f"All eleven rules were looked at, for every client.{more}"
        note("good", "Nothing needs you now", told, big=True)
    else:
        sheet(f"<p class='soft'>{_EMPTY[state]}</p>")


_EMPTY = {
    "acknowledged": "Nothing is acknowledged. What somebody has taken note of stands here until it "
    "is resolved.",
    "snoozed": "Nothing is snoozed. What can wait until a day stands here, and comes back on it.",
    "pending": "Nothing is pending. A dimension that has come below 50 stands here for a week.",
    "resolved": "Nothing was resolved in the last four weeks.",
}
