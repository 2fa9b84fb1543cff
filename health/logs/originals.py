"""What some rows of a log say, cell by cell, as they stand in its file: to be shown and mended."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator

from health.errors import LogChanged
from health.logs.files import Header, UnusableFile, parsed_records, read_header
from health.logs.rows import Rows

Originals = tuple[tuple[str, ...], dict[int, list[str]]]


def originals(rows: Rows, wanted: Collection[int]) -> Originals:
    """The header of a log's file, and the cells of the rows with these numbers (the header is 1).

    LogChanged where the file is not the one any more that was read.
    """
    if rows.path is None or not wanted:
        return (), {}
    try:
        same = rows.fingerprint is not None and rows.fingerprint.is_of(rows.path)
        header = read_header(rows.path)
        found = _some(_numbered(rows, header), wanted) if same else {}
    except (OSError, UnusableFile, UnicodeDecodeError) as error:
        raise LogChanged(f"{rows.path.name} can't be read just now; try again.") from error
    if not same:
        raise LogChanged(f"{rows.path.name} was changed; it is being read again.")
    return header.shown, found


def _some(
    numbered: Iterator[tuple[int, list[str]]], wanted: Collection[int]
) -> dict[int, list[str]]:
    found, last, chosen = {}, max(wanted), set(wanted)
    for number, cells in numbered:
        if number in chosen:
            found[number] = cells
        if number >= last:
            break
    return found


def _numbered(rows: Rows, header: Header) -> Iterator[tuple[int, list[str]]]:
    """All rows behind the header, counted in the way in which they were read."""
    assert rows.path is not None
    if rows.irregular:
        text = rows.path.read_bytes()[header.length :].decode("utf-8")
        for number, (cells, _) in enumerate(parsed_records(text), header.row + 1):
            yield number, cells
        return
    with rows.path.open("rb") as file:
        file.seek(header.length)
        lines = io.TextIOWrapper(file, "utf-8", errors="replace", newline="")
        yield from enumerate(csv.reader(lines), header.row + 1)
