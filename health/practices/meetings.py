"""Meeting: stand-ups, agendas, planning together, what is remembered of what was said."""

from __future__ import annotations

from datetime import timedelta

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
    too_early,
    unknown,
)
from health.practices.rules import practice
from health.practices.seen import Record, Seen, filled
from health.practices.talk import COLUMNS, FEW, ours, without_topics

WEEKS, WEEK = 4, timedelta(7)
AGREED = ("status", "planning")  # what stand-ups and agendas are about


@practice(
    name="There is a short stand-up every week",
    needs="contacts.topic",
    next_step="Fix a weekly quarter of an hour on where things stand",
)
def stand_ups(seen: Seen) -> Finding:
    """In at least three of the last 4 whole weeks there was a call or meeting on status or
    planning. How long it took, no log tells.
    """
    if seen.case.agreed("contacts_per_week") == 0:
        return unknown("no weekly contact is agreed")
    missing = without_topics(seen, MONTH)
    if missing:
        return missing
    sunday = seen.today - timedelta((seen.today.weekday() + 1) % 7)
    weeks = [sunday - n * WEEK for n in range(WEEKS)]
    weeks = [
        end for end in weeks if seen.case.start and end - WEEK + timedelta(1) >= seen.case.start
    ]
    if len(weeks) < WEEKS / 2:
        return unknown(too_early(seen))
    held = [
        row
        for row in seen.rows("contacts")
        if row["direction"] == "both"
        and row["topic"] in AGREED
        and weeks[-1] - WEEK < row["at"].date() <= seen.today
    ]
    with_one = sum(any(end - WEEK < r["at"].date() <= end for r in held) for end in weeks)
    told = f"{with_one} of the last {len(weeks)} whole weeks had a call on status or planning"
    return either(with_one >= HABIT * len(weeks), told, Shown("contacts", COLUMNS, held))


@practice(
    name="An agenda goes out ahead",
    needs="contacts.summary",
    next_step="Send three lines of agenda the day before the next call",
)
def agendas_ahead(seen: Seen) -> Finding:
    """In the last 20 business days a message from us carried an agenda: its summary has the word.
    Judged only where agendas are noted at all: 3 or more in the last 24 weeks.
    """
    noted = [
        row
        for row in filled(ours(seen, 2 * QUARTER), "summary")
        if row["direction"] == "out"
        and row["topic"] != "casual"
        and "agenda" in row["summary"].casefold()
    ]
    shown = Shown("contacts", COLUMNS, noted)
    recent = [row for row in noted if seen.is_in(row["at"], seen.back(MONTH))]
    if recent:
        return kept(f"{many(len(recent), 'agenda')} sent in the last 20 business days", shown)
    if len(noted) < LEAST:
        return unknown("agendas are not noted: put the word into the summary of the message", shown)
    ago = seen.between(max(row["at"].date() for row in noted), seen.today)
    return broken(f"the last agenda went out {many(ago, 'business day')} ago", shown)


@practice(
    name="The client is invited to planning",
    needs="contacts.topic",
    next_step="Invite the client to the next planning, and send what is to be decided ahead",
    settles=MONTH,
)
def invited_to_planning(seen: Seen) -> Finding:
    """In the last 8 weeks there was a call or meeting with the client on planning."""
    missing = without_topics(seen, 2 * MONTH)
    if missing:
        return missing
    together = [
        row
        for row in seen.within("contacts", "at", 2 * MONTH)
        if row["direction"] == "both" and row["topic"] == "planning"
    ]
    talks = many(len(together), "call or meeting", "calls or meetings")
    told = f"{talks} on planning in the last 8 weeks"
    return either(bool(together), told, Shown("contacts", COLUMNS, together))


@practice(
    name="What was said is written down",
    needs="contacts.summary",
    next_step="Write one line after every call: what was said, who does what",
)
def what_was_said(seen: Seen) -> Finding:
    """At least three in four calls and meetings of the last 8 weeks have a summary."""
    talks = [row for row in seen.within("contacts", "at", 2 * MONTH) if row["direction"] == "both"]
    verdicts = [(row, bool(row["summary"])) for row in talks]
    return habit(
        verdicts,
        "call or meeting",
        "summed up",
        "contacts",
        COLUMNS,
        least=LEAST,
        plural="calls or meetings",
        when="of the last 8 weeks",
    )


@practice(
    name="Nothing is asked twice",
    needs="contacts.summary",
    also="feedback",
    next_step="Look through the contacts before asking, and tell the team what is known already",
)
def not_asked_twice(seen: Seen) -> Finding:
    """No question of ours (a summary with a question mark, or that begins with "ask") came twice in
    the last 12 weeks, and no feedback question came again within two business days of its answer.
    """
    questions = [row for row in filled(ours(seen, QUARTER), "summary") if _asks(row)]
    again = _repeated(questions)
    surveys = _surveyed_again(seen)
    asked = len(questions) + len(seen.within("feedback", "asked_on", QUARTER))
    twice = len(again) + len(surveys)
    shown = (
        Shown("contacts", COLUMNS, again),
        Shown("feedback", "asked_on question rater answered_on", surveys),
    )
    if twice:
        return broken(f"{twice} of {many(asked, 'question')} came twice in 12 weeks", *shown)
    if asked < FEW:
        return unknown(f"too little: {many(asked, 'question')} noted in the last 12 weeks")
    return kept(f"none of {asked} questions in the last 12 weeks came twice")


def _asks(row: Record) -> bool:
    return row["direction"] == "out" and (
        "?" in row["summary"] or row["summary"].casefold().startswith("ask")
    )


def _repeated(questions: list[Record]) -> list[Record]:
    """Questions that came before in the same words."""
    before: set[str] = set()
    found = []
    for row in sorted(questions, key=lambda row: (row["at"], row["row"])):
        words = " ".join(row["summary"].casefold().split())
        if words in before:
            found.append(row)
        before.add(words)
    return found


def _surveyed_again(seen: Seen) -> list[Record]:
    """Asks for feedback of somebody who answered the same question just before."""
    answered: dict[tuple[str, str], Record] = {}
    found = []
    asks = filled(seen.within("feedback", "asked_on", QUARTER), "question", "rater")
    for row in sorted(asks, key=lambda row: (row["asked_on"], row["row"])):
        key = row["question"].casefold(), row["rater"].casefold()
        last = answered.get(key)
        if last and last["answered_on"] <= row["asked_on"] <= seen.after(last["answered_on"], 2):
            found.append(row)
        if row["answered_on"]:
            answered[key] = row
    return found
