"""Showing and asking: demos, reports, feedback, and what silence means."""

from __future__ import annotations

from health.evidence.words import many
from health.logs.contract import SECTIONS
from health.practices.finding import (
    LEAST,
    MONTH,
    QUARTER,
    Finding,
    Shown,
    broken,
    either,
    kept,
    latest,
    rhythm,
    unknown,
)
from health.practices.rules import practice
from health.practices.seen import Record, Seen

_REPORTS = "sent_on " + " ".join(SECTIONS)
_ANSWERS = "answered_on asked_on rating yes_no rater question comment"
_SECTIONS_FILLED = 0.75
_SAYING = 0.25  # of the answers say something
_WORDS = 3  # "Fine", "All good": fewer words say nothing
_UNHAPPY = 6  # a rating up to this one says something by itself


@practice(
    name="Intermediate results are demonstrated",
    needs="demos.held_on",
    next_step="Fix a date for a demo this week, and show what is there",
    settles=MONTH,
)
def work_demonstrated(seen: Seen) -> Finding:
    """On three in four of the last 20 business days, the last demo held was at most as old as
    agreed, with a fifth of grace.
    """
    demos = [row for row in seen.rows("demos") if row["held_on"]]
    columns = "held_on planned_for attendance outcome notes"
    shown = Shown("demos", columns, latest(demos, "held_on"))
    days = [row["held_on"] for row in demos]
    return rhythm(seen, days, seen.case.agreed("demo_every"), "demo", shown)


@practice(
    name="A status report goes out every week",
    needs="reports",
    next_step="Send a status report today, even a short one",
    settles=MONTH,
)
def report_sent(seen: Seen) -> Finding:
    """On three in four of the last 20 business days, the last report was at most as old as agreed
    (5 business days unless agreed otherwise), with a fifth of grace.
    """
    days = [row["sent_on"] for row in seen.rows("reports")]
    shown = Shown("reports", _REPORTS, latest(seen.rows("reports"), "sent_on"))
    return rhythm(seen, days, seen.case.agreed("report_every"), "report", shown)


@practice(
    name="Reports fill all six sections",
    needs="reports",
    next_step="Write the sections that are blank or copied: one true sentence each",
)
def report_sections(seen: Seen) -> Finding:
    """At least three in four sections (budget, timeline, blockers, requirements, risks, questions)
    of the reports of the last 12 weeks, 3 or more, are filled anew; n/a is left out, copied is not
    filled.
    """
    names = [name for name in SECTIONS if seen.tracked("reports", name)]
    if not names:
        return unknown("the reports log has no column for any of the six sections")
    reports = seen.within("reports", "sent_on", QUARTER)
    cells = [row[name] for row in reports for name in names if row[name] != "n/a"]
    filled = sum(cell == "yes" for cell in cells)
    shown = Shown("reports", _REPORTS, reports)
    if len(reports) < LEAST or not cells:
        return unknown(f"too little: {many(len(reports), 'report')} in the last 12 weeks", shown)
    told = f"{filled} of {len(cells)} sections filled in {many(len(reports), 'report')}"
    return either(filled >= _SECTIONS_FILLED * len(cells), told, shown)


@practice(
    name="Feedback is asked for every week",
    needs="feedback",
    next_step="Send the short form: one rating, two questions",
    settles=MONTH,
)
def feedback_asked(seen: Seen) -> Finding:
    """On three in four of the last 20 business days, we last asked at most as long ago as agreed
    (5 business days unless agreed otherwise), with a fifth of grace. How easy the form is, no log
    tells.
    """
    if not any(seen.tracked("feedback", name) for name in ("asked_on", "answered_on")):
        return unknown("feedback.csv has no column asked_on or answered_on")
    asks = [{**row, "on": row["asked_on"] or row["answered_on"]} for row in seen.rows("feedback")]
    columns = "on asked_on answered_on rating yes_no rater question"
    shown = Shown("feedback", columns, latest(asks, "on"))
    every = seen.case.agreed("feedback_every")
    return rhythm(seen, [row["on"] for row in asks if row["on"]], every, "request", shown)


@practice(
    name="Silence is not taken for consent",
    needs="feedback.answered_on",
    next_step="Ask in person what should be different, and write down the answer",
)
def silence_not_consent(seen: Seen) -> Finding:
    """At least one in four answers of the last 12 weeks, 3 or more, says something: a comment of 3
    words, a rating up to 6, a "no". Not kept too where 3 or more asks are past their time and none
    was answered.
    """
    answers = seen.within("feedback", "answered_on", QUARTER)
    late = _unanswered(seen)
    silent = Shown("feedback", "asked_on answered_on rater question", late)
    if not answers and len(late) >= LEAST:
        return broken(f"{many(len(late), 'ask')} in the last 12 weeks, and no answer", silent)
    shown = Shown("feedback", _ANSWERS, answers)
    if len(answers) < LEAST:
        return unknown(f"too little: {many(len(answers), 'answer')} in the last 12 weeks", shown)
    saying = sum(_says_something(row) for row in answers)
    told = f"{saying} of {len(answers)} answers in the last 12 weeks say more than fine"
    if saying >= _SAYING * len(answers):
        return kept(told, shown)
    if not seen.tracked("feedback", "comment"):
        return unknown(f"{told}; comments are not kept", shown)
    return broken(told, shown)


def _unanswered(seen: Seen) -> list[Record]:
    """Asks of the last 12 weeks to which no answer came in its time."""
    within = int(seen.case.number("response_rate.within"))
    return [
        row
        for row in seen.within("feedback", "asked_on", QUARTER)
        if row["answered_on"] is None and seen.after(row["asked_on"], within) < seen.today
    ]


def _says_something(row: Record) -> bool:
    return (
        len((row["comment"] or "").split()) >= _WORDS
        or row["rating"] <= _UNHAPPY
        or row["yes_no"] is False
    )
