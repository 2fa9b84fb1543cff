"""A folder of logs, cut into parts of either form, and scored by workers that are this process."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from health.calendars import day_number
from health.cluster.listing import listed
from health.cluster.running import Outcome, scored
from health.settings import Settings

TODAY = day_number(date(2030, 1, 1))


class Here:
    """Workers that do everything at once, in this process."""

    threads = 3

    def start(self, function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)

    def results(self, started: Sequence[Any], doing: str) -> list[Any]:
        return list(started)


class Twice(Here):
    """Each task is done twice, as when a worker is thought dead and is not; the first is used."""

    def start(self, function: Callable[..., Any], *arguments: Any) -> Any:
        done = function(*arguments)
        function(*arguments)
        return done


def outcome(
    place: str,
    work: Path | str,
    partitions: int = 4,
    history: bool = True,
    as_of: int | None = None,
    settings: Settings | None = None,
    workers: Any = None,
) -> Outcome:
    """The scores of logs in parts."""
    return scored(
        place, listed(place), settings or Settings.default(), workers or Here(), str(work), as_of,
        TODAY, partitions, history,
    )  # fmt: skip


def records(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV."""
    header, *rows = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    return header, rows


def cut_up(folder: Path, to: Path, parts: int, parquet: Sequence[str] = ()) -> None:
    """Every log of a folder as a folder of parts; those named as Parquet, of texts."""
    for path in sorted(folder.glob("*.csv")):
        header, rows = records(path)
        (to / path.stem).mkdir(parents=True)
        size = len(rows) // parts + 1
        for part in range(parts):
            some = rows[part * size : (part + 1) * size]
            target = to / path.stem / f"part-{part}"
            if path.stem in parquet:
                cells = {
                    name: pa.array([row[at] for row in some], pa.string())
                    for at, name in enumerate(header)
                }
                pq.write_table(pa.table(cells), target.with_suffix(".parquet"))
            else:
                with target.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
                    csv.writer(file).writerows([header, *some])
