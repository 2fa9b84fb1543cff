"""What clients are asked and answer by links; of reports that were sent, their row of the log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def _columns(kind: type[sa.types.TypeEngine[Any]], names: str) -> list[sa.Column[Any]]:
    """Columns of one kind; `?` behind a name: it may be empty."""
    return [
        sa.Column(name.rstrip("?"), kind(), nullable=name.endswith("?")) for name in names.split()
    ]


def _moments(names: str) -> list[sa.Column[Any]]:
    return [
        sa.Column(name.rstrip("?"), sa.DateTime(timezone=True), nullable=name.endswith("?"))
        for name in names.split()
    ]


def upgrade() -> None:
    """Make their tables, and the column."""
    op.create_table(
        "asks",
        *_columns(sa.Integer, "id link version"),
        *_columns(sa.Text, "client client_key rater zone author withdrawn_by?"),
        *_columns(sa.Date, "week? asked_on?"),
        *_moments("created_at withdrawn_at?"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
        sa.ForeignKeyConstraint(["link"], ["links.id"], name=op.f("fk_asks_link_links")),
        sa.UniqueConstraint("link", name=op.f("uq_asks_link")),
    )
    op.create_table(
        "answers",
        *_columns(sa.Integer, "id ask rating version"),
        *_columns(sa.Text, "sending question said comment"),
        *_columns(sa.Date, "answered_on"),
        *_moments("answered_at changed_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.ForeignKeyConstraint(["ask"], ["asks.id"], name=op.f("fk_answers_ask_asks")),
        sa.UniqueConstraint("ask", "sending", name=op.f("uq_answers_ask_sending")),
    )
    with op.batch_alter_table("reports") as table:
        table.add_column(sa.Column("logged", sa.Text(), nullable=True))
