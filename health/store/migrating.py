"""The tables brought up to date, by one program at a time; a newer store is left as it is."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import OperationalError

from health.errors import StoreUnavailable
from health.store.connected import take_turn
from health.store.engine import BUSY_SECONDS
from health.store.migrations import HEAD, TABLE
from health.store.tables import identity

_SCRIPTS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine, place: str) -> None:
    """Make or change the tables; StoreUnavailable, and nothing touched, if they are newer."""
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        _write_ahead(engine)
    with engine.execution_options(writes=True).begin() as connection:
        take_turn(connection)
        found = revision_of(connection)
        if found == HEAD:
            return
        if found is not None and found not in revisions():
            raise StoreUnavailable(
                f"What people add: {place} was made by a newer version of this program "
                f"(revision {found}). Nothing was changed; start the newer version."
            )
        upgrade(connection)
        if not connection.execute(select(identity.c.id)).first():
            connection.execute(identity.insert().values(id=1, mark=secrets.token_hex(4)))


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    if not inspect(connection).has_table(TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {TABLE}")).first()  # noqa: S608
    return str(found[0]) if found else None


def revisions() -> list[str]:
    """All revisions, the oldest first."""
    from alembic.script import ScriptDirectory

    steps = ScriptDirectory(str(_SCRIPTS)).walk_revisions()
    return [step.revision for step in steps][::-1]


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a revision, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)


def _write_ahead(engine: Engine) -> None:
    """Readers and a writer at once; several programs may be at this at the same time."""
    end = time.monotonic() + BUSY_SECONDS
    while True:
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except Exception as error:
            if "locked" not in str(error) or time.monotonic() > end:
                raise OperationalError("PRAGMA journal_mode", None, error) from None
            time.sleep(0.05)
        finally:
            connection.close()
