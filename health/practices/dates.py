"""Dates: milestones, the plan, confirmations, what each side keeps and owes."""

from __future__ import annotations

from health.evidence.items import Item, client_items
from health.evidence.words import many
from health.practices.finding import (
    HABIT,
    LEAST,
    MONTH,
    QUARTER,
    Finding,
    Shown,
    broken,
    either,
    habit,
    kept,
    unknown,
)
from health.practices.rules import practice
from health.practices.seen import Record, Seen, filled

_PROMISED = "promised_on item side kind due_on confirmed_on done_on"
_DUE = "due item kind done_on warned_on promised_on"
_TWO_WEEKS = MONTH // 2


def _record(item: Item) -> Record:
    """The row of the original promise, with what became of the item."""
    became = {"due": item.due, "done_on": item.done, "warned_on": item.warned}
    return {**item.lines[0], **became}


def _judged(seen: Seen) -> list[tuple[Item, bool]]:
    """Our items due or done in the last 12 weeks, or still open behind their date; whether kept."""
    since = seen.back(QUARTER)
    found = []
    for item in seen.ours:
        late = not item.in_time and item.due < seen.today
        recent = seen.is_in(item.due, since) or seen.is_in(item.done, since)
        if item.overdue(seen.today) or (recent and (late or item.in_time)):
            found.append((item, not late))
    return found


@practice(
    name="Milestones and approval steps are planned",
    needs="deadlines.kind",
    next_step="Put the next milestone in the deadlines, and beside it who approves it and by when",
    settles=MONTH,
)
def milestones_planned(seen: Seen) -> Finding:
    """A milestone of ours lies ahead, and the client's approval (kind acceptance) is planned, or
    was due in the last 24 weeks.
    """
    rows = seen.rows("deadlines")
    if rows and not filled(rows, "kind"):
        return unknown("no deadline has a kind")
    ahead = [
        item.lines[-1]
        for item in seen.ours
        if item.kind == "milestone" and item.done is None and item.stands >= seen.today
    ]
    since = seen.back(2 * QUARTER)
    asked = [lines for lines in client_items(seen.case) if lines[0]["kind"] == "acceptance"]
    steps = [lines[-1] for lines in asked if _open(lines) or lines[-1]["due_on"] > since]
    told = (
        f"{many(len(ahead), 'milestone')} ahead; {many(len(steps), 'approval step')} "
        "planned or due in the last 24 weeks"
    )
    columns = "due_on item side kind promised_on done_on"
    return either(bool(ahead and steps), told, Shown("deadlines", columns, ahead + steps))


@practice(
    name="The plan is updated at least every two weeks",
    needs="deadlines",
    also="contacts reports",
    next_step="Go through the plan with the client this week, and write down what moved",
    settles=_TWO_WEEKS,
)
def plan_updated(seen: Seen) -> Finding:
    """In the last 10 business days a date was agreed or moved, the plan was talked about (contact
    on planning), or a report with a new timeline went out. Not kept is only said where contacts
    with topics, or reports with a timeline, are logged too.
    """
    dates = seen.within("deadlines", "promised_on", _TWO_WEEKS)
    talks = [row for row in seen.within("contacts", "at", _TWO_WEEKS) if row["topic"] == "planning"]
    reports = [
        row for row in seen.within("reports", "sent_on", _TWO_WEEKS) if row["timeline"] == "yes"
    ]
    told = (
        f"{many(len(dates), 'date')} agreed, {many(len(talks), 'contact')} on planning, "
        f"{many(len(reports), 'report')} with a new timeline in the last 10 business days"
    )
    shown = (
        Shown("deadlines", "promised_on item due_on moved_by", dates),
        Shown("contacts", "at topic person summary", talks),
        Shown("reports", "sent_on timeline", reports),
    )
    if dates or talks or reports:
        return kept(told, *shown)
    if not seen.tracked("contacts", "topic") and not seen.tracked("reports", "timeline"):
        return unknown("no date was agreed in the last 10 business days; no other log tells")
    return broken(told, *shown)


@practice(
    name="Every date is confirmed in writing within two days",
    needs="deadlines.confirmed_on",
    next_step="Send one mail today with every date that is not confirmed yet, and ask for a yes",
)
def dates_confirmed(seen: Seen) -> Finding:
    """At least three in four of our dates agreed in the last 12 weeks, 3 or more, were confirmed in
    writing (confirmed_on) within 2 business days.
    """
    within = int(seen.case.number("agreed_in_writing.within"))
    verdicts = []
    for row in (row for item in seen.ours for row in item.lines):
        limit = seen.after(row["promised_on"], within)
        good = row["confirmed_on"] is not None and row["confirmed_on"] <= limit
        if seen.is_in(row["promised_on"], seen.back(QUARTER)) and (good or limit < seen.today):
            verdicts.append((row, good))
    what = f"confirmed within {many(within, 'business day')}"
    return habit(verdicts, "date", what, "deadlines", _PROMISED, least=LEAST)


@practice(
    name="Commitments are met",
    needs="deadlines.done_on",
    next_step="Finish what is overdue before anything new is promised",
)
def commitments_met(seen: Seen) -> Finding:
    """At least three in four of our deadlines due or done in the last 12 weeks, 3 or more, and of
    those still overdue, were done by the first date (and the days that the client's own moves
    added).
    """
    verdicts = [(_record(item), good) for item, good in _judged(seen)]
    return habit(verdicts, "deadline", "met", "deadlines", _DUE, least=LEAST)


@practice(
    name="The client is warned before a commitment is missed",
    needs="deadlines.done_on deadlines.warned_on",
    next_step="Call today about everything that will be late: say by how much, and what you do",
)
def warned_ahead(seen: Seen) -> Finding:
    """At least three in four of our deadlines missed in the last 12 weeks, or still overdue, were
    warned of in time: 2 business days ahead, or a tenth of their length where that is more. Also
    kept where 3 or more fell due and none was missed.
    """
    judged = _judged(seen)
    missed = [item for item, good in judged if not good]
    if not missed and len(judged) >= LEAST:
        return kept(f"none of {many(len(judged), 'deadline')} was missed in the last 12 weeks")
    verdicts = [(_record(item), item.fair_warning) for item in missed]
    return habit(verdicts, "missed deadline", "warned of in time", "deadlines", _DUE)


@practice(
    name="What the client owes is agreed and visible",
    needs="deadlines.side deadlines.confirmed_on",
    next_step="List what we wait for from the client, each with a date, and have it confirmed",
    settles=QUARTER,
)
def client_owes(seen: Seen) -> Finding:
    """What the client is to bring (content, payment, acceptance, access) stands in the deadlines:
    something of the last 12 weeks or still open, and three in four of it confirmed in writing.
    """
    since = seen.back(QUARTER)
    owed = [
        lines
        for lines in client_items(seen.case)
        if _open(lines) or max(lines[0]["promised_on"], lines[-1]["due_on"]) > since
    ]
    rows = [lines[-1] for lines in owed]
    confirmed = sum(any(row["confirmed_on"] for row in lines) for lines in owed)
    shown = Shown("deadlines", "due_on item kind promised_on confirmed_on done_on", rows)
    if not rows:
        return broken("nothing that the client owes was written down in the last 12 weeks", shown)
    told = f"{confirmed} of {many(len(rows), 'thing')} the client owes confirmed in writing"
    return either(confirmed >= HABIT * len(rows), told, shown)


def _open(lines: list[Record]) -> bool:
    """Whether nothing says that the item is done."""
    return not any(line["done_on"] for line in lines)
