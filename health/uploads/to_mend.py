"""The rows of a portfolio that were set aside, with their own text, to be saved and mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from health.errors import HealthError
from health.logs.originals import originals
from health.logs.rows import Logs, Rows, SetAside
from health.sources.mending import Own, Place, cells_of
from health.uploads.mended import ToMend, mark

_Place = tuple[str, int]  # a file, and the row in it
_NONE: Own = ((), (), "")


def rows_to_mend(logs: Logs, of: Collection[str]) -> Iterator[ToMend]:
    """The rows set aside of some logs, each once with all its reasons, in the order of the files.

    A file that can't be used as a whole is one without a row. Where a file was changed since it was
    read, its rows come without their cells, which are others now.
    """
    aside: dict[str, dict[_Place, list[SetAside]]] = {}
    for log in of:
        by_place = aside.setdefault(log, {})
        for each in logs[log].set_aside:
            by_place.setdefault((each.where, each.row), []).append(each)
    made = _made(logs, aside)
    for log, by_place in aside.items():
        found: dict[_Place, list[Own]] = {}
        if any(row for _, row in by_place):
            with suppress(HealthError):
                found = _plain(logs[log], by_place)
        for place, several in by_place.items():
            for header, cells, own in found.get(place) or made.get((log, *place)) or [_NONE]:
                yield ToMend(log, *place, reason(several), header, cells, own)


def _plain(rows: Rows, places: Iterable[_Place]) -> dict[_Place, list[Own]]:
    """Those that stand in a plain file: only what is asked for is read again."""
    numbers = {_row_read(rows, *place): place for place in places if place[1]}
    numbers.pop(0, None)
    header, cells = originals(rows, list(numbers))
    return {numbers[number]: [(header, tuple(own), mark(own))] for number, own in cells.items()}


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


def _made(
    logs: Logs, aside: Mapping[str, Mapping[_Place, Sequence[SetAside]]]
) -> dict[Place, list[Own]]:
    """Those that were made of other files, all of them in one reading of these."""
    wanted = {
        (log, *place)
        for log, by_place in aside.items()
        for place in by_place
        if place[1] and logs[log].origins is not None
    }
    with suppress(HealthError):
        return cells_of(logs, wanted) if wanted else {}
    return {}


def reason(several: Sequence[SetAside]) -> str:
    """All that kept one row out, in one line."""
    return "; ".join(
        f"{each.column} = {each.value[:80]!r}: {each.reason}" if each.column else each.reason
        for each in several
    )
