"""The product's side, and the one file here that knows the names of its functions."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.meter import Meter
from benchmarks.period import LAST_SUNDAY

SIX = (
    "contact_freshness",
    "reply_time",
    "contact_coverage",
    "quiet_hours",
    "demo_freshness",
    "rating",
)
SIX_LOGS = ("clients", "contacts", "demos", "feedback")
AS_OF = int(np.datetime64(LAST_SUNDAY).astype(int))
Work = Callable[[Meter], None]


class NotAvailable(Exception):
    """The product does not have this yet; says what was looked for."""


@dataclass(frozen=True)
class Product:
    """What the benchmark calls, imported; `Any` since it may not be there."""

    settings: Any
    signals: list[str]
    read_folder: Callable[..., Any]
    read_again: Callable[..., Any]
    score_history: Callable[..., Any]
    extend_history: Callable[..., Any]
    score_signals: Callable[..., Any]
    basis_at: Callable[..., Any]
    history_days: Callable[..., Any]

    def read(self, folder: Path, **only: Any) -> Any:
        """The logs of the folder for scoring alone, with default settings."""
        return self.read_folder(folder, self.settings, texts=False, **only)

    def basis(self, logs: Any) -> Any:
        """The logs seen from the end of every week; nothing computed yet."""
        return self.basis_at(logs, self.settings, self.history_days(logs, AS_OF))


def imported() -> Product:
    """The product, or NotAvailable."""
    try:
        from health.basis import basis_at
        from health.history import extend_history, history_days, score_history, score_signals
        from health.logs.reading import read_again, read_folder
        from health.settings import Settings
        from health.signals import SIGNALS
    except ImportError as error:
        raise NotAvailable(str(error)) from error
    return Product(
        Settings.default(),
        list(SIGNALS),
        read_folder,
        read_again,
        score_history,
        extend_history,
        score_signals,
        basis_at,
        history_days,
    )


def everything(folder: Path) -> Work:
    """Read all logs and score everything, from signals to bands, for all client-weeks."""
    product = imported()

    def work(meter: Meter) -> None:
        with meter.lap("read"):
            logs = product.read(folder)
        with meter.lap("score"):
            history = product.score_history(logs, product.settings, AS_OF)
        meter.facts["points"] = int(history.exists.sum())

    return work


def six(folder: Path) -> Work:
    """Read the four logs that the six signals need, and score them."""
    product = imported()

    def work(meter: Meter) -> None:
        with meter.lap("read"):
            logs = product.read(folder, only=SIX_LOGS)
        with meter.lap("score"):
            product.score_signals(product.basis(logs), SIX)

    return work


def each_signal(folder: Path) -> Work:
    """Score each signal by itself, sharing nothing with the others; reading is not counted."""
    product = imported()
    logs = product.read(folder)

    def work(meter: Meter) -> None:
        for name in product.signals:
            with meter.lap(name):
                product.score_signals(product.basis(logs), [name])

    return work


def one_more_day(folder: Path) -> Work:
    """Take in the rows of one more day and bring the history up to it.

    The folder is copied, read and scored before; then the day's rows are appended to the copies.
    """
    from benchmarks.generate.portfolio import append, make_day

    product = imported()
    held = tempfile.TemporaryDirectory(prefix="one-more-day-", dir=folder.resolve().parent)
    atexit.register(held.cleanup)
    copy, day = Path(held.name, "logs"), Path(held.name, "day")
    shutil.copytree(folder, copy)
    logs = product.read(copy)
    history = product.score_history(logs, product.settings, AS_OF)
    make_day(copy, day)
    append(day, copy)

    def work(meter: Meter) -> None:
        with meter.lap("read"):
            grown, since = product.read_again(logs, product.settings)
        since = AS_OF if since is None else int(since)  # None: it read everything again
        with meter.lap("score"):
            more = product.extend_history(history, grown, product.settings, AS_OF + 1, since)
        meter.facts["points"] = int(more.exists.sum())
        meter.facts["days since"] = AS_OF + 1 - since

    return work


def six_table(folder: Path) -> pl.DataFrame:
    """The six signals, a row for each client and week (0 = the first)."""
    product = imported()
    logs = product.read(folder, only=SIX_LOGS)
    found = product.score_signals(product.basis(logs), SIX)
    clients, weeks = found[SIX[0]].shape
    names = np.repeat(logs.clients["client"].to_numpy(object), weeks)
    return pl.DataFrame(
        {"client": pl.Series(list(names)), "week": np.tile(np.arange(weeks), clients)}
        | {name: scores.ravel() for name, scores in found.items()}
    )
