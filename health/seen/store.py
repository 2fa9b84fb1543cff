"""The store as one person sees it: what was written on their clients; and what they may write.

Every question to the database is narrowed before it is asked, and every row is looked at before it
is written, whatever method of the store it comes from. What is not known to be of a client, or of
everybody, is shown to nobody but those who see all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Join,
    RowMapping,
    Select,
    Table,
    and_,
    event,
    false,
    or_,
    select,
)

from health.access import Deed, Person
from health.errors import NotAllowed
from health.seen.snapshot import cut_snapshot
from health.settings.edits import without_clients
from health.store import Review, SettingsVersion, Store
from health.store.connected import Write
from health.store.entries import key_of
from health.store.links import maker_of
from health.store.tables import (
    METADATA,
    identity,
    link_clients,
    link_views,
    links,
    reviews,
    settings_versions,
    writes,
)

# What each deed of the store needs; any other is for those who may do everything.
DEEDS: dict[str, Deed] = {
    **dict.fromkeys(
        (
            "add note", "change note", "remove note", "add action", "change action",
            "remove action", "open review", "mark reviewed", "unmark reviewed", "mark alert",
            "override health", "end override", "add link", "pause link", "resume link",
            "revoke link", "add report", "change report", "freeze report", "open report again",
            "send report", "ask", "withdraw ask",
        ),
        "write",
    ),
    "freeze review": "close",
    "add settings": "settings",
}  # fmt: skip
_OPEN = {reviews, settings_versions, identity}  # of nobody's clients; narrowed below, cell by cell
_OF_ALL = ("close", "settings", None)  # what is written there holds for all clients
_SEEN = "clients seen"


@dataclass(frozen=True)
class Sight:
    """The keys of the clients that somebody sees; None: all."""

    keys: frozenset[str] | None

    def limits(self, source: FromClause) -> Iterator[ColumnElement[bool]]:
        """What rows of a table, or of joined ones, have to be."""
        if isinstance(source, Join):
            yield from self.limits(source.left)
            yield from self.limits(source.right)
        elif self.keys is not None and source not in _OPEN:
            yield self._of(source, self.keys) if isinstance(source, Table) else false()

    def _of(self, table: Table, keys: frozenset[str]) -> ColumnElement[bool]:
        if table is writes:
            return or_(false(), *(_written(each, keys) for each in METADATA.sorted_tables))
        if table is links:
            return links.c.id.not_in(_beyond(keys))
        if table is link_views:
            return link_views.c.link.not_in(_beyond(keys))
        if "client_key" in table.c:
            return table.c.client_key.in_(keys)
        for key in table.foreign_keys:  # an answer is of the client of its ask
            if "client_key" in key.column.table.c:
                owner = key.column.table.c.client_key
                return key.parent.in_(select(key.column).where(owner.in_(keys)))
        return false()


def _written(table: Table, keys: frozenset[str]) -> ColumnElement[bool]:
    """Writes to rows of a table that are of some clients."""
    if "client_key" not in table.c:
        return false()
    mine = select(table.c.id).where(table.c.client_key.in_(keys))
    return and_(writes.c.table == table.name, writes.c.row.in_(mine))


def _beyond(keys: frozenset[str]) -> Select[tuple[int]]:
    """Links that show other clients than some."""
    return select(link_clients.c.link).where(link_clients.c.client_key.not_in(keys))


@event.listens_for(Engine, "before_execute", retval=True)
def _narrowed(
    connection: Connection, asked: Any, many: Any, given: Any, options: Mapping[str, Any]
) -> tuple[Any, Any, Any]:
    """What is asked of the database, of the clients only that are seen through a connection."""
    sight = options.get(_SEEN)
    if sight is not None and isinstance(asked, Select):
        for source in asked.get_final_froms():
            for limit in sight.limits(source):
                asked = asked.where(limit)
    return asked, many, given


@dataclass(frozen=True)
class _SeenWrite(Write):
    """A transaction in which only rows of clients that are seen are written."""

    sight: Sight = field(kw_only=True)

    def add(self, table: Table, **values: Any) -> int:
        """A new row; its id."""
        self._look(values)
        return super().add(table, **values)

    def change(self, table: Table, row: RowMapping, **values: Any) -> None:
        """Other values for a row that was found by what is seen."""
        self._look(row)
        super().change(table, row, **values)

    def _look(self, values: Mapping[Any, Any]) -> None:
        keys, key = self.sight.keys, values.get("client_key")
        if keys is not None and key is not None and key not in keys:
            raise NotAllowed("Nothing was saved: this client is not among those that you see.")


class SeenStore(Store):
    """The store of one person. NotAllowed for a deed that is not theirs; `by` is always they."""

    def __init__(self, whole: Store, person: Person, keys: frozenset[str] | None) -> None:
        """`keys` of the clients that they see; None: all."""
        self._whole, self._sight, self._person = whole, Sight(keys), person
        engine = whole._engine.execution_options(**{_SEEN: self._sight})
        super().__init__(engine, whole.place, whole._clock)
        self.heard = whole.heard

    @property
    def _away_until(self) -> float:
        return self._whole._away_until

    @_away_until.setter
    def _away_until(self, until: float) -> None:
        self._whole._away_until = until

    @contextmanager
    def writing(self, by: str, deed: str) -> Iterator[Write]:
        """A transaction that writes, if the person may do such a deed: under their name."""
        refuse(self._person, DEEDS.get(deed))
        if self._sight.keys is not None and DEEDS.get(deed) in _OF_ALL:
            raise NotAllowed("This is of all clients, and you see some. Nothing was saved.")
        by = self._person.name if self._person.signed_in else by
        with super().writing(by, deed) as write:
            who = json.dumps([self._person.address, *sorted(self._person.groups)])
            yield _SeenWrite(
                write.connection, write.by, write.at, write.deed, who, sight=self._sight
            )

    def version(self) -> str:
        """A token that changes with any write; another one for each set of clients."""
        keys = self._sight.keys
        seen = "all" if keys is None else hashlib.sha256(repr(sorted(keys)).encode()).hexdigest()
        mark, _, last = super().version().rpartition("-")
        return f"{mark}.{seen[:12]}-{last}"

    def review(self, week: date) -> Review | None:
        """The review of a week, with what was frozen of the clients that are seen."""
        found = super().review(week)
        return None if found is None else self._cut(found)

    def reviews(self) -> list[Review]:
        """All reviews, the newest first, likewise."""
        return [self._cut(each) for each in super().reviews()]

    def links_lost(self) -> int:
        """How many links that are not over this person made, on clients that they see no more."""
        keys, me = self._sight.keys, self._person.address
        if keys is None or not self._person.signed_in:
            return 0
        now = self._clock()
        return sum(
            maker_of(link)[0] == me and not keys.issuperset(map(key_of, link.clients))
            for link in self._whole.links(self._person.name)
            if link.state(now) in ("open", "paused")
        )

    def settings_versions(self) -> list[SettingsVersion]:
        """All versions, without what is set for clients that are not seen."""
        keys = self._sight.keys
        found = super().settings_versions()
        if keys is None:
            return found
        return [replace(each, toml=without_clients(each.toml, keys)) for each in found]

    def _cut(self, review: Review) -> Review:
        keys = self._sight.keys
        if keys is None or review.snapshot is None:
            return review
        return replace(review, frozen_as=json.dumps(cut_snapshot(review.snapshot, keys)))


_TOLD: dict[Deed | None, str] = {
    "write": "You may look at everything here, and write nothing: your role is viewer.",
    "close": "Closing the review is for those who see all clients.",
    "settings": "Saving settings is for admins.",
    "logs": "The files of the logs are for admins.",
    "all links": "The links of others are for admins.",
    None: "This is for admins.",
}


def refuse(person: Person, deed: Deed | None) -> None:
    """NotAllowed where somebody may not do a deed; one without a name is for admins."""
    if not (person.role == "admin" if deed is None else person.may(deed)):
        raise NotAllowed(f"{_TOLD[deed]} Nothing was saved.")


def why_not(person: Person, deed: Deed) -> str:
    """Why somebody may not do a deed, for the screen; empty if they may."""
    return "" if person.may(deed) else _TOLD[deed]


def keys_of(person: Person, clients: Any) -> frozenset[str] | None:
    """The keys of the clients that somebody sees, by the clients log; None: all."""
    if person.sees_all:
        return None
    return frozenset(clients["key"][person.seen_of(clients["lead"])])


def store_of(whole: Store, person: Person, keys: frozenset[str] | None) -> Store:
    """The store for somebody; as it is for whoever sits at this machine: nobody signed in."""
    local = keys is None and person.role == "admin" and not person.signed_in
    return whole if local else SeenStore(whole, person, keys)
