"""What makes reading hard: rows typed in late, rows that can't be used, rows that come twice."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.literal.portfolios.dice import Dice, Row, days
from tests.literal.portfolios.lists import DATES, REQUIRED

_UNREADABLE = [
    "soon", "2025-02-30", "31.12.2024x", "2024-13-01", "2025-00-10", "2025-03-03 25:00",
]  # fmt: skip
_KINDS = ["client", "no client", "date", "date", "required", "rating", "unanswered", "nothing"]


def record_late(dice: Dice, log: str) -> None:
    """Rows typed in later than they happened."""
    share = dice.one([0.02, 0.1, 0.4])
    for row in dice.rows[log]:
        if dice.chance(share) and "recorded_on" not in row:
            filled = next((name for name in DATES[log] if row.get(name)), None)
            base = date.fromisoformat(row[filled][:10]) if filled else dice.end - days(50)
            row["recorded_on"] = (base + days(dice.one([0, 0, 1, 3, 7, 20, 60, -5]))).isoformat()


def mistype_year(dice: Dice, log: str) -> None:
    """One date that lies years ahead."""
    row = dice.one(dice.rows[log])
    name = dice.one(DATES[log] or ["-"])
    if not row.get(name) or "02-29" in row[name]:
        return
    row[name] = "2031" + row[name][4:]
    if (name == "asked_on" and not row.get("answered_on")) or name == "answered_on":
        row.pop("rating", None)


def bad_rows(dice: Dice, log: str) -> list[tuple[Row, str]]:
    """Rows that must be set aside, one fault a row, each with its column."""
    sane = dice.rows[log][:]
    if not sane:
        return []
    found = (_spoiled(dice, log, dict(dice.one(sane))) for _ in range(dice.number(0, 4)))
    return [each for each in found if each is not None]


def _spoiled(dice: Dice, log: str, row: Row) -> tuple[Row, str] | None:
    """The row with one fault and its column; None where the fault does not suit."""
    kind = dice.one(_KINDS)
    if kind == "client":
        return {**row, "client": dice.one(["Nobody Ltd", "Acmee"])}, "client"
    if kind == "no client":
        return {**row, "client": "  "}, "client"
    if kind == "date" and DATES[log]:
        filled = [name for name in DATES[log] if row.get(name)]
        if not filled:
            return None
        column = dice.one(filled)
        return {**row, column: dice.one(_UNREADABLE)}, column
    if kind == "required" and REQUIRED[log]:
        column = dice.one(REQUIRED[log])
        return {**row, column: ""}, column
    return _bad_answer(dice, kind, row) if log == "feedback" else None


def _bad_answer(dice: Dice, kind: str, row: Row) -> tuple[Row, str] | None:
    if kind == "rating" and row.get("answered_on"):
        return {**row, "rating": dice.one(["11", "0", "ten", "-3"])}, "rating"
    if kind == "unanswered" and row.get("asked_on"):
        return {**row, "rating": "7", "answered_on": ""}, "answered_on"
    if kind == "nothing":
        return {**row, "asked_on": "", "answered_on": "", "rating": "", "yes_no": ""}, "asked_on"
    return None


def copies(dice: Dice, log: str) -> list[Row]:
    """Rows once more: as they are, in other case, and the same instant in another offset."""
    rows, found = dice.rows[log], []
    for row in dice.random.sample(rows, min(len(rows), dice.one([0, 0, 1, 3, 6]))):
        twin = dict(row)
        if dice.chance(0.4):
            name = twin["client"]
            twin["client"] = name + " " if "ß" in name else f" {name.strip().upper()}"
        zone = _zone(dice, row)
        for column in ("at", "replied_at"):
            if len(twin.get(column, "")) > 10 and zone is not None and dice.chance(0.8):
                twin[column] = dice.with_offset(_wall(twin[column], zone), zone)
        found.append(twin)
    return found


def _zone(dice: Dice, row: Row) -> ZoneInfo | None:
    name = row["client"].strip().casefold()
    zones = (c["time_zone"] for c in dice.rows["clients"] if c["client"].casefold() == name)
    return next((ZoneInfo(zone or "UTC") for zone in zones), None)


def _wall(text: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (moment.astimezone(zone) if moment.tzinfo else moment).replace(tzinfo=None)
