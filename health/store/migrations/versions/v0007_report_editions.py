"""A frozen report may be opened again, as a further take; how it was sent, who said so, when.

A link knows the address of whoever made it signed in: what they may do may change.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; several reports of a client may be of one day."""
    with op.batch_alter_table("reports") as table:
        table.add_column(sa.Column("take", sa.Integer(), nullable=True))
        table.add_column(sa.Column("edition", sa.Integer(), nullable=True))
        table.add_column(sa.Column("sent_how", sa.Text(), nullable=True))
        table.add_column(sa.Column("sent_by", sa.Text(), nullable=True))
        table.add_column(sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE reports SET take = 1, edition = 1")
    with op.batch_alter_table("reports") as table:
        table.alter_column("take", existing_type=sa.Integer(), nullable=False)
        table.alter_column("edition", existing_type=sa.Integer(), nullable=False)
        table.drop_constraint("uq_reports_client_key_day", type_="unique")
        table.create_unique_constraint(
            op.f("uq_reports_client_key_day_take"), ["client_key", "day", "take"]
        )
    with op.batch_alter_table("links") as table:
        table.add_column(sa.Column("maker", sa.Text(), nullable=True))
