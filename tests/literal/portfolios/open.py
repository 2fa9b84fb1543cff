"""What is opened and closed: issues, risks, changes; and the logs that no score is made of."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.literal.portfolios.dice import Account, Dice, Row, clock, days, later_if_skipped
from tests.literal.portfolios.lists import DATES

Event = tuple[date, str]


def _most(account: Account, every: int) -> int:
    return max(0, (account.stop - account.start).days) // every


def make_issues(dice: Dice, account: Account) -> None:
    """Issues raised, restated, answered, resolved, opened again."""
    for number in range(dice.number(0, _most(account, 15))):
        name = f"Issue {number + 1}{account.tag}"
        _add_events(dice, account, name, _events(dice, account))


def _events(dice: Dice, account: Account) -> list[Event]:
    day = dice.day(account.first, account.stop)
    events: list[Event] = []
    if dice.chance(0.88):
        events.append((day, "raised"))
    x = dice.random.random()
    if x < 0.3 + 0.5 * account.care:
        events.append((day + days(dice.one([0, 0, 1, 1, 2, 3])), "restated"))
    elif x < 0.8:
        events.append((day + days(dice.number(2, 9)), "restated"))
    last = day
    for _ in range(dice.number(0, 5)):
        last += days(dice.one([0, 1, 2, 3, 5, 8, 15]))
        events.append((last, dice.one(["update", "update", "workaround"])))
    if dice.chance(0.75):
        last += days(dice.one([1, 1, 2, 4, 6, 20]))
        events += [(last, "resolved"), *_opened_again(dice, last)]
    elif dice.chance(0.2):
        events.append((last + days(dice.number(1, 5)), "raised"))  # again, while open
    return events or [(day, dice.one(["update", "resolved"]))]


def _opened_again(dice: Dice, resolved: date) -> list[Event]:
    events: list[Event] = []
    if dice.chance(0.2):
        again = resolved + days(dice.one([1, 2, 7, 15, 40]))
        events.append((again, "raised"))
        if dice.chance(0.5):
            events.append((again + days(1), dice.one(["update", "restated"])))
        if dice.chance(0.6):
            events.append((again + days(dice.one([1, 3, 10])), "resolved"))
    return events


def _add_events(dice: Dice, account: Account, name: str, events: list[Event]) -> None:
    last: datetime | None = None
    for day, event in events:
        if day > account.stop + days(5):
            continue
        wall = dice.moment(account, day)
        if last is not None and wall <= last and not dice.wild:  # in order, and no two at once
            wall = later_if_skipped(last + timedelta(minutes=7), account.zone)
        last, at = wall, dice.stamp(wall, account.zone)
        if event == "raised" and (day, event) == events[0] and dice.chance(0.15):
            at = day.isoformat()
            last = datetime.combine(day, clock(account.opens))
        dice.add(
            "issues",
            client=dice.name_form(account.name),
            issue=dice.one([name, name, name.upper(), " " + name]),
            at=at,
            event=event,
            by=dice.one(["", "Bo"]),
            note=f"n{dice.number(1, 10**9)}",
        )


def make_risks(dice: Dice, account: Account) -> None:
    """Risks told and planned for, or not."""
    for number in range(dice.number(0, _most(account, 25))):
        day = dice.day(account.first, account.stop)
        row: Row = {"client": dice.name_form(account.name)}
        row.update(risk=f"Risk {number + 1}{account.tag}", raised_on=day)
        if dice.chance(0.4 + 0.5 * account.care):
            row["told_client_on"] = day + days(dice.one([0, 0, 1, 3, 10, 30, -2]))
        if dice.chance(0.3 + 0.6 * account.care):
            row["plan_b"] = dice.one(["hire", "cut scope", "wait"])
        if dice.chance(0.3 + 0.6 * account.care):
            row["owner"] = dice.one(["Ann", "Bo"])
        if dice.chance(0.6):
            row["updated_on"] = day + days(dice.number(1, 60))
        if dice.chance(0.6):
            row["closed_on"] = day + days(dice.one([dice.number(0, 40), dice.number(0, 120)]))
        if dice.wild and dice.chance(0.3):
            row["risk"] = "Risk 1"  # one risk in several rows
        for name in DATES["risks"]:
            row[name] = dice.date_form(row.get(name), account.zone)
        dice.add("risks", **row)


def make_changes(dice: Dice, account: Account) -> None:
    """Changes estimated, confirmed and started, in any order."""
    for number in range(dice.number(0, _most(account, 25))):
        day = dice.day(account.first, account.stop)
        row: Row = {"client": dice.name_form(account.name)}
        row.update(change=f"Change {number + 1}{account.tag}", requested_on=day)
        if dice.chance(0.8):
            row["estimated_on"] = day + days(dice.number(0, 10))
            row["estimate_days"] = dice.one(["1", "2.5"])
        if dice.chance(0.7):
            row["confirmed_on"] = day + days(dice.number(1, 20))
        if dice.chance(0.75):
            row["started_on"] = day + days(dice.one([0, 1, 5, 12, 20, 25]))
            if dice.chance(0.3) and row.get("confirmed_on"):
                row["started_on"] = row["confirmed_on"]
        for name in DATES["changes"]:
            row[name] = dice.date_form(row.get(name), account.zone)
        dice.add("changes", **row)


def make_others(dice: Dice, account: Account) -> None:
    """Spend, expectations, people and outcomes: they can only start a history."""
    client = account.name
    for place in range(dice.number(0, 4)):
        number = f"{place}{account.tag}"
        first = account.first if dice.chance(0.9) else account.first - days(20)
        on = dice.day(first, account.stop).isoformat()
        spend = {"category": f"dev {number}", "planned": "10", "actual": "12.5"}
        dice.add("spend", client=client, period_start=on, **spend)
        expected = {"kind": dice.one(["formal", "informal", ""]), "asked_on": dice.one(["", on])}
        expected["exceeded"] = dice.one(["", "yes", "no"])
        dice.add("expectations", client=client, expectation=f"e{number}", **expected)
        birthday = dice.one(["", "03-14", "1980-02-29", "02-29"])
        dice.add("people", client=client, name=f"Person {number}", birthday=birthday)
        dice.add("outcomes", client=client, on=on, outcome=dice.one(["renewed", "escalated"]))
