"""Complaints and faults: said back, kept up with, worked on together, and fixed for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from health.evidence.words import many
from health.logs.contract import folded
from health.practices.finding import (
    MONTH,
    QUARTER,
    Finding,
    habit,
    unknown,
)
from health.practices.rules import practice
from health.practices.seen import Record, Seen

LONG = 5  # business days open: an issue that lasts
FORGOTTEN = 10  # business days without a word on a temporary fix
_ASKING = ("ask", "waiting for", "please", "together with", "could you", "can you")


@dataclass(frozen=True)
class Spell:
    """An issue from the day it was raised to the day it was resolved (None: open)."""

    events: list[Record]
    again: bool  # raised again after it had been resolved
    fixed_before: bool  # with a temporary fix named as such, the time before

    @property
    def raised(self) -> date:
        """The day on which it was raised."""
        day: date = self.events[0]["at"].date()
        return day

    @property
    def resolved(self) -> date | None:
        """The day on which it was resolved."""
        last = self.events[-1]
        return last["at"].date() if last["event"] == "resolved" else None

    @property
    def record(self) -> Record:
        """The event that raised it, with what became of it."""
        last = self.events[-1]["at"].date()
        became = {"raised": self.raised, "resolved": self.resolved, "latest": last}
        return {**self.events[0], **became, "events": len(self.events)}

    def first(self, *kinds: str) -> Record | None:
        """The first event of some kinds."""
        return next((event for event in self.events if event["event"] in kinds), None)

    def lasts(self, seen: Seen) -> bool:
        """Whether it was open for 5 business days or more."""
        return seen.between(self.raised, self.resolved or seen.today) >= LONG


_SPELL = "raised issue resolved latest events"


def spells(seen: Seen) -> list[Spell]:
    """The issues of a client, each time they were open, as known on the day."""
    grouped: dict[str, list[Record]] = {}
    for row in sorted(seen.rows("issues"), key=lambda row: (row["at"], row["row"])):
        grouped.setdefault(folded(row["issue"]), []).append(row)
    found = []
    for events in grouped.values():
        spell: list[Record] = []
        again = fixed = False
        for event in events:
            if spell and spell[-1]["event"] == "resolved" and event["event"] == "raised":
                found.append(Spell(spell, again, fixed))
                fixed = any(each["event"] == "workaround" for each in spell)
                spell, again = [], True
            spell.append(event)
        found.append(Spell(spell, again, fixed))
    return found


def _lasting(seen: Seen, days: int) -> list[Spell]:
    """Long issues that were open within the last so many business days."""
    since = seen.back(days)
    return [
        spell
        for spell in spells(seen)
        if (spell.resolved is None or spell.resolved > since) and spell.lasts(seen)
    ]


@practice(
    name="A complaint is restated before it is answered",
    needs="issues",
    next_step="Say the open complaint back in our own words, and ask if that is it",
)
def complaint_restated(seen: Seen) -> Finding:
    """At least three in four of the issues raised in the last 12 weeks were restated within 1
    business day, and before a fix was offered.
    """
    within = int(seen.case.number("issues_restated.within"))
    since, verdicts = seen.back(QUARTER), []
    for spell in spells(seen):
        if spell.raised <= since:
            continue
        limit, said = seen.after(spell.raised, within), spell.first("restated")
        answer = spell.first("workaround", "resolved")
        if not said and not answer and seen.today <= limit:
            continue
        good = (
            said is not None
            and said["at"].date() <= limit
            and (answer is None or said["at"] <= answer["at"])
        )
        restated = said["at"] if said else None
        verdicts.append(({**spell.record, "restated": restated}, good))
    what = f"restated within {many(within, 'business day')}, before a fix"
    return habit(verdicts, "issue", what, "issues", f"{_SPELL} restated")


@practice(
    name="A temporary fix is called one until the real one is in",
    needs="issues",
    next_step="Tell the client that the fix is temporary, and when the real one comes",
)
def temporary_fix_named(seen: Seen) -> Finding:
    """At least three in four temporary fixes of the last 12 weeks (event workaround, or an issue
    that was resolved and came back) were named as such, and then resolved or spoken of in the
    last 10 business days.
    """
    since, verdicts = seen.back(QUARTER), []
    for spell in spells(seen):
        fix = spell.first("workaround")
        latest = spell.events[-1]["at"].date()
        if fix and (spell.resolved is None or spell.resolved > since):
            good = spell.resolved is not None or latest > seen.back(FORGOTTEN)
            verdicts.append((spell.record, good))
        elif spell.again and spell.raised > since:
            verdicts.append((spell.record, spell.fixed_before))
    what = "named, and followed up or resolved"
    return habit(verdicts, "temporary fix", what, "issues", _SPELL, plural="temporary fixes")


@practice(
    name="A long issue gets dated updates, even when nothing changed",
    needs="issues",
    next_step="Send an update on every open issue today, and say when the next one comes",
)
def long_issues_updated(seen: Seen) -> Finding:
    """On at least three in four of the issues open for 5 business days or more, over the last 8
    weeks, no more than 4 business days passed without a word (one and a half times the agreed 3).
    """
    every = seen.case.number("issue_updates.every")
    if every == 0:
        return unknown("no rhythm is agreed for updates on issues")
    verdicts = []
    for spell in _lasting(seen, 2 * MONTH):
        days = [event["at"].date() for event in spell.events]
        stops = days if spell.resolved else [*days, seen.today]
        gap = max(seen.between(a, b) for a, b in pairwise(stops))
        verdicts.append(({**spell.record, "longest_gap": gap}, gap <= 1.5 * every))
    what = f"spoken of at least every {1.5 * every:g} business days"
    columns = f"{_SPELL} longest_gap"
    return habit(verdicts, "long issue", what, "issues", columns, when="of the last 8 weeks")


@practice(
    name="The client's part of an investigation is asked for",
    needs="issues.note",
    also="deadlines people",
    next_step="Ask for what only the client can find out, with a date: logs, cases, a test",
)
def client_part_asked(seen: Seen) -> Finding:
    """On at least half of the issues open for 5 business days or more, over the last 12 weeks, the
    client had a part: a note that asks for it ("asked", "waiting for", "please"), an event by one
    of its people, or a deadline of the client agreed meanwhile. Not known where this was never
    noted.
    """
    verdicts = [(spell.record, _has_part(seen, spell)) for spell in _lasting(seen, QUARTER)]
    ever = any(_has_part(seen, spell) for spell in spells(seen))
    if verdicts and not ever:
        return unknown("no issue notes what the client was asked for: write it into the note")
    what = "looked into with the client's part"
    return habit(verdicts, "long issue", what, "issues", _SPELL, share=0.5)


def _has_part(seen: Seen, spell: Spell) -> bool:
    theirs = {folded(row["name"]) for row in seen.rows("people")}
    for event in spell.events[1:]:
        said = (event["note"] or "").casefold()
        if folded(event["by"] or "") in theirs or any(word in said for word in _ASKING):
            return True
    until = spell.resolved or seen.today
    return any(
        row["side"] == "client" and spell.raised <= row["promised_on"] <= until
        for row in seen.rows("deadlines")
    )
