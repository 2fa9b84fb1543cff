"""A portfolio in parts to its history: the plan, and who does what in which order."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from health.cluster.files import shown
from health.cluster.listing import Listing, Part
from health.cluster.partitions import spans, usual, weights
from health.cluster.reading import (
    Bounds,
    Partition,
    Read,
    Repeat,
    Setup,
    read_partition,
    segments_of,
    together,
)
from health.cluster.scoring import as_one, score_partition
from health.cluster.shuffle import (
    BUCKETS,
    Cut,
    bucket_of,
    bytes_of,
    cut,
    lines_of,
    run_bytes,
    texts_of,
)
from health.cluster.texts import columns_of, pieces_of
from health.cluster.unlike import refuse_other_names, understood_elsewhere
from health.errors import UnusableLogs
from health.history import History, days_from
from health.logs.contract import LOGS
from health.logs.files import Irregular, Piece
from health.logs.reader import Reader
from health.logs.rows import Logs, SetAside
from health.settings import Settings

Progress = Callable[[str], None]


class Workers(Protocol):
    """Who works: what was started may stand for its result among the arguments of other work."""

    @property
    def threads(self) -> int:
        """How much is done at once."""

    def start(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Have something done."""

    def results(self, started: Sequence[Any], doing: str) -> list[Any]:
        """What came of it, in the same order."""


@dataclass(frozen=True)
class Outcome:
    """The history, the clients' logs, the day, and what there is to tell of the rows."""

    history: History
    logs: Logs
    day: int
    read: int
    aside: tuple[SetAside, ...]
    repeats: tuple[Repeat, ...]
    notes: tuple[str, ...]

    @property
    def aside_rows(self) -> int:
        """How many rows were set aside (a row may have several reasons)."""
        return len({(each.file, each.row) for each in self.aside})


def scored(
    place: str,
    listing: Listing,
    settings: Settings,
    workers: Workers,
    work: str,
    as_of: int | None,
    today: int,
    partitions: int,
    history: bool,
) -> Outcome:
    """The scores of a portfolio, on the as-of day alone or with its `history`.

    `work`: the address of a directory that every worker reaches; `partitions`: about how many, 0 as
    many as suit the size. UnusableLogs, UnreadableFile and other HealthErrors as on one machine.
    """
    others = [part for log, parts in listing.parts.items() if log != "clients" for part in parts]
    headers = workers.results([workers.start(columns_of, part) for part in others], "looking at")
    columns, notes = _columns(others, headers)
    refuse_other_names(columns)
    run = run_bytes(others)
    cuts = [workers.start(cut, part, columns[part.log], work, run) for part in others]
    clients, repeats = _clients(listing.parts["clients"], settings)
    done: list[Cut] = workers.results(cuts, "cutting by client")
    setup = Setup(settings, columns, clients.refused, clients.zone, clients.hours, today)
    made = _partitions(clients, done, partitions, workers.threads)
    reads = [workers.start(read_partition, one, setup) for one in made]
    bounds: list[Bounds] = workers.results(
        [workers.start(_bounds, each) for each in reads], "reading partitions"
    )
    latest, start, row, span = together(bounds)
    day = latest if as_of is None else as_of
    if day is None:
        raise UnusableLogs(
            f"{shown(place)}: no log holds a date up to today, so there is no day to score; "
            "add rows, or give one with --as-of"
        )
    started = int(clients.clients["started_on"].min())
    points, reach = days_from(start, row, day), (min(started, span[0]), span[1])
    found = workers.results(
        [
            workers.start(score_partition, each, settings, points, reach, not history)
            for each in reads
        ],
        "scoring partitions",
    )
    aside = [*clients.set_aside, *(each for one in done for each in one.ragged)]
    aside += [each for one in bounds for each in one.aside]
    repeats += [each for one in bounds for each in one.repeats]
    names = list(clients.clients["client"])
    notes += understood_elsewhere(aside, names, settings.text("agreements.date_order"))
    order = {part.name: place for place, part in enumerate(_all(listing))}
    return Outcome(
        as_one(found, names),
        clients,
        day,
        clients.rows["clients"].read
        + sum(each.read for each in bounds)
        + sum(len(each.ragged) for each in done),
        tuple(sorted(aside, key=lambda each: (order[each.file], each.row))),
        tuple(sorted(repeats, key=lambda each: (order[each.file], each.row))),
        (*notes, *(f"{name} is no log, and was not read" for name in listing.strangers)),
    )


def _bounds(read: Read) -> Bounds:
    return read.bounds


def _all(listing: Listing) -> Iterable[Part]:
    return (part for parts in listing.parts.values() for part in parts)


def _columns(
    parts: Sequence[Part], headers: Sequence[tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], list[str]]:
    """The columns of each log: those of any of its parts; and what parts lack, in words."""
    found: dict[str, dict[str, None]] = {}
    for part, names in zip(parts, headers, strict=True):
        found.setdefault(part.log, {}).update(dict.fromkeys(names))
    notes = []
    for part, names in zip(parts, headers, strict=True):
        lacks = [name for name in found[part.log] if name not in names]
        if lacks:
            notes.append(
                f"{part.name} has no column {', '.join(lacks)}, as other parts have: "
                "its cells count as blank"
            )
    return {log: tuple(names) for log, names in found.items()}, notes


def _clients(parts: Sequence[Part], settings: Settings) -> tuple[Logs, list[Repeat]]:
    """The clients log, read here: every other log refers to it."""
    headers = [columns_of(part) for part in parts]
    columns, _ = _columns(parts, headers)
    refuse_other_names(columns)
    names = columns["clients"]
    numbers: list[tuple[str, int]] = []
    ragged: list[SetAside] = []
    with tempfile.TemporaryDirectory(prefix="health-") as folder:
        path = Path(folder) / "clients.csv"
        with path.open("wb") as file:
            file.write((",".join(_quoted(name) for name in names) + "\n").encode())
            for part in parts:
                for piece in _pieces(part):
                    file.write(bytes_of(lines_of(texts_of(piece.table, names))))
                    numbers += [(part.name, row) for row in piece.rows.tolist()]
                    ragged += [
                        SetAside("clients", row, "", text, why, part.name)
                        for row, text, why in piece.ragged
                    ]
        reader = Reader(settings, None, texts=False)
        rows, table = reader.read_clients(path)
    aside = [
        replace(each, file=numbers[each.row - 2][0], row=numbers[each.row - 2][1])
        for each in rows.set_aside
    ]
    kept = replace(
        rows, table=None, set_aside=(*ragged, *aside), path=None, fingerprint=None, lines=None,
        read=rows.read + len(ragged),
    )  # fmt: skip
    repeats = [Repeat("clients", *numbers[row - 2]) for row in rows.duplicates]
    said = reader.clients
    logs = Logs(
        Path("."), table, {"clients": kept}, (), said.zone, said.hours, False,
        refused=frozenset(said.refused),
    )  # fmt: skip
    return logs, repeats


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _pieces(part: Part) -> list[Piece]:
    try:
        return list(pieces_of(part, regular=True))
    except Irregular:
        return list(pieces_of(part, regular=False))


def _partitions(clients: Logs, cuts: Sequence[Cut], wanted: int, threads: int) -> list[Partition]:
    """The clients in partitions, the heaviest first; none without a client."""
    runs = {log: [run for one in cuts for run in one.runs if run.part.log == log] for log in LOGS}
    weight = weights(run for each in runs.values() for run in each)
    buckets = np.array([bucket_of(name) for name in clients.clients["client"]], np.intp)
    number = np.bincount(buckets, minlength=BUCKETS)
    made = []
    for span in spans(weight, number, wanted or usual(weight, threads)):
        places = np.flatnonzero((buckets >= span[0]) & (buckets < span[1]))
        segments = {log: segments_of(found, span) for log, found in runs.items() if found}
        made.append(Partition(clients.clients.iloc[places], tuple(places.tolist()), segments))
    return made
