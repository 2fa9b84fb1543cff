"""Links made, each with an address that is had for once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from health.errors import EntryRefused
from health.links.feedback import ask_client
from health.links.guards import hashed_password, new_seal, new_token, token_hash
from health.links.terms import DAYS, KINDS, checked_days
from health.logs.rows import Logs
from health.portfolio import client_of
from health.served_at import address
from health.store import Link, LinkSecrets, StatusReport, Store
from health.words import first_few


@dataclass(frozen=True)
class Made:
    """A new link, and its token: it is here for once, and can't be had again."""

    link: Link
    token: str = field(repr=False)


def address_of(token: str, kind: str = "client") -> str:
    """The whole address of a link, to be sent; SettingRefused where HEALTH_ADDRESS is none."""
    return f"{address()}/s/{token}{'/feedback' if kind == 'feedback' else ''}"


def make_link(
    store: Store,
    logs: Logs,
    clients: Sequence[str],
    by: str,
    now: datetime,
    kind: str = "client",
    whom: str = "",
    days: int = DAYS,
    password: str | None = None,
    as_of: date | None = None,
    report: StatusReport | None = None,
) -> Made:
    """A new link on clients of the logs; EntryRefused or UnknownClient for what is not allowed.

    With a frozen `report` it shows that, whatever becomes of the logs: to its client, of its day.
    """
    if report is not None:
        clients, as_of = [_frozen(report, kind).client], report.day
    if kind not in KINDS:
        raise EntryRefused("kind", kind, "one of: " + ", ".join(KINDS))
    days = checked_days(days)
    if as_of is not None and as_of > now.date() + timedelta(days=1):
        raise EntryRefused("as of", str(as_of), "a day that is not in the future")
    if kind == "feedback":
        if len(clients) != 1 or as_of is not None:
            raise EntryRefused("feedback", first_few(list(clients)), "one client, of no past week")
        given = ask_client(store, logs, clients[0], whom, None, by, now, days, password)
        return Made(store.link(given.ask.link), given.token)
    names = [str(logs.clients["client"].iloc[client_of(logs, name)]) for name in clients]
    token = new_token()
    hashed = None if password is None else hashed_password(password)
    secrets = LinkSecrets(token_hash(token), hashed, new_seal())
    until = now + timedelta(days=days)
    of = None if report is None else report.id
    return Made(store.add_link(names, kind, whom, as_of, until, secrets, by, now, of), token)


def _frozen(report: StatusReport, kind: str) -> StatusReport:
    if report.frozen_at is None:
        raise EntryRefused("report", report.id, "reports that are frozen, to be linked")
    if kind != "client":
        raise EntryRefused("kind", kind, "client, for a link on a status report")
    return report
