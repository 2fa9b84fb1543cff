"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _maybe(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=True)


def _day(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    op.create_table(name, _number("id"), *parts, key)


def _client() -> tuple[sa.Column[Any], ...]:
    return _text("client"), _text("client_key")


def _entry() -> tuple[sa.Column[Any], ...]:
    return _text("author"), _moment("created_at")


def _editable() -> tuple[sa.Column[Any], ...]:
    changed = (_text("changed_by"), _moment("changed_at"))
    removed = (_maybe("removed_by"), _moment("removed_at", True))
    return *_entry(), *changed, *removed, _number("version")


def upgrade() -> None:
    """Make them."""
    _table("notes", *_client(), _day("week"), _text("text"), *_editable())
    _table(
        "actions",
        *_client(),
        _day("week"),
        _text("text"),
        _text("who"),
        _day("due"),
        _day("done_on", True),
        _text("outcome"),
        *_editable(),
    )
    _table(
        "reviews",
        _day("week"),
        _text("opened_by"),
        _moment("opened_at"),
        _maybe("frozen_by"),
        _moment("frozen_at", True),
        _maybe("snapshot"),
        _number("version"),
        sa.UniqueConstraint("week", name=op.f("uq_reviews_week")),
    )
    _table(
        "reviewed",
        _number("review"),
        *_client(),
        _text("by"),
        _moment("at"),
        _maybe("removed_by"),
        _moment("removed_at", True),
        sa.ForeignKeyConstraint(["review"], ["reviews.id"], name=op.f("fk_reviewed_review")),
    )
    _table(
        "marks",
        *_client(),
        _text("rule"),
        _text("subject"),
        _day("since"),
        _text("kind"),
        _text("by"),
        _moment("at"),
        _day("on"),
        _day("until", True),
        _maybe("to"),
        _text("reason"),
        sa.Column("health", sa.Float(), nullable=True),
    )
    _table(
        "settings_versions",
        _text("name"),
        _text("name_key"),
        _text("reason"),
        _text("toml"),
        _day("from_on"),
        *_entry(),
        sa.UniqueConstraint("name_key", name=op.f("uq_settings_versions_name_key")),
    )
    _table(
        "overrides",
        *_client(),
        sa.Column("health", sa.Float(), nullable=False),
        _text("reason"),
        _day("from_on"),
        _day("expires_on"),
        *_entry(),
        _maybe("ended_by"),
        _moment("ended_at", True),
        _number("version"),
    )
    _table(
        "writes",
        _text("by"),
        _moment("at"),
        _text("deed"),
        _text("table"),
        _number("row"),
        _maybe("before"),
    )
    _table("identity", _text("mark"))
