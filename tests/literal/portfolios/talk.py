"""Contacts: mails, calls, night work, urgent calls for help and answers to them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from tests.literal.portfolios.dice import DAY, Account, Dice, Row, days, later_if_skipped

_TOPICS = ["status", "technical", "casual", "planning", "support", "other", ""]
_MIXES: list[list[float]] = [
    [3, 1, 0.3, 2, 1, 1, 2],
    [1, 6, 0, 1, 1, 1, 1],
    [2, 1, 1, 1, 1, 1, 0],
    [0, 0, 0, 0, 0, 0, 1],
]


def make_contacts(dice: Dice, account: Account) -> None:
    """Contacts day by day, with some weeks of many technical questions or of night work."""
    mix, often = dice.one(_MIXES), dice.one([0.15, 0.3, 0.5, 0.8])
    if account.good is not None:
        often = 0.7 if account.good else 0.1
    begin = dice.day(account.first, account.stop)
    end = begin + days(dice.number(15, 60))
    burst = dice.one(["none", "none", "technical", "night", "both"])
    day = account.first
    while day <= account.stop:
        workday = day.weekday() < 5
        if begin <= day <= end and burst != "none" and (workday or burst != "technical"):
            _burst(dice, account, day, burst)
        if not account.is_idle(day) and dice.chance(often if workday else often / 8):
            _contact(dice, account, day, mix)
        day += DAY


def _burst(dice: Dice, account: Account, day: date, burst: str) -> None:
    for _ in range(dice.number(0, 3)):
        wall = dice.moment(account, day)
        if burst != "technical" and dice.chance(0.7):
            clock = time(dice.one([4, 5, 20, 22, 23]), dice.number(0, 59))
            wall = datetime.combine(day, clock)
        topics = ["technical", "technical", "planning"]
        dice.add(
            "contacts",
            client=account.name,
            at=dice.stamp(later_if_skipped(wall, account.zone), account.zone),
            direction="out",
            topic=dice.one(topics) if burst != "night" else "status",
            summary=f"b{dice.number(1, 10**9)}",
        )


def _contact(dice: Dice, account: Account, day: date, mix: list[float]) -> None:
    direction = dice.weighted(["out", "in", "both"], [5, 3, 1.5])
    wall = dice.moment(account, day)
    row = dice.add(
        "contacts",
        client=dice.name_form(account.name),
        at=dice.stamp(wall, account.zone),
        direction=direction if dice.chance(0.9) else direction.upper(),
        topic=dice.weighted(_TOPICS, mix),
        channel=dice.one(["mail", "call", "chat", ""]),
        person=dice.one(["", "Eve", "Joe"]),
        summary=f"m{dice.number(1, 10**9)}",
    )
    if dice.chance(0.1):
        row["at"] = wall.date().isoformat()
    if direction != "in" and dice.chance(0.05):
        row["needs_reply"] = dice.one(["yes", "no", "Yes"])
    if direction == "in":
        row["urgent"] = dice.weighted(["", "no", "yes", "YES"], [4, 2, 1, 1])
        row["needs_reply"] = dice.weighted(["", "yes", "no"], [4, 2, 1])
        _reply(dice, account, row, day, wall)
        if row["urgent"].lower() == "yes" and dice.chance(0.7):
            _urgent_answers(dice, account, day, wall)


def _reply(dice: Dice, account: Account, row: Row, day: date, wall: datetime) -> None:
    """Never, at an end of the hours, as a bare date, or some hours or months later."""
    x = dice.random.random()
    if x < 0.06 * (2 - account.care):
        return
    if x < 0.12:
        at_end = dice.moment(account, day + days(dice.number(1, 9)))
        row["replied_at"] = dice.stamp(at_end, account.zone)
    elif x < 0.2:
        row["replied_at"] = (wall.date() + days(dice.number(0, 4))).isoformat()
    else:
        careless = dice.chance(1.1 - account.care)
        hours = dice.one([0.3, 1, 3, 20, 50, 100] if careless else [0.1, 0.5, 2, 6])
        replied = wall + timedelta(minutes=int(60 * hours))
        row["replied_at"] = dice.stamp(later_if_skipped(replied, account.zone), account.zone)
        if dice.chance(0.02):
            replied = wall + days(dice.number(60, 100))
            row["replied_at"] = dice.stamp(later_if_skipped(replied, account.zone), account.zone)


def _urgent_answers(dice: Dice, account: Account, day: date, wall: datetime) -> None:
    """What we send after, or before, a call for help; some of it at night."""
    for hours in [0.5] if dice.chance(0.7) else [-0.5, 3]:
        if dice.chance(0.5):
            sent = wall + timedelta(hours=hours)
        else:
            sent = datetime.combine(day, time(dice.one([4, 21, 23]), 40))
        sent = later_if_skipped(sent, account.zone)
        dice.add(
            "contacts",
            client=account.name,
            at=dice.stamp(sent, account.zone),
            direction="out",
            topic=dice.one(_TOPICS),
            summary=f"u{dice.number(1, 10**9)}",
        )
