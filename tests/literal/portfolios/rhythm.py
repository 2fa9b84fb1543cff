"""What should come regularly: demos, asks for feedback, reports."""

from __future__ import annotations

from datetime import date

from tests.literal.portfolios.dice import Account, Dice, Row, days
from tests.literal.portfolios.lists import COLUMNS, DATES


def _step(dice: Dice, account: Account, usual: list[int]) -> int:
    """Days from one to the next."""
    step = dice.one(usual)
    return step if account.good is None else 6 if account.good else 25


def make_demos(dice: Dice, account: Account) -> None:
    """Demos planned and held, held late, early or unplanned, cancelled, or passed in silence."""
    day = account.first + days(dice.number(0, 20))
    step = _step(dice, account, [7, 14, 14, 28])
    while day <= account.stop + days(20):
        planned = dice.workday(day, 0.2)
        attendance = ["decision-maker", "other", "recording", "none", "", "Decision-Maker"]
        row: Row = {
            "client": dice.name_form(account.name),
            "planned_for": planned,
            "notes": f"d{dice.number(1, 10**9)}",
            "attendance": dice.one(attendance),
            "outcome": dice.one(["", "accepted", "changes", "rejected"]),
        }
        _outcome(dice, account, row, day, planned)
        for name in ("planned_for", "held_on", "cancelled_on"):
            row[name] = dice.date_form(row.get(name), account.zone)
        if row["held_on"] is None and dice.chance(0.7):
            row["attendance"] = ""
        dice.add("demos", **row)
        day += days(max(1, int(step * dice.random.uniform(0.6, 1.5))))


def _outcome(dice: Dice, account: Account, row: Row, day: date, planned: date) -> None:
    """What became of a planned demo."""
    x, bad = dice.random.random(), 1.1 - account.care
    if account.is_idle(day) or x < 0.25 * bad:
        return
    if x < 0.4 * bad:
        row["cancelled_on"] = planned - days(dice.one([-2, 0, 1, 2, 3, 4, 5, 10]))
        if dice.chance(0.3):
            row["held_on"] = dice.workday(planned + days(dice.number(1, 14)))
    elif x < 0.6 * bad:
        row["held_on"] = dice.workday(planned + days(dice.number(1, 12)))
    elif x < 0.7 * bad:
        row["held_on"] = planned - days(dice.number(1, 5))
    elif x < 0.8 * bad:
        row["planned_for"], row["held_on"] = None, dice.workday(planned)
    else:
        row["held_on"] = planned


def make_feedback(dice: Dice, account: Account) -> None:
    """Asks, answers in time, late, unasked, or none."""
    day = account.first + days(dice.number(0, 10))
    step = _step(dice, account, [5, 7, 14, 30])
    while day <= account.stop:
        if not account.is_idle(day):
            asked = dice.workday(day, 0.15)
            row: Row = {
                "client": dice.name_form(account.name),
                "rater": dice.one(["Eve", " eve", "Joe", ""]),
                "question": f"q{dice.number(1, 10**9)}",
            }
            _answer(dice, account, row, asked)
            for name in DATES["feedback"]:
                row[name] = dice.date_form(row.get(name), account.zone)
            dice.add("feedback", **row)
        day += days(max(1, int(step * dice.random.uniform(0.4, 1.6))))


def _answer(dice: Dice, account: Account, row: Row, asked: date) -> None:
    x = dice.random.random()
    if x < 0.12:
        row["answered_on"] = asked  # nobody had asked
    else:
        row["asked_on"] = asked
        if x < 0.75:
            waits = [0, 1, 2, 3, 5, 8, 13, 14, 15, 16, 17, 20, 30]
            row["answered_on"] = asked + days(dice.one(waits))
    if "answered_on" not in row:
        return
    if dice.chance(0.75):
        row["rating"] = max(1, min(10, int(dice.random.gauss(2 + 8 * account.care, 1.5))))
        comments = ["Too slow, we had to ask twice.", 'He said "fine", then left', "Bra,\ntack"]
        row["comment"] = dice.one(["", *comments])
    if dice.chance(0.5):
        row["yes_no"] = dice.one(["yes", "yes", "no", "Yes", "NO"])


def make_reports(dice: Dice, account: Account) -> None:
    """Reports with full, copied, missing and needless sections."""
    day = account.first + days(dice.number(0, 7))
    step = _step(dice, account, [7, 7, 14, 28])
    words, sections = ["yes", "same", "no", "n/a", "", "N/A"], COLUMNS["reports"][2:]
    weights = [1 + 6 * account.care, 1, 0.6, 0.7, 0.5, 0.1]
    while day <= account.stop:
        if not account.is_idle(day):
            row = {section: dice.weighted(words, weights) for section in sections}
            if dice.chance(0.04):
                row = dict.fromkeys(row, "n/a")
            client = dice.name_form(account.name)
            sent = dice.date_form(dice.workday(day, 0.1), account.zone)
            dice.add("reports", client=client, sent_on=sent, **row)
        day += days(max(1, int(step * dice.random.uniform(0.6, 1.5))))
