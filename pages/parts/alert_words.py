"""Alerts in words and HTML: one alert, the headline, the share of true ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import pandas as pd

from health.alerts import RULES
from pages.parts import address, words
from pages.parts.look import note, sheet
from pages.parts.palette import BANDS

SHAPES = {"high": ("▲", "bad"), "medium": ("◆", "watch"), "low": ("●", "none")}
Alert = Mapping[Any, Any]


def severity_html(severity: str) -> str:
    """▲ high: shape, word and colour."""
    shape, tone = SHAPES[severity]
    return f'<span class="sev {tone}">{shape} {severity}</span>'


def alert_html(alert: Alert, day: date, inside: bool = False) -> str:
    """Severity, what it is, since when; the sentence; what to do; how it is handled.

    inside: only what is its own, below the line of its group.
    """
    since, handled = _since(alert, day), handled_html(alert)
    said = escape(str(alert["message"]))
    cooling = " cooling" if alert["cooling"] else ""
    if inside:
        return (
            f'<div class="alert{cooling}"><span class="soft small">{_cap(since)}</span>'
            f"<div><div>{said}</div>{handled}</div></div>"
        )
    title = escape(RULES[str(alert["rule"])].title)
    return (
        f'<div class="alert{cooling}">{severity_html(str(alert["severity"]))}'
        f'<div><div><b>{title}</b> <span class="soft">{since}</span></div>'
        f'<div class="told">{said}</div>{_next_html(alert)}{handled}</div></div>'
    )


def group_html(first: Alert, alerts: pd.DataFrame, day: date) -> str:
    """Several of one rule at a client: how many, since when; the worst of them in its sentence."""
    rule = RULES[str(first["rule"])]
    new = int(alerts["new"].sum())
    news = f", {new:,} new this week" if new and new < len(alerts) else ""
    worst = "The latest" if rule.event else "The longest"
    earliest = {**first, "since": alerts["since"].min()}
    since = f"the first {_since(earliest, day)}{news}"
    cooling = " cooling" if first["cooling"] else ""
    given = assignee(alerts)
    by = f'<div class="small soft">Given to <b>{escape(given)}</b>.</div>' if given else ""
    return (
        f'<div class="alert{cooling}">{severity_html(str(first["severity"]))}'
        f'<div><div><b>{escape(rule.title)} <span class="many">{len(alerts):,}</span></b> '
        f'<span class="soft">{since}</span></div>'
        f'<div class="told"><span class="soft">{worst}:</span> {escape(str(first["message"]))}'
        f"</div>{_next_html(first)}{by}</div></div>"
    )


def assignee(alerts: pd.DataFrame) -> str | None:
    """Who has all of them in hand; None where nobody has, or several have."""
    whose = set(alerts["assignee"])
    return whose.pop() if len(whose) == 1 else None


def client_html(alerts: pd.DataFrame, band: str, health: float | None) -> str:
    """Over the alerts of one client: its name, how it stands, how many there are, whose it is."""
    name, lead = str(alerts["client"].iloc[0]), str(alerts["lead"].iloc[0])
    number, new = len(alerts), int(alerts["new"].sum())
    stands = f' <span class="{band}">{BANDS[band].mark} {words.whole(health)}</span>'
    told = words.count(number, "alert")
    if new:
        told += ", new this week" if new == number else f", {new:,} new this week"
    href = escape(address.client_href(name))
    return (
        f'<h2><a href="{href}">{escape(name)}</a>{stands} '
        f'<span class="soft small">{told} · {escape(lead)}</span></h2>'
    )


def _next_html(alert: Alert) -> str:
    step = escape(str(alert["next_step"]))
    return f'<div class="small"><span class="soft">Next:</span> {step}</div>'


def _cap(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


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


def headline(counts: Mapping[str, int], true: int, high: int, latest: bool) -> str:
    """The finding in one sentence. `true` are those that fire and are still so, some of them high.

    counts: how many there are in each state.
    """
    if not true:
        if not latest:
            return "No alert waited for anybody"
        return "No alert is true any more" if counts["firing"] else "No alert waits for you"
    needs = ("needs" if true == 1 else "need") if latest else "needed"
    grave = f", {high:,} of them high" if high and true > 1 else ""
    number = words.number_word(true).capitalize()
    return f"{number} {'alert' if true == 1 else 'alerts'} {needs} someone{grave}"


def subline(counts: Mapping[str, int], true: pd.Series) -> str:
    """Where most of them are (`true` holds their clients), and what else there is."""
    said, cooling = _where(true), counts["firing"] - len(true)
    told = [f"{cooling:,} more are open though true no more"] if cooling else []
    told += [
        f"{counts[state]:,} {'is' if counts[state] == 1 else 'are'} {state}"
        for state in ("acknowledged", "snoozed", "pending")
        if counts[state]
    ]
    gone = counts["resolved"]
    told.append(f"{gone:,} {'was' if gone == 1 else 'were'} resolved in the last four weeks")
    return f"{said}{_cap(words.listed(told))}."


def _where(clients: pd.Series) -> str:
    """At 15 clients, most at Bluegum Regional Council (17) and Northmoor Water (11)."""
    most = clients.value_counts()
    if len(most) < 2:
        return f"All at {most.index[0]}. " if len(most) and len(clients) > 1 else ""
    named = [f"{name} ({number:,})" for name, number in most.head(2).items() if number > 1]
    return f"At {len(most):,} clients{f', most at {words.listed(named)}' if named else ''}. "


def told_of(counts: Mapping[str, int], cooling: int = 0) -> str:
    """2 firing, 1 snoozed, 1 true no more: beside a heading; `cooling` of the firing ones are."""
    shown = {**counts, "firing": counts["firing"] - cooling, "true no more": cooling}
    order = ("firing", "pending", "acknowledged", "snoozed", "true no more")
    return ", ".join(f"{shown[state]:,} {state}" for state in order if shown[state])


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
