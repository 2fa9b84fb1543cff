"""Links: what each shows, how often it was used, which passwords were tried lately."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _maybe(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=True)


def _moment(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _table(name: str, *parts: sa.schema.SchemaItem, once: str) -> None:
    """A table in which some columns together are there once; it may refer to a link."""
    key = sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    columns = once.split()
    unique = sa.UniqueConstraint(*columns, name=op.f(f"uq_{name}_{'_'.join(columns)}"))
    op.create_table(name, _number("id"), *parts, key, unique)


def _of_link(name: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        _number("link"),
        sa.ForeignKeyConstraint(["link"], ["links.id"], name=op.f(f"fk_{name}_link")),
    )


def upgrade() -> None:
    """Make them."""
    _table(
        "links",
        _text("token_hash"),
        _text("kind"),
        _text("whom"),
        sa.Column("as_of", sa.Date(), nullable=True),
        _moment("expires_at"),
        _maybe("password"),
        _text("seal"),
        _text("author"),
        _moment("created_at"),
        _maybe("paused_by"),
        _moment("paused_at", True),
        _maybe("revoked_by"),
        _moment("revoked_at", True),
        _number("version"),
        once="token_hash",
    )
    _table(
        "link_clients",
        *_of_link("link_clients"),
        _text("client"),
        _text("client_key"),
        once="link client_key",
    )
    _table(
        "link_views",
        *_of_link("link_views"),
        _moment("hour"),
        _text("what"),
        _number("times"),
        _moment("last_at"),
        once="link hour what",
    )
    _table("link_spans", _number("span"), _text("key"), once="span")
    _table(
        "link_tries",
        _number("span"),
        _number("link"),
        _text("address"),
        _number("times"),
        once="span link address",
    )
