"""Deadlines: promised, moved in time or too late by either side, warned of, done or not."""

from __future__ import annotations

from datetime import date

from tests.literal.portfolios.dice import Account, Dice, Row, days
from tests.literal.portfolios.lists import DATES


def make_deadlines(dice: Dice, account: Account) -> None:
    """Items, each of one or more rows."""
    most = 5 + max(0, (account.stop - account.start).days) // 12
    for number in range(dice.number(3, most)):
        _make_item(dice, account, f"Item {number + 1}{account.tag}")


def _make_item(dice: Dice, account: Account, item: str) -> None:
    promised = dice.day(account.first, account.stop)
    due = promised + days(dice.one([0, 1, 3, 7, 10, 14, 21, 30, 45, 60, 90, 120]))
    if dice.chance(0.02):
        due = promised - days(dice.number(1, 5))
    first: Row = {"item": item, "side": dice.weighted(["us", "", "client", "US"], [5, 4, 2, 0.5])}
    first["kind"] = dice.one(["milestone", "promise", "content", ""])
    first.update(promised_on=promised, due_on=due)
    if dice.chance(0.1):
        first["moved_by"] = dice.one(["us", "client"])  # a first row is no move
    rows = [first, *_moves(dice, account, item, promised, due)]
    furthest = max(row["due_on"] for row in rows)
    _deliver(dice, account, rows, item, furthest)
    if dice.chance(0.45):  # early, late, or after the day
        early = [-3, 0, 1, 2, 3, 4, 7, 10, 20, 30]
        dice.one(rows)["warned_on"] = furthest - days(dice.one(early))
    if dice.chance(0.06):
        dice.one(rows)["warned_on"] = due - days(dice.one([1, 5]))
    for row in rows:
        _confirm(dice, account, row)
        for name in DATES["deadlines"]:
            row[name] = dice.date_form(row.get(name), account.zone)
        dice.add("deadlines", client=dice.name_form(account.name), **row)


def _moves(dice: Dice, account: Account, item: str, agreed: date, due: date) -> list[Row]:
    """Further rows: agreed the same day, in time, on the last day, or too late."""
    rows: list[Row] = []
    for _ in range(dice.weighted([0, 1, 2, 3, 4], [6, 3, 2, 1, 0.5])):
        x = dice.random.random()
        if x < 0.12:
            when = agreed
        elif x < 0.75:
            when = dice.day(agreed, max(agreed, due))
        elif x < 0.8:
            when = due
        else:
            when = due + days(dice.number(1, 15))
        if when > account.stop:
            break
        to = max(due, when) + days(dice.one([1, 3, 5, 7, 10, 14, 30]))
        if dice.chance(0.12):
            to = due - days(dice.number(1, 6))  # pulled forward
        agreed, due = when, to
        name = dice.one([item, item, item.upper(), f"  {item.lower()} "])
        row: Row = {"item": name, "promised_on": when, "due_on": to}
        row["moved_by"] = dice.one(["us", "us", "client", "", "Client"])
        row["side"] = dice.weighted(["", "us", "client"], [6, 1, 0.4])
        rows.append(row)
    return rows


def _deliver(dice: Dice, account: Account, rows: list[Row], item: str, furthest: date) -> None:
    """The day an item was done, on one of its rows or on two; now and then one more move after."""
    done = _done(dice, account, rows[0]["promised_on"], furthest)
    if done is None or done > account.stop + days(10):
        return
    some = dice.one(rows) if dice.chance(0.3) else rows[-1]
    some["done_on"] = done
    if dice.chance(0.06):
        dice.one(rows)["done_on"] = done + days(dice.one([-1, 2, 5]))
    if dice.chance(0.15):  # a row agreed after it was done
        agreed, due = done + days(dice.one([0, 1, 3])), done + days(dice.number(5, 20))
        row = {"item": item, "promised_on": agreed, "due_on": due}
        rows.append({**row, "moved_by": dice.one(["us", "client", ""])})


def _done(dice: Dice, account: Account, promised: date, furthest: date) -> date | None:
    """Never, late, before some of the moves, before the promise (wild), or in time."""
    x, bad = dice.random.random(), 1.15 - account.care
    if x < 0.15 * bad:
        return None
    if x < 0.6 * bad:
        return furthest + days(dice.one([1, 1, 2, 3, 5, 10, 20, 40, 60]))
    if x < 0.75 * bad:
        return dice.day(promised, max(promised, furthest))
    if dice.chance(0.04):
        return promised - days(dice.number(1, 3)) if dice.wild else promised
    return furthest - days(min(dice.one([0, 0, 1, 2, 5]), max(0, (furthest - promised).days)))


def _confirm(dice: Dice, account: Account, row: Row) -> None:
    """In writing: in time, late or not at all."""
    x = dice.random.random()
    if x < 0.3 + 0.5 * account.care:
        row["confirmed_on"] = row["promised_on"] + days(dice.one([0, 0, 1, 2, 3, 4, -1, -5]))
    elif x < 0.9:
        row["confirmed_on"] = row["promised_on"] + days(dice.number(3, 20))
