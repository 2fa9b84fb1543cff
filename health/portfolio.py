"""The one door: logs, settings and an as-of day in; every score, change and reason out.

Pages, the command line and reports ask a `Portfolio` and compute nothing themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from health.alerts import Alerts, alerts, daily_scores, every_day
from health.alerts.daily import Daily
from health.basis import basis_at
from health.calendars import NEVER, Ints, day_date, day_number
from health.drift import Drift, drift
from health.errors import UnknownClient, UnusableLogs
from health.history import (
    History,
    extend_history,
    in_order_of_need,
    points_kept,
    score_history,
    without_point,
)
from health.ledger import Ledger, ledger, ledgers
from health.logs.names import first_written
from health.logs.rows import Logs
from health.measures import Scores
from health.score import BANDS, points_of, weights
from health.settings import Settings
from health.signals import SIGNALS
from health.sources.opening import read_logs, read_logs_again
from health.words import meant

Progress = Callable[[str], None]


def model(here: Path = Path(__file__).parent) -> str:
    """A fingerprint of the code that makes scores: kept ones go stale when it changes."""
    names = ("basis", "calendars", "measures", "score", "history", "ledger", "trend", "drift")
    files = [here / f"{name}.py" for name in names] + [here / "alerts" / "daily.py"]
    files += sorted([*(here / "signals").glob("*.py"), *(here / "logs").glob("*.py")])
    content = b"".join(path.read_bytes() for path in files)
    return hashlib.sha256(content + version("holidays").encode()).hexdigest()[:12]


MODEL = model()
WEEKS_SHOWN = 26


@dataclass(frozen=True)
class Portfolio:
    """Everything known of a portfolio as of a day. Never changed: safe to share."""

    logs: Logs
    settings: Settings
    as_of: int
    history: History
    changes: Ledger
    given_as_of: date | None = None
    earlier_settings: Settings | None = None  # those of a week ago, where they were others
    daily_before: Daily | None = None  # scores of days, and the drift of weeks,
    drift_before: Drift | None = None  # that are known already

    @classmethod
    def open(
        cls,
        folder: Path,
        settings: Settings | None = None,
        as_of: date | None = None,
        today: date | None = None,
        progress: Progress | None = None,
        earlier_settings: Settings | None = None,
    ) -> Portfolio:
        """Read and score a folder; `today` bounds the default as-of day (else the clock's)."""
        settings = settings or Settings.default()
        logs = read_logs(folder, settings, progress)
        return cls.of(logs, settings, as_of, today, progress, earlier_settings)

    @classmethod
    def of(
        cls,
        logs: Logs,
        settings: Settings,
        as_of: date | None = None,
        today: date | None = None,
        progress: Progress | None = None,
        earlier_settings: Settings | None = None,
    ) -> Portfolio:
        """Score logs that were read; what other settings a week ago did stands in the ledger."""
        day = day_number(as_of) if as_of else default_as_of(logs, today)
        history = score_history(logs, settings, day, progress)
        if progress:
            progress("comparing each week with the one before")
        made = cls(logs, settings, day, history, ledgers(history, logs, settings), as_of)
        return made.with_earlier(earlier_settings)

    def with_earlier(self, settings: Settings | None) -> Portfolio:
        """The same with what other settings a week ago did in the ledger of the as-of day."""
        earlier = None if settings == self.settings else settings
        if earlier == self.earlier_settings:
            return self
        by_settings = np.zeros(self.changes.settings.shape)
        if earlier is not None and len(self.history.days):
            last = ledger(self.logs, self.settings, self.as_of, earlier)
            by_settings[:, :, -1:] = last.settings
        changes = replace(self.changes, settings=by_settings)
        made = replace(self, changes=changes, earlier_settings=earlier)
        for name in ("drift", "daily", "found_alerts"):  # none of them depends on it
            if name in self.__dict__:
                made.__dict__[name] = self.__dict__[name]
        return made

    def refreshed(
        self,
        today: date | None = None,
        known: Callable[[Logs, int], Portfolio | None] = lambda _logs, _day: None,
    ) -> Portfolio:
        """The folder again: itself if nothing changed; only the new days if rows were added.

        `known`: the portfolio of the logs as they are now and a day, if somebody has scored it.
        """
        logs, since = read_logs_again(self.logs, self.settings)
        day = day_number(self.given_as_of) if self.given_as_of else default_as_of(logs, today)
        if logs is self.logs and day == self.as_of:
            return self
        given, earlier = self.given_as_of, self.earlier_settings
        if (found := known(logs, day)) is not None:
            found = found if found.given_as_of == given else replace(found, given_as_of=given)
            return found.with_earlier(earlier)
        if since is None:
            return Portfolio.of(logs, self.settings, given, today, earlier_settings=earlier)
        history, changes = self.history, self.changes
        if since < NEVER or day != self.as_of:
            history = extend_history(history, logs, self.settings, day, since)
            kept = points_kept(self.history.days, history.days, since)
            changes = ledgers(history, logs, self.settings, changes, kept)
        daily, drifted = (
            known.upto(min(since, day + 1)) if known is not None else None
            for known in (
                self.__dict__.get("daily", self.daily_before),
                self.__dict__.get("drift", self.drift_before),
            )
        )
        made = Portfolio(logs, self.settings, day, history, changes, given, None, daily, drifted)
        return made.with_earlier(earlier)

    def with_logs(self, logs: Logs) -> Portfolio:
        """The same with the same rows, held in another way."""
        if logs is self.logs:
            return self
        made = replace(self, logs=logs)
        for name in ("drift", "daily"):
            if name in self.__dict__:
                made.__dict__[name] = self.__dict__[name]
        return made

    @cached_property
    def version(self) -> str:
        """The key under which results are kept: of logs, settings, day and model."""
        return version_of(self.logs, self.settings, self.as_of, self.earlier_settings)

    @cached_property
    def drift(self) -> Drift:
        """Where a dimension of a client has left its own usual level, for every whole week."""
        return drift(self.history, self.logs, self.settings, self.drift_before)

    # Alerts ---------------------------------------------------------------------------------

    @cached_property
    def daily(self) -> Daily:
        """Scores of every day, which the rules on scores are judged on."""
        days = every_day(self.history.days, self.as_of)
        return daily_scores(self.logs, self.settings, days, self.daily_before)

    @cached_property
    def found_alerts(self) -> Alerts:
        """All alerts there ever were, up to the as-of day; quick to ask as of any day."""
        return alerts(self.logs, self.settings, self.daily, self.drift)

    def alerts(self, day: date | None = None, shown_days: int | None = 28) -> pd.DataFrame:
        """One row an alert that is pending or firing at the end of a day (None: the as-of day), or
        was resolved in the last `shown_days` (None: ever); the gravest first.

        Columns `client`, `code`, `rule`, `subject`, `severity` (high, medium, low), `state`
        (pending, firing, resolved), `since` (the first day), `fired_on`, `last_on` (the last day on
        which it was true), `resolved_on`, `message`, `next_step`, `rows` (a list of log and row
        number). As known on the day: what comes later changes nothing.
        """
        number = self.as_of if day is None else min(day_number(day), self.as_of)
        return self.found_alerts.table(number, shown_days)

    def alert_list(
        self, day: date | None = None, shown_days: int | None = 28, client: int | None = None
    ) -> pd.DataFrame:
        """The same without words and subjects, which is quick, of all clients or one:
        `found_alerts` adds to some of it what they are on (`named`), or all words (`worded`).
        """
        number = self.as_of if day is None else min(day_number(day), self.as_of)
        listed = self.found_alerts.listed(number, shown_days)
        listed = listed if client is None else listed[listed["code"] == client]
        return listed.reset_index(drop=True)

    def open_alerts(self, day: date | None = None) -> npt.NDArray[np.int64]:
        """How many alerts of each client fire at the end of a day, (C,)."""
        number = self.as_of if day is None else min(day_number(day), self.as_of)
        return self.found_alerts.open_counts(number)

    # Days -----------------------------------------------------------------------------------

    @property
    def days(self) -> list[date]:
        """Days that have points, rising: every Sunday, and the as-of day."""
        return [day_date(day) for day in self.history.days]

    def point(self, day: date | None) -> int:
        """The place of a day among `days`; of the last one up to it; of the as-of day for None."""
        if not len(self.history.days):
            raise UnusableLogs(
                f"No client has a score by {day_date(self.as_of)}: no row and no started_on up to "
                "that day; give a later one"
            )
        if day is None:
            return len(self.history.days) - 1
        found = int(np.searchsorted(self.history.days, day_number(day), side="right")) - 1
        return max(found, 0)

    def day(self, point: int) -> date:
        """The day of a point."""
        return day_date(self.history.days[point])

    # Clients --------------------------------------------------------------------------------

    def client(self, name: str) -> int:
        """The place of a client by its name in any case; UnknownClient otherwise."""
        return client_of(self.logs, name)

    @cached_property
    def leads(self) -> pd.Series:
        """The lead of each client, by its code; one who is spelled in several ways is one."""
        return first_written(self.logs.clients["lead"]).reset_index(drop=True)

    def facts(self, client: int) -> pd.Series:
        """The client's row of the clients log: dates or None, agreements as they stand."""
        row = self.logs.clients.iloc[client].copy()
        row["lead"] = self.leads.iloc[client]
        for name in row.index:
            if name.endswith("_on"):
                row[name] = day_date(row[name]) if row[name] < NEVER else None
        basis = basis_at(self.logs, self.settings, self.history.days[-1:])
        for name, agreed in basis.agreed.items():
            row[name] = float(agreed[client])
        return row

    # Scores ---------------------------------------------------------------------------------

    def scores(self, day: date | None = None) -> pd.DataFrame:
        """One row a client that has a point on the day, the most in need first.

        Columns of the `score` command, and: `code`, `lead`, `segment`, `value`, `change_1w`,
        `change_4w` (NaN where there was no point), `line` (the last 26 healths, None if missing).
        """
        point = self.point(day)
        table = self.history.table([point])
        code = np.flatnonzero(self.history.exists[:, point])
        table["code"] = code
        clients = self.logs.clients
        table["lead"] = self.leads.to_numpy()[code]
        table["segment"] = first_written(clients["segment"]).to_numpy()[code]
        table["value"] = clients["value"].to_numpy()[code]
        health = self.history.scores.health
        for name, weeks in (("change_1w", 1), ("change_4w", 4)):
            table[name] = self._change(code, point, weeks)
        first = max(0, point + 1 - WEEKS_SHOWN)
        lines = health[code, first : point + 1]
        table["line"] = [[None if np.isnan(h) else float(h) for h in line] for line in lines]
        return in_order_of_need(table).reset_index(drop=True)

    def _change(self, code: Ints, point: int, weeks: int) -> Scores:
        """Change of health over some weeks, that by changed settings left out of one week's.

        One week is exactly seven days; four are counted in points, of which a partial week is one.
        """
        if point - weeks < 0:
            return np.full(len(code), np.nan)
        if weeks == 1:
            change = (self.changes.new + self.changes.ageing)[:, code, point]
            gone = np.isnan(change).all(axis=0)
            health = self.history.scores.health[code, point]
            total = np.where(gone | np.isnan(health), np.nan, np.nansum(change, axis=0))
            return np.asarray(total)
        health = self.history.scores.health
        return np.asarray(health[code, point] - health[code, point - weeks])

    def line(self, client: int) -> pd.DataFrame:
        """The client's weekly history: the columns of `score --history`, a row a point."""
        table = self.history.table(client=client)
        return table.reset_index(drop=True)

    def signal_scores(self, client: int, day: date | None = None) -> pd.DataFrame:
        """Score, points kept and lost of each signal of a client: one row a signal, NaN if missing.

        Columns: `dimension`, `signal`, `label`, `weight` (share of the dimension), `score`,
        `points`, `lost`; the last two add up to health and to 100 less health.
        """
        point = self.point(day)
        basis = basis_at(self.logs, self.settings, self.history.days[point : point + 1])
        shares = weights(basis)
        signals = self.history.signals[:, :, point : point + 1]
        kept, lost = points_of(signals, shares)
        score = signals[:, client, 0]
        return pd.DataFrame(
            {
                "dimension": [one.dimension for one in SIGNALS.values()],
                "signal": list(SIGNALS),
                "label": [one.label for one in SIGNALS.values()],
                "weight": shares.signals[:, client],
                "score": score,
                "points": np.where(np.isnan(score), np.nan, kept[:, client, 0]),
                "lost": np.where(np.isnan(score), np.nan, lost[:, client, 0]),
            }
        )

    def ledger(self, client: int, day: date | None = None) -> pd.DataFrame:
        """Change of points since a week earlier by signal: `new`, `ageing`, `settings`, `change`.

        Only signals that moved; empty where the client had no point a week before.
        """
        point = self.point(day)
        parts = {
            name: getattr(self.changes, name)[:, client, point]
            for name in ("new", "ageing", "settings", "change")
        }
        table = pd.DataFrame(
            {
                "dimension": [one.dimension for one in SIGNALS.values()],
                "signal": list(SIGNALS),
                "label": [one.label for one in SIGNALS.values()],
                **parts,
            }
        )
        moved = table[["new", "ageing", "settings"]].abs().max(axis=1) > 5e-7
        return (
            table[moved].sort_values("change", key=np.abs, ascending=False).reset_index(drop=True)
        )

    def movers(self, day: date | None = None, most: int = 6) -> pd.DataFrame:
        """The largest movers of the week, by what rows and time did, not settings.

        Columns `client`, `code`, `change`, and `causes`, a list of
        (signal, points) that explain it, largest first."""
        point = self.point(day)
        code = np.flatnonzero(self.history.exists[:, point])
        change = self._change(code, point, 1)
        order = [at for at in np.argsort(-np.abs(change), kind="stable") if abs(change[at]) >= 0.5]
        names = list(SIGNALS)
        found = []
        for at in order[:most]:
            parts = (self.changes.new + self.changes.ageing)[:, code[at], point]
            largest = np.argsort(-np.abs(np.nan_to_num(parts)), kind="stable")[:3]
            causes = [(names[i], float(parts[i])) for i in largest if abs(parts[i]) >= 0.5]
            found.append((self.logs.clients["client"].iloc[code[at]], code[at], change[at], causes))
        return pd.DataFrame(found, columns=["client", "code", "change", "causes"])

    def counts(self, day: date | None = None) -> dict[str, tuple[int, int]]:
        """How many clients show each band, and the change on the point before."""
        point = self.point(day)
        found = {}
        for place, band in enumerate(BANDS):
            now, before = (
                int(((self.history.band[:, at] == place) & self.history.exists[:, at]).sum())
                if at >= 0
                else 0
                for at in (point, point - 1)
            )
            found[band] = (now, now - before)
        return found

    def without_point(self, day: date | None = None) -> pd.DataFrame:
        """Clients that have no point on the day: `client` and `reason`."""
        when = int(self.history.days[self.point(day)])
        return pd.DataFrame(
            without_point(self.logs, self.history, when), columns=["client", "reason"]
        )


def client_of(logs: Logs, name: str) -> int:
    """The place of a client by its name in any case; UnknownClient otherwise."""
    code = logs.code(name)
    if code is None:
        hint = meant(name, logs.clients["client"])
        aside = logs["clients"].set_aside_rows
        if aside:
            hint += f" {aside} of its rows could not be used: `check` says which and why."
        raise UnknownClient(f"There is no client {name!r} in clients.csv.{hint}")
    return code


def version_of(
    logs: Logs, settings: Settings, as_of: int, earlier_settings: Settings | None = None
) -> str:
    """A fingerprint of all that scores and their changes depend on."""
    parts = [MODEL, settings.version, str(as_of)]
    parts += [earlier_settings.version] if earlier_settings is not None else []
    for log, rows in logs.rows.items():
        seen = rows.fingerprint
        parts.append(f"{log}:{seen.size}:{seen.digest}" if seen else f"{log}:-")
    parts += [f"of:{key}" for key in sorted(logs.cut)] if logs.cut is not None else []
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:16]


def default_as_of(logs: Logs, today: date | None) -> int:
    """The latest known date in the logs; UnusableLogs where they hold none."""
    latest = logs.latest_day(day_number(today or date.today()))
    if latest is None:
        raise UnusableLogs(
            f"{logs.folder}: no log holds a date up to today, so there is no day to score; "
            "add rows, or give one with --as-of"
        )
    return latest
