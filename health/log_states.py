"""Every log as a source: whether it is used, how fresh it is, what it switches on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from health.calendars import day_date, day_number
from health.logs.contract import LOGS, Contract
from health.logs.rows import Logs, Rows
from health.signals import SIGNALS

USED, PARTLY, ABSENT, UNUSABLE = "used", "partly used", "absent", "unusable"


@dataclass(frozen=True)
class Source:
    """One log. `state` is one of the four above; `latest` its latest date that is not ahead.

    `on` are the labels of the signals that it makes known; `off` those that it could, each with the
    columns that are not there. `problem` says why it is unusable.
    """

    log: str
    about: str
    state: str
    latest: date | None
    read: int
    used: int
    set_aside: int
    duplicates: int
    on: tuple[str, ...]
    off: tuple[tuple[str, tuple[str, ...]], ...]
    problem: str


def sources(logs: Logs, today: date) -> list[Source]:
    """All 13 logs, in the order of the contract."""
    return [_source(log, logs[log.name], today) for log in LOGS.values()]


def _source(log: Contract, rows: Rows, today: date) -> Source:
    latest = rows.latest_day(day_number(today)) if log.name != "clients" else None
    own = [one for one in SIGNALS.values() if one.log == log.name]
    lacking = {one.label: tuple(n for n in one.needs if n not in rows.tracked) for one in own}
    return Source(
        log.name,
        log.about,
        _state(rows),
        None if latest is None else day_date(latest),
        rows.read,
        len(rows),
        rows.set_aside_rows,
        len(rows.duplicates),
        tuple(label for label, columns in lacking.items() if rows.present and not columns),
        tuple((label, columns) for label, columns in lacking.items() if rows.present and columns),
        rows.problem,
    )


def _state(rows: Rows) -> str:
    if rows.problem:
        return UNUSABLE
    if not rows.present:
        return ABSENT
    return PARTLY if rows.set_aside_rows else USED
