"""The raw tables of an upload, for what is done with it before it is stored."""

from __future__ import annotations

from dataclasses import replace

from health.recipes import tables_of_calendar
from health.tables.delimited import tables_of_text
from health.tables.found import Table
from health.tables.sheets import tables_of_workbook
from health.uploads.checked import Upload
from health.uploads.kinds import CALENDAR, TEXT


def tables_of(upload: Upload) -> list[Table]:
    """All tables. Raises UnreadableFile."""
    if upload.kind == CALENDAR:
        return tables_of_calendar(upload.content, upload.name)
    if upload.kind == TEXT:
        return tables_of_text(upload.content, upload.name)
    return tables_of_workbook(upload.content, upload.name)


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
