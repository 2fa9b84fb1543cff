"""A client that is neglected, then mended within weeks, then neglected again: bands that jump."""

from __future__ import annotations

from datetime import date

from tests.literal.portfolios.dice import DAY, Account, Dice, Row, days


def make_phoenix(dice: Dice, account: Account) -> None:
    """All rows of such a client."""
    turn = account.start + days(dice.number(60, 100))
    back = turn + days(dice.number(20, 90))
    day, number = account.start, 0
    while day <= account.stop:
        number += 1
        good = turn <= day <= back
        for log, row in _rows(dice, day, number).items():
            if day.weekday() < 5 and dice.chance(0.6 if good else 0.12):
                if not good:
                    _spoil(dice, log, row, day, turn)
                dice.add(log, client=account.name, **row)
        if not good and dice.chance(0.03):
            _trouble(dice, account, day, turn, number)
        day += DAY


def _rows(dice: Dice, day: date, number: int) -> dict[str, Row]:
    """What a good day may hold."""
    on, promised = day.isoformat(), (day - days(9)).isoformat()
    at = f"{on} 11:{number % 60:02d}"
    direction = dice.one(["out", "both"])
    sections = ("budget", "timeline", "blockers", "requirements", "risks", "questions")
    return {
        "contacts": {"at": at, "direction": direction, "topic": "casual", "summary": number},
        "demos": {
            "planned_for": on,
            "held_on": on,
            "attendance": "decision-maker",
            "notes": number,
        },
        "deadlines": {
            "item": f"P{number}",
            "promised_on": promised,
            "due_on": on,
            "confirmed_on": promised,
            "done_on": on,
        },
        "feedback": {
            "asked_on": on,
            "answered_on": on,
            "rating": 10,
            "yes_no": "yes",
            "question": number,
        },
        "reports": {"sent_on": on, **dict.fromkeys(sections, "yes")},
    }


def _spoil(dice: Dice, log: str, row: Row, day: date, turn: date) -> None:
    if log == "feedback":
        row.update(rating=dice.number(1, 6), yes_no="no")
    if log == "deadlines":
        done = turn + days(dice.number(0, 3)) if day < turn else day + days(dice.number(1, 60))
        row["done_on"] = done.isoformat()
    if log == "reports":
        row.update(budget="same", risks="no", questions="")


def _trouble(dice: Dice, account: Account, day: date, turn: date, number: int) -> None:
    """An issue and a risk, closed at the turn."""
    on, end = day.isoformat(), (max(turn, day) + days(dice.number(1, 4))).isoformat()
    issue = {"client": account.name, "issue": f"I{number}"}
    dice.add("issues", **issue, at=f"{on} 10:00", event="raised")
    if day < turn:
        dice.add("issues", **issue, at=f"{end} 12:00", event="resolved")
    closed = end if day < turn else ""
    dice.add("risks", client=account.name, risk=f"R{number}", raised_on=on, closed_on=closed)
