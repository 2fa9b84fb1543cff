"""Clients, and the phases of care that each goes through."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from tests.literal.portfolios.dice import DAY, Account, Dice, Row, days
from tests.literal.portfolios.lists import AGREED, NAMES, PLACES
from tests.literal.portfolios.open import make_changes, make_issues, make_others, make_risks
from tests.literal.portfolios.phoenix import make_phoenix
from tests.literal.portfolios.promises import make_deadlines
from tests.literal.portfolios.rhythm import make_demos, make_feedback, make_reports
from tests.literal.portfolios.talk import make_contacts

_MAKERS = (
    make_contacts, make_demos, make_deadlines, make_feedback, make_reports, make_issues,
    make_risks, make_changes, make_others,
)  # fmt: skip


def make_clients(dice: Dice) -> None:
    """All clients and their rows."""
    for place in range(dice.clients):
        account, row = _account(dice, place)
        _idle_times(dice, account)
        if dice.chance(0.03):
            continue  # a client with no row at all
        before = account.start - days(dice.one([0, 0, 0, 7, 30]))
        account.first = before
        if dice.chance(0.12):
            make_phoenix(dice, account)
            continue
        _phases(dice, account)
        if not row.get("started_on") and dice.chance(0.4):  # an old row that came to light late
            old = before - days(dice.number(1, 90))
            recorded = before + days(dice.one([0, 3, 9, 12, 25]))
            dates = {"sent_on": old.isoformat(), "recorded_on": recorded.isoformat()}
            dice.add("reports", client=account.name, budget="yes", **dates)


def _account(dice: Dice, place: int) -> tuple[Account, Row]:
    country, zone, opens, closes = PLACES[place] if place < 6 else dice.one(PLACES)
    weeks = dice.number(20, 80)
    start = dice.end - days(7 * weeks - dice.number(0, 6))
    ended, stop = None, dice.end
    if dice.chance(0.15):
        ended = dice.day(start + days(60), dice.end + days(40))
        stop = min(dice.end, ended + days(dice.number(0, 20)))
    name = NAMES[place % len(NAMES)]
    if place >= len(NAMES):
        name += f" {place // len(NAMES) + 1}"
    row: Row = {
        "client": name,
        "lead": dice.one(["Ann", "Bo", "Cy"]),
        "segment": dice.one(["A", "B", ""]),
        "value": dice.one(["", "1000", "25000.50"]),
        "time_zone": zone,
        "country": country,
        "works_from": opens,
        "works_to": closes,
        "backup": dice.one(["", "Di"]),
    }
    _fill_client(dice, row, place, start, ended)
    dice.rows["clients"].append(row)
    care = dice.one([0.05, 0.3, 0.5, 0.7, 0.85, 0.95, 1])
    zone_info = ZoneInfo(zone or "UTC")
    return Account(name, zone_info, start, stop, opens or "09:00", closes or "18:00", care), row


def _fill_client(dice: Dice, row: Row, place: int, start: date, ended: date | None) -> None:
    """The dates of a client and what was agreed with it."""
    if dice.chance(0.75):
        row["started_on"] = start.isoformat()
    if dice.chance(0.03) and place > 2:
        row["started_on"] = (dice.end + days(dice.number(1, 30))).isoformat()
    if ended:
        row["ended_on"] = ended.isoformat()
    for name, usual in AGREED.items():
        row[name] = "0" if dice.chance(0.08) else "" if dice.chance(0.4) else dice.one(usual)
    if dice.chance(0.03):
        row["reply_within"] = "400"
    if dice.chance(0.3):
        row["kickoff_on"] = start.isoformat()
    if dice.chance(0.3):
        row["renewal_on"] = (dice.end + days(dice.number(-100, 300))).isoformat()


def _idle_times(dice: Dice, account: Account) -> None:
    """Weeks on which nothing is done."""
    for _ in range(dice.one([0, 0, 1, 2])):
        begin = dice.day(account.start, account.stop)
        account.idle.append((begin, begin + days(dice.number(14, 70))))


def _phases(dice: Dice, account: Account) -> None:
    """Phases of very different care, so that health moves fast and bands change."""
    before, stop = account.first, account.stop
    phases = dice.one([1, 1, 1, 2, 3, 4])
    cuts = sorted(dice.day(before, stop) for _ in range(phases - 1))
    good = dice.chance(0.5)
    begins = [before, *(cut + DAY for cut in cuts)]
    for number, (begin, end) in enumerate(zip(begins, [*cuts, stop], strict=True)):
        tag = "abcd"[number] if number else ""
        part = replace(account, first=begin, start=max(account.start, begin), stop=end, tag=tag)
        if phases > 1:
            part.care = dice.one([0.95, 1, 1]) if good else dice.one([0, 0.05, 0.3])
            part.good, good = good, not good
        if end > begin:
            for make in _MAKERS:
                if not dice.chance(0.04):
                    make(dice, part)
