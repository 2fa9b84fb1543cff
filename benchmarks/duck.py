"""Six signals of all client-weeks in DuckDB: `six.sql` over what `sources.sql` names."""

from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.period import period

SOURCES, SIX = (
    Path(__file__).with_name(name).read_text(encoding="utf-8")
    for name in ("sources.sql", "six.sql")
)


def sources(folder: Path, kind: str = "view") -> duckdb.DuckDBPyConnection:
    """A database that names the logs: as views of the files, or (`table`) read into memory."""
    first_monday, weeks = period(folder)
    connection = duckdb.connect()
    connection.execute("set enable_progress_bar = false")
    connection.execute("set variable first_monday = ?::date", [first_monday])
    connection.execute("set variable weeks = ?", [weeks])
    connection.execute(SOURCES.format(kind=kind, folder=folder))
    return connection


def six(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """One row a client and week: client, week (0 = the first), and the six signals."""
    return connection.sql(SIX).to_arrow_table()
