"""Calendars: business days, business hours and time zones, against counting one by one."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import holidays
import numpy as np
import numpy.typing as npt
import pytest

from health.calendars import (
    DAY_US,
    FIRST_DAY,
    HOUR_US,
    LAST_DAY,
    NEVER,
    Calendars,
    day_date,
    day_number,
    is_country,
    local_moments,
    public_holidays,
)

COUNTRIES = ["", "PT", "DE-BY", "DE-BE", "GB-ENG", "US", "IN", "IL", "AE"]
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
EPOCH = datetime(1970, 1, 1)
Business = Callable[[date], bool]


@pytest.fixture(scope="module")
def calendars() -> Calendars:
    return Calendars(COUNTRIES, day_number(FIRST), day_number(LAST))


@pytest.fixture(scope="module")
def business() -> list[Business]:
    """Whether a day is a business day of each country, straight from the table of holidays."""

    def of(code: str) -> Business:
        country, _, part = code.partition("-")
        years = range(FIRST.year - 1, LAST.year + 2)
        days = holidays.country_holidays(country, part or None, years=years) if code else {}
        return lambda day: day.weekday() < 5 and day not in days

    return [of(code) for code in COUNTRIES]


def one(value: int) -> npt.NDArray[np.int32]:
    """A single number as an array."""
    return np.array([value], np.int32)


def day_of(days: npt.NDArray[np.int32]) -> date:
    """The date of a single day number."""
    return day_date(int(days[0]))


def random_days(luck: Random, count: int) -> list[date]:
    """Days between the first and the last."""
    return [FIRST + timedelta(luck.randrange((LAST - FIRST).days + 1)) for _ in range(count)]


# Days as numbers


def test_a_day_is_the_number_of_days_since_1970() -> None:
    assert day_number(date(1970, 1, 1)) == 0
    assert day_number(date(1969, 12, 31)) == -1
    for day in (FIRST_DAY, LAST_DAY, date(2000, 2, 29)):
        assert day_date(day_number(day)) == day
        assert day_number(day) < NEVER


# Business days


@pytest.mark.parametrize(
    ("country", "day", "open_"),
    [
        ("", "2026-01-01", True),
        ("", "2026-01-03", False),
        ("", "2026-01-04", False),
        ("PT", "2026-06-10", False),
        ("PT", "2026-06-11", True),
        ("DE-BY", "2026-01-06", False),
        ("DE-BE", "2026-01-06", True),
        ("DE-BY", "2026-03-09", True),
        ("GB-ENG", "2026-12-28", False),
        ("US", "2026-11-26", False),
        ("US", "2026-06-10", True),
    ],
)
def test_a_business_day_is_monday_to_friday_less_the_holidays_of_the_country_or_its_part(
    calendars: Calendars, country: str, day: str, open_: bool
) -> None:
    client, number = one(COUNTRIES.index(country)), one(day_number(date.fromisoformat(day)))
    assert calendars.on(client, number).tolist() == [open_]


def test_counting_days_agrees_with_counting_one_by_one(
    calendars: Calendars, business: list[Business]
) -> None:
    luck = Random(1)
    for x, y in zip(random_days(luck, 400), random_days(luck, 400), strict=True):
        client = luck.randrange(len(COUNTRIES))
        early, late = sorted((x, y))
        days = [early + timedelta(n) for n in range(1, (late - early).days + 1)]
        count = sum(business[client](day) for day in days) * (1 if x <= y else -1)
        found = calendars.between(one(client), one(day_number(x)), one(day_number(y)))
        assert found.tolist() == [count], (COUNTRIES[client], x, y)
        assert calendars.on(one(client), one(day_number(x))).tolist() == [business[client](x)]


def test_the_nth_business_day_after_a_day_agrees_with_walking_there(
    calendars: Calendars, business: list[Business]
) -> None:
    luck = Random(2)
    for start in random_days(luck, 400):
        client, steps = luck.randrange(len(COUNTRIES)), luck.randrange(40)
        day, left = start, steps
        while left:
            day += timedelta(1)
            left -= business[client](day)
        while not steps and not business[client](day):
            day -= timedelta(1)
        found = calendars.after(one(client), one(day_number(start)), steps)
        assert day_of(found) == day, (COUNTRIES[client], start, steps)
        next_open = start
        while not business[client](next_open):
            next_open += timedelta(1)
        assert day_of(calendars.on_or_after(one(client), one(day_number(start)))) == next_open


@pytest.mark.parametrize(
    ("country", "start", "steps", "end"),
    [
        ("", "2026-01-09", 1, "2026-01-12"),  # a Friday
        ("", "2026-01-10", 1, "2026-01-12"),  # a Saturday
        ("", "2026-01-11", 1, "2026-01-12"),  # a Sunday
        ("", "2026-01-10", 0, "2026-01-09"),
        ("", "2026-01-09", 0, "2026-01-09"),
        ("PT", "2026-12-24", 1, "2026-12-28"),  # Christmas is a Friday
        ("PT", "2026-12-25", 0, "2026-12-24"),
        ("PT", "2026-12-25", 2, "2026-12-29"),
        ("GB-ENG", "2026-12-24", 1, "2026-12-29"),  # Boxing Day moves to Monday
        ("", "2026-12-31", 250, "2027-12-16"),
    ],
)
def test_weekends_and_holidays_are_stepped_over(
    calendars: Calendars, country: str, start: str, steps: int, end: str
) -> None:
    client, day = one(COUNTRIES.index(country)), one(day_number(date.fromisoformat(start)))
    assert day_of(calendars.after(client, day, steps)) == date.fromisoformat(end)


def test_a_day_that_is_not_there_stays_so(calendars: Calendars) -> None:
    client, days = one(0), np.array([NEVER], np.int32)
    assert calendars.after(client, days, 3).tolist() == [NEVER]
    assert calendars.on_or_after(client, days).tolist() == [NEVER]


def test_each_client_is_counted_by_its_own_calendar(calendars: Calendars) -> None:
    clients = np.arange(len(COUNTRIES))
    # Epiphany 2026, a Tuesday: a holiday in Bavaria only, of these.
    days = np.full(len(COUNTRIES), day_number(date(2026, 1, 6)))
    open_ = dict(zip(COUNTRIES, calendars.on(clients, days).tolist(), strict=True))
    assert open_ == {code: code != "DE-BY" for code in COUNTRIES}
    counts = calendars.between(clients, days - 1, days)
    assert counts.tolist() == [int(code != "DE-BY") for code in COUNTRIES]


def test_countries_and_their_parts_are_known_by_their_codes() -> None:
    assert all(is_country(code) for code in ("PT", "DE-BY", "GB-ENG", "US-CA", "KP"))
    assert not any(is_country(code) for code in ("XX", "DE-XX", "Portugal", "PT_", "", "-BY"))


@pytest.mark.parametrize("code", ["IN", "MY", "SA", "KR", "IL", "DE-BY", "BR"])
def test_holidays_of_far_years_warn_nobody(code: str) -> None:
    public_holidays.cache_clear()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = public_holidays(code, 1898, 2201)
    assert found
    assert public_holidays("", 1898, 2201) == frozenset()


def test_days_of_all_readable_years_fit_in_one_calendar() -> None:
    wide = Calendars(["PT"], day_number(FIRST_DAY), day_number(LAST_DAY))
    first, last = one(day_number(FIRST_DAY)), one(day_number(LAST_DAY))
    assert wide.between(one(0), first, last)[0] > 70_000
    assert day_of(wide.after(one(0), last, 10)) > LAST_DAY


# Business hours


def minutes_open(start: datetime, end: datetime, opens: int, closes: int, open_: Business) -> int:
    """Minutes of business between two moments, one by one; `opens` and `closes` in minutes."""
    return sum(
        open_(moment.date()) and opens <= moment.hour * 60 + moment.minute < closes
        for moment in (start + timedelta(minutes=n) for n in range(int((end - start) / MINUTE)))
    )


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [(9 * 60, 18 * 60), (0, 24 * 60), (7 * 60 + 15, 15 * 60 + 45), (23 * 60, 24 * 60), (0, 1)],
)
def test_business_hours_between_two_moments_agree_with_counting_minutes(
    calendars: Calendars, business: list[Business], opens: int, closes: int
) -> None:
    luck = Random(opens)
    hours = [np.full(len(COUNTRIES), minute * 60_000_000) for minute in (opens, closes)]
    for day in random_days(luck, 12):
        client = luck.randrange(len(COUNTRIES))
        start = datetime(day.year, day.month, day.day) + luck.randrange(1440) * MINUTE
        end = start + luck.randrange(6 * 1440) * MINUTE
        worked = []
        for moment in (start, end):
            us = np.array([(moment - EPOCH) // timedelta(microseconds=1)])
            worked.append(calendars.worked(one(client), us, one(int(us[0] // DAY_US)), *hours)[0])
        wanted = minutes_open(start, end, opens, closes, business[client])
        assert worked[1] - worked[0] == wanted * 60_000_000, (COUNTRIES[client], start, end)


def test_each_client_has_its_own_hours(calendars: Calendars) -> None:
    opens = np.array([9, 7, *[8] * 7]) * HOUR_US
    closes = np.array([18, 12, *[16] * 7]) * HOUR_US
    day = day_number(date(2026, 1, 7))  # a Wednesday, open everywhere
    clients = np.arange(len(COUNTRIES))
    moments = [np.full(len(COUNTRIES), day * DAY_US + hour * HOUR_US) for hour in (0, 11, 24)]
    days = np.full(len(COUNTRIES), day)
    at = [
        calendars.worked(clients, moment, days if n < 2 else days + 1, opens, closes)
        for n, moment in enumerate(moments)
    ]
    assert ((at[1] - at[0]) // HOUR_US).tolist() == [2, 4, *[3] * 7]
    assert ((at[2] - at[0]) // HOUR_US).tolist() == [9, 5, *[8] * 7]


# Time zones


def on_the_wall(utc: int, zone: ZoneInfo) -> int:
    """Microseconds of a clock in a zone, one moment at a time."""
    moment = EPOCH.replace(tzinfo=UTC) + timedelta(microseconds=utc)
    wall = moment.astimezone(zone).replace(tzinfo=None)
    return (wall - EPOCH) // timedelta(microseconds=1)


def test_random_moments_of_every_zone_stand_where_zoneinfo_puts_them() -> None:
    luck = Random(3)
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        first = day_number(luck.choice([date(1900, 1, 2), date(1965, 1, 1), date(2021, 1, 1)]))
        span = luck.choice([2, 400, 2500]) * DAY_US
        utc = [first * DAY_US + luck.randrange(span) for _ in range(12)]
        found = local_moments(np.array(utc, np.int64), name)
        assert found.tolist() == [on_the_wall(moment, zone) for moment in utc], name


@pytest.mark.parametrize(
    "name",
    [
        "Europe/Lisbon",
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",  # half an hour of summer time
        "Africa/Casablanca",  # off for Ramadan
        "Pacific/Apia",  # a day left out in 2011
        "Asia/Pyongyang",
        "Antarctica/Troll",  # two hours
    ],
)
def test_moments_beside_every_change_of_the_clocks_stand_right(name: str) -> None:
    zone, changes = ZoneInfo(name), []
    hour = datetime(2009, 1, 1, tzinfo=UTC)
    offset = hour.astimezone(zone).utcoffset()
    for _ in range(18 * 365):
        hour += timedelta(days=1)
        if hour.astimezone(zone).utcoffset() != offset:
            offset = hour.astimezone(zone).utcoffset()
            changes.append(hour)
    assert changes or name == "Asia/Pyongyang"
    utc = [
        (change - EPOCH.replace(tzinfo=UTC)) // timedelta(microseconds=1)
        - quarters * 900_000_000
        + by
        for change in changes
        for quarters in range(97)
        for by in (-1, 0)
    ]
    found = local_moments(np.array(utc, np.int64), name)
    assert found.tolist() == [on_the_wall(moment, zone) for moment in utc]


def test_no_moments_are_no_moments() -> None:
    assert local_moments(np.array([], np.int64), "Europe/Lisbon").tolist() == []


def test_a_moment_far_from_the_others_does_not_disturb_them() -> None:
    far = [day_number(day) * DAY_US for day in (FIRST_DAY, date(2026, 7, 1), LAST_DAY)]
    zone = ZoneInfo("America/New_York")
    found = local_moments(np.array(far, np.int64), "America/New_York")
    assert found.tolist() == [on_the_wall(moment, zone) for moment in far]


# One client, one day at a time


def test_the_calendar_of_one_client_says_what_those_of_all_say(calendars: Calendars) -> None:
    luck = Random(5)
    opens, closes = 9 * HOUR_US, 17 * HOUR_US
    both = np.full(len(COUNTRIES), opens), np.full(len(COUNTRIES), closes)
    for place in range(len(COUNTRIES)):
        alone, at = calendars.alone(place), one(place)
        for day in [*map(day_number, random_days(luck, 40)), -100_000, int(NEVER) - 1, int(NEVER)]:
            number, moment = luck.randrange(-3, 30), day * DAY_US + luck.randrange(DAY_US)
            assert alone.count(day) == calendars.count(at, one(day))[0]
            assert alone.nth(number * 40) == calendars.nth(at, one(number * 40))[0]
            assert alone.after(day, number) == calendars.after(at, one(day), number)[0]
            if calendars.first < day <= calendars.last:
                assert alone.on(day) == calendars.on(at, one(day))[0]
                assert (
                    alone.worked(moment, opens, closes)
                    == (calendars.worked(at, np.array([moment]), one(day), *both)[0])
                )
