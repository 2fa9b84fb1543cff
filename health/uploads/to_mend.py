"""The rows of a portfolio that were set aside, with their own text, to be saved and mended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from health.errors import HealthError
from health.logs.originals import originals
from health.logs.rows import Logs, Rows, SetAside
from health.sources import mending
from health.uploads.mended import ToMend, mark

_Place = tuple[str, int]  # a file, and the row in it


def rows_to_mend(logs: Logs, of: Collection[str]) -> Iterator[ToMend]:
    """The rows set aside of some logs, each once with all its reasons, in the order of the files.

    A file that can't be used as a whole is one without a row. Where a file was changed since it was
    read, its rows come without their cells, which are others now.
    """
    for log in of:
        by_place: dict[_Place, list[SetAside]] = {}
        for each in logs[log].set_aside:
            by_place.setdefault((each.where, each.row), []).append(each)
        found: dict[_Place, list[ToMend]] = {}
        if any(row for _, row in by_place):
            with suppress(HealthError):
                found = _made(log, logs) | _plain(log, logs[log], by_place)
        for place, several in by_place.items():
            bare = ToMend(log, *place, reason(several), (), (), "")
            yield from found.get(place, [bare])


def _plain(
    log: str, rows: Rows, by_place: Mapping[_Place, list[SetAside]]
) -> dict[_Place, list[ToMend]]:
    """Those that stand in a plain file: only what is asked for is read again."""
    numbers = {_row_read(rows, *place): place for place in by_place if place[1]}
    numbers.pop(0, None)
    header, cells = originals(rows, list(numbers))
    found = {}
    for number, own in cells.items():
        place = numbers[number]
        why = reason(by_place[place])
        found[place] = [ToMend(log, *place, why, header, tuple(own), mark(own))]
    return found


def _row_read(rows: Rows, file: str, row: int) -> int:
    """The number that a row of a plain file has in the file that was read; 0 for other files."""
    if rows.origins is None:
        return row
    at = 2
    for part in rows.origins.parts:
        if part.lines is not None:
            at += len(part.lines)
        elif part.file == file:
            return at + row - part.first
    return 0


def _made(log: str, logs: Logs) -> dict[_Place, list[ToMend]]:
    """Those that were made of other files: as the recipe has them, before values are understood."""
    found: dict[_Place, list[ToMend]] = {}
    if logs[log].origins is not None:
        for row in mending.rows_to_mend(replace(logs, rows={log: logs[log]})):
            found.setdefault((row.file, row.row), []).append(row)
    return found


def reason(several: Sequence[SetAside]) -> str:
    """All that kept one row out, in one line."""
    return "; ".join(
        f"{each.column} = {each.value[:80]!r}: {each.reason}" if each.column else each.reason
        for each in several
    )
