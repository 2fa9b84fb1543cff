"""What a rule is: when it is true, how grave that is, what it says, what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from inspect import cleandoc
from typing import Literal

from health.alerts.ground import Ground
from health.alerts.life import Spells
from health.calendars import day_date
from health.words import short_day

Severity = Literal["high", "medium", "low"]
SEVERITIES: tuple[Severity, ...] = ("high", "medium", "low")
RowNames = list[tuple[str, int]]


@dataclass(frozen=True)
class Asked:
    """One alert that is to be put in words: of a client (its place) and a subject (its number),
    begun on the day `since`, as it stood on `day`, the last on which it was true.
    """

    client: int
    subject: int
    since: int
    day: int

    @property
    def date(self) -> date:
        """The day as a date."""
        return day_date(self.day)

    def on(self, day: int) -> str:
        """A day in the sentence: Tue 3 Nov, with its year where that is another."""
        return short_day(day_date(day), self.date)


@dataclass(frozen=True)
class Told:
    """An alert in words: one sentence with its figures, the rows behind it as (log, row), and what
    to do next.
    """

    message: str
    rows: RowNames
    next_step: str


@dataclass(frozen=True)
class Part:
    """Where a rule is true for one kind of subject; how a subject is called; what there is to say.

    `subject` is what is unchanging of an alert; `told` is as of the day asked for.
    """

    spells: Spells
    subject: Callable[[Asked], str]
    told: Callable[[Asked], Told]


Parts = Callable[[Ground], Iterable[Part]]


@dataclass(frozen=True)
class Rule:
    """One rule with its manual. `fires_when` is the docstring of the function that finds it;
    `practice` names the practice that is broken; an `event` happens on one day, anything else
    lasts; `after` is a setting: the days that it must last before it fires.
    """

    name: str
    title: str
    fires_when: str
    severity: Severity
    practice: str
    event: bool
    after: str
    always_told: bool
    parts: Parts

    def days_after(self, ground: Ground) -> int:
        """How many days it must have been true before it fires."""
        return ground.settings.whole(self.after) if self.after else 0

    def days_clean(self, ground: Ground) -> int:
        """How many days after the last one on which it was true it is resolved."""
        return ground.settings.whole("alerts.event_days" if self.event else "alerts.clean_days")


RULES: dict[str, Rule] = {}


def rule(
    *,
    title: str,
    severity: Severity,
    practice: str,
    event: bool = False,
    after: str = "",
    always_told: bool = False,
) -> Callable[[Parts], Parts]:
    """Enter a function into the list of rules, with its manual."""

    def entered(parts: Parts) -> Parts:
        name, fires_when = parts.__name__, " ".join(cleandoc(parts.__doc__ or "").split())
        RULES[name] = Rule(
            name, title, fires_when, severity, practice, event, after, always_told, parts
        )
        return parts

    return entered
