"""What a source holds now, as raw tables; what it last held, where it can't be had."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from health.errors import HealthError, UnreadableFile
from health.plain_files import content_of
from health.recipes import tables_of_calendar
from health.recipes.calendar import MOST_BYTES as CALENDAR_BYTES
from health.sources.copies import copy_path, store, stored, told_problem
from health.sources.declared import Source
from health.sources.watching import stamps
from health.tables.found import Table
from health.tables.reading import read_tables

_SIDE_BY_SIDE = 4
_TRIES = 3
_PAUSE_SECONDS = 0.3


@dataclass(frozen=True)
class Fetched:
    """The tables of a source as of a moment (None: never), and why not as they are now."""

    source: Source
    tables: Sequence[Table] = ()
    at: datetime | None = None
    problem: str = ""


def fetch_all(sources: Sequence[Source], copies: Path | None) -> list[Fetched]:
    """All sources, read side by side, in their order. Nothing is raised: a source that can't be
    had says so, and gives its last good copy, if `copies` has one."""
    with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="source") as pool:
        return list(pool.map(lambda source: _fetched(source, copies), sources))


def _fetched(source: Source, copies: Path | None) -> Fetched:
    copy = copy_path(copies, source) if copies else None
    try:
        if source.spreadsheet or source.store:
            return _copied(source, copy)
        tables, at = _file(source), datetime.now(UTC)
    except HealthError as error:
        last = stored(copy) if copy else None
        if last is None:
            return Fetched(source, problem=str(error))
        return Fetched(source, *last, problem=str(error))
    if copy is None:
        return Fetched(source, tables, at)
    try:
        store(copy, tables, at)
    except HealthError as error:  # what was read counts all the same
        return Fetched(source, tables, at, str(error))
    return Fetched(source, tables, at)


def _file(source: Source) -> list[Table]:
    """The tables of a file, all of one moment: one that is being written is read again."""
    assert source.path is not None
    for _ in range(_TRIES):
        before = stamps([source.path])
        tables = _read(source)
        if stamps([source.path]) == before:
            return tables
        time.sleep(_PAUSE_SECONDS)
    raise UnreadableFile(source.name, "is being written all the time; it is read when it rests")


def _read(source: Source) -> list[Table]:
    assert source.path is not None
    if source.path.suffix.casefold() == ".ics":
        try:
            return tables_of_calendar(content_of(source.path, CALENDAR_BYTES), source.name)
        except OSError as error:
            raise UnreadableFile(source.name, f"can't be read ({error.strerror})") from error
    try:
        return read_tables(source.path)
    except UnreadableFile as error:
        raise UnreadableFile(source.name, error.why) from error


def _copied(source: Source, copy: Path | None) -> Fetched:
    """The copy that whoever asks Google, or the store, keeps, and what went wrong the last time."""
    last = stored(copy) if copy else None
    problem = told_problem(copy) if copy else ""
    if source.store and not problem:
        return Fetched(source, last[0] if last else (), datetime.now(UTC))
    if last is None:
        return Fetched(
            source, problem=problem or "it is being asked for the first time; a few seconds"
        )
    return Fetched(source, *last, problem=problem)
