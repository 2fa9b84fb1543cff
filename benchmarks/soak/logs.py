"""Logs that grow by some days at a time, and what goes wrong with their files meanwhile."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from health.simulate.rows import LOGS
from health.simulate.world import Group, World

_GROUPS = (Group("", 0, 40), Group("fade", 13, 10), Group("slips", 0, 10))
_BEFORE_WEEKS, _AFTER_WEEKS = 78, 26
_PLANS = ("due_on", "planned_for")
_SHEET = "changes"  # a log that is kept as a spreadsheet, not as a plain file


@dataclass
class Growing:
    """The logs of a folder: what is in them, and what is to come, by day."""

    folder: Path
    days_ahead: int
    rows: dict[str, pd.DataFrame] = field(default_factory=dict)
    days: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Write all but the rows of the last `days_ahead` days up to today."""
        today = datetime.now(UTC).date()
        weeks = _BEFORE_WEEKS + 26 + _AFTER_WEEKS
        first = today - timedelta(days=weeks * 7 + today.weekday())
        world = World.of(_GROUPS, 6, _BEFORE_WEEKS, _AFTER_WEEKS, first)
        self.day = np.datetime64(today) - np.timedelta64(self.days_ahead, "D")
        for log, rows_of in LOGS.items():
            rows = rows_of(world)
            dates = [n for n in map(str, rows) if n.endswith(("_on", "_at", "_for")) or n == "at"]
            told = rows[[name for name in dates if name not in _PLANS]]
            days = told.apply(lambda texts: pd.to_datetime(texts.str[:10], errors="coerce"))
            self.days[log] = days.max(axis=1).to_numpy("datetime64[D]")
            self.rows[log] = rows
            if log == "clients":
                self.days[log][:] = np.datetime64("1970-01-01")
            self.write(log)

    @property
    def clients(self) -> list[str]:
        """The names of the clients."""
        return list(self.rows["clients"]["client"])

    def path(self, log: str) -> Path:
        """Where a log is."""
        return self.folder / (f"{log}.xlsx" if log == _SHEET else f"{log}.csv")

    def write(self, log: str) -> None:
        """The whole log as it stands, in place of what there is."""
        rows = self.rows[log][self.days[log] <= self.day]
        part = self.folder / f".{self.path(log).name}"
        if log == _SHEET:
            with part.open("wb") as file:
                rows.to_excel(file, index=False, engine="openpyxl")
        else:
            rows.to_csv(part, index=False, lineterminator="\n")
        os.replace(part, self.path(log))

    def grow(self, days: int) -> int:
        """Add the rows of some more days; how many."""
        before, self.day = self.day, self.day + np.timedelta64(days, "D")
        count = 0
        for log, rows in self.rows.items():
            new = rows[(self.days[log] > before) & (self.days[log] <= self.day)]
            count += len(new)
            if log == _SHEET and len(new):
                self.write(log)
            elif len(new):
                with self.path(log).open("a") as file:
                    new.to_csv(file, index=False, header=False, lineterminator="\n")
        return count


def troubles(logs: Growing) -> Iterator[tuple[str, Callable[[], object], Callable[[], object]]]:
    """What goes wrong, one after the other for ever: its name, how it begins, how it ends."""

    def broken(log: str) -> Callable[[], object]:
        return lambda: logs.path(log).write_bytes(os.urandom(2000))

    def without_column(log: str) -> Callable[[], object]:
        path = logs.path(log)
        return lambda: path.write_text(path.read_text().replace("client", "who is it", 1))

    def repaired(log: str) -> Callable[[], object]:
        return lambda: logs.write(log)

    every = [
        ("a log is removed and comes back", logs.path("demos").unlink, repaired("demos")),
        ("a spreadsheet breaks and is repaired", broken(_SHEET), repaired(_SHEET)),
        ("a log loses a column and is repaired", without_column("reports"), repaired("reports")),
        ("the contacts are replaced", repaired("contacts"), lambda: None),
        ("a log is made of noise and is repaired", broken("deadlines"), repaired("deadlines")),
        ("the spreadsheet is removed and comes back", logs.path(_SHEET).unlink, repaired(_SHEET)),
    ]
    return itertools.cycle(every)
