"""The whole portfolio, and the rows of one more day."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.generate import logs
from benchmarks.generate.clients import (
    Roster,
    clients_log,
    expectations_log,
    people_log,
    roster,
)
from benchmarks.generate.contacts import MINUTE, contacts, write_contacts
from benchmarks.generate.draw import Span

LAST_DAY = np.datetime64("2026-11-15")
Maker = Callable[[np.random.Generator, Roster, Span], pl.DataFrame]
DAY_MS = 86_400_000
DATED: dict[str, Maker] = {
    "demos": logs.demos_log,
    "deadlines": logs.deadlines_log,
    "feedback": logs.feedback_log,
    "reports": logs.reports_log,
    "issues": logs.issues_log,
    "risks": logs.risks_log,
    "changes": logs.changes_log,
    "spend": logs.spend_log,
    "expectations": expectations_log,
    "outcomes": logs.outcomes_log,
}


def make(
    folder: Path,
    clients: int = 1000,
    weeks: int = 156,
    count: int = 5_000_000,
    seed: int = 1,
    plain: bool = False,
) -> None:
    """Write the thirteen logs: `clients` over `weeks` to Sunday 2026-11-15, `count` contacts.

    `plain` leaves out public holidays and urgent contacts, so that every way to compute the six
    signals must give the same numbers.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    span = Span(LAST_DAY - 7 * weeks + 1, LAST_DAY)
    frame = clients_log(rng, clients, span, count / clients / weeks, plain)
    save(frame, folder, "clients")
    known = roster(frame)
    save(people_log(rng, known), folder, "people")
    write_contacts(rng, known, span, count, folder / "contacts.csv", plain)
    for name, log in DATED.items():
        save(log(rng, known, span), folder, name)


def save(frame: pl.DataFrame, folder: Path, log: str) -> None:
    """Write a log as CSV, its moments to the minute."""
    frame.write_csv(folder / f"{log}.csv", datetime_format=MINUTE)


def make_day(folder: Path, out: Path, seed: int = 2) -> None:
    """Write to `out` the rows that the day after the portfolio's last adds to each log."""
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    clients = pl.read_csv(folder / "clients.csv", infer_schema=False)
    known = roster(clients)
    span = Span(LAST_DAY + 1, LAST_DAY + 1)
    weekdays = np.busday_count(np.datetime64(clients["started_on"][0]), span.first)
    count = round(rows(folder / "contacts.csv") / weekdays)
    save(contacts(rng, known, span, count, span.last, plain=False), out, "contacts")
    save(clients.clear(), out, "clients")
    save(people_log(rng, known).clear(), out, "people")
    for name, log in DATED.items():
        more = [log(rng, known, span)]
        if name == "deadlines":
            more.append(moves(rng, folder, span))
        if name == "issues":
            more.append(updates(rng, folder, span))
        if name == "demos":  # what was cancelled before would have been entered before
            more = [more[0].filter(pl.col("cancelled_on").is_null())]
        save(pl.concat(more), out, name)


def rows(path: Path) -> int:
    """Lines of the file, less its header."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 22), b"")) - 1


def moves(rng: np.random.Generator, folder: Path, span: Span) -> pl.DataFrame:
    """One of thirty open items that are due in the next two weeks is moved by a week or two."""
    log = pl.read_csv(folder / "deadlines.csv", try_parse_dates=True)
    last = log.group_by("client", "item", maintain_order=True).last()
    today = pl.lit(span.last)
    near = last.filter(
        pl.col("done_on").is_null()
        & pl.col("due_on").is_between(today, today + pl.duration(days=14))
    )
    new = near.gather_every(30).sort("client", "item")
    days = pl.Series(7 * rng.integers(1, 3, len(new)) * DAY_MS).cast(pl.Duration("ms"))
    return new.with_columns(
        promised_on=today.cast(pl.Date),
        confirmed_on=pl.lit(None, pl.Date),
        due_on=pl.col("due_on") + days,
        moved_by=pl.lit("us"),
        warned_on=pl.lit(None, pl.Date),
        done_on=pl.lit(None, pl.Date),
    ).select(log.columns)


def updates(rng: np.random.Generator, folder: Path, span: Span) -> pl.DataFrame:
    """Half of the open issues of the last two weeks are updated or resolved on the day."""
    log = pl.read_csv(folder / "issues.csv", try_parse_dates=True)
    keys = ["client", "issue"]
    open_ = log.filter(pl.col("event") == "raised").join(
        log.filter(pl.col("event") == "resolved"), on=keys, how="anti"
    )
    new = open_.filter(pl.col("at") >= pl.lit(span.last - 14)).gather_every(2)
    hour = rng.integers(9, 18, len(new)).astype("timedelta64[h]")
    at = pl.Series((span.last + hour).astype("datetime64[ms]"))
    event = np.where(rng.random(len(new)) < 0.5, "update", "resolved")
    return new.with_columns(at=at, event=pl.Series(event)).select(log.columns)


def append(day: Path, folder: Path) -> None:
    """Append the rows of each log in `day` to the log of that name in `folder`."""
    for path in day.glob("*.csv"):
        with path.open("rb") as more, (folder / path.name).open("ab") as log:
            more.readline()
            log.write(more.read())
