"""What Alembic runs for each migration: on the connection that it is given, in its transaction."""

from alembic import context

from health.store.migrations import TABLE
from health.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=TABLE,
    render_as_batch=True,
)
context.run_migrations()
