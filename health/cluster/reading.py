"""One partition, read by the one reader: its rows are brought together as plain logs first."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from health.calendars import NEVER
from health.cluster.files import scratch
from health.cluster.shuffle import Run, read
from health.errors import HealthError
from health.history import first_row, first_start
from health.logs.contract import LOGS
from health.logs.reading import read_files
from health.logs.rows import Logs, Rows, SetAside
from health.settings import Settings


@dataclass(frozen=True)
class Segment:
    """Rows of one partition in one run: where they stand, and where their numbers do."""

    name: str
    address: str
    begin: int
    end: int
    numbers: int
    count: int


@dataclass(frozen=True)
class Setup:
    """What holds for every partition: settings, the columns of the logs that are there, clients
    that were set aside, what a client's row leaves open, today."""

    settings: Settings
    columns: Mapping[str, tuple[str, ...]]
    refused: frozenset[str]
    zone: str
    hours: tuple[int, int]
    today: int


@dataclass(frozen=True)
class Partition:
    """Some clients, as rows of the table of all, with their places in it, and where their rows
    are, log by log in the order of the parts."""

    clients: pd.DataFrame
    places: tuple[int, ...]
    segments: Mapping[str, tuple[Segment, ...]]


@dataclass(frozen=True)
class Repeat:
    """A row that an earlier one equals in every column."""

    log: str
    file: str
    row: int


@dataclass(frozen=True)
class Bounds:
    """What a partition tells the others: days (None or NEVER where there is none) that decide on
    the points of all; how many rows were read; which were set aside, and which are repeats."""

    latest: int | None
    start: int
    row: int | None
    span: tuple[int, int]
    read: int
    aside: tuple[SetAside, ...]
    repeats: tuple[Repeat, ...]


@dataclass(frozen=True)
class Read:
    """A partition's typed rows, and its bounds."""

    places: tuple[int, ...]
    logs: Logs
    bounds: Bounds


def segments_of(runs: Sequence[Run], span: tuple[int, int]) -> tuple[Segment, ...]:
    """Where the rows of a span of buckets stand in some runs."""
    first, end = span
    found = [
        Segment(
            run.part.name,
            run.address,
            int(run.bytes[first]),
            int(run.bytes[end]),
            int(run.bytes[-1]) + 4 * int(run.rows[first]),
            int(run.rows[end] - run.rows[first]),
        )
        for run in runs
    ]
    return tuple(each for each in found if each.count)


def read_partition(partition: Partition, setup: Setup) -> Read:
    """The typed rows of a partition; nothing of it stays on the disk."""
    with tempfile.TemporaryDirectory(prefix="health-", dir=scratch()) as name:
        folder = Path(name)
        for log, columns in setup.columns.items():
            _bring(folder / f"{log}.csv", columns, partition.segments.get(log, ()))
        known = Logs(
            folder,
            partition.clients.reset_index(drop=True),
            {"clients": Rows(LOGS["clients"], present=True)},
            zone=setup.zone,
            hours=setup.hours,
            refused=setup.refused,
        )
        files = {log: folder / f"{log}.csv" for log in ("clients", *setup.columns)}
        only = tuple(log for log in LOGS if log != "clients")
        logs = read_files(folder, files, (), setup.settings, texts=False, only=only, known=known)
    for rows in logs.rows.values():
        if rows.problem:
            raise HealthError(f"rows of {rows.contract.name} can't be read again: {rows.problem}")
    aside = [
        each
        for log, rows in logs.rows.items()
        for each in _located(rows, partition.segments.get(log, ()))
    ]
    repeats = [
        Repeat(log, *place)
        for log, rows in logs.rows.items()
        for place in places_of(partition.segments.get(log, ()), rows.duplicates)
    ]
    spans = [rows.span for log, rows in logs.rows.items() if log != "clients"]
    bounds = Bounds(
        logs.latest_day(setup.today),
        first_start(logs),
        first_row(logs),
        (min(span[0] for span in spans), max(span[1] for span in spans)),
        sum(rows.read for rows in logs.rows.values()),
        tuple(aside),
        tuple(repeats),
    )
    return Read(partition.places, _bare(logs), bounds)


def _bring(path: Path, columns: Sequence[str], segments: Sequence[Segment]) -> None:
    """A plain log of some segments, one after the other."""
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(columns)
    with path.open("wb") as file:
        file.write(header.getvalue().encode())
        for each in segments:
            file.write(read(each.address, each.begin, each.end))


def places_of(segments: Sequence[Segment], rows: Sequence[int]) -> list[tuple[str, int]]:
    """The file and the row there of some rows of a log that was brought together."""
    ends = np.cumsum([each.count for each in segments])
    numbers: dict[int, np.ndarray[tuple[int], np.dtype[np.int32]]] = {}
    found = []
    for row in rows:
        at = row - 2  # the first row is row 2, below the header
        which = int(np.searchsorted(ends, at, side="right"))
        one = segments[which]
        if which not in numbers:
            content = read(one.address, one.numbers, one.numbers + 4 * one.count)
            numbers[which] = np.frombuffer(content, "<i4")
        found.append((one.name, int(numbers[which][at - (int(ends[which]) - one.count)])))
    return found


def _located(rows: Rows, segments: Sequence[Segment]) -> list[SetAside]:
    """What was set aside, by the files and rows that people know."""
    places = places_of(segments, [each.row for each in rows.set_aside])
    return [
        replace(each, file=file, row=row)
        for each, (file, row) in zip(rows.set_aside, places, strict=True)
    ]


def _bare(logs: Logs) -> Logs:
    """Only what scores are made of: less to hold, and to send to another worker."""
    rows = {
        log: replace(
            each,
            columns={name: values for name, values in each.columns.items() if name != "key"},
            table=None,
            set_aside=(),
            duplicates=(),
            repeated=(),
            names={},
            path=None,
            fingerprint=None,
            lines=None,
            others=None,
            room=None,
        )
        for log, each in logs.rows.items()
    }
    return replace(logs, rows=rows)


def together(found: Sequence[Bounds]) -> tuple[int | None, int, int | None, tuple[int, int]]:
    """The latest day, the first start, the first row and the span of all partitions."""
    latest = [each.latest for each in found if each.latest is not None]
    first = [each.row for each in found if each.row is not None]
    return (
        max(latest, default=None),
        min((each.start for each in found), default=int(NEVER)),
        min(first, default=None),
        (
            min((each.span[0] for each in found), default=int(NEVER)),
            max((each.span[1] for each in found), default=-int(NEVER)),
        ),
    )
