"""The raw tables of an upload, for what is done with it before it is stored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from health.errors import HealthError, UnreadableFile
from health.recipes import tables_of_calendar
from health.tables.delimited import tables_of_text
from health.tables.found import Table
from health.tables.sheets import tables_of_workbook
from health.uploads.checked import Upload
from health.uploads.kinds import CALENDAR, TEXT

_LOG = logging.getLogger(__name__)
_READERS: dict[str, Callable[[bytes, str], list[Table]]] = {
    CALENDAR: tables_of_calendar,
    TEXT: tables_of_text,
}


def tables_of(upload: Upload) -> list[Table]:
    """All tables. Raises UnreadableFile."""
    try:
        return _READERS.get(upload.kind, tables_of_workbook)(upload.content, upload.name)
    except HealthError:
        raise
    except Exception as error:  # whatever a file holds, the page of who dropped it stays
        _LOG.exception("a file that was dropped could not be read")
        why = f"can't be understood ({type(error).__name__}); the server's log has the details"
        raise UnreadableFile(upload.name, why) from error


_ENOUGH = 1 << 20  # bytes of a long text


def _beginning(content: bytes) -> bytes:
    """The first lines of a text, whole ones where a byte tells where they end."""
    start = content[:_ENOUGH]
    wide = start[:1000].count(0) > 200  # two bytes a letter
    return start if wide else start[: start.rfind(b"\n") + 1] or start


def beginnings(upload: Upload, most: int = 500) -> dict[str, Table]:
    """The first rows of each table that has some, by the place that a recipe is saved for: the
    file, and the table where there are several."""
    if upload.kind == TEXT and len(upload.content) > _ENOUGH:
        upload = replace(upload, content=_beginning(upload.content))
    tables = tables_of(upload)
    found = {}
    for table in tables:
        place = f"{upload.name}, {table.name}" if len(tables) > 1 and table.name else upload.name
        if table.rows:
            found[place] = replace(table, rows=table.rows[:most], lines=table.lines[:most])
    return found
