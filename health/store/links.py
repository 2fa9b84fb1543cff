"""Links: their scope, who paused or revoked them, how often each was used."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from health.errors import EntryRefused, LinkRevoked
from health.store.connected import GUEST, Connected, Write, record
from health.store.entries import TEXT, day, line, named, text
from health.store.records import Link, LinkSecrets, View
from health.store.reports import stands
from health.store.tables import link_clients, link_views, links, reports
from health.store.tries import forget_spans

CLIENTS = 200
_OWN = (
    "id", "author", "created_at", "kind", "whom", "as_of", "report", "maker", "expires_at",
    "paused_by", "paused_at", "revoked_by", "revoked_at", "version",
)  # fmt: skip


class Links(Connected):
    """Add, pause, resume, revoke, find and list links; count how often they are used."""

    def add_link(
        self,
        clients: Sequence[str],
        kind: str,
        whom: str,
        as_of: date | None,
        expires_at: datetime,
        secrets: LinkSecrets,
        by: str,
        now: datetime,
        report: int | None = None,
    ) -> Link:
        """A new link; the same client named twice is one."""
        with self.writing(by, "add link") as write:
            made = insert_link(write, clients, kind, whom, as_of, expires_at, secrets, now, report)
            return stored_link(write, made)

    def pause_link(self, link: Link, by: str, now: datetime) -> Link:
        """The link shut until it is resumed; LinkRevoked if it is shut for ever."""
        return self._change(link, by, "pause link", now)

    def resume_link(self, link: Link, by: str, now: datetime) -> Link:
        """The link open again if it was paused; LinkRevoked for what is shut for ever; what has
        expired stays so."""
        return self._change(link, by, "resume link", None)

    def revoke_link(self, link: Link, by: str, now: datetime) -> Link:
        """The link shut for ever, whatever anybody did to it meanwhile."""
        with self.writing(by, "revoke link") as write:
            row = write.same(links, link, "link")
            if row["revoked_at"] is None:
                changed = {"revoked_at": now, "revoked_by": write.by}
                write.change(links, row, **changed, version=row["version"] + 1)
            return stored_link(write, link.id)

    def _change(self, link: Link, by: str, deed: str, paused_at: datetime | None) -> Link:
        with self.writing(by, deed) as write:
            row = write.same(links, link, "link")
            if row["revoked_at"] is not None:
                raise LinkRevoked(link.id, row["revoked_by"], row["revoked_at"])
            if (row["paused_at"] is None) != (paused_at is None):
                paused = {"paused_at": paused_at, "paused_by": write.by if paused_at else None}
                write.change(links, row, **paused, version=row["version"] + 1)
            return stored_link(write, link.id)

    def links(self, by: str | None = None) -> list[Link]:
        """Links, the newest first; those that somebody made."""
        wanted = select(links).order_by(links.c.id.desc())
        if by is not None:
            wanted = wanted.where(links.c.author == by)
        with self.reading() as connection:
            return _links(connection, wanted)

    def link(self, number: int) -> Link:
        """A link by its number; EntryRefused if there is none."""
        with self.reading() as connection:
            found = _links(connection, select(links).where(links.c.id == number))
        if not found:
            raise EntryRefused("link", number, "the number of a link that is in the store")
        return found[0]

    def link_of(self, token_hash: str) -> tuple[Link, LinkSecrets] | None:
        """The link whose token has a hash, and its secrets.

        Where there is none the newest link is read in its place, so that it takes as long. The
        index compares hashes as fast as they differ; that tells nothing of a token, whose hash
        nobody can steer. What was read is compared once more, in constant time.
        """
        its = links.c.token_hash == token_hash
        newest = select(func.max(links.c.id)).scalar_subquery()
        wanted = select(links).where(its | (links.c.id == newest)).order_by(its.desc()).limit(1)
        with self.reading() as connection:
            row = connection.execute(wanted).mappings().first()
            found = _links(connection, select(links).where(links.c.id == (row["id"] if row else 0)))
        if row is None or not hmac.compare_digest(row["token_hash"], token_hash):
            return None
        return found[0], LinkSecrets(row["token_hash"], row["password"], row["seal"])

    def count_view(self, link: Link, what: str, now: datetime) -> Link | None:
        """One more use of a link, if it is open at this moment; the link as it stands, else None.

        Not among the store's writes: a guest is no author, and a view changes no other page.
        """
        with self.writing(GUEST, "view link") as write:
            found = _links(write.connection, select(links).where(links.c.id == link.id))
            stored = found[0] if found else None  # none, or another: filled from a backup meanwhile
            if stored is None or stored.created_at != link.created_at:
                return None
            if stored.state(now) != "open":
                return None
            hour = now.replace(minute=0, second=0, microsecond=0)
            same = (link_views.c.link == link.id) & (link_views.c.hour == hour)
            counted = write.first(select(link_views).where(same, link_views.c.what == what))
            if counted is None:
                new = {"link": link.id, "hour": hour, "what": what, "times": 1, "last_at": now}
                write.connection.execute(link_views.insert().values(**new))
            else:
                more = {"times": counted["times"] + 1, "last_at": max(now, counted["last_at"])}
                one = link_views.update().where(link_views.c.id == counted["id"])
                write.connection.execute(one.values(**more))
            forget_spans(write, now)
            return stored

    def links_lost(self) -> int:
        """How many links somebody made that show clients which they do not see: none, of all."""
        return 0

    def views(self, link: Link) -> list[View]:
        """How often a link was used, by hour, the latest first."""
        wanted = select(link_views).where(link_views.c.link == link.id)
        found = self.rows(wanted.order_by(link_views.c.hour.desc(), link_views.c.id.desc()))
        return [record(View, row) for row in found]


def insert_link(
    write: Write,
    clients: Sequence[str],
    kind: str,
    whom: str,
    as_of: date | None,
    expires_at: datetime,
    secrets: LinkSecrets,
    now: datetime,
    report: int | None = None,
) -> int:
    """A new link, as part of a write; its number. Conflict for one on a frozen report in whose
    place another was frozen."""
    scope: dict[str, dict[str, str]] = {}
    for each in map(named, clients):
        scope.setdefault(each["client_key"], each)
    if not 0 < len(scope) <= CLIENTS:
        raise EntryRefused("number of clients", len(scope), f"1 to {CLIENTS}")
    values = {
        "kind": line("kind", kind),
        "whom": text("for whom", whom, TEXT, blank=True),
        "as_of": None if as_of is None else day("as_of", as_of),
        "report": report,
        "maker": write.maker,
        "expires_at": expires_at,
        "token_hash": secrets.token_hash,
        "password": secrets.password,
        "seal": secrets.seal,
    }
    shown = write.first(select(reports).where(reports.c.id == report)) if report else None
    if shown is not None:
        stands(write, shown)
    row = write.add(links, **values, author=write.by, created_at=now, version=1)
    for each in scope.values():
        write.add(link_clients, link=row, **each)
    return row


def maker_of(link: Link) -> tuple[str, frozenset[str]]:
    """The address of whoever made a link, and their groups; empty where nobody had signed in."""
    address, *groups = json.loads(link.maker) if link.maker else [""]
    return address, frozenset(groups)


def stored_link(write: Write, link: int) -> Link:
    """A link as it stands, as part of a write."""
    (found,) = _links(write.connection, select(links).where(links.c.id == link))
    return found


def _links(connection: Connection, wanted: Select[Any]) -> list[Link]:
    """Links with their clients and how often they were used; as many queries for none."""
    rows = list(connection.execute(wanted).mappings())
    which = [row["id"] for row in rows] or [0]
    named = select(link_clients.c.link, link_clients.c.client).order_by(link_clients.c.id)
    clients: dict[int, list[str]] = {}
    for of, client in connection.execute(named.where(link_clients.c.link.in_(which))):
        clients.setdefault(of, []).append(client)
    total, last = func.sum(link_views.c.times), func.max(link_views.c.last_at)
    counted = select(link_views.c.link, total, last).group_by(link_views.c.link)
    used = {
        of: rest for of, *rest in connection.execute(counted.where(link_views.c.link.in_(which)))
    }
    editions = _editions(connection, [row["report"] for row in rows if row["report"]])
    return [
        Link(
            **{name: row[name] for name in _OWN},
            edition=editions.get(row["report"], 1),
            clients=tuple(clients.get(row["id"], ())),
            has_password=row["password"] is not None,
            views=int(used[row["id"]][0]) if row["id"] in used else 0,
            last_viewed_at=used[row["id"]][1] if row["id"] in used else None,
        )
        for row in rows
    ]


def _editions(connection: Connection, shown: Sequence[int]) -> dict[int, int]:
    """By the numbers of reports that links show, which edition each is; no query for none."""
    if not shown:
        return {}
    wanted = select(reports.c.id, reports.c.edition).where(reports.c.id.in_(shown))
    return {row.id: row.edition for row in connection.execute(wanted)}
