"""What if: the whole history of a portfolio replayed under other settings.

Only the signals whose settings differ are computed again; what follows from them always is. A page
asks `asked`, which has it done beside the pages, once for all who look at the same trial.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from health import background
from health.background import Work
from health.basis import basis_at
from health.calendars import Days, day_date, day_number
from health.errors import UnusableLogs
from health.history import History, folded_history, in_order_of_need, score_signals
from health.ledger import ledgers
from health.logs.cut import cut_to
from health.logs.rows import Logs
from health.measures import Flags, Scores
from health.portfolio import Portfolio
from health.score import BANDS, OF_DIMENSION, points_of, weights
from health.settings import DIMENSIONS, Settings
from health.settings.edits import differences
from health.signals import SIGNALS
from health.sources.opening import read_logs
from health.sources.workspace import Workspace

Progress = Callable[[str], None]
Bands = npt.NDArray[np.int8]
# Read with the logs themselves: moments and hours stand in them already.
OF_READING = (
    "agreements.time_zone",
    "agreements.works_from",
    "agreements.works_to",
    "agreements.date_order",
)
_SHOWN_BANDS = ("red", "amber", "green", "none")


@dataclass(frozen=True)
class Course:
    """Health and band of C clients at W points, (C, W) each: what a trial compares."""

    health: Scores
    band: Bands


@dataclass(frozen=True)
class Replay:
    """The history as it is (`now`) and as it would be under the other settings (`then`).

    `moved` (5, C, W) is what the points of each dimension do to health, of single precision. Holds
    no logs, so that it can be kept without keeping these.
    """

    clients: tuple[str, ...]
    days: Days
    exists: Flags
    now: Course
    then: Course
    moved: npt.NDArray[np.float32]

    def table(self, day: date | None = None) -> pd.DataFrame:
        """One row a client that has a point on the day, in the order of need that would be.

        `client`, `code`, `health`, `health_then`, `change`, `band`, `band_then`, `rank`,
        `rank_then` (1 = the most in need), `weeks` up to the day, those of them in another band
        (`weeks_other`), and what each dimension does to health: five columns that add up to
        `change`. NaN where either side has no health.
        """
        point = self._point(day)
        code = np.flatnonzero(self.exists[:, point])
        words = np.array(BANDS, object)
        table = pd.DataFrame({"client": np.array(self.clients, object)[code], "code": code})
        for suffix, course in (("", self.now), ("_then", self.then)):
            table[f"health{suffix}"] = course.health[code, point]
            table[f"band{suffix}"] = words[course.band[code, point]]
        table["change"] = table["health_then"] - table["health"]
        for place, name in enumerate(DIMENSIONS):
            table[name] = self.moved[place, code, point]
        past = np.s_[code, : point + 1]
        table["weeks"] = self.exists[past].sum(axis=1)
        table["weeks_other"] = (self.exists[past] & self._other[past]).sum(axis=1)
        for suffix in ("", "_then"):
            ranked = table[["client"]].assign(
                band=table[f"band{suffix}"], health=table[f"health{suffix}"]
            )
            order = in_order_of_need(ranked).index
            table.loc[order, f"rank{suffix}"] = np.arange(1, len(order) + 1)
        table = table.astype({"rank": int, "rank_then": int})
        return table.sort_values("rank_then").reset_index(drop=True)

    def shares(self) -> pd.DataFrame:
        """How many clients show each band at every point: `day`, `band`, `now`, `then`."""
        found = []
        for band in _SHOWN_BANDS:
            place = BANDS.index(band)
            now, then = (
                ((course.band == place) & self.exists).sum(axis=0)
                for course in (self.now, self.then)
            )
            found.append(
                pd.DataFrame({"day": self._dates(), "band": band, "now": now, "then": then})
            )
        return pd.concat(found, ignore_index=True)

    @property
    def _other(self) -> Flags:
        return np.asarray(self.now.band != self.then.band)

    def _dates(self) -> list[date]:
        return [day_date(day) for day in self.days]

    def _point(self, day: date | None) -> int:
        if day is None:
            return len(self.days) - 1
        return max(int(np.searchsorted(self.days, day_number(day), side="right")) - 1, 0)


def changed_names(before: Settings, after: Settings) -> set[str]:
    """Names of the settings that differ for anybody."""
    return {each.name for each in differences(before, after)}


def reads_anew(changed: set[str]) -> bool:
    """Whether some settings are those that the logs are read with."""
    return not changed.isdisjoint(OF_READING)


def stale_signals(changed: set[str]) -> list[str]:
    """The signals whose score depends on one of some settings."""
    return [name for name, one in SIGNALS.items() if not changed.isdisjoint(one.settings)]


def history_under(
    portfolio: Portfolio, settings: Settings, progress: Progress | None = None
) -> tuple[History, Logs]:
    """The portfolio's history under other settings, and the logs as these settings read them."""
    tell = progress or (lambda _: None)
    before, logs = portfolio.history, portfolio.logs
    changed = changed_names(portfolio.settings, settings)
    stale = stale_signals(changed)
    if reads_anew(changed):
        logs, stale = _read_anew(portfolio, settings, tell), list(SIGNALS)
    signals, places = before.signals, list(SIGNALS)
    if stale and len(before.days):
        basis = basis_at(logs, settings, before.days)
        signals = signals.copy()
        for count, name in enumerate(stale, 1):
            tell(f"{SIGNALS[name].label.lower()}, {count} of {len(stale)}")
            signals[places.index(name)] = score_signals(basis, [name])[name]
    tell("health and bands")
    history = folded_history(before.clients, before.days, before.exists, signals, logs, settings)
    return history, logs


def portfolio_under(
    portfolio: Portfolio, settings: Settings, progress: Progress | None = None
) -> Portfolio:
    """The same logs and day under other settings, with only what depends on these made again."""
    history, logs = history_under(portfolio, settings, progress)
    if progress:
        progress("comparing each week with the one before")
    changes = ledgers(history, logs, settings)
    return Portfolio(logs, settings, portfolio.as_of, history, changes, portfolio.given_as_of)


def _read_anew(portfolio: Portfolio, settings: Settings, tell: Progress) -> Logs:
    """The logs read with other hours or another zone; UnusableLogs where the files changed."""
    tell("reading the logs")
    made = portfolio.logs.prepared
    workspace = Workspace(made.workspace) if made.workspace else None
    logs = read_logs(portfolio.logs.folder, settings, workspace=workspace, given=made.given)
    if portfolio.logs.cut is not None:
        logs = cut_to(logs, portfolio.logs.cut)
    seen = [
        {log: rows.fingerprint for log, rows in each.rows.items() if rows.origins is None}
        for each in (logs, portfolio.logs)
    ]
    if seen[0] != seen[1]:
        raise UnusableLogs("The logs have changed since they were scored; try again in a moment.")
    return logs


def replay(portfolio: Portfolio, settings: Settings, progress: Progress | None = None) -> Replay:
    """The whole history of a portfolio under other settings, beside what it is."""
    history, logs = history_under(portfolio, settings, progress)
    before = portfolio.history
    return Replay(
        before.clients,
        before.days,
        before.exists,
        Course(before.scores.health, before.band),
        Course(history.scores.health, history.band),
        (_points(history, logs, settings) - _points(before, portfolio.logs, portfolio.settings)),
    )


def _points(history: History, logs: Logs, settings: Settings) -> npt.NDArray[np.float32]:
    """The points of health that each dimension carries, (5, C, W); NaN where there is none."""
    basis = basis_at(logs, settings, np.zeros(1, np.int32))  # weights are those of any day
    kept = points_of(history.signals, weights(basis))[0]
    carried = np.stack([kept[places].sum(axis=0) for places in OF_DIMENSION.values()])
    return np.where(np.isnan(history.scores.health), np.nan, carried).astype(np.float32)


def asked(portfolio: Portfolio, settings: Settings) -> Work[Replay]:
    """The replay as far as it is there; begun in the background if it was not. At once."""
    key = key_of(portfolio, settings)
    return background.current().ask(key, lambda tell: replay(portfolio, settings, tell))


def key_of(portfolio: Portfolio, settings: Settings) -> tuple[str, str, str]:
    """What a replay depends on."""
    return "replay", portfolio.version, settings.version
