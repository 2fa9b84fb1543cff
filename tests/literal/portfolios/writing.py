"""A random portfolio as a folder of files: which logs, which columns, in which order."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from tests.literal.portfolios.accounts import make_clients
from tests.literal.portfolios.dice import Dice, Row, days
from tests.literal.portfolios.faults import bad_rows, copies, mistype_year, record_late
from tests.literal.portfolios.lists import COLUMNS, DATES, ODD, REQUIRED


@dataclass
class About:
    """What was written. `planted`: (log, row, column) to be set aside, the column "" for copies.

    `as_of` holds days worth scoring: None for the default, a Sunday, any day, the last day.
    """

    today: date
    as_of: list[date | None]
    planted: list[tuple[str, int, str]] = field(default_factory=list)


def write_portfolio(folder: Path, seed: int, clients: int = 12, wild: bool = False) -> About:
    """Write a portfolio; `wild` adds what the documents leave open."""
    dice = Dice(seed, clients, wild)
    make_clients(dice)
    style = dice.one(["full", "full", "logs", "columns", "both"])
    absent, empty = _left_out(dice, style)
    planted: list[tuple[str, int, str]] = []
    for log in COLUMNS:
        if log not in absent:
            columns, rows = _contents(dice, log, style, log in empty)
            planted += _write(dice, folder, log, columns, rows)
    sunday = dice.end - days((dice.end.weekday() + 1) % 7)
    return About(dice.today, [None, sunday, dice.end - days(dice.number(0, 30)), dice.end], planted)


def _left_out(dice: Dice, style: str) -> tuple[set[str], set[str]]:
    """Logs that are not there, and logs without a row."""
    others = [log for log in COLUMNS if log != "clients"]
    some = style in ("logs", "both")
    absent = {log for log in others if some and dice.chance(0.15)}
    empty = {log for log in others if some and log not in absent and dice.chance(0.1)}
    if absent | empty >= set(others) - {"people"}:
        return set(), set()
    return absent, empty


def _contents(
    dice: Dice, log: str, style: str, empty: bool
) -> tuple[list[str], list[tuple[Row, str | None]]]:
    """Columns and rows of a file; with each row the column it must be set aside for, or None."""
    columns = COLUMNS[log][:]
    if log != "clients":
        if dice.chance(0.6):
            record_late(dice, log)
            columns.append("recorded_on")
        if dice.chance(0.15) and dice.rows[log]:
            mistype_year(dice, log)
    rows: list[tuple[Row, str | None]] = [(row, None) for row in dice.rows[log]]
    if log == "clients":
        if dice.wild:
            columns.append("recorded_on")
            rows += [(row, None) for row in _odd_clients(dice)]
        return _shuffled(dice, columns), rows
    if dice.wild:
        _odd_words(dice, log)
    if style in ("columns", "both"):
        _drop_columns(dice, log, columns)
    if not empty:
        rows = _with_faults(dice, log, columns, rows)
    return _shuffled(dice, columns), [] if empty else rows


def _shuffled(dice: Dice, columns: list[str]) -> list[str]:
    dice.random.shuffle(columns)
    return columns


def _odd_words(dice: Dice, log: str) -> None:
    rows = dice.rows[log]
    for row in dice.random.sample(rows, min(len(rows), 2)):
        if log in ODD:
            column = dice.one(list(ODD[log]))
            row[column] = ODD[log][column]


def _odd_clients(dice: Dice) -> list[Row]:
    """Recorded late, there twice, or impossible."""
    rows = dice.rows["clients"]
    for row in rows:
        recorded = (dice.end - days(dice.number(0, 99))).isoformat()
        row["recorded_on"] = dice.one(["", "", recorded])
    return [
        {**dice.one(rows), "lead": "Zoe"},
        {"client": "Backwards", "works_from": "18:00", "works_to": "09:00"},
        {"client": "Nowhere", "country": "XX", "time_zone": "Mars/Base"},
    ]


def _drop_columns(dice: Dice, log: str, columns: list[str]) -> None:
    """Columns that the agency keeps no record of."""
    dates = ["asked_on", "answered_on"] if log == "feedback" else []
    needed = ["client", *REQUIRED[log], *dates]
    for column in columns[:]:
        if column not in needed and dice.chance(0.12):
            columns.remove(column)
    if log == "feedback" and dice.chance(0.15):
        columns.remove("asked_on")
    if log == "demos" and "held_on" not in columns and "planned_for" not in columns:
        columns.append("held_on")


def _with_faults(
    dice: Dice, log: str, columns: list[str], rows: list[tuple[Row, str | None]]
) -> list[tuple[Row, str | None]]:
    if dice.chance(0.15):  # a column of their own
        columns.append("id")
        for place, (row, _) in enumerate(rows):
            row["id"] = str(place // 2)
    rows += [(row, column) for row, column in bad_rows(dice, log) if column in columns]
    rows += [(row, "") for row in copies(dice, log)]
    if "recorded_on" not in columns and any("recorded_on" in row for row, _ in rows):
        columns.append("recorded_on")
    if log == "demos" and not dice.wild:  # a demo without any date is wild
        dates = [name for name in DATES[log] if name in columns]
        rows = [each for each in rows if each[1] or any(each[0].get(name) for name in dates)]
    dice.random.shuffle(rows)
    return rows


def _write(
    dice: Dice, folder: Path, log: str, columns: list[str], rows: list[tuple[Row, str | None]]
) -> list[tuple[str, int, str]]:
    """The file, with a blank line now and then; and what was planted in it."""
    planted, number = [], 1
    encoding = dice.one(["utf-8", "utf-8-sig"])
    with (folder / f"{log}.csv").open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow([_header_form(dice, column) for column in columns])
        for row, column in rows:
            if dice.chance(0.004):
                file.write("," * (len(columns) - 1) + "\r\n")
                number += 1
            number += 1
            if column is not None:
                planted.append((log, number, column))
            writer.writerow([_text(row.get(name)) for name in columns])
    return planted


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _header_form(dice: Dice, column: str) -> str:
    spaced, dashed = column.replace("_", " ").title(), column.replace("_", "-")
    accented = column.replace("o", "ö")
    return dice.one([column] * 3 + [spaced, column.upper(), dashed, f" {column} ", accented])
