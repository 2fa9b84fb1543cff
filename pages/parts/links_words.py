"""How the Links page words what there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from health.links.telling import Told
from pages.parts import words
from pages.parts.written import when

_SOON = timedelta(days=7)
MARKS = {
    "open": ("good", "● open"),
    "paused": ("watch", "◆ paused"),
    "barred": ("watch", "✕ shut"),
    "expired": ("none", "○ ended"),
    "revoked": ("none", "✕ revoked"),
}  # fmt: skip


def headline(every: Sequence[Told], now: datetime) -> str:
    """How many links are open, and which of them end soon."""
    if not every:
        return "No link was given out yet"
    up = [each for each in every if each.state == "open"]
    if not up:
        return "No link is open"
    soon = sum(each.link.expires_at - now < _SOON for each in up)
    ends = f", {soon:,} of them {'ends' if soon == 1 else 'end'} within a week" if soon else ""
    if len(up) == 1 and soon:
        ends = ", and ends within a week"
    return f"{words.count(len(up), 'link')} {'is' if len(up) == 1 else 'are'} open{ends}"


def subline(every: Sequence[Told], now: datetime) -> str:
    """The others, and when somebody last looked."""
    if not every:
        return (
            "A link shows one client, or a few, to somebody who does not sign in: what was "
            "delivered and what comes, or scores with their reasons. It ends by itself."
        )
    counts = Counter(each.state for each in every)
    said = [
        f"{counts[state]:,} {word}"
        for state, word in (
            ("paused", "paused"),
            ("barred", "shut"),
            ("expired", "ended"),
            ("revoked", "revoked"),
        )
        if counts[state]
    ]
    last = max(
        (each.link.last_viewed_at for each in every if each.link.last_viewed_at), default=None
    )
    seen = f"Last opened {when(last)}." if last else "Nobody has opened one yet."
    others = f"{words.listed(said)}. " if said else ""
    return f"{others[:1].upper()}{others[1:]}{seen}"


def lost_words(number: int) -> str:
    """Of links that somebody made, and whose clients are not theirs any more."""
    if number == 1:
        return "A link that you made shows a client that you see no more: it is shut for guests."
    return f"{number:,} links that you made show clients that you see no more: they are shut."


def ends(told: Told, now: datetime) -> str:
    """Until when: until 25 Dec 2026, in 30 days; ended 3 Mar 2026."""
    at = told.link.expires_at
    if told.state == "expired":
        return f"ended {words.day(at.date())}"
    left = at - now
    rest = words.count(left.days, "day") if left.days else "less than a day"
    return f"until {words.day(at.date())}, {rest} left"


def scope_html(told: Told, most: int = 3) -> str:
    """Which clients, the first of many and the rest behind a click; for whom."""
    link = told.link
    names = [words.escape(words.short(name, 120)) for name in link.clients]
    if len(names) <= most:
        head = words.listed(names)
    else:
        rest = len(names) - most
        head = (
            f"{words.count(len(names), 'client')}: {', '.join(names[:most])} <details>"
            f"<summary>and {rest:,} more</summary>{', '.join(names[most:])}</details>"
        )
    whom = f" <span class='soft'>for {words.escape(words.short(link.whom, 160))}</span>"
    return f"<b>{head}</b>{whom if link.whom else ''}"


def used(told: Told) -> str:
    """How often it was opened, when last."""
    link = told.link
    if not link.views or link.last_viewed_at is None:
        return "Never opened"
    return f"Opened {words.count(link.views, 'time')}, last {when(link.last_viewed_at)}"
