"""The one authorisation: what a token opens, for page, export, picture and feedback alike."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from health.errors import StoreUnavailable
from health.links.guards import is_password, token_hash, visit, visited
from health.links.terms import KINDS
from health.logs.contract import folded
from health.store import Link, LinkSecrets, StatusReport, Store

_ONCE = ("page", "feedback")  # counted once a visit: a page is asked for again at every click


@dataclass(frozen=True)
class Grant:
    """All that a shared page may use: which clients, what of them, as of when (None: as it is now).

    `visit` is for the guest to show next time, in place of the password; in a cookie that no script
    can read.
    """

    clients: tuple[str, ...]
    kind: str
    day: date | None
    what: str
    until: datetime
    visit: str = field(repr=False)
    report: StatusReport | None = field(default=None, repr=False)  # all that it shows, if any
    later: StatusReport | None = field(default=None, repr=False)  # what was sent in its place


@dataclass(frozen=True)
class Refusal:
    """Why nothing is shown: `closed`, `password` (to be asked for), `wrong`, `wait`, `later`.

    `text` is for the guest. A stranger is told the same whatever is closed.
    """

    why: str
    text: str
    wait_seconds: int = 0


CLOSED = Refusal(
    "closed", "There is nothing behind this link, or not any more. Ask whoever sent it for another."
)
PASSWORD = Refusal("password", "This link asks for a password; whoever sent it to you has it.")
WRONG = Refusal("wrong", "This is not the password of this link.")
LATER = Refusal("later", "This can't be shown just now. Try again in a moment.")


def opened(
    store: Store,
    token: object,
    password: object,
    now: datetime,
    address: str,
    what: str,
    client: str | None = None,
    shown_visit: object = None,
    may: Callable[[Link], Refusal | None] = lambda _: None,
) -> Grant | Refusal:
    """What a token opens now, counted in the view log; a Refusal for anything else.

    To be asked anew whenever something is shown: what was open may have been closed since.
    `address` is whose request it is (behind a proxy: what the proxy says of it, else all guests
    share their tries); `client` the one that is asked for, None for all of the link; `may` says why
    an open one is shut all the same, None where it is not.

    What is closed is refused before a password is looked at, with the same work for a token that is
    unknown: neither words nor time tell them apart. Only an open link asks for a password; whose it
    is it tells nobody without it, so a client that is not of the link is refused after that.
    """
    try:
        found = store.link_of(token_hash(token))
        link = found[0] if found else None
        if found is None or link is None or not _fits(link, now, what):
            return CLOSED
        if (shut := may(link)) is not None:
            return shut
        return _let_in(store, link, found[1], password, now, address, what, client, shown_visit)
    except StoreUnavailable:
        return LATER


def _fits(link: Link, now: datetime, what: str) -> bool:
    """Whether a link is open, for what is asked for."""
    if what == "feedback" and len({folded(name) for name in link.clients}) != 1:
        return False  # whose would it be?
    return link.state(now) == "open" and what in KINDS.get(link.kind, ())


def _named(link: Link, client: str | None) -> tuple[str, ...]:
    """Those of its clients that are asked for."""
    return tuple(name for name in link.clients if client is None or folded(name) == folded(client))


def _let_in(
    store: Store,
    link: Link,
    secrets: LinkSecrets,
    password: object,
    now: datetime,
    address: str,
    what: str,
    client: str | None,
    shown_visit: object,
) -> Grant | Refusal:
    """The grant of an open link, if its password was given now or on this visit."""
    before = visited(shown_visit, secrets.seal, now)
    if secrets.password is not None and not before:
        refused = _tried(store, link, secrets.password, password, now, network(address))
        if refused is not None:
            return refused
    if not _named(link, client):
        return CLOSED
    if before == what and what in _ONCE:
        return _grant(store, link, what, client, str(shown_visit))
    stands = store.count_view(link, what, now)  # it may have been closed since it was looked up
    if stands is None:
        return CLOSED
    return _grant(store, stands, what, client, visit(secrets.seal, what, now))


def _tried(
    store: Store, link: Link, kept: str, password: object, now: datetime, address: str
) -> Refusal | None:
    """Why a password does not open a link; None if it does."""
    if not isinstance(password, str) or not password:
        return PASSWORD
    if wait := store.begin_try(link.id, address, now):
        return _wait(wait)
    right = is_password(password, kept)
    if right is False:
        return WRONG
    store.forgive_try(link.id, address, now)
    return None if right else LATER


def _wait(seconds: int) -> Refusal:
    minutes = -(-seconds // 60)
    when = "a minute" if minutes == 1 else f"{minutes} minutes"
    return Refusal("wait", f"Too many wrong passwords from here. Try again in {when}.", seconds)


def _grant(store: Store, link: Link, what: str, client: str | None, shown: str) -> Grant | Refusal:
    report = None if link.report is None else store.report(link.report)
    if link.report is not None and (report is None or not _is_of(report, link)):
        return CLOSED  # never what the rows would say in its place
    later = None if report is None else store.later_edition(report)
    its = _named(link, client)
    return Grant(its, link.kind, link.as_of, what, link.expires_at, shown, report, later)


def _is_of(report: StatusReport, link: Link) -> bool:
    """Whether a report is closed, and that of the link's one client."""
    its = [folded(name) for name in link.clients] == [folded(report.client)]
    return its and report.frozen_at is not None and report.day == link.as_of


def network(address: str) -> str:
    """Whose tries count together: an IPv4 address, or the network of an IPv6 one.

    Who has one IPv6 address has 2^64 of them.
    """
    try:
        found = ipaddress.ip_address(address.strip().partition("%")[0])
    except ValueError:
        return address[:100]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
