"""Scores kept on disk, so that a restart, or a second server, need not make them again."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from dataclasses import fields
from pathlib import Path

import numpy as np

from health.alerts import every_day
from health.alerts.daily import Daily
from health.calendars import Days
from health.drift import SUBJECTS, Drift
from health.history import History
from health.ledger import Ledger
from health.logs.rows import Logs
from health.portfolio import Portfolio, version_of
from health.score import Health
from health.settings import DIMENSIONS, Settings
from health.signals import SIGNALS
from health.whole import appearing, forget_parts

_LOG = logging.getLogger(__name__)
_MOST = 5  # files; older ones are removed


def keep(portfolio: Portfolio, folder: Path) -> None:
    """Write the scores of a portfolio under its version; a reader sees all of them or none.

    What other settings a week ago did is left out: it is quickly made, and another week's tomorrow.
    """
    folder.mkdir(parents=True, exist_ok=True)
    portfolio = portfolio.with_earlier(None)
    history = portfolio.history
    arrays = {
        "days": history.days,
        "exists": history.exists,
        "signals": history.signals,
        "band": history.band,
        "slope": history.slope,
        "trend": history.trend,
        **{f"scores.{each.name}": getattr(history.scores, each.name) for each in fields(Health)},
        **{
            f"changes.{each.name}": getattr(portfolio.changes, each.name) for each in fields(Ledger)
        },
        **{f"daily.{each.name}": getattr(portfolio.daily, each.name) for each in fields(Daily)},
        **{f"drift.{each.name}": getattr(portfolio.drift, each.name) for each in fields(Drift)},
    }
    with appearing(folder / f"{portfolio.version}.npz") as part, part.open("wb") as file:
        np.savez(file, **arrays)
    forget_parts(folder)
    for path in sorted(folder.glob("*.npz"), key=_used_at, reverse=True)[_MOST:]:
        with suppress(OSError):
            path.unlink()


def _used_at(path: Path) -> float:
    """When a file was last written or taken; 0 where another server has removed it just now."""
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _shapes(logs: Logs, days: Days, as_of: int) -> dict[str, tuple[int, ...]]:
    """What the arrays must measure to be those of the logs."""
    points = (len(logs.clients), len(days))
    each_day = (len(logs.clients), len(every_day(days, as_of)))
    weeks = (len(SUBJECTS), len(logs.clients), int((days % 7 == 3).sum()))
    signals = (len(SIGNALS), *points)
    scores = dict.fromkeys((f"scores.{each.name}" for each in fields(Health)), points)
    return {
        **dict.fromkeys(("exists", "band", "slope", "trend"), points),
        **scores,
        "scores.dimensions": (len(DIMENSIONS), *points),
        **dict.fromkeys((f"changes.{each.name}" for each in fields(Ledger)), signals),
        "signals": signals,
        **dict.fromkeys(("daily.health", "daily.covered"), each_day),
        **dict.fromkeys(
            ("daily.dimensions", "daily.red", "daily.costliest"), (len(DIMENSIONS), *each_day)
        ),
        "daily.days": each_day[1:],
        **dict.fromkeys(("drift.inputs", "drift.lower", "drift.signal"), weeks),
        "drift.days": weeks[2:],
    }


def kept(logs: Logs, settings: Settings, as_of: int, folder: Path) -> Portfolio | None:
    """The portfolio with its kept scores; None where there are none, or they can't be read."""
    path = folder / f"{version_of(logs, settings, as_of)}.npz"
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            found = {name: arrays[name] for name in arrays.files}
        with suppress(OSError):  # another server may have removed it just now
            os.utime(path)
        shapes = _shapes(logs, found["days"], as_of)
        if any(found[name].shape != shape for name, shape in shapes.items()):
            return None
        history = History(
            tuple(logs.clients["client"]),
            found["days"],
            found["exists"],
            found["signals"],
            Health(*(found[f"scores.{each.name}"] for each in fields(Health))),
            found["band"],
            found["slope"],
            found["trend"],
        )
        if not found["changes.settings"].any():  # as a rule: memory that nothing is written to
            found["changes.settings"] = np.zeros(shapes["changes.settings"])
        changes = Ledger(*(found[f"changes.{each.name}"] for each in fields(Ledger)))
        daily = Daily(*(found[f"daily.{each.name}"] for each in fields(Daily)))
        drift = Drift(*(found[f"drift.{each.name}"] for each in fields(Drift)))
    except Exception:  # whatever is wrong with the file: the scores are made again
        _LOG.warning("kept scores in %s can't be read; they are made again", path)
        return None
    return Portfolio(
        logs, settings, as_of, history, changes, daily_before=daily, drift_before=drift
    )
