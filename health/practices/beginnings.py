"""How it began and where it goes: start, people, expectations, the next cooperation."""

from __future__ import annotations

from datetime import date

from health.evidence.words import many, on_day
from health.practices.finding import (
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
from health.practices.seen import Seen

YEAR = 250  # business days
_START = "kickoff_on kickoff_confirmed_on started_on"
_HOPES = "asked_on expectation kind met_on exceeded"


def _client(seen: Seen, columns: str) -> Shown:
    return Shown("clients", columns, [seen.facts])


def _began(seen: Seen, on: date | None, done: str, open_: str, planned: date | None) -> Finding:
    """A thing of the start: done on a day, not done, or too long ago to be in the logs."""
    shown = _client(seen, _START)
    if on:
        return kept(f"{done} on {on_day(on)}", shown)
    if planned:
        late = seen.between(seen.case.start or seen.today, planned) > MONTH
        told = f"planned for {on_day(planned)}"
        return broken(told, shown) if late else unknown(told, shown)
    if not seen.facts["started_on"]:
        return unknown("no started_on, so the start may lie before the logs", shown)
    return broken(f"{open_}; started {many(seen.age, 'business day')} ago", shown)


@practice(
    name="Purpose, value and objectives were confirmed at the start",
    needs="clients.kickoff_confirmed_on clients.started_on",
    next_step="Write purpose, value and objectives on one page, and ask for a written yes",
    settles=MONTH // 2,
)
def start_confirmed(seen: Seen) -> Finding:
    """The outcome of the kick-off was confirmed (kickoff_confirmed_on); looked for from 10 business
    days after the start on.
    """
    confirmed = seen.happened("kickoff_confirmed_on")
    return _began(seen, confirmed, "confirmed", "no confirmation", None)


@practice(
    name="A kick-off was held",
    needs="clients.kickoff_on clients.started_on",
    next_step="Hold the kick-off now: who is who, how we work, what comes first",
    settles=MONTH // 2,
)
def kickoff_held(seen: Seen) -> Finding:
    """A kick-off was held (kickoff_on), or is planned for the first 20 business days; looked for
    from 10 business days after the start on.
    """
    held = seen.happened("kickoff_on")
    return _began(seen, held, "held", "no kick-off", seen.facts["kickoff_on"])


@practice(
    name="A deputy manager is named",
    needs="clients.backup",
    next_step="Name a deputy, and introduce them on the next call",
    settles=MONTH // 4,
)
def deputy_named(seen: Seen) -> Finding:
    """A deputy (backup) stands in the clients log; looked for from 5 business days on."""
    deputy = seen.facts["backup"]
    told = f"{deputy} stands in" if deputy else "nobody is named to stand in for the lead"
    return either(bool(deputy), told, _client(seen, "lead backup"))


@practice(
    name="Expectations were asked for, formal and informal",
    needs="expectations.kind expectations.asked_on",
    next_step="Ask what would make this a success, for the contract and for them personally",
    settles=MONTH,
)
def expectations_asked(seen: Seen) -> Finding:
    """At least one formal and one informal expectation was asked for (asked_on)."""
    asked = [row for row in seen.rows("expectations") if row["asked_on"]]
    formal, informal = (
        sum(row["kind"] == kind for row in asked) for kind in ("formal", "informal")
    )
    told = f"{formal} formal and {informal} informal expectations were asked for"
    return either(bool(formal and informal), told, Shown("expectations", _HOPES, asked))


@practice(
    name="Expectations are met or exceeded",
    needs="expectations.kind expectations.asked_on expectations.met_on",
    next_step="Take the oldest open expectation, and agree on what meets it and by when",
)
def expectations_met(seen: Seen) -> Finding:
    """At least half of the formal and informal expectations asked for 12 weeks ago or earlier, 2 or
    more, are met.
    """
    since = seen.back(QUARTER)
    due = [
        row
        for row in seen.rows("expectations")
        if row["kind"] in ("formal", "informal") and row["asked_on"] and row["asked_on"] <= since
    ]
    verdicts = [(row, row["met_on"] is not None) for row in due]
    when = "asked for 12 weeks ago or earlier"
    return habit(
        verdicts, "expectation", "met", "expectations", _HOPES, least=2, when=when, share=0.5
    )


@practice(
    name="The next cooperation was asked about directly",
    needs="expectations.kind expectations.asked_on",
    also="clients",
    next_step="Ask directly: what should we do together next, and what would stop you?",
    settles=QUARTER,
)
def next_cooperation(seen: Seen) -> Finding:
    """It was asked (an expectation of kind next-cooperation) in the last 12 months; in the last 6
    where the renewal is at most 12 weeks away.
    """
    renewal = seen.facts["renewal_on"]
    near = renewal is not None and 0 <= seen.between(seen.today, renewal) <= QUARTER
    asked = [row for row in seen.rows("expectations") if row["asked_on"]]
    rows = [row for row in asked if row["kind"] == "next-cooperation"]
    shown = Shown("expectations", _HOPES, rows)
    ahead = f"; renewal on {on_day(renewal)}" if near else ""
    if not rows:
        return broken(f"never asked{ahead}", shown)
    last = max(row["asked_on"] for row in rows)
    recent = seen.is_in(last, seen.back(YEAR // 2 if near else YEAR))
    return either(recent, f"last asked on {on_day(last)}{ahead}", shown)
