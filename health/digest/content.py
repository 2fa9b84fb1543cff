"""What a digest tells: alerts within the budget, movers with causes, actions, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from health.digest.fresh import Fresh


@dataclass(frozen=True)
class Alarm:
    """An alert that is told; `new` fired, or happened again, within the week.

    One of many has no message and no next step: it is told by its client, its rule and a number.
    """

    client: str
    title: str
    message: str
    next_step: str
    severity: str
    since: date
    new: bool


@dataclass(frozen=True)
class Move:
    """How far a client's health moved in the week, in points, and why."""

    client: str
    change: float
    causes: str


@dataclass(frozen=True)
class Due:
    """An action that is due within a week, or overdue."""

    client: str
    text: str
    who: str
    due: date
    overdue: bool


@dataclass(frozen=True)
class Content:
    """The digest of one lead, or of the clients that have none (`lead` is "").

    `bands`: how many of its clients show which. Left out are `over` alerts over the budget,
    `handled` ones that somebody has in hand, `passed` ones that are true no more, `moved` movers.
    """

    lead: str
    week: date
    as_of: date
    bands: Mapping[str, int]
    alerts: tuple[Alarm, ...]
    movers: tuple[Move, ...]
    actions: tuple[Due, ...]
    over: int
    handled: int
    passed: int
    moved: int
    fresh: Fresh

    @property
    def clients(self) -> int:
        """How many clients it is about."""
        return sum(self.bands.values())
