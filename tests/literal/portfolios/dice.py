"""The dice: one random stream, the rows made so far, and the many forms of a date or a name."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tests.literal.portfolios.lists import COLUMNS, SHIFTS

T = TypeVar("T")
Row = dict[str, Any]
DAY = timedelta(days=1)


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)


def clock(text: str) -> time:
    """A time of day, HH:MM."""
    return datetime.strptime(text, "%H:%M").time()


@dataclass
class Account:
    """A client while it is made: when things happen, its hours, how well it is cared for (0-1)."""

    name: str
    zone: ZoneInfo
    start: date
    stop: date
    opens: str
    closes: str
    care: float
    first: date = date.min
    tag: str = ""
    good: bool | None = None  # of a phase of very good, or very bad, care
    idle: list[tuple[date, date]] = field(default_factory=list)

    def is_idle(self, day: date) -> bool:
        """Whether nothing is done on a day."""
        return any(begin <= day <= end for begin, end in self.idle)


def exists_once(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clocks show this time exactly once that day."""
    aware = wall.replace(tzinfo=zone)
    real = aware.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
    return real and aware.replace(fold=0).utcoffset() == aware.replace(fold=1).utcoffset()


def later_if_skipped(wall: datetime, zone: ZoneInfo) -> datetime:
    """The time itself, or the next hour that the clocks show exactly once."""
    while not exists_once(wall, zone):
        wall += timedelta(hours=1)
    return wall


class Dice:
    """One random stream and the rows that it made."""

    def __init__(self, seed: int, clients: int, wild: bool) -> None:
        self.random = random.Random(seed)
        self.clients, self.wild = clients, wild
        self.rows: dict[str, list[Row]] = {log: [] for log in COLUMNS}
        self.end = date(2025, 2, 1) + days(self.number(0, 300))  # the last day of most rows
        if self.chance(0.3):
            self.end += days(6 - self.end.weekday())
        self.today = self.end + days(self.number(0, 40))

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(least, most)

    def one(self, among: Sequence[T]) -> T:
        """One of some."""
        return self.random.choice(among)

    def weighted(self, among: Sequence[T], weights: Sequence[float]) -> T:
        """One of some, by their weights."""
        return self.random.choices(among, weights)[0]

    def day(self, first: date, last: date) -> date:
        """A day, both ends included."""
        return first + days(self.number(0, max(0, (last - first).days)))

    def workday(self, day: date, weekend: float = 0.06) -> date:
        """The day, or most often the Monday after a weekend."""
        while day.weekday() > 4 and not self.chance(weekend):
            day += DAY
        return day

    def add(self, log: str, **row: Any) -> Row:
        """One more row of a log."""
        kept = {name: value for name, value in row.items() if value is not None}
        self.rows[log].append(kept)
        return kept

    def stamp(self, wall: datetime, zone: ZoneInfo) -> str:
        """A moment in one of the forms that the documents allow."""
        forms = ["naive", "naive", "naive", "seconds", "T", "offset", "Z", "offset T"]
        form = self.one(forms)
        if form == "naive":
            return wall.strftime("%Y-%m-%d %H:%M")
        if form == "seconds":
            return wall.strftime("%Y-%m-%d %H:%M:%S")
        if form == "T":
            seconds = self.one(["", ":00" if wall.second == 0 else ""])
            return wall.strftime("%Y-%m-%dT%H:%M") + seconds
        return self.with_offset(wall, zone, form == "Z", " " if form == "offset" else "T")

    def with_offset(
        self, wall: datetime, zone: ZoneInfo, utc: bool = False, separator: str = "T"
    ) -> str:
        """The moment as it is told elsewhere."""
        shift = 0 if utc else self.one(SHIFTS)
        moment = wall.replace(tzinfo=zone).astimezone(timezone(timedelta(minutes=shift)))
        sign = "-" if shift < 0 else "+"
        offset = "Z" if utc else f"{sign}{abs(shift) // 60:02d}:{abs(shift) % 60:02d}"
        tail = f":{moment.second:02d}" if moment.second or self.chance(0.5) else ""
        if tail and self.chance(0.2):
            tail += self.one([".0", ".000", ".000000"])
        return moment.strftime(f"%Y-%m-%d{separator}%H:%M") + tail + offset

    def date_form(self, day: date | None, zone: ZoneInfo) -> str | None:
        """A day, now and then written as a moment of that day in the client's zone."""
        if day is None:
            return None
        if self.chance(0.97):
            return day.isoformat()
        hour, minute = self.one([0, 5, 12, 22, 23]), self.one([0, 30])
        wall = datetime.combine(day, time(hour, minute))
        shown = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
        return self.stamp(wall, zone) if shown.date() == day else day.isoformat()

    def name_form(self, name: str) -> str:
        """A name in another case, or with spaces around it, now and then."""
        x = self.random.random()
        if x < 0.05:
            return name.upper()
        return f" {name} " if x < 0.1 else name.lower() if x < 0.15 else name

    def moment(self, account: Account, day: date) -> datetime:
        """A wall clock: mostly in hours, or just at or off their ends, or at night."""
        opens, closes = (
            datetime.combine(day, clock(text)) for text in (account.opens, account.closes)
        )
        minute, second = timedelta(minutes=1), timedelta(seconds=1)
        x = self.random.random()
        if x < 0.08:
            ends = [opens, closes, opens - minute, closes + minute, closes + second, opens - second]
            wall = self.one(ends)
        elif x < 0.08 + 0.25 * (1.1 - account.care):
            night = time(self.one([0, 1, 2, 5, 6, 20, 22, 23]), self.one([0, 15, 30, 59]))
            wall = datetime.combine(day, night)
        else:
            wall = opens + self.number(0, int((closes - opens) / minute)) * minute
        # Hours that the clocks skip or repeat are left to the wild portfolios.
        if not exists_once(wall, account.zone) and not self.wild:
            wall = datetime.combine(wall.date(), time(12))
        return wall
