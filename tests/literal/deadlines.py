"""Items of side `us`, their loss, and the signals of deadlines, as they are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tests.literal.blocks import window_mean
from tests.literal.cells import fold
from tests.literal.days import ONE
from tests.literal.seen import Seen
from tests.literal.spec import Row


@dataclass(frozen=True)
class Item:
    """What is known of a promise: the rows that count, R, L in business days, the loss so far."""

    rows: list[Row]
    due: date
    length: int
    done_on: date | None
    warned_on: date | None
    loss: float
    overdue: bool


def items(seen: Seen) -> list[Item]:
    """The items of side `us`."""
    groups: dict[str, list[Row]] = {}
    for row in seen.rows["deadlines"]:
        groups.setdefault(fold(row["item"]), []).append(row)
    found = (_item(seen, group) for group in groups.values())
    return [item for item in found if item is not None]


def _ordered(seen: Seen, rows: list[Row]) -> list[Row]:
    """The rows of an item by the day they were agreed, then by due date, then ours first."""

    def order(row: Row) -> tuple[date, date, bool, bool]:
        due = seen.calendar.first_from(row["due_on"])
        return row["promised_on"], due, row["moved_by"] == "client", row["side"] == "client"

    return sorted(rows, key=order)


def _earliest(rows: list[Row], column: str) -> date | None:
    return min((row[column] for row in rows if row[column] is not None), default=None)


def _item(seen: Seen, group: list[Row]) -> Item | None:
    """None for an item of the client's."""
    rows = _ordered(seen, group)
    done = _earliest(rows, "done_on")
    # What was agreed after it was done counts nowhere. The first row stays even then: an item would
    # vanish for having been done early, and be better off for a later delivery.
    rows = rows[:1] + [row for row in rows[1:] if done is None or row["promised_on"] <= done]
    if next((row["side"] for row in rows if row["side"] is not None), "us") == "client":
        return None
    between, dues = seen.calendar.between, [seen.calendar.first_from(r["due_on"]) for r in rows]
    client_days = sum(
        max(0, between(max(dues[:place]), dues[place]))
        for place in range(1, len(rows))
        if rows[place]["moved_by"] == "client"
    )
    due = seen.calendar.nth_after(dues[0], client_days)
    length, warned = between(rows[0]["promised_on"], dues[0]), _earliest(rows, "warned_on")
    slip = _slip(seen, rows, dues, due, done or seen.day)
    relief = 0.0
    if warned is not None:
        relief = min(1.0, max(0.0, between(warned, due) / max(5, 0.2 * length)))
    loss = 100 * min(1, (1 - 0.3 * relief) * slip / min(30, max(10, 0.5 * length)))
    return Item(rows, due, length, done, warned, loss, done is None and seen.day > due)


def _slip(seen: Seen, rows: list[Row], dues: list[date], due: date, end: date) -> float:
    """Business days late; those up to a date that we moved in time count less."""
    agreed = dues[0]
    for place in range(1, len(rows)):
        if rows[place]["promised_on"] <= dues[place - 1]:
            agreed = dues[place]
    moves = sum(row["moved_by"] != "client" for row in rows[1:])
    softened = {0: 0.0, 1: 0.5}.get(moves, 1.0)
    between = seen.calendar.between
    late = max(between(max(agreed, due), end), 0)
    return softened * max(between(due, min(end, agreed)), 0) + late


def promises_kept(seen: Seen) -> float | None:
    """100 less the loss of each item."""
    scores = []
    for item in items(seen):
        recent = item.due > seen.day - timedelta(days=84)
        if item.done_on is not None:
            scores += [100 - item.loss] if recent else []
        elif item.overdue:
            scores.append(100 - item.loss if recent else 0.0)
        elif seen.day == item.due:
            scores.append(100.0)
    return window_mean(scores, 2, 70)


def overdue_now(seen: Seen) -> float | None:
    """100 less the worst loss of what is open and late."""
    found = items(seen)
    late = [item.loss for item in found if item.overdue]
    if late:
        return 100 - max(late)
    judged = any(item.due <= seen.day or item.done_on is not None for item in found)
    return 100.0 if judged else None


def agreed_in_writing(seen: Seen) -> float | None:
    """Each row confirmed in writing within two business days, or not."""
    scores = []
    for row in (row for item in items(seen) for row in item.rows):
        promised, confirmed = row["promised_on"], row["confirmed_on"]
        limit = seen.calendar.nth_after(promised, 2)
        if limit + ONE <= seen.day - timedelta(days=84):
            continue
        if confirmed is not None and confirmed <= limit:
            scores.append(100.0)
        elif seen.day > limit:
            scores.append(0.0)
    return window_mean(scores, 2, 75)
