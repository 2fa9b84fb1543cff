"""All alerts of a portfolio: worked out once, told as of any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from health.alerts.daily import Daily
from health.alerts.ground import Ground
from health.alerts.life import (
    FIRING,
    NOTHING,
    PENDING,
    RESOLVED,
    STATES,
    Occurrences,
    occurrences,
)
from health.alerts.rules import RULES, SEVERITIES, Asked, Part, Rule
from health.basis import basis_at
from health.calendars import Days, day_date
from health.drift import Drift
from health.logs.rows import Logs
from health.settings import Settings
from health.words import short_day

COLUMNS = (
    "client", "code", "rule", "subject", "severity", "state", "since", "fired_on", "last_on",
    "resolved_on", "message", "next_step", "rows",
)  # fmt: skip
_FIRED = ["code", "rule", "severity", "since", "fired_on", "resolved_on"]
SHOWN_DAYS = 28  # for so long what was resolved is still told


@dataclass(frozen=True)
class Alerts:
    """The alerts of C clients up to the last of `days`, by part of a rule. Never changed."""

    ground: Ground
    rules: tuple[Rule, ...]
    parts: tuple[Part, ...]
    lives: tuple[Occurrences, ...]

    def table(self, day: int, shown_days: int | None = SHOWN_DAYS) -> pd.DataFrame:
        """One row an alert (`COLUMNS`) that is pending or firing at the end of a day, or was
        resolved in the last `shown_days` (None: ever); the gravest first, then by client, rule and
        subject.
        """
        places = []
        for number, life in enumerate(self.lives):
            states = life.states(day)
            there = states != NOTHING
            if shown_days is not None:
                there &= (states != RESOLVED) | (life.resolved > day - shown_days)
            places += [(number, int(place)) for place in np.flatnonzero(there)]
        return self.told(places, day)

    def told(self, places: Iterable[tuple[int, int]], day: int) -> pd.DataFrame:
        """`table` of some alerts only: of each the number of its part, and its place in its life.

        Each must be an alert on the day.
        """
        names = self.ground.logs.clients["client"].tolist()
        known = [(life.states(day), life.true_until(day)) for life in self.lives]
        found = [
            self._row(number, self.rules[number], place, day, *known[number], names)
            for number, place in places
        ]
        table = pd.DataFrame(found, columns=list(COLUMNS))
        grave = table["severity"].map(SEVERITIES.index)
        order = ["severity", "client", "rule", "subject", "since"]
        ordered = table.assign(severity=grave).sort_values(order, kind="stable").index
        return table.loc[ordered].reset_index(drop=True)

    def _row(
        self,
        number: int,
        rule: Rule,
        place: int,
        day: int,
        states: npt.NDArray[np.int8],
        last: Days,
        names: list[str],
    ) -> tuple[Any, ...]:
        life, part = self.lives[number], self.parts[number]
        code, subject = int(life.client[place]), int(life.subject[place])
        since, state = int(life.since[place]), int(states[place])
        asked = Asked(code, subject, since, int(last[place]))
        told = part.told(asked)
        message = told.message
        if state == PENDING:
            fires = day_date(since + rule.days_after(self.ground))
            message += f" It becomes an alert on {short_day(fires, asked.date)} if it stays so."
        elif asked.day < day and not rule.event:
            message += f" Not so since {short_day(day_date(asked.day + 1), asked.date)}."
        fired, resolved = int(life.fires[place]), int(life.resolved[place])
        return (
            names[code], code, rule.name, part.subject(asked), rule.severity, STATES[state],
            day_date(since), day_date(fired) if state != PENDING else None, asked.date,
            day_date(resolved) if state == RESOLVED else None,
            message, told.next_step, told.rows,
        )  # fmt: skip

    def occurrences(self, day: int) -> pd.DataFrame:
        """Every alert that has fired by a day, without words: `code`, `rule`, `severity`, `since`,
        `fired_on`, `resolved_on` (None while it is open). Cheap, for counting.
        """
        frames = []
        for rule, life in zip(self.rules, self.lives, strict=True):
            states = life.states(day)
            at = np.flatnonzero((states == FIRING) | (states == RESOLVED))
            frames.append(
                pd.DataFrame(
                    {
                        "code": life.client[at],
                        "rule": rule.name,
                        "severity": rule.severity,
                        "since": _dates(life.since[at]),
                        "fired_on": _dates(life.fires[at]),
                        "resolved_on": [
                            day_date(on) if on <= day else None for on in life.resolved[at]
                        ],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=_FIRED)

    def open_counts(self, day: int) -> npt.NDArray[np.int64]:
        """How many alerts of each client are firing at the end of a day, (C,)."""
        total = np.zeros(len(self.ground.clients), np.int64)
        for life in self.lives:
            at = life.states(day) == FIRING
            total += np.bincount(life.client[at], minlength=len(total))
        return total


def _dates(days: Days) -> list[date]:
    return [day_date(day) for day in days]


def alerts(logs: Logs, settings: Settings, daily: Daily, drift: Drift) -> Alerts:
    """All alerts up to the last of the days that are scored."""
    ground = Ground(basis_at(logs, settings, daily.days), daily, drift)
    found = list(_found(ground)) if len(daily.days) else []
    rules, parts = tuple(rule for rule, _ in found), tuple(part for _, part in found)
    lives = tuple(
        occurrences(part.spells, rule.days_clean(ground), rule.days_after(ground), ground.ended)
        for rule, part in found
    )
    return Alerts(ground, rules, parts, lives)


def _found(ground: Ground) -> Iterator[tuple[Rule, Part]]:
    for rule in RULES.values():
        for part in rule.parts(ground):
            yield rule, part
