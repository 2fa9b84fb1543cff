"""Mended rows that come back: which can be used now, which not yet, which stand for nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from health.logs.rows import Logs, SetAside
from health.tables.found import Table
from health.uploads.checked import Upload
from health.uploads.kinds import TEXT
from health.uploads.mended import Mended, Place, mended_rows
from health.uploads.to_mend import rows_to_mend
from health.uploads.trial import Ground, tried


@dataclass(frozen=True)
class Back:
    """Mended rows of one log: `ready` can be used (or are cleared); `still` would be set aside
    again; `stale` stand for rows that are not set aside any more, or say something else now."""

    log: str
    ready: tuple[Mended, ...]
    still: tuple[SetAside, ...]
    stale: tuple[Mended, ...]

    @property
    def still_rows(self) -> int:
        """How many rows would be set aside again."""
        return len({(each.file, each.row) for each in self.still})


def coming_back(table: Table, ground: Ground) -> tuple[list[Back], list[tuple[int, str]]]:
    """The mended rows of a table by log, and the lines that can't be placed, with the reason."""
    found, refused = mended_rows(table.header, table.rows)
    backs = [_back(log, rows, ground) for log, rows in found.items()]
    return backs, [(table.lines[at], why) for at, why in refused]


def _back(log: str, rows: Sequence[Mended], ground: Ground) -> Back:
    waiting = _waiting(log, ground.logs)
    fresh = [row for row in rows if row.place in waiting]
    stale = tuple(row for row in rows if row.place not in waiting)
    filled = [row for row in fresh if not row.cleared]
    still: list[SetAside] = []
    again = set()
    for each in _aside(log, filled, ground):
        # Where it is the log as a whole, none of it can be used.
        for own in [filled[each.row - 2]] if each.row else filled:
            again.add(id(own))
            still.append(SetAside(log, own.row, each.column, each.value, each.reason, own.file))
    ready = tuple(row for row in fresh if row.cleared or id(row) not in again)
    return Back(log, ready, tuple(still), stale)


def _waiting(log: str, logs: Logs | None) -> set[Place]:
    """The rows that are set aside now."""
    if logs is None:
        return set()
    return {(each.file, each.mark) for each in rows_to_mend(logs, [log])}


def _aside(log: str, rows: Sequence[Mended], ground: Ground) -> tuple[SetAside, ...]:
    """What would be set aside of rows; `row` 2 is the first."""
    if not rows:
        return ()
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for row in rows:  # a line each, so that its place tells the row
        writer.writerow([" ".join(row.cells.get(name, "").splitlines()) for name in names])
    upload = Upload(f"{log}.csv", f"{log}.csv", TEXT, out.getvalue().encode("utf-8", "replace"))
    found = tried(upload, ground, most=len(rows) * len(names))
    if found.problem:
        return (SetAside(log, 0, "", "", found.problem),)
    return tuple(each for fed in found.feeds if fed.log == log for each in fed.aside)
