"""The door: a file of any of these kinds to tables."""

from __future__ import annotations

from pathlib import Path

from health.errors import UnreadableFile
from health.plain_files import content_of
from health.tables.delimited import tables_of_text
from health.tables.found import Table
from health.tables.sheets import is_workbook, tables_of_workbook

MOST_BYTES = 256 << 20


def read_tables(path: Path) -> list[Table]:
    """All tables of a file, at least one: of a text those one under the other, of a workbook one
    a sheet. Raises UnreadableFile."""
    content = _content(path)
    if is_workbook(content):
        return tables_of_workbook(content, str(path))
    return tables_of_text(content, str(path))


def read_table(path: Path) -> Table:
    """The first table of a file that has rows, else its first."""
    tables = read_tables(path)
    return next((table for table in tables if table.rows), tables[0])


def _content(path: Path) -> bytes:
    try:
        content = content_of(path, MOST_BYTES)
    except IsADirectoryError as error:
        raise UnreadableFile(str(path), "is a folder: name the files in it") from error
    except OSError as error:
        raise UnreadableFile(str(path), f"can't be read ({error.strerror})") from error
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            str(path), f"is larger than {MOST_BYTES >> 20} MB: cut it into several files"
        )
    return content
