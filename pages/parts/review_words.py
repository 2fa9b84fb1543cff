"""The words of the Review page: its headline, its figures, and whom it leaves out."""

from __future__ import annotations

import re
from datetime import date
from html import escape

import numpy as np
import pandas as pd

from health.portfolio import Portfolio
from pages.parts import address, words
from pages.parts.palette import BANDS

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def headline(scores: pd.DataFrame, latest: bool) -> str:
    """The finding in one sentence: who needs us."""
    if scores.empty:
        return "There are no clients in this week"
    bands = scores["band"].value_counts()
    red, amber = int(bands.get("red", 0)), int(bands.get("amber", 0))
    when = "this week" if latest else "that week"
    if red:
        verb = ("needs" if red == 1 else "need") if latest else "needed"
        return f"{words.number_word(red).capitalize()} {_clients(red)} {verb} you {when}"
    if amber:
        return f"No client {'is' if latest else 'was'} at risk; {words.number_word(amber)} to watch"
    if bands.get("green", 0):
        return f"All {'is' if latest else 'was'} well {when}"
    return "Too little is known to say who needs you"


def subline(
    portfolio: Portfolio, scores: pd.DataFrame, day: date, latest: bool, dated: bool = True
) -> str:
    """What moved, and as of when (unless not `dated`): the sentence under the headline."""
    if scores.empty:
        return ""
    said = [_moved(scores)]
    if (scores["band"] == "none").all():
        said.insert(0, _known(portfolio, scores))
    if not latest:
        said.append(f"As it was known on {words.weekday(day)}.")
    elif dated and day.weekday() != 6:
        said.append(f"The week is known up to {words.weekday(day)}.")
    return " ".join(said)


def _moved(scores: pd.DataFrame) -> str:
    change = scores["change_1w"].round()
    fell, rose = scores[change < 0], scores[change > 0]
    of = f"{len(scores):,}"
    if len(fell):
        most = fell["client"].iloc[int(fell["change_1w"].argmin())]
        up = f"; it rose at {len(rose):,}" if len(rose) else ""
        return f"Health fell at {len(fell):,} of {of} clients, most at {most}{up}."
    if len(rose):
        most = rose["client"].iloc[int(rose["change_1w"].argmax())]
        return f"Health fell nowhere and rose at {len(rose):,} of {of} clients, most at {most}."
    if change.notna().any():
        return f"Health moved by less than a point at all {of} clients."
    return f"{words.count(len(scores), 'client')}, in the first week that is known."


def _known(portfolio: Portfolio, scores: pd.DataFrame) -> str:
    """Why no client has a band."""
    there = [
        f"{log}.csv"
        for log, rows in portfolio.logs.rows.items()
        if rows.present and log != "clients"
    ]
    least = portfolio.settings.number("bands.coverage_least")
    return (
        f"Of what the model asks, the logs tell {words.percent(scores['coverage'].mean())}; "
        f"a band needs {words.percent(least)}. There beside the clients: {words.listed(there)}."
    )


def figures(portfolio: Portfolio, scores: pd.DataFrame, day: date) -> str:
    """Bands with their change on last week, the value at risk, and how many alerts are open."""
    parts = []
    counts = portfolio.counts(day)
    for name in ("red", "amber", "green", "none"):
        number, change = counts[name]
        band = BANDS[name]
        moved = f", {words.signed(change)}" if change else ""
        parts.append(
            _figure(f"{band.mark} {number:,}", f"{band.word}{moved}", name if number else "none")
        )
    at_risk = scores[scores["band"] == "red"]
    value = at_risk["value"].sum(min_count=1)
    if not words.missing(value):
        unknown = int(at_risk["value"].isna().sum())
        rest = f", {words.count(unknown, 'value')} not known" if unknown else ""
        parts.append(_figure(words.money(value), f"a year at risk{rest}"))
    firing = int(scores["alerts"].sum())
    told = _figure(f"{firing:,}", "alert open" if firing == 1 else "alerts open")
    parts.append(f'<a href="{escape(address.alerts_href())}">{told}</a>')
    return f'<div class="figures">{"".join(parts)}</div>'


def _figure(number: str, word: str, tone: str = "") -> str:
    return (
        f'<span><span class="fig {tone}">{escape(number)}</span><span>{escape(word)}</span></span>'
    )


def as_of_html(day: date, today: date) -> str:
    """As of when the logs tell, and how long ago that is: plain from a week on."""
    days = (today - day).days
    if days <= 0:
        return f"As of today, {words.weekday(day)}."
    if days == 1:
        return f"As of yesterday, {words.weekday(day)}."
    told = f"As of {words.weekday(day)}, {words.count(days, 'day')} ago"
    if days < _STALE_DAYS:
        return f"{told}."
    return f"<b class='watch'>{told}: no log has a later row.</b>"


_STALE_DAYS = 7


def unplaced_html(portfolio: Portfolio, scores: pd.DataFrame, point: int) -> str:
    """The clients that the chart leaves out, and why; `scores` has their `slope` at a point."""
    out = scores[scores["slope"].isna() | scores["health"].isna()]
    if out.empty:
        return ""
    weeks = int(portfolio.settings.number("trend.points"))
    there = portfolio.history.exists[out["code"], : point + 1].sum(axis=1)
    why = np.select(
        [there < weeks, out["health"].isna()],
        [
            f"known for less than {words.number_word(weeks)} weeks",
            "too little known for a number this week",
        ],
        f"a number in less than {words.number_word(weeks)} weeks",
    )
    told = [
        f"{reason}: {_named(list(some))}" for reason, some in out["client"].groupby(why, sort=True)
    ]
    return f'<p class="small soft">Not in the chart, {"; ".join(told)}.</p>'


def without_point_html(portfolio: Portfolio, day: date) -> str:
    """The clients that have no score in the week, each with its reason."""
    missing = portfolio.without_point(day)
    if missing.empty:
        return ""
    names = [f"{client} ({dated(reason)})" for client, reason in missing.itertuples(index=False)]
    return f'<p class="small soft">Without a score this week: {_named(names)}.</p>'


def dated(reason: str) -> str:
    """A text with its dates as people write them."""
    return _ISO.sub(lambda found: words.day(date.fromisoformat(found[0])), reason)


def _named(names: list[str], most: int = 8) -> str:
    shown = names[:most] + ([f"{len(names) - most:,} more"] if len(names) > most else [])
    return escape(words.listed(shown))


def _clients(number: int) -> str:
    return "client" if number == 1 else "clients"
