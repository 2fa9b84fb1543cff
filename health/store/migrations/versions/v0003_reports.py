"""Status reports of clients."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _column(name: str, kind: type[sa.types.TypeEngine[Any]], nullable: bool) -> sa.Column[Any]:
    return sa.Column(name, kind(), nullable=nullable)


def upgrade() -> None:
    """Make their table."""
    texts = ("client", "client_key", "content", "edited", "author", "changed_by")
    moments = ("created_at", "changed_at")
    op.create_table(
        "reports",
        _column("id", sa.Integer, False),
        *(_column(name, sa.Text, False) for name in texts),
        _column("day", sa.Date, False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in moments),
        _column("frozen_by", sa.Text, True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        _column("sent_on", sa.Date, True),
        _column("version", sa.Integer, False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("client_key", "day", name=op.f("uq_reports_client_key_day")),
    )
