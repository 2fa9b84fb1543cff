"""Rules on feedback: an unhappy answer, and none."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from health.alerts.ground import Ground
from health.alerts.life import Places
from health.alerts.rules import Asked, Part, Told, rule
from health.calendars import NEVER, Days, Ints
from health.logs.contract import folded
from health.logs.rows import Rows
from health.measures import Flags, Scores, numbered, paired, standing
from health.signals import SIGNALS
from health.words import figure, many

_NOBODY = "no name"
_WIDE = 1 << 31  # clients and names of raters are fewer
_PAIRS = 1 << 18  # of answers, looked at together


@rule(
    title="An unhappy answer",
    severity="high",
    practice="complaint_restated",
    event=True,
    always_told=True,
)
def unhappy_answer(ground: Ground) -> Iterator[Part]:
    """A rating of 5 or less, a "no", or a rating 3 or more below the median of what the same person
    gave before: on the day on which the answer is known. An event; a person's next unhappy answer
    continues it.
    """
    rows = ground.logs["feedback"]
    if not ground.usable("feedback", "answered_on"):
        return
    client, rating, answered = rows["client"], rows["rating"], rows["answered_on"]
    judged = np.where(answered >= NEVER, NEVER, np.maximum(answered, rows["known"]))
    judged = judged.astype(np.int32)
    usual = _usual(ground, judged)
    drop = ground.number("alerts.unhappy_drop")[client]
    with np.errstate(invalid="ignore"):
        unhappy = rating <= ground.number("alerts.unhappy_rating")[client]
        unhappy |= np.round(usual - rating, 9) >= drop
    unhappy = (unhappy | (rows["yes_no"] == 0)) & (answered < NEVER)
    subject = client.astype(np.int64) * _WIDE + rows["rater"] + 1
    which = np.flatnonzero(unhappy)
    spells = ground.clipped(client[which], subject[which], judged[which], judged[which] + 1)

    def name(asked: Asked) -> str:
        code = asked.subject % _WIDE - 1
        found = ground.name("feedback", "rater", asked.client, code, asked.since)
        if code < 0:
            return _NOBODY
        return f"“{found}”" if folded(found) == _NOBODY else found  # two alerts, two names

    def told(asked: Asked) -> Told:
        mine = ground.rows_of("feedback", asked.client, asked.day)
        mine = mine[unhappy[mine] & (subject[mine] == asked.subject)]
        new = mine[judged[mine] == asked.day]
        # The latest of that day; of one day, the worst.
        one = new[np.lexsort((rows["yes_no"][new], rating[new], -answered[new]))[0]]
        said = [f"gave {figure(rating[one])} of 10"] if rating[one] == rating[one] else []
        said += ["said no"] if rows["yes_no"][one] == 0 else []
        who = name(asked) if asked.subject % _WIDE else "Someone"
        lower = usual[one] - rating[one] >= drop[one]
        before = f"; {figure(usual[one])} was usual" if lower else ""
        message = f"{who} {' and '.join(said)} on {asked.on(int(answered[one]))}{before}."
        lately = mine[(judged[mine] >= asked.since) & (judged[mine] <= asked.day)]
        step = "rating" if rating[one] == rating[one] else "yes_answers"
        found = [("feedback", int(row)) for row in sorted(rows["row"][lately])]
        return Told(message, found, SIGNALS[step].next_step)

    yield Part(spells, name, told)


def _usual(ground: Ground, judged: Days) -> Scores:
    """Of every answer the median of the ratings that the same person had given before its day, as
    known when it is judged; NaN where there is none, or nobody is named.
    """
    rows = ground.logs["feedback"]
    usual = np.full(len(rows), np.nan)
    rated = np.flatnonzero(~np.isnan(rows["rating"]) & (rows["rater"] >= 0) & (judged < NEVER))
    if not len(rated):
        return usual
    key = rows["client"][rated].astype(np.int64) * _WIDE + rows["rater"][rated]
    order = np.argsort(key, kind="stable")
    rated, person = rated[order], numbered(key[order])
    for some in _some_people(person):
        _add_usual(usual, rows, judged, rated[some], person[some] - person[some.start])
    return usual


def _some_people(person: Places) -> Iterator[slice]:
    """All answers, ordered by person, so many at a time that their pairs are few."""
    firsts = np.flatnonzero(np.diff(person, prepend=-1))
    pairs = np.bincount(person)[person].cumsum()[firsts]
    cuts = firsts[np.diff(pairs // _PAIRS, prepend=-1) > 0]
    for first, end in pairwise([*cuts.tolist(), len(person)]):
        yield slice(first, end)


def _add_usual(usual: Scores, rows: Rows, judged: Days, rated: Places, person: Places) -> None:
    """Enter the median for the answers of some people, which are ordered by person."""
    one, other = paired(person, person, int(person[-1]) + 1)
    one, other = rated[one], rated[other]
    day = rows["answered_on"]
    before = (day[other] < day[one]) & (judged[other] <= judged[one])
    one, rating = one[before], rows["rating"][other[before]]
    order = np.lexsort((rating, one))
    one, rating = one[order], rating[order]
    answers, first, many_ = np.unique(one, return_index=True, return_counts=True)
    middle = rating[first + (many_ - 1) // 2], rating[first + many_ // 2]
    usual[answers] = (middle[0] + middle[1]) / 2


@rule(title="No answer to what we ask", severity="medium", practice="silence_not_consent")
def silent_feedback(ground: Ground) -> Iterator[Part]:
    """Three asks running, since the last one that was answered, have gone unanswered. An ask counts
    as unanswered once the 10 business days that an answer may take are over; before, nobody can
    say.
    """
    if not ground.usable("feedback", "asked_on answered_on"):
        return
    rows = ground.logs["feedback"]
    asks = np.flatnonzero(rows["asked_on"] < NEVER)
    client, day = rows["client"][asks], rows["asked_on"][asks]
    known = np.maximum(day, rows["known"][asks])
    limit = ground.basis.calendars.after(client, day, ground.settings.whole("response_rate.within"))
    answered = np.maximum(rows["answered_on"][asks], known)
    counts = np.maximum(limit + 1, known)
    until = np.minimum(answered, _answered_later(ground, client, day, answered))
    points = ground.basis.points
    number = standing(ground.active.shape, client, points.on(counts), points.on(until))
    spells = ground.spells(number >= ground.number("alerts.silent_asks")[:, None])

    def told(asked: Asked) -> Told:
        mine = (client == asked.client) & (counts <= asked.day) & (until > asked.day)
        run: Places = np.flatnonzero(mine)
        message = (
            f"{many(len(run), 'ask')} running went unanswered, the latest of "
            f"{asked.on(int(day[run].max()))}, the oldest of {asked.on(int(day[run].min()))}."
        )
        found = [("feedback", int(row)) for row in sorted(rows["row"][asks[run]])]
        return Told(message, found, SIGNALS["response_rate"].next_step)

    yield Part(spells, lambda _: "feedback", told)


def _answered_later(ground: Ground, client: Ints, day: Days, answered: Days) -> Days:
    """The first day on which an ask of the same day or a later one is known to be answered."""
    use = answered < NEVER
    days = ground.days
    latest = np.full(ground.active.shape, -NEVER, np.int32)
    seen = use & (answered <= days[-1])
    place = np.maximum(answered[seen] - ground.first, 0)
    np.maximum.at(latest, (client[seen], place), day[seen])
    latest = np.maximum.accumulate(latest, axis=1)
    wide = np.int64(1) << 32
    keys = (ground.clients[:, None] * wide + latest + NEVER).ravel()
    found = np.searchsorted(keys, client.astype(np.int64) * wide + day + NEVER, "left")
    found = found - client * len(days)
    late: Flags = found >= len(days)
    return np.where(late, NEVER, days[np.minimum(found, len(days) - 1)]).astype(np.int32)
