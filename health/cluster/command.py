"""`python -m health score LOGS --cluster ADDRESS`."""

from __future__ import annotations

import argparse
import csv
import secrets
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from health.calendars import day_number
from health.cluster.files import joined, opened, shown, whole_address
from health.cluster.listing import listed
from health.cluster.running import Outcome, scored
from health.cluster.workers import connected
from health.errors import HealthError
from health.settings import Settings
from health.sources.command import may_have_store
from health.uploads.mended import guarded
from health.whole import asked_for

_SHOWN = 5
_NO_STORE = (
    "answers by link and sent reports of the store are not read on a cluster; `score` without "
    "--cluster reads them, and may differ by them"
)


def run(
    options: argparse.Namespace, settings: Settings, progress: Callable[[str], None]
) -> Outcome:
    """The scores of a portfolio in parts, on a cluster."""
    place = whole_address(options.logs)
    listing = listed(place)
    day = day_number(options.as_of) if options.as_of else None
    with _work_directory(options.work) as work, connected(options.cluster, progress) as workers:
        workers.checked(work)
        wanted = options.partitions or 0
        found = scored(
            place, listing, settings, workers, work, day, day_number(date.today()),
            wanted, options.history,
        )  # fmt: skip
    if may_have_store():
        found = replace(found, notes=(*found.notes, _NO_STORE))
    return found


@contextmanager
def _work_directory(asked: str) -> Iterator[str]:
    """A directory of this run alone, gone in the end; it holds rows about clients."""
    if not asked:
        with tempfile.TemporaryDirectory(prefix="health-cluster-") as folder:
            yield folder
        return
    work = joined(whole_address(asked), f"health-{secrets.token_hex(8)}")
    system, path = opened(work)
    try:
        system.makedirs(path, exist_ok=True)
        with suppress(AttributeError, NotImplementedError):
            Path(path).chmod(0o700) if Path(path).is_dir() else None
    except OSError as error:
        raise HealthError(
            f"--work {shown(asked)} can't be written ({error.strerror or error})"
        ) from error
    try:
        yield work
    finally:
        with suppress(OSError):
            system.rm(path, recursive=True)


def told(found: Outcome) -> Iterator[str]:
    """What a reader of the scores should know."""
    yield from found.notes
    number = found.aside_rows
    if number:
        yield f"{number:,} {'row was' if number == 1 else 'rows were'} set aside:"
        yield from (f"  {each}" for each in found.aside[:_SHOWN])
        if len(found.aside) > _SHOWN:
            yield "  ... --set-aside FILE writes all of them"
    again = len(found.repeats)
    if again:
        first = found.repeats[0]
        yield (
            f"{again:,} {'row equals an earlier one' if again == 1 else 'rows equal earlier ones'} "
            f"in every column, and {'counts' if again == 1 else 'count'} once; "
            f"the first: {first.file} row {first.row}"
        )


def write_aside(found: Outcome, path: Path) -> None:
    """Every row that was set aside or repeated, as CSV that no spreadsheet runs."""
    with asked_for(path, rights=None) as part, part.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["log", "file", "row", "column", "value", "reason"])
        for each in found.aside:
            cells = [each.log, each.file, str(each.row), each.column, each.value, each.reason]
            lines.writerow([guarded(cell) for cell in cells])
        for one in found.repeats:
            reason = "equals an earlier row in every column; it counts once"
            lines.writerow([one.log, guarded(one.file), str(one.row), "", "", reason])


def say(found: Outcome) -> None:
    """Tell it, on standard error."""
    for line in told(found):
        print("".join(letter if letter.isprintable() else " " for letter in line), file=sys.stderr)
