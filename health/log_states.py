"""The state of every log: whether it is used, how fresh it is, what it switches on, and whether it
begins later than its clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from health.calendars import NEVER, Days, day_date, day_number
from health.logs.contract import LOGS, Contract
from health.logs.rows import Logs, Rows
from health.signals import SIGNALS

USED, PARTLY, ABSENT, UNUSABLE = "used", "partly used", "absent", "unusable"


@dataclass(frozen=True)
class LogState:
    """One log. `state` is one of the four above; `latest` its latest date that is not ahead.

    `on` are the labels of the signals that it makes known; `off` those that it could, each with the
    columns that are not there. `problem` says why it is unusable, `late` whether it begins late.
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
    late: Late | None = None


@dataclass(frozen=True)
class Late:
    """A log that scores are made of begins more than `WEEKS_BEFORE` weeks after some clients."""

    begins: date
    clients: int

    def __str__(self) -> str:
        """What it means, without the day on which the log begins."""
        began = "1 client" if self.clients == 1 else f"{self.clients:,} clients"
        return (
            f"{began} began before: the time before counts as silence "
            "(add older rows, or correct started_on)"
        )


WEEKS_BEFORE = 8


def log_states(logs: Logs, today: date) -> list[LogState]:
    """All 13 logs, in the order of the contract."""
    late = late_logs(logs)
    return [_state_of(log, logs[log.name], today, late.get(log.name)) for log in LOGS.values()]


def late_logs(logs: Logs) -> dict[str, Late]:
    """Logs with signals that begin late, by name.

    A client begins on its `started_on`, else with its first row in another log.
    """
    firsts = {log: _first_rows(logs, log) for log in logs.rows if log != "clients"}
    stated = logs.clients["started_on"].to_numpy(np.int32)
    found = {}
    for log in dict.fromkeys(one.log for one in SIGNALS.values()):
        begins = int(firsts[log].min(initial=int(NEVER))) if log in firsts else int(NEVER)
        if begins >= NEVER:
            continue
        elsewhere = np.minimum.reduce([days for name, days in firsts.items() if name != log])
        began = np.where(stated < NEVER, stated, elsewhere)
        before = int((began < begins - 7 * WEEKS_BEFORE).sum())
        if before:
            found[log] = Late(day_date(begins), before)
    return found


def _first_rows(logs: Logs, log: str) -> Days:
    """The first day of each client in a log (C,), NEVER where it has no row there."""
    first = np.full(len(logs.clients), NEVER, np.int32)
    rows = logs[log]
    if len(rows):
        np.minimum.at(first, rows["client"], rows["first"])
    return first


def _state_of(log: Contract, rows: Rows, today: date, late: Late | None) -> LogState:
    latest = rows.latest_day(day_number(today)) if log.name != "clients" else None
    own = [one for one in SIGNALS.values() if one.log == log.name]
    lacking = {one.label: tuple(n for n in one.needs if n not in rows.tracked) for one in own}
    return LogState(
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
        late,
    )


def _state(rows: Rows) -> str:
    if rows.problem:
        return UNUSABLE
    if not rows.present:
        return ABSENT
    return PARTLY if rows.set_aside_rows else USED
