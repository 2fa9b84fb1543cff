"""Who is simulated: clients, their days, how busy these are, and from when on they get worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import holidays
import numpy as np
from numpy.typing import NDArray

from health.calendars import day_number
from health.simulate.ways import CLIENTS_DIFFER, USUAL, WAYS

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
COUNTRIES = ("DE", "NL", "GB", "US", "PT")
# Busy weeks follow busy weeks: log-normal with an autocorrelation of one half from week to week.
_WEEKS_ALIKE, _WEEKS_DIFFER = 0.5, 0.25
_AHEAD = 120  # days that are planned beyond the last
NEVER = 10**6


@dataclass(frozen=True)
class Group:
    """So many clients that go one way: `way` is empty for those who behave; `over_weeks` is how
    long it takes to come about, 0 for at once."""

    way: str
    over_weeks: int
    clients: int

    @property
    def name(self) -> str:
        """As it is told."""
        if not self.way:
            return "none"
        return f"{self.way}, at once" if not self.over_weeks else f"{self.way}, slowly"


@dataclass(frozen=True)
class World:
    """C clients over D days from Monday `first` on, of groups in order.

    `turn` (C,) is the day on which a client begins to get worse (of those who behave too: nothing
    happens to them then; what is found after it is found by chance).
    """

    groups: tuple[Group, ...]
    first: date
    weeks: int
    turn: Ints
    seed: int

    @classmethod
    def of(
        cls,
        groups: Sequence[Group],
        seed: int,
        before_weeks: int = 52,
        after_weeks: int = 26,
        first: date = date(2023, 1, 2),
    ) -> World:
        """Clients that turn on any day of the half year after `before_weeks`."""
        luck = np.random.default_rng([seed, 0])
        count = sum(group.clients for group in groups)
        turn = before_weeks * 7 + luck.integers(0, 26 * 7, count)
        return cls(tuple(groups), first, before_weeks + 26 + after_weeks, turn, seed)

    def luck(self, log: str) -> np.random.Generator:
        """The random numbers of one log: one more draw in one changes no other."""
        return np.random.default_rng([self.seed, *log.encode()])

    @cached_property
    def of_group(self) -> Ints:
        """Each client's group, (C,)."""
        return np.repeat(np.arange(len(self.groups)), [group.clients for group in self.groups])

    @cached_property
    def names(self) -> list[str]:
        """Each client's name: its group, its number."""
        return [f"{self.groups[of].name} {n:04d}" for n, of in enumerate(self.of_group)]

    @property
    def shape(self) -> tuple[int, int]:
        """Clients, days."""
        return len(self.turn), self.weeks * 7

    @cached_property
    def dates(self) -> NDArray[np.datetime64]:
        """The days, (D,)."""
        return np.datetime64(self.first) + np.arange(self.weeks * 7)

    @property
    def first_number(self) -> int:
        """The first day as the core counts it."""
        return int(day_number(self.first))

    @cached_property
    def country(self) -> NDArray[np.int64]:
        """Each client's place in COUNTRIES, (C,)."""
        return np.arange(len(self.turn)) % len(COUNTRIES)

    def _calendar(self, number: int) -> Flags:
        """Whether each of so many days from the first on is a business day, (C, number)."""
        span = range(self.first.year, self.first.year + number // 365 + 2)
        days = [self.first + timedelta(n) for n in range(number)]
        by_country = np.array(
            [
                [day.weekday() < 5 and day not in off for day in days]
                for off in (holidays.country_holidays(name, years=span) for name in COUNTRIES)
            ]
        )
        return by_country[self.country]

    @cached_property
    def working(self) -> Flags:
        """Business days of each client, (C, D)."""
        return self._calendar(self.shape[1])

    @cached_property
    def busy(self) -> Floats:
        """How much there is to say on each day beside the usual, (C, D): around 1."""
        luck = self.luck("busy")
        drawn = luck.standard_normal((len(self.turn), self.weeks))
        week = np.empty_like(drawn)
        week[:, 0] = drawn[:, 0]
        for n in range(1, self.weeks):
            rest = np.sqrt(1 - _WEEKS_ALIKE**2)
            week[:, n] = _WEEKS_ALIKE * week[:, n - 1] + rest * drawn[:, n]
        level = np.exp(_WEEKS_DIFFER * week - _WEEKS_DIFFER**2 / 2)
        return np.repeat(level, 7, axis=1) * self.season

    @cached_property
    def season(self) -> Floats:
        """Hardly anything at Christmas, less in August, (D,)."""
        month = self.dates.astype("datetime64[M]").astype(int) % 12 + 1
        day = (self.dates - self.dates.astype("datetime64[M]")).astype(int) + 1
        christmas = ((month == 12) & (day >= 22)) | ((month == 1) & (day <= 3))
        return np.where(christmas, 0.12, np.where(month == 8, 0.75, 1.0))

    @cached_property
    def turned(self) -> Floats:
        """How far each client has got on its way, 0 to 1, (C, D)."""
        over = np.array([7 * group.over_weeks for group in self.groups])[self.of_group]
        worse = np.array([bool(group.way) for group in self.groups])[self.of_group]
        gone = np.arange(self.weeks * 7) - self.turn[:, None] + 1
        share = np.clip(gone / np.maximum(over, 1)[:, None], 0.0, 1.0)
        return np.where(worse[:, None], share, 0.0)

    def now(self, what: str) -> Floats:
        """A behaviour on each day, (C, D)."""
        usual = np.full(len(self.turn), USUAL[what])
        if what in CLIENTS_DIFFER:
            spread = self.luck(what).standard_normal(len(self.turn))
            usual = usual * np.exp(CLIENTS_DIFFER[what] * spread)
        to = usual.copy()
        for place, group in enumerate(self.groups):
            if group.way:
                way, mine = WAYS[group.way], self.of_group == place
                to[mine] = way.values.get(what, usual[mine] * way.factors.get(what, 1.0))
        now: Floats = usual[:, None] + self.turned * (to - usual)[:, None]
        return now

    # Business days as whole numbers ---------------------------------------------------------

    @cached_property
    def nth(self) -> Ints:
        """How many business days of a client there were before each day, (C, D)."""
        return np.cumsum(self.working, axis=1) - self.working

    @cached_property
    def _days(self) -> Ints:
        """The n-th business day of each client as a day, (C, N), also of those planned ahead."""
        working = self._calendar(self.shape[1] + _AHEAD)
        client, day = np.nonzero(working)
        nth = (np.cumsum(working, axis=1) - 1)[client, day]
        found = np.full((len(working), int(nth.max()) + 1), NEVER, np.int64)
        found[client, nth] = day
        return found

    def day_of(self, client: Ints, nth: Ints) -> Ints:
        """The day of a client's n-th business day; NEVER where it is too far away to be known."""
        width = self._days.shape[1]
        return np.where(nth < width, self._days[client, np.clip(nth, 0, width - 1)], NEVER)
