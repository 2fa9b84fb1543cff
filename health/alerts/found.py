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
    RESOLVED,
    STATES,
    Occurrences,
    occurrences,
)
from health.alerts.rules import RULES, SEVERITIES, Asked, Part, Rule
from health.basis import basis_at
from health.calendars import Days, day_date, day_number
from health.drift import Drift
from health.logs.rows import Logs
from health.settings import Settings

COLUMNS = (
    "client", "code", "rule", "subject", "severity", "state", "since", "fired_on", "last_on",
    "resolved_on", "message", "next_step", "rows",
)  # fmt: skip
_WORDS = ("subject", "message", "next_step", "rows")
LISTED = (
    "client", "code", "rule", "severity", "state", "since", "fired_on", "last_on", "resolved_on",
    "part", "place",
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
        return _ordered(self.worded(self.listed(day, shown_days), day))

    def told(self, places: Iterable[tuple[int, int]], day: int) -> pd.DataFrame:
        """`table` of some alerts only: of each the number of its part, and its place in its life.

        Each must be an alert on the day.
        """
        listed = self.listed(day, None)
        chosen = pd.MultiIndex.from_frame(listed[["part", "place"]]).isin(list(places))
        return _ordered(self.worded(listed[chosen], day))

    def listed(self, day: int, shown_days: int | None = SHOWN_DAYS) -> pd.DataFrame:
        """The same without words (`LISTED`), which is quick; `worded` adds them to some of it."""
        names = self.ground.logs.clients["client"].to_numpy(object)
        found: list[tuple[Any, ...]] = []
        for part, (rule, life) in enumerate(zip(self.rules, self.lives, strict=True)):
            states = life.states(day)
            there = states != NOTHING
            if shown_days is not None:
                there &= (states != RESOLVED) | (life.resolved > day - shown_days)
            at = np.flatnonzero(there)
            found += zip(
                names[life.client[at]],
                life.client[at].tolist(),
                [rule.name] * len(at),
                [rule.severity] * len(at),
                [STATES[state] for state in states[at]],
                _dates(life.since[at], day),
                _dates(life.fires[at], day),
                _dates(life.true_until(day)[at], day),
                _dates(life.resolved[at], day),
                [part] * len(at),
                at.tolist(),
                strict=True,
            )
        return pd.DataFrame(found, columns=list(LISTED))

    def named(self, listed: pd.DataFrame) -> pd.DataFrame:
        """Rows of `listed` with their `subject`, which marks are found by."""
        subjects = []
        for number, place, last in zip(
            listed["part"], listed["place"], listed["last_on"], strict=True
        ):
            life = self.lives[number]
            whose = int(life.client[place]), int(life.subject[place]), int(life.since[place])
            subjects.append(self.parts[number].subject(Asked(*whose, day_number(last))))
        return listed.assign(subject=pd.Series(subjects, index=listed.index, dtype=object))

    def lowest_health(self, code: int, after: date, upto: date) -> float:
        """The lowest health of a client on the days after one, up to another; NaN if none."""
        days = self.ground.days
        some = (days > day_number(after)) & (days <= day_number(upto))
        health = self.ground.daily.health[code, some]
        return float(np.nanmin(health)) if np.isfinite(health).any() else float("nan")

    def worded(self, listed: pd.DataFrame, day: int) -> pd.DataFrame:
        """Some rows of `listed` as of a day with what there is to say of each: subject, message,
        next step and rows.
        """
        told = [
            self._words(*row, day)
            for row in zip(listed["part"], listed["place"], listed["state"], strict=True)
        ]
        words = pd.DataFrame(told, columns=list(_WORDS), index=listed.index, dtype=object)
        others = [name for name in listed.columns if name not in _WORDS]
        return pd.concat([listed[others], words], axis=1)

    def _words(self, number: int, place: int, state: str, day: int) -> tuple[Any, ...]:
        """Subject, message, next step and rows of one alert."""
        life, part, rule = self.lives[number], self.parts[number], self.rules[number]
        mine = slice(*np.searchsorted(life.of, [place, place + 1]))
        begun = life.end[mine][life.begin[mine] <= day]
        last = min(int(begun.max()) - 1, day)
        since = int(life.since[place])
        asked = Asked(int(life.client[place]), int(life.subject[place]), since, last)
        told = part.told(asked)
        message = told.message + self._tail(rule, asked, state, day)
        return part.subject(asked), message, told.next_step, told.rows

    def _tail(self, rule: Rule, asked: Asked, state: str, day: int) -> str:
        """What is to be said of an alert that is pending, or true no more."""
        if state == "pending":
            fires = asked.since + rule.days_after(self.ground)
            return f" It fires on {asked.on(fires)} if it stays so."
        if rule.event or asked.day == day:
            return ""
        if state == "resolved":
            return f" That was so until {asked.on(asked.day)}."
        gone = asked.day + rule.days_clean(self.ground)
        gone = min(gone, int(self.ground.ended[asked.client]))
        was = f" That was so until {asked.on(asked.day)}"
        return f"{was}; it is resolved on {asked.on(gone)} unless it returns."

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
                        "since": _dates(life.since[at], day),
                        "fired_on": _dates(life.fires[at], day),
                        "resolved_on": _dates(life.resolved[at], day),
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


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """The gravest first, then by client, rule and subject."""
    grave = table["severity"].map(SEVERITIES.index)
    order = ["severity", "client", "rule", "subject", "since"]
    ordered = table.assign(severity=grave).sort_values(order, kind="stable").index
    return table.loc[ordered, list(COLUMNS)].reset_index(drop=True)


def _dates(days: Days, upto: int) -> list[date | None]:
    """As dates; None for what had not come to be by a day."""
    return [day_date(day) if day <= upto else None for day in days.tolist()]


def alerts(
    logs: Logs, settings: Settings, daily: Daily, drift: Drift, only: str | None = None
) -> Alerts:
    """All alerts up to the last of the days that are scored; those of one rule only."""
    ground = Ground(basis_at(logs, settings, daily.days), daily, drift)
    found = list(_found(ground, only)) if len(daily.days) else []
    ground.basis.forget()  # it stays, to tell of alerts
    rules, parts = tuple(rule for rule, _ in found), tuple(part for _, part in found)
    lives = tuple(
        occurrences(part.spells, rule.days_clean(ground), rule.days_after(ground), ground.ended)
        for rule, part in found
    )
    return Alerts(ground, rules, parts, lives)


def _found(ground: Ground, only: str | None) -> Iterator[tuple[Rule, Part]]:
    for rule in RULES.values() if only is None else [RULES[only]]:
        for part in rule.parts(ground):
            yield rule, part
