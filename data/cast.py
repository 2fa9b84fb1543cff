"""The clients of the sample portfolio as they live: ways, calendar, people, and what is said.

Used by `make_sample.py` only. A client is read from `stories.toml`, its words from `phrases.toml`.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

SEED = "portfolio 2026-11-20"
FIRST, LAST = date(2024, 11, 18), date(2026, 11, 20)
HORIZON = LAST + timedelta(days=400)  # nothing is looked for beyond
TEAM = ["Callum", "Deepak", "Ewa", "Hannah", "Inês", "Leila", "Marek", "Piet", "Sanne", "Yuki"]
EASTER = {date(2025, 4, 18), date(2025, 4, 21), date(2026, 4, 3), date(2026, 4, 6)}
DAYS_OFF = {(1, 1), (12, 24), (12, 25), (12, 26)}
NATIONAL_DAYS = {
    "AU": {(1, 26), (4, 25)},
    "CZ": {(5, 1), (5, 8), (10, 28), (11, 17)},
    "DE": {(5, 1), (10, 3)},
    "IN": {(1, 26), (8, 15)},
    "NL": {(4, 27)},
    "PT": {(4, 25), (5, 1), (6, 10)},
    "US": {(7, 4)},
}


@dataclass(frozen=True)
class Ways:
    """How we and a client behave.

    Rates are a week, gaps in business days; all else are shares of 0 to 1 unless it says so.
    """

    calls: float = 0.93  # weekly calls that take place
    out: float = 2.0  # our messages a week
    coming: float = 1.4  # their messages a week
    casual: float = 0.25  # small talk a week
    technical: float = 0.22  # our messages that ask something technical
    late: float = 0.03  # our messages sent out of their hours
    urgent: float = 0.05  # their messages
    reply_hours: float = 2.6  # business hours, the median
    unanswered: float = 0.01  # their questions
    demos: float = 0.96  # rounds of the agreed rhythm for which a demo is planned
    demo_kept: float = 0.95  # planned demos held on their day
    decides: float = 0.65  # demos with a decision-maker
    accepted: float = 0.75  # demos
    item_gap: float = 8.0  # from one new deadline of ours to the next
    slip: float = 0.14  # our deadlines
    slip_days: float = 4.0  # business days, the mean
    warned: float = 0.75  # slips that we warn of
    moved: float = 0.4  # warned slips for which a new date is agreed
    written: float = 0.92  # dates confirmed within two days
    their_gap: float = 22.0  # from one thing they owe to the next
    their_slip: float = 0.2
    their_slip_days: float = 5.0
    their_moves: float = 0.04  # deadlines of ours that they move
    asked: float = 0.95  # rounds of the agreed rhythm in which we ask for feedback
    answered: float = 0.8  # asks
    mood: float = 8.2  # the mean rating
    spread: float = 0.9  # standard deviation of the ratings
    yes: float = 0.94  # answers to yes or no
    wordy: float = 0.5  # answers with a comment
    reported: float = 0.95  # rounds of the agreed rhythm with a status report
    filled: float = 0.92  # sections of a report
    copied: float = 0.4  # sections not filled that are copied from the last report
    issue_gap: float = 15.0
    update_gap: float = 2.0
    fix_days: float = 5.0  # business days, the mean
    restated: float = 0.85  # issues said back in our words within a day
    risk_gap: float = 32.0
    told: float = 0.9  # risks told, owned, and with a plan B
    change_gap: float = 24.0
    agreed: float = 0.92  # changes estimated and confirmed before their start
    spends: float = 1.0  # 0: no budget is kept
    overrun: float = 0.99  # actual by planned


def season(day: date) -> float:
    """How busy a time of the year is: hardly at Christmas, less in August."""
    if (day.month, day.day) >= (12, 22) or (day.month, day.day) <= (1, 3):
        return 0.12
    return 0.75 if day.month == 8 else 1.0


def count(mean: float, luck: Random) -> int:
    """A Poisson draw (Knuth): how many there are of what comes so often on average."""
    n, product, floor = 0, luck.random(), math.exp(-mean)
    while product > floor:
        n, product = n + 1, product * luck.random()
    return n


def first_name(name: str) -> str:
    """What people are called in notes: the first name, without title or initial."""
    return next(part for part in name.split() if "." not in part)


class Client:
    """One client of `stories.toml`: its facts, its days, and its ways on each of them."""

    def __init__(self, story: dict[str, Any], phrases: dict[str, dict[str, list[str]]]) -> None:
        self.story, self.phrases = story, phrases
        self.name: str = story["name"]
        luck = self.luck("client")
        self.start: date = story.get("started_on", FIRST)
        self.end: date = min(story.get("ended_on", LAST), LAST)
        self.zone = ZoneInfo(story["time_zone"])
        self.opens = time.fromisoformat(story.get("works_from", "09:00"))
        self.closes = time.fromisoformat(story.get("works_to", "18:00"))
        self.call_day, self.demo_day = luck.sample(range(4), 2)
        self.team = luck.sample(TEAM, 3)
        off = DAYS_OFF | NATIONAL_DAYS.get(story["country"], set())
        span = [self.start + timedelta(n) for n in range((HORIZON - self.start).days)]
        weekdays = [day for day in span if day.weekday() < 5 and day not in EASTER]
        self.calendar = [day for day in weekdays if (day.month, day.day) not in off]
        self.days = self.calendar[: bisect_right(self.calendar, self.end)]
        self.pen = self.luck("words")  # what is said never decides what happens
        self.decks: dict[str, list[str]] = {}
        self.taken: set[str] = set()

    def luck(self, log: str) -> Random:
        """The random numbers of one log; a string seeds them alike on every machine."""
        return Random(f"{SEED}/{self.name}/{self.story.get('life', 1)}/{log}")

    def ways(self, day: date) -> Ways:
        """The client's usual ways after every turn so far, each coming about little by little."""
        now = asdict(Ways()) | self.story.get("ways", {})
        for turn in self.story.get("turns", []):
            share = min(1.0, max(0.0, (day - turn["on"]).days / turn["over"]))
            now |= {way: now[way] + share * (then - now[way]) for way, then in turn["to"].items()}
        return Ways(**now)

    def after(self, day: date, n: int) -> date:
        """The n-th business day after a day, or before it; for 0 the day itself or the next."""
        at = bisect_right(self.calendar, day) - 1 if n > 0 else bisect_left(self.calendar, day)
        there: date = self.calendar[max(0, at + n)]
        return there

    def known(self, day: date) -> date | None:
        """What the log says of a day: nothing as long as it is to come."""
        return day if day <= self.end else None

    def rhythm(self, gap: str, luck: Random) -> Iterator[tuple[date, Ways]]:
        """The days on which something comes up that does so every `gap` business days or so."""
        wait = luck.random()
        for day in self.days:
            ways = self.ways(day)
            wait -= season(day) / float(getattr(ways, gap))
            if wait <= 0:
                yield day, ways
                wait += luck.uniform(0.75, 1.25)

    def rounds(self, every: int, weekday: int, until: date) -> Iterator[tuple[date, Ways]]:
        """The days of an agreed rhythm: one weekday, each week or each second; not at Christmas."""
        day = self.start + timedelta(7 + (weekday - self.start.weekday()) % 7)
        while every and (there := self.after(day, 0)) <= until:
            if season(day) > 0.5:
                yield there, self.ways(there)
            day += timedelta(weeks=max(1, every // 5))

    def people(self, day: date) -> list[str]:
        """Who is there that day, most senior first."""
        return [p["name"] for p in self.story["people"] if p.get("until", HORIZON) >= day]

    def say(self, key: str, day: date, person: str = "") -> str:
        """One of the phrases under a key, the client's own if it has some, its blanks filled.

        None comes twice before all have come once. `who` is the person, if there is one.
        """
        kind, _, name = key.partition(".")
        deck = self.decks.setdefault(key, [])
        if not deck:
            phrases = self.story.get("words", {}).get(key) or self.phrases[kind][name]
            deck += self.pen.sample(phrases, len(phrases))
        a, b = self.pen.sample(self.story["features"], 2)
        there = [*map(first_name, self.people(day))]
        who = first_name(person) if person else self.pen.choice(there)
        other = self.pen.choice([name for name in there if name != who] or ["a colleague"])
        weekday = self.after(day, self.pen.randint(1, 4)).strftime("%A")
        n, us = self.pen.randint(2, 9), self.pen.choice(self.team)
        blanks = {"a": a, "b": b, "who": who, "other": other, "us": us, "n": n, "n2": n + 3}
        text = deck.pop().format(**blanks, day=weekday)
        return text[0].upper() + text[1:]

    def name_new(self, key: str, day: date) -> str:
        """A phrase whose name, all before a bar, has not been given yet: an item, an issue."""
        while (name := (text := self.say(key, day)).partition(" | ")[0]) in self.taken:
            pass
        self.taken.add(name)
        return text

    def moment(self, day: date, luck: Random, *, late: bool = False) -> datetime:
        """A time of that day in the client's hours, or else in the evening or before they open."""
        opens, closes = (clock.hour * 60 + clock.minute for clock in (self.opens, self.closes))
        minute = luck.randint(opens + 1, closes - 1)
        if late:
            evening = luck.random() < 0.75
            minute = closes + luck.randint(20, 330) if evening else opens - luck.randint(20, 90)
        return datetime.combine(day, time()) + timedelta(minutes=min(minute, 1435))

    def reply(self, asked: datetime, hours: float) -> datetime:
        """The moment so many business hours after one."""
        left, day = timedelta(hours=hours), self.after(asked.date(), 0)
        at = max(asked, datetime.combine(day, self.opens))
        while at + left > (close := datetime.combine(day, self.closes)):
            left -= max(timedelta(), close - at)
            day = self.after(day, 1)
            at = datetime.combine(day, self.opens)
        return (at + left).replace(second=0, microsecond=0)

    def stamp(self, at: datetime) -> str:
        """As the mail program writes it: local time, local time with its offset, or UTC."""
        match self.story.get("stamp"):
            case "offset":
                return at.replace(tzinfo=self.zone).isoformat(timespec="minutes")
            case "utc":
                return f"{at.replace(tzinfo=self.zone).astimezone(UTC):%Y-%m-%dT%H:%MZ}"
            case _:
                return f"{at:%Y-%m-%d %H:%M}"
