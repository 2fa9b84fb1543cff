"""A folder of logs: clients, rows, and what is set aside."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import holidays

from tests.literal.cells import Problem, Stamp, Unreadable, fold, header_name, value
from tests.literal.days import Calendar
from tests.literal.spec import AGREED, LOGS, PLANS, Cell, Row

_UTC = ZoneInfo("UTC")
_NINE, _SIX = time(9, 0), time(18, 0)
Cells = dict[str, str]


@dataclass(frozen=True)
class Client:
    """A client as its row stands now."""

    name: str
    zone: ZoneInfo
    calendar: Calendar
    started_on: date | None
    ended_on: date | None
    agreed: dict[str, float]


@dataclass
class Folder:
    """What was read. `rows`: of each log, by client; only logs that are there have `tracked`.

    `aside` holds (log, row number as in a spreadsheet, column), the column "" for a duplicate.
    """

    clients: dict[str, Client] = field(default_factory=dict)
    tracked: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    aside: list[tuple[str, int, str]] = field(default_factory=list)


def read(folder: Path) -> Folder:
    """All logs of a folder."""
    found = Folder()
    _read_log(found, folder, "clients")
    for log in LOGS:
        if log != "clients" and (folder / f"{log}.csv").exists():
            found.rows[log] = {key: [] for key in found.clients}
            _read_log(found, folder, log)
    return found


def _read_log(found: Folder, folder: Path, log: str) -> None:
    header, records = _records(folder / f"{log}.csv")
    found.tracked[log] = set(header)
    seen = set()
    for number, cells in records:
        try:
            row = _client_row(cells) if log == "clients" else _row(found, log, cells)
            key = _alike(log, row, cells)
            if key in seen:
                raise Problem("", "duplicate")
            seen.add(key)
            if log == "clients":
                _add_client(found, row)
            else:
                found.rows[log][fold(row["client"])].append(row)
        except Problem as problem:
            found.aside.append((log, number, problem.column))


def _records(path: Path) -> tuple[list[str], list[tuple[int, Cells]]]:
    """The header, and the rows that are not wholly blank with their numbers."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        records = list(csv.reader(file))
    if not records:
        return [], []
    header = [header_name(cell) for cell in records[0]]
    rows = [
        (number, dict(zip(header, (cell.strip() for cell in record), strict=False)))
        for number, record in enumerate(records[1:], start=2)
        if any(cell.strip() for cell in record)
    ]
    return header, rows


def _parsed(log: str, cells: Cells, zone: ZoneInfo, works_from: time) -> Row:
    """Every column's value, None where blank; Problem for the first that can't be used."""
    columns = LOGS[log] if log == "clients" else {**LOGS[log], "recorded_on": Cell("date")}
    row: Row = {}
    for column, cell in columns.items():
        text = cells.get(column, "")
        if not text and cell.required:
            raise Problem(column, "no value")
        try:
            row[column] = value(cell, text, zone, works_from) if text else None
        except Unreadable as error:
            raise Problem(column, str(error)) from error
    return row


def _row(found: Folder, log: str, cells: Cells) -> Row:
    """A row of any log but `clients`."""
    client = found.clients.get(fold(cells.get("client", "")))
    if client is None:
        raise Problem("client", "unknown client")
    row = _parsed(log, cells, client.zone, client.calendar.works_from)
    if log == "feedback":
        _check_answer(row)
    if log == "demos" and not (row["planned_for"] or row["held_on"] or row["cancelled_on"]):
        raise Problem("planned_for", "no date")
    return row


def _check_answer(row: Row) -> None:
    if row["rating"] is not None and not 1 <= row["rating"] <= 10:
        raise Problem("rating", "not from 1 to 10")
    if row["rating"] is not None and row["answered_on"] is None:
        raise Problem("answered_on", "a rating without answered_on")
    if row["asked_on"] is None and row["answered_on"] is None:
        raise Problem("asked_on", "neither asked nor answered")


def _client_row(cells: Cells) -> Row:
    zone = _UTC
    if cells.get("time_zone"):
        try:
            zone = ZoneInfo(cells["time_zone"])
        except (KeyError, ValueError, OSError) as error:
            raise Problem("time_zone", "unknown time zone") from error
    row = _parsed("clients", cells, zone, _NINE)
    opens, closes = row["works_from"] or _NINE, row["works_to"] or _SIX
    if not opens < closes:
        raise Problem("works_from", "works_from is not earlier than works_to")
    country = (row["country"] or "").upper()
    if country and country not in holidays.list_supported_countries():
        raise Problem("country", "unknown country")
    return {**row, "zone": zone, "calendar": Calendar(country, opens, closes)}


def _add_client(found: Folder, row: Row) -> None:
    key = fold(row["client"])
    if key in found.clients:
        raise Problem("client", "not unique")
    agreed = {name: usual if row[name] is None else row[name] for name, usual in AGREED.items()}
    dates = row["started_on"], row["ended_on"]
    found.clients[key] = Client(row["client"], row["zone"], row["calendar"], *dates, agreed)


def _alike(log: str, row: Row, cells: Cells) -> tuple[tuple[str, Any], ...]:
    """The same for rows that are equal in every column, as parsed."""
    known = {**LOGS[log], "recorded_on": Cell("date")}
    key = []
    for column in sorted({*cells, *known}):
        each = row.get(column) if column in known else cells.get(column, "")
        if isinstance(each, Stamp):
            each = (each.instant, each.timed)
        elif column in known and known[column].kind == "name" and each is not None:
            each = fold(each)
        key.append((column, each))
    return tuple(key)


def day_of(each: object) -> date | None:
    """The day of a date or a moment; None for anything else."""
    if isinstance(each, Stamp):
        return each.day
    return each if isinstance(each, date) else None


def default_as_of(found: Folder, today: date) -> date | None:
    """The latest date in the logs that is no plan, no birthday and not in the future."""
    days = [
        day
        for by_client in found.rows.values()
        for rows in by_client.values()
        for row in rows
        for column, each in row.items()
        if column not in PLANS and column != "birthday"
        if (day := day_of(each)) is not None and day <= today
    ]
    return max(days, default=None)
