"""Open questions: what either side asked and has no answer to."""

from __future__ import annotations

from datetime import date, timedelta

from health.logs.contract import folded
from health.report.cleaned import named
from health.report.content import Line, Part, Section
from health.report.ground import Ground, Row, refs, sentence
from health.words import many, on_day

_TOWARDS = {"out": "to", "in": "from", "both": "with"}


def questions(ground: Ground) -> Section:
    """Unanswered asks, of the weeks in which an answer is still to be expected."""
    return Section("questions", (_theirs(ground), _ours(ground)))


def _theirs(ground: Ground) -> Part:
    gap = ground.gap("contacts", "replied_at")
    rows = [] if gap else [row for row in ground.rows("contacts") if _waits(row, "in")]
    recent = [row for row in rows if _recent(ground, row)]
    older = len(rows) - len(recent)
    notes = (f"{many(older, 'older ask')} of theirs left out",) if older else ()
    return Part(
        "You asked us, and wait for our answer",
        tuple(_contact(row) for row in recent),
        empty="" if gap or older else "None of your questions waits for us.",
        unknown=gap,
        notes=(*notes, *ground.aside("contacts")),
    )


def _ours(ground: Ground) -> Part:
    gaps = [ground.gap("contacts", "replied_at", "needs_reply")]
    gaps += [ground.gap("feedback", "asked_on", "answered_on")]
    rows = [] if gaps[0] else [row for row in ground.rows("contacts") if _waits(row, "out")]
    recent = [row for row in rows if _recent(ground, row)]
    asks, old = ([], 0) if gaps[1] else _asks(ground)
    older = len(rows) - len(recent) + old
    notes = (f"{many(older, 'older ask')} of ours left out",) if older else ()
    return Part(
        "We asked you, and wait for your answer",
        (*(_contact(row) for row in recent), *asks),
        empty="" if any(gaps) or older else "None of our questions waits for you.",
        unknown=sentence(*gaps),
        notes=(*notes, *ground.aside("feedback")),
    )


def _waits(row: Row, direction: str) -> bool:
    """Whether a contact has no reply yet: theirs needs one unless said otherwise."""
    needs = row["needs_reply"] is not False if direction == "in" else row["needs_reply"] is True
    return bool(row["direction"] == direction and needs and row["replied_at"] is None)


def _recent(ground: Ground, row: Row) -> bool:
    return bool(row["at"].date() > _first(ground))


def _first(ground: Ground) -> date:
    return ground.day - timedelta(days=ground.case.whole("alerts.waiting_days"))


def _contact(row: Row) -> Line:
    """A contact by its day, way and person; what was noted on it is for the lead."""
    channel, person = named(row["channel"]), named(row["person"])
    who = f"{_TOWARDS[row['direction']]} {person}" if person else ""
    name = " ".join(part for part in (channel[:1].upper() + channel[1:] or "Message", who) if part)
    return Line(
        name, on_day(row["at"].date()), rows=refs("contacts", [row]), aside=row["summary"] or ""
    )


def _asks(ground: Ground) -> tuple[list[Line], int]:
    """What was asked for feedback, once for a person and question; and how many are older."""
    open_ = [row for row in ground.rows("feedback") if row["asked_on"] and not row["answered_on"]]
    recent = [row for row in open_ if row["asked_on"] > _first(ground)]
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(recent, key=lambda row: (row["asked_on"], row["row"])):
        key = folded(row["question"] or ""), folded(row["rater"] or "")
        grouped.setdefault(key, []).append(row)
    return [_ask(rows) for rows in grouped.values()], len(open_) - len(recent)


def _ask(rows: list[Row]) -> Line:
    last, rater = on_day(rows[-1]["asked_on"]), named(rows[0]["rater"])
    times = f"asked {last}" if len(rows) == 1 else f"asked {len(rows)} times, last {last}"
    name = named(rows[0]["question"]) or "How are we doing?"
    return Line(name, sentence(times, f"to {rater}" if rater else ""), rows=refs("feedback", rows))
