"""Tables written as plain CSV: UTF-8, commas, quotes where needed, LF."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from health.errors import HealthError
from health.tables.found import Table


def records(table: Table) -> Iterator[list[str]]:
    """The header, if the file has one, and the rows."""
    if table.headed:
        yield list(table.header)
    yield from table.rows


def write_table(table: Table, path: Path) -> None:
    """The file appears whole or not at all; what was there is replaced."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    except OSError as error:
        raise _refused(path, error) from error
    part = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="") as out:
            # A row with one blank cell is written with quotes: a blank line would be no row.
            csv.writer(out, lineterminator="\n").writerows(records(table))
        part.chmod(0o644)
        os.replace(part, path)
    except OSError as error:
        raise _refused(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _refused(path: Path, error: OSError) -> HealthError:
    return HealthError(f"{path}: can't be written ({error.strerror}); give another place")
