"""The tables of the store. A change here needs a migration; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)


class Moment(TypeDecorator[datetime]):
    """An aware time, UTC on the way in and out; SQLite keeps it without the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC; without its zone for SQLite."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def _maybe(name: str) -> Column[Any]:
    return Column(name, Text)


def _day(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Date, nullable=nullable)


def _moment(name: str, nullable: bool = False) -> Column[Any]:
    return Column(name, Moment, nullable=nullable)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _id() -> Column[Any]:
    return Column("id", Integer, primary_key=True)


def _client() -> tuple[Column[Any], Column[Any]]:
    """A client's name as it was given, and as it is compared."""
    return _text("client"), _text("client_key")


def _entry() -> tuple[Column[Any], ...]:
    return _text("author"), _moment("created_at")


def _editable() -> tuple[Column[Any], ...]:
    return (
        *_entry(),
        _text("changed_by"),
        _moment("changed_at"),
        _maybe("removed_by"),
        _moment("removed_at", nullable=True),
        _version(),
    )


def _version() -> Column[Any]:
    return _number("version")


notes = Table("notes", METADATA, _id(), *_client(), _day("week"), _text("text"), *_editable())
actions = Table(
    "actions",
    METADATA,
    _id(),
    *_client(),
    _day("week"),
    _text("text"),
    _text("who"),
    _day("due"),
    _day("done_on", nullable=True),
    _text("outcome"),
    *_editable(),
)
reviews = Table(
    "reviews",
    METADATA,
    _id(),
    _day("week"),
    _text("opened_by"),
    _moment("opened_at"),
    _maybe("frozen_by"),
    _moment("frozen_at", nullable=True),
    _maybe("snapshot"),  # JSON
    _version(),
    UniqueConstraint("week"),
)
reviewed = Table(
    "reviewed",
    METADATA,
    _id(),
    Column("review", ForeignKey("reviews.id"), nullable=False),
    *_client(),
    _text("by"),
    _moment("at"),
    _maybe("removed_by"),
    _moment("removed_at", nullable=True),
)
marks = Table(
    "marks",
    METADATA,
    _id(),
    *_client(),
    _text("rule"),
    _text("subject"),
    _day("since"),
    _text("kind"),
    _text("by"),
    _moment("at"),
    _day("on"),
    _day("until", nullable=True),
    _maybe("to"),
    _text("reason"),
    Column("health", Float),
)
settings_versions = Table(
    "settings_versions",
    METADATA,
    _id(),
    _text("name"),
    _text("name_key"),
    _text("reason"),
    _text("toml"),
    _day("from_on"),
    *_entry(),
    UniqueConstraint("name_key"),
)
overrides = Table(
    "overrides",
    METADATA,
    _id(),
    *_client(),
    Column("health", Float, nullable=False),
    _text("reason"),
    _day("from_on"),
    _day("expires_on"),
    *_entry(),
    _maybe("ended_by"),
    _moment("ended_at", nullable=True),
    _version(),
)
# A link that shows one or some clients to somebody who does not sign in. Its token is nowhere.
links = Table(
    "links",
    METADATA,
    _id(),
    _text("token_hash"),
    _text("kind"),
    _text("whom"),
    _day("as_of", nullable=True),
    Column("report", Integer),  # the one frozen report that it shows
    _maybe("maker"),  # JSON: the address of whoever made it signed in, and their groups
    _moment("expires_at"),
    _maybe("password"),  # hashed
    _text("seal"),  # what a visit is signed with
    *_entry(),
    _maybe("paused_by"),
    _moment("paused_at", nullable=True),
    _maybe("revoked_by"),
    _moment("revoked_at", nullable=True),
    _version(),
    UniqueConstraint("token_hash"),
)
link_clients = Table(
    "link_clients",
    METADATA,
    _id(),
    Column("link", ForeignKey("links.id"), nullable=False),
    *_client(),
    UniqueConstraint("link", "client_key"),
)
# How often a link was used in an hour, for what; by whom is not kept.
link_views = Table(
    "link_views",
    METADATA,
    _id(),
    Column("link", ForeignKey("links.id"), nullable=False),
    _moment("hour"),
    _text("what"),
    _number("times"),
    _moment("last_at"),
    UniqueConstraint("link", "hour", "what"),
)
# Passwords that were tried, for some minutes: an address is hashed with the key of its span of
# time, and both go with it. So they are in no backup, and refer to nothing.
link_spans = Table(
    "link_spans",
    METADATA,
    _id(),
    _number("span"),
    _text("key"),
    UniqueConstraint("span"),
)
link_tries = Table(
    "link_tries",
    METADATA,
    _id(),
    _number("span"),
    _number("link"),
    _text("address"),
    _number("times"),
    UniqueConstraint("span", "link", "address"),
)
reports = Table(
    "reports",
    METADATA,
    _id(),
    *_client(),
    _day("day"),
    _text("content"),  # JSON
    _text("edited"),  # JSON
    *_entry(),
    _text("changed_by"),
    _moment("changed_at"),
    _maybe("frozen_by"),
    _moment("frozen_at", nullable=True),
    _day("sent_on", nullable=True),
    _version(),
    _maybe("logged"),  # JSON: its row of the log `reports`
    _number("take"),  # one more each time that a frozen one is opened again
    _number("edition"),  # as others count: one more where an earlier take was sent or linked
    _maybe("sent_how"),
    _maybe("sent_by"),  # who said so, and when
    _moment("sent_at", nullable=True),
    UniqueConstraint("client_key", "day", "take"),
)
# Which weekly digest was sent to which channel, or is being sent by a run that claimed it.
digests = Table(
    "digests",
    METADATA,
    _id(),
    _day("week"),
    _text("lead_key"),
    _text("channel"),
    _maybe("claim"),
    _moment("claimed_at", nullable=True),
    _moment("sent_at", nullable=True),
    _number("tries"),
    UniqueConstraint("week", "lead_key", "channel"),
)
# What a client is asked, by a link of its own: once (of a `week`), or as often as it is opened.
asks = Table(
    "asks",
    METADATA,
    _id(),
    Column("link", ForeignKey("links.id"), nullable=False),
    *_client(),
    _text("rater"),
    _day("week", nullable=True),
    _day("asked_on", nullable=True),
    _text("zone"),  # of the client: an answer is of a day there
    *_entry(),
    _maybe("withdrawn_by"),
    _moment("withdrawn_at", nullable=True),
    _version(),
    UniqueConstraint("link"),
)
answers = Table(
    "answers",
    METADATA,
    _id(),
    Column("ask", ForeignKey("asks.id"), nullable=False),
    _text("sending"),  # which form it came by: sent twice, it counts once
    _day("answered_on"),
    _moment("answered_at"),
    _moment("changed_at"),
    _number("rating"),
    _text("question"),
    _text("said"),  # JSON: questions, each with whether it was said yes to
    _text("comment"),
    _version(),
    UniqueConstraint("ask", "sending"),
)
# Every write, in order: who did what to which row, and what the row held before it was changed.
writes = Table(
    "writes",
    METADATA,
    _id(),
    _text("by"),
    _moment("at"),
    _text("deed"),
    _text("table"),
    _number("row"),
    _maybe("before"),  # JSON
)
# One row: which store this is. It is made anew when the store is filled from a backup.
identity = Table("identity", METADATA, _id(), _text("mark"))

KEPT = (
    notes, actions, reviews, reviewed, marks, settings_versions, overrides,
    links, link_clients, link_views, reports, digests, asks, answers, writes,
)  # fmt: skip
PASSING = (link_spans, link_tries)
