"""Links in words, for those who made them: what each shows, why one shows nothing, who looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from health.access import Rules
from health.links.makers import barred, leads_of
from health.links.terms import KIND_WORDS, KINDS
from health.logs.contract import folded
from health.logs.rows import Logs
from health.portfolio import Portfolio
from health.store import Link, Store, View
from health.words import first_few, on_day

_VAIN = "It is open, and what is answered counts for nobody"


@dataclass(frozen=True)
class Told:
    """A link as its maker sees it: `state` is open, barred, paused, expired or revoked.

    It shows nothing of some of its clients: `gone` are those that the logs name no more, under
    this name, `unknown` those of which nothing is known on its day. One that would be open is
    `barred` where its maker may not show it now; that says why.
    """

    link: Link
    state: str
    gone: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    barred: str = ""


def links_of(
    store: Store,
    now: datetime,
    by: str | None = None,
    logs: Logs | None = None,
    rules: Rules | None = None,
) -> list[Told]:
    """Links, the newest first (those that somebody made), each with what a guest is not told."""
    return links_told(store.links(by), now, logs, rules=rules)


def links_told(
    links: Iterable[Link],
    now: datetime,
    logs: Logs | None = None,
    portfolio: Portfolio | None = None,
    rules: Rules | None = None,
) -> list[Told]:
    """The same of links that were read: without logs none is gone, without scores none unknown,
    without logs or rules of who may enter none barred."""
    logs = portfolio.logs if portfolio is not None else logs
    if logs is None:
        return [Told(link, link.state(now)) for link in links]
    codes = {key: code for code, key in enumerate(logs.clients["key"])}
    first = portfolio.days[0] if portfolio is not None and portfolio.days else None
    found = []
    leads = leads_of(logs)
    for link in links:
        state = link.state(now)
        why = barred(link, rules, leads) if state == "open" else ""
        state = "barred" if why else state
        its = {name: codes.get(folded(name)) for name in link.clients}
        gone = tuple(name for name, code in its.items() if code is None)
        dark: tuple[str, ...] = ()
        if portfolio is not None and link.report is None:  # a report needs no logs
            early = first is None or (link.as_of is not None and link.as_of < first)
            known = None if early else portfolio.history.exists[:, portfolio.point(link.as_of)]
            there = [(name, code) for name, code in its.items() if code is not None]
            dark = tuple(name for name, code in there if known is None or not known[code])
        found.append(Told(link, state, gone, dark, why))
    return found


@dataclass
class Day:
    """How often a link was used on a day (UTC): by what for, and by the hour it began in."""

    day: date
    what: Counter[str] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)


def by_day(views: Iterable[View]) -> list[Day]:
    """The uses of a link by day, the latest first."""
    found: dict[date, Day] = {}
    for view in views:
        day = found.setdefault(view.hour.date(), Day(view.hour.date()))
        day.what[view.what] += view.times
        day.hours[view.hour.hour] += view.times
    return sorted(found.values(), key=lambda day: day.day, reverse=True)


def why_dark(told: Told, now: datetime) -> str:
    """Why a link shows nothing, or nothing of some clients, and what to do; empty if it does."""
    link = told.link
    if told.state == "revoked":
        by = _by("Revoked", link.revoked_by, link.revoked_at)
        return f"{by} It stays shut for ever; make another if it is still needed."
    if told.state == "expired":
        return _over(link, now)
    if told.state == "paused" and link.restored:
        return (
            "It came back with a backup, and may have been revoked after that was made. It stays "
            "shut until somebody who knows resumes it."
        )
    if told.state == "paused":
        by = _by("Paused", link.paused_by, link.paused_at)
        return f"{by} Until it is resumed, guests are told that there is nothing behind it."
    if told.barred:
        return (
            f"{told.barred} Guests are told that there is nothing behind it. Who looks after "
            f"{'the client' if len(link.clients) == 1 else 'the clients'} now can make another."
        )
    return " ".join(_open(told))


def _open(told: Told) -> list[str]:
    """Why an open link shows nothing of some of its clients."""
    dark = {folded(name) for name in (*told.gone, *told.unknown)}
    every = dark >= {folded(name) for name in told.link.clients}
    said = []
    if told.gone:
        named = "names no client so" if len(told.gone) == 1 else "names no clients so"
        what = "" if "page" in KINDS.get(told.link.kind, ()) else _VAIN
        head = what or _of(told.gone, every)
        if told.link.report is not None:
            head = "It shows the report as it was frozen, all the same"
        said.append(f"{head}: clients.csv {named} now.")
    if told.unknown:
        when = f"on {on_day(told.link.as_of)}" if told.link.as_of else "now"
        said.append(f"{_of(told.unknown, every)}: before its start, or after its end, {when}.")
    return said


def _of(names: Sequence[str], every: bool) -> str:
    head = "It is open, and shows nothing" if every else "It shows nothing"
    return f"{head} of {first_few(names)}"


def _over(link: Link, now: datetime) -> str:
    if now < link.expires_at and now < link.created_at:
        return (
            f"The server's clock stands before the making of it ({_at(link.created_at)}): set it."
        )
    if now < link.expires_at:
        return "The server's clock went back: the link was seen later than now. Set the clock."
    return f"It ended on {_at(link.expires_at)}. Make another if it is still needed."


def _by(deed: str, who: str | None, at: datetime | None) -> str:
    return f"{deed} by {who} on {_at(at)}." if at else f"{deed}."


def _at(at: datetime) -> str:
    return f"{on_day(at.date())}, {at:%H:%M} UTC"


def kind_words(link: Link) -> str:
    """What kind of link it is, and what it shows of when: for the client, as things stand."""
    kind = KIND_WORDS.get(link.kind, link.kind)
    if link.report is not None and link.as_of:
        edition = f", version {link.edition}" if link.edition > 1 else ""
        return f"{kind}, the status report of {on_day(link.as_of)}{edition}"
    if link.as_of:
        return f"{kind}, as of {on_day(link.as_of)}"
    return f"{kind}, as things stand" if "page" in KINDS.get(link.kind, ()) else kind
