"""The alerts of section 5, one client, one rule and one day at a time, as they are written.

What the document leaves open is decided in the README: an unhappy answer and a second move are
events; a contact is waited for 8 weeks; an active client has started and has not ended; health is
not compared with the first four weeks. Drift has no literal reading here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median

from tests.literal.cells import fold
from tests.literal.days import ONE
from tests.literal.deadlines import items
from tests.literal.folder import Client, Folder, day_of
from tests.literal.health import coverage, dimensions, health
from tests.literal.reading import signals
from tests.literal.seen import Seen, every_day, known_from
from tests.literal.spec import DIMENSIONS, PLANS, Row
from tests.literal.transparency import issues, resolved

EVENTS = ("unhappy_answer", "moved_again")
DAYS_LATER = {"dimension_red": 7}
NAMES = dict(zip(DIMENSIONS, ("Talk", "Demos", "Dates", "Feedback", "Openness"), strict=True))
True_ = tuple[str, str]  # a rule, and its subject


@dataclass(frozen=True)
class Alert:
    """An alert as it stands on a day."""

    rule: str
    subject: str
    state: str
    since: date
    resolved_on: date | None


# ---------------------------------------------------------------- the rules


def overdue_unwarned(seen: Seen) -> Iterator[True_]:
    """An item >= 1 bd past R, not done, no warning before R."""
    if seen.tracked.get("deadlines", set()) >= {"done_on", "warned_on"}:
        for item in items(seen):
            late = seen.calendar.between(item.due, seen.day) >= 1
            warned = item.warned_on is not None and item.warned_on < item.due
            if late and item.done_on is None and not warned:
                yield "overdue_unwarned", fold(item.rows[0]["item"])


def waiting_client(seen: Seen) -> Iterator[True_]:
    """A contact or an issue unanswered for more than twice its target."""
    within = seen.client.agreed["reply_within"]
    end = datetime.combine(seen.day + ONE, time())
    if "replied_at" in seen.tracked.get("contacts", set()) and within > 0:
        for row in seen.rows["contacts"]:
            asked = row["direction"] == "in" and row["needs_reply"] != "no"
            open_ = asked and row["replied_at"] is None and seen.within(row["at"].day, 56)
            if open_ and seen.calendar.hours(row["at"].local, end) > 2 * within:
                yield "waiting_client", f"contact of {row['at'].local:%Y-%m-%d %H:%M}"
    for raised, events in issues(seen) if "issues" in seen.rows else []:
        if raised <= seen.day and resolved(events) is None:
            latest = max(row["at"].day for row in events)
            if seen.calendar.between(latest, seen.day) > 2 * 3:
                yield "waiting_client", fold(events[0]["issue"])


def gone_quiet(seen: Seen) -> Iterator[True_]:
    """Contact, demo or report age > 2 tau."""
    found: dict[str, list[date | None]] = {}
    if "contacts" in seen.rows:
        ours = [row for row in seen.rows["contacts"] if row["direction"] != "in"]
        found["contact"] = [row["at"].day for row in ours]
    if "held_on" in seen.tracked.get("demos", set()):
        found["demo"] = [row["held_on"] for row in seen.rows["demos"]]
    if "reports" in seen.rows:
        found["report"] = [row["sent_on"] for row in seen.rows["reports"]]
    for what, days in found.items():
        every = seen.client.agreed[f"{what}_every"]
        latest = max([seen.start, *(day for day in days if day is not None)])
        if every > 0 and seen.calendar.between(latest, seen.day) > 2 * every:
            yield "gone_quiet", what


def silent_feedback(seen: Seen) -> Iterator[True_]:
    """Three asks running unanswered, each for more than its 10 bd."""
    if seen.tracked.get("feedback", set()) >= {"asked_on", "answered_on"}:
        asks = [row for row in seen.rows["feedback"] if row["asked_on"] is not None]
        answered = [row["asked_on"] for row in asks if row["answered_on"] is not None]
        running = [
            row
            for row in asks
            if row["answered_on"] is None
            and row["asked_on"] > max(answered, default=date.min)
            and seen.calendar.nth_after(row["asked_on"], 10) < seen.day
        ]
        if len(running) >= 3:
            yield "silent_feedback", "feedback"


def overload(seen: Seen) -> Iterator[True_]:
    """More than 3 x agreed contacts `out`, or 9 technical questions, in two whole weeks running."""
    sunday = seen.day - timedelta(days=(seen.day.weekday() + 1) % 7)
    if "contacts" not in seen.rows or sunday - timedelta(days=13) < seen.start:
        return
    ours = [row for row in seen.rows["contacts"] if row["direction"] == "out"]
    technical = [row for row in ours if row["topic"] == "technical"]
    agreed = seen.client.agreed["contacts_per_week"]
    for what, rows, most in (
        ("contacts", ours, 3 * agreed if agreed else None),
        ("technical questions", technical, 9 if "topic" in seen.tracked["contacts"] else None),
    ):
        number = [0, 0]
        for row in rows:
            ago = (sunday - row["at"].day).days
            if 0 <= ago < 14:
                number[ago // 7] += 1
        if most is not None and min(number) > most:
            yield "overload", what


def dimension_red(scores: dict[str, float | None]) -> Iterator[True_]:
    """S_j < 50."""
    for name, score in scores.items():
        if score is not None and round(score, 9) < 50:
            yield "dimension_red", NAMES[name]


def unhappy_answer(seen: Seen, rows: list[Row]) -> Iterator[True_]:
    """A low rating, a no, or much less than the same rater's median so far: known since today."""
    answers = [row for row in rows if row["answered_on"] is not None]
    known = {id(row): max(row["answered_on"], known_from("feedback", row)) for row in answers}
    for row in answers:
        if known[id(row)] != seen.day:
            continue
        rating, unhappy = row["rating"], row["yes_no"] == "no"
        before = [
            other["rating"]
            for other in answers
            if row["rater"] is not None and other["rater"] is not None
            if fold(other["rater"]) == fold(row["rater"]) and other["rating"] is not None
            if other["answered_on"] < row["answered_on"] and known[id(other)] <= seen.day
        ]
        if rating is not None:
            unhappy |= rating <= 5 or bool(before and round(median(before) - rating, 9) >= 3)
        if unhappy:
            yield "unhappy_answer", fold(row["rater"]) if row["rater"] else "no name"


# ---------------------------------------------------------------- day by day


def _moves(seen: Seen) -> dict[str, int]:
    """How often each item was moved by us."""
    return {
        fold(item.rows[0]["item"]): sum(row["moved_by"] != "client" for row in item.rows[1:])
        for item in items(seen)
    }


def _latest_row(seen: Seen) -> date:
    """The latest date of any row that is no plan; the start where there is none."""
    days = [seen.start]
    for rows in seen.rows.values():
        for row in rows:
            for name, cell in row.items():
                if name not in PLANS and name != "birthday" and (day := day_of(cell)):
                    days.append(day)
    return max(days)


def true_days(
    folder: Folder, client: Client, as_of: date, scored: bool = True
) -> dict[True_, list[date]]:
    """The days on which each rule is true, by rule and subject; `scored`: those on scores too."""
    found: dict[True_, list[date]] = {}
    most_moves: dict[str, int] | None = None
    levels: dict[date, float | None] = {}
    answers = folder.rows.get("feedback", {}).get(fold(client.name), [])
    for seen in every_day(folder, client, as_of):
        true = [*overdue_unwarned(seen), *waiting_client(seen), *gone_quiet(seen)]
        true += [*silent_feedback(seen), *overload(seen)]
        if "answered_on" in seen.tracked.get("feedback", set()):
            true += unhappy_answer(seen, answers)
        if seen.calendar.between(_latest_row(seen), seen.day) >= 10:
            true.append(("stale_logs", "logs"))
        if "deadlines" in seen.rows:
            moves = _moves(seen)
            if most_moves is None:  # what was moved before the client began is no news
                most_moves = _moves_before(folder, client, seen)
            for item, number in moves.items():
                if number >= 2 and number > most_moves.get(item, 0):
                    true.append(("moved_again", item))
                most_moves[item] = max(number, most_moves.get(item, 0))
        if scored:
            by_signal = signals(seen)
            scores = dimensions(by_signal)
            levels[seen.day] = level = health(scores)
            true += dimension_red(scores)
            then = levels.get(seen.day - timedelta(days=28))
            settled = seen.start + timedelta(days=56) <= seen.day
            known = round(coverage(by_signal), 9) >= 0.60
            fell = level is not None and then is not None and round(then - level, 9) >= 12
            if fell and settled and known:
                true.append(("health_drop", "health"))
        for each in dict.fromkeys(true):
            found.setdefault(each, []).append(seen.day)
    return found


def _moves_before(folder: Folder, client: Client, first: Seen) -> dict[str, int]:
    """How often items were moved by us, as known the day before the client's first."""
    day = first.day - ONE
    rows = folder.rows["deadlines"][fold(client.name)]
    known = []
    for row in rows:
        if known_from("deadlines", row) <= day:
            done = row["done_on"] if row["done_on"] and row["done_on"] <= day else None
            known.append({**row, "done_on": done})
    return _moves(Seen(client, day, first.start, {**first.rows, "deadlines": known}, first.tracked))


# ---------------------------------------------------------------- from days to alerts


def as_of_day(true: dict[True_, list[date]], client: Client, day: date) -> list[Alert]:
    """What is pending, firing, or was resolved, on a day: folded from the first day on."""
    return [
        alert
        for (rule, subject), days in true.items()
        for alert in _lived(rule, subject, set(days), client, day)
    ]


def _lived(rule: str, subject: str, true: set[date], client: Client, last: date) -> Iterator[Alert]:
    clean, lasts = 28 if rule in EVENTS else 14, DAYS_LATER.get(rule, 0)
    run: date | None = None  # since when it has been true without a day's break
    since: date | None = None  # the open alert's first day
    latest = date.min
    day = min(true)
    while day <= last:
        if client.ended_on is not None and day >= client.ended_on:
            if since is not None:
                yield Alert(rule, subject, "resolved", since, day)
            return
        if day in true:
            run, latest = run or day, day
            if since is None and (day - run).days >= lasts:
                since = run
        else:
            run = None
            if since is not None and (day - latest).days == clean:
                yield Alert(rule, subject, "resolved", since, day)
                since = None
        day += ONE
    if since is not None:
        yield Alert(rule, subject, "firing", since, None)
    elif run is not None:
        yield Alert(rule, subject, "pending", run, None)
