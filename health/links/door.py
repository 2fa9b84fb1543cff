"""The one door that pages for guests go through: a grant, and what it shows as the logs stand now.

Who draws these pages holds plain JSON, and never a portfolio or the store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from health import live
from health.access import Rules
from health.calendars import day_date
from health.links import feedback
from health.links.feedback import Form, Typed
from health.links.listing import listing
from health.links.makers import barred, leads_of, maker, rules_stated
from health.links.opening import CLOSED, LATER, Grant, Refusal, opened
from health.links.snapshot import Snapshot, head, of_report, snapshot
from health.portfolio import Portfolio
from health.shelf import Shelf
from health.store import Answer, Link, StoreUnavailable, current

_SHELF = Shelf(16_000_000)  # of the sample portfolio a client takes 10 kB
_entrance: dict[str, Callable[[], Rules | None]] = {"rules": rules_stated}


def asked(
    token: str | None,
    password: str | None,
    address: str,
    what: str,
    client: str | None = None,
    visit: str | None = None,
) -> Grant | Refusal:
    """What a token opens at this moment (`opening.opened`, with the clock and the one store), if
    whoever made its link may show that by the rules of who may enter."""
    try:
        store = current()
    except StoreUnavailable:
        return LATER
    now = datetime.now(UTC)
    return opened(store, token, password, now, address, what, client, visit, _may)


def let_in_by(rules: Callable[[], Rules | None]) -> None:
    """Ask a server's sign-in who may enter; else the access file is read at every request."""
    _entrance["rules"] = rules


def _may(link: Link) -> Refusal | None:
    """Why a link is shut by whoever made it; who sees their own clients is not known to see one
    before the logs are read."""
    held = None if link.maker is None else _entrance["rules"]()
    if held is None:
        return None
    portfolio = live.current().now().portfolio
    if portfolio is not None:
        return CLOSED if barred(link, held, leads_of(portfolio.logs)) else None
    who = maker(link, held)
    if who is None or not who.may("write"):
        return CLOSED
    return None if who.sees_all else LATER


def shown(grant: Grant) -> Snapshot | None:
    """All there is of the clients of a grant; None while no logs are read.

    What was drawn is kept until the logs, the settings or the day change; one guest at a time has
    something drawn that is not: a thousand of them ask no more of the server than one.
    """
    if grant.report is not None:
        return of_report(grant.report, grant.later)
    portfolio = live.current().now().portfolio
    if portfolio is None:
        return None
    found = head(grant.kind) | {"clients": [], "without": []}
    for name in grant.clients:
        one = _told(portfolio, replace(grant, clients=(name,)))
        found["clients"] += one["clients"]
        found["without"] += one["without"]
    return found


def form(token: str | None, sending: str) -> Form | None:
    """The form of a link that was opened for feedback; None where there is none any more."""
    return feedback.form_of(current(), token, sending, datetime.now(UTC))


def answered(token: str | None, typed: Mapping[str, str]) -> Answer | Typed | None:
    """Take an answer; what is wrong with it; None where there is no form any more."""
    return feedback.answer(current(), token, typed)


def listed(grant: Grant) -> Snapshot | None:
    """The clients of a grant with no more than a line on each; None while no logs are read."""
    portfolio = live.current().now().portfolio
    return None if portfolio is None else _made(portfolio, listing, grant)


def _told(portfolio: Portfolio, grant: Grant) -> Snapshot:
    """The one client of a grant; what it reads goes on from the last report that was sent."""
    if grant.kind != "client":
        return _made(portfolio, snapshot, grant)
    day = grant.day or day_date(portfolio.as_of)
    last = current().last_sent_report(grant.clients[0], day, known_on=day)
    which = "" if last is None else f"{last.id} {last.version}"
    return _made(portfolio, partial(snapshot, last=last), grant, which)


def _made(
    portfolio: Portfolio,
    make: Callable[[Portfolio, Grant], Snapshot],
    grant: Grant,
    which: str = "",
) -> Snapshot:
    """What is made of a grant, anew for whoever asks: it may be changed."""
    kind = "a line each" if make is listing else "all"
    key = (portfolio.version, kind, grant.kind, grant.day, grant.clients, which)

    made: Snapshot = json.loads(_SHELF.get(key, lambda: json.dumps(make(portfolio, grant))))
    return made
