"""Our deadline items as known on the day, as the signals compute them, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np

from health.calendars import NEVER, day_date
from health.evidence.case import Case
from health.evidence.words import many
from health.logs.contract import folded
from health.signals.promises import promises, warned_in_time


@dataclass(frozen=True)
class Item:
    """One item of side `us`. Days are dates, None if not there; differences in business days.

    `original` P, `due` R (P and the client's own delays), `agreed` A (the last date that was agreed
    in time), `stands` the date of the latest row, `moves` by us. `lines` are its rows that count.
    """

    name: str
    kind: str
    promised: date
    original: date
    due: date
    agreed: date
    stands: date
    moves: int
    client_days: int
    warned: date | None
    fair_warning: bool
    done: date | None
    slip: int
    loss: float
    lines: list[dict[str, Any]]

    @property
    def in_time(self) -> bool:
        """Whether it was done by R."""
        return self.done is not None and self.done <= self.due

    @property
    def row(self) -> int:
        """The place of the original promise in the file."""
        return int(self.lines[0]["row"])

    def overdue(self, day: date) -> bool:
        """Whether it is open past R."""
        return self.done is None and day > self.due

    def lateness(self, day: date) -> str:
        """How it stands, in words: 'done 3 business days late, moved once, no warning'."""
        if self.in_time:
            return "done in time"
        if self.done is None and day <= self.due:
            return "due today" if day == self.due else "open, not yet late"
        late = (
            f"{many(self.slip, 'business day')} late"
            if self.slip
            else "on a day off after its date"
        )
        moved = {0: "", 1: ", moved once", 2: ", moved twice"}.get(
            self.moves, f", moved {self.moves} times"
        )
        warned = (
            ", warned in time"
            if self.fair_warning
            else ", warned"
            if self.warned
            else ", no warning"
        )
        return f"{'open' if self.done is None else 'done'}, {late}{moved}{warned}"


@lru_cache(maxsize=4)  # four signals ask for the same ones
def items(case: Case) -> tuple[Item, ...]:
    """All items of side `us` as known on the day, by their original promise."""
    if not case.logs["deadlines"].present:
        return ()
    basis, day = case.basis, case.number_of_day
    found = promises(basis, settled=True)
    now = np.flatnonzero((found.begin <= day) & (day < found.end))
    until = np.minimum(found.done[now], day).astype(np.int32)
    loss, fair = found.loss(basis, now, until), warned_in_time(basis, found)
    lines = {line["row"]: line for line in case.lines("deadlines")}
    made = []
    for place, version in enumerate(now):
        rows = [lines[int(row)] for row in found.row[found.row_version == version]]
        due, original = day_date(found.due[version]), day_date(found.original[version])
        slip = max(case.business_days(due, day_date(until[place])), 0)
        made.append(
            Item(
                rows[0]["item"],
                next((line["kind"] for line in rows if line["kind"]), ""),
                rows[0]["promised_on"],
                original,
                due,
                day_date(found.agreed[version]),
                case.after(rows[-1]["due_on"] - timedelta(days=1), 1),
                int(found.moves[version]),
                case.business_days(original, due),
                _day(found.warned[version]),
                bool(fair[version]),
                _day(found.done[version]),
                slip,
                float(loss[place]),
                rows,
            )
        )
    return tuple(sorted(made, key=lambda item: (item.original, item.row)))


def item_lines(case: Case) -> list[list[dict[str, Any]]]:
    """The rows of each item of either side as known on the day, in the order of the contract."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for line in case.lines("deadlines"):
        grouped.setdefault(folded(line["item"]), []).append(line)
    return [
        sorted(
            lines,
            key=lambda line: (line["promised_on"], line["due_on"], line["moved_by"] == "client"),
        )
        for lines in grouped.values()
    ]


def side_of(lines: list[dict[str, Any]]) -> str:
    """Whose an item is, `us` or `client`: what the first of its rows says that says it."""
    return next((line["side"] for line in lines if line["side"]), "us")


def client_items(case: Case) -> list[list[dict[str, Any]]]:
    """The rows of each item of side `client` as known on the day, in their order."""
    return [lines for lines in item_lines(case) if side_of(lines) == "client"]


def _day(number: Any) -> date | None:
    return day_date(int(number)) if number < NEVER else None
