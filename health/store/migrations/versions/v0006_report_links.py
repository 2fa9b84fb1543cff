"""A link may show one frozen status report, in the words that it was sent with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("links") as table:
        table.add_column(sa.Column("report", sa.Integer(), nullable=True))
