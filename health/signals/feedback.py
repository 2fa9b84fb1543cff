"""Feedback: what the client says when asked. Definitions: `scoring.md` 2."""

from __future__ import annotations

import numpy as np

from health.basis import Basis
from health.calendars import NEVER
from health.measures import Events, Scores
from health.signals.ages import aged
from health.signals.manual import signal


@signal(
    "feedback",
    "feedback",
    "rating answered_on",
    label="Rating",
    question="How do they rate the work?",
    unit="of 10",
    aim="10 of 10",
    source="answers with a rating",
    next_step="Ask what would have made it a ten, and change one thing by next week",
)
def rating(basis: Basis) -> Scores:
    """Ratings of the last 91 days, from a prior of 7 of 10."""
    rows = basis.logs["feedback"]
    rated = np.flatnonzero(~np.isnan(rows["rating"]))
    days = basis.settings.whole("rating.window_days")
    day, known = rows["answered_on"][rated], rows["known"][rated]
    score = 100 * (rows["rating"][rated] - 1) / 9
    found = basis.window(rows["client"][rated], day, np.maximum(day, known), days, score)
    return basis.window_mean("rating", found)


@signal(
    "feedback",
    "feedback",
    "yes_no answered_on",
    label="Yes answers",
    question="Do they say yes when asked whether all is well?",
    unit="%",
    aim="all yes",
    source="answers to yes/no questions",
    next_step="Take up the no: restate it, then say what happens by when",
)
def yes_answers(basis: Basis) -> Scores:
    """Share of yes among the answers of the last 91 days, from a prior of 75 %."""
    rows = basis.logs["feedback"]
    said = np.flatnonzero((rows["yes_no"] >= 0) & (rows["answered_on"] < NEVER))
    days = basis.settings.whole("yes_answers.window_days")
    day, known = rows["answered_on"][said], rows["known"][said]
    score = 100.0 * rows["yes_no"][said]
    found = basis.window(rows["client"][said], day, np.maximum(day, known), days, score)
    return basis.window_mean("yes_answers", found)


@signal(
    "feedback",
    "feedback",
    "asked_on answered_on",
    label="Answers when asked",
    question="Do they answer at all?",
    unit="%",
    aim="every ask answered within 10 business days",
    source="asks and their answers",
    next_step="Ask by another way, shorter, or ask somebody else",
)
def response_rate(basis: Basis) -> Scores:
    """Verdicts of asks: answered, or not answered within 10 business days."""
    rows = basis.logs["feedback"]
    days = basis.settings.whole("response_rate.window_days")
    asks = np.flatnonzero(rows["asked_on"] < NEVER)
    client, asked, answered = (rows[name][asks] for name in ("client", "asked_on", "answered_on"))
    known = np.maximum(rows["known"][asks], asked)
    limit = basis.calendars.after(client, asked, basis.settings.whole("response_rate.within"))
    # An ask counts as unanswered after its limit, unless an answer in time is known.
    until = np.where(answered <= limit, np.maximum(answered, known), NEVER)
    found = basis.window(client, limit + 1, known, days, 0.0, until)
    yes = np.flatnonzero(answered < NEVER)
    found += basis.window(client[yes], answered[yes], np.maximum(known, answered)[yes], days, 100.0)
    return basis.window_mean("response_rate", found)


@signal(
    "feedback",
    "feedback",
    label="Last asked",
    question="Do we ask regularly?",
    unit="business days",
    aim="every {feedback_every} business days",
    source="asks, and answers that came unasked",
    next_step="Send the form today; it takes them 20 seconds",
    reads="agreements.feedback_every age",
)
def feedback_freshness(basis: Basis) -> Scores:
    """Age since we last asked, averaged over 20 business days."""
    rows = basis.logs["feedback"]
    client, asked, answered = rows["client"], rows["asked_on"], rows["answered_on"]
    known = rows["known"]
    asks = np.flatnonzero(asked < NEVER)
    # An answer stands for the ask where that is blank, or not known yet.
    unasked = np.flatnonzero((answered < NEVER) & (answered < asked))
    day = np.concatenate([asked[asks], answered[unasked]])
    since = np.concatenate([known[asks], known[unasked]])
    until = np.concatenate(
        [
            np.full(len(asks), NEVER, np.int32),
            np.where(asked < NEVER, np.maximum(asked, known), NEVER)[unasked],
        ]
    ).astype(np.int32)
    events = Events(
        np.concatenate([client[asks], client[unasked]]), day, np.maximum(day, since), until
    )
    return aged(basis, events, basis.agreed["feedback_every"])
