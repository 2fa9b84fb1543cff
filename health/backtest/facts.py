"""What was known of every client at the end of every week: the plain facts beside the scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from health.alerts import Alerts
from health.basis import Basis
from health.calendars import NEVER, Days, Ints
from health.logs.contract import LOGS
from health.measures import Scores, summed
from health.portfolio import Portfolio
from health.settings import DIMENSIONS
from health.signals.promises import promises

# The higher, the more at risk. Each is one that needs no score, only a look at a log.
BASELINES = {
    "last rating": "the client's latest rating, the lower the worse",
    "days since contact": "days since the last contact in either direction",
    "overdue items": "our deadlines that are past their date and not done",
}
# Facts by what they are about. Of those with a sign more (+1) or less (-1) is held to be worse
# before any outcome is looked at.
SCORES, COURSE, ALERTS, PLAIN, ACTIVITY, RHYTHM = (
    "scores", "course of scores", "alerts", "plain facts", "activity", "course of activity"
)  # fmt: skip
_NEUTRAL = ("issues", "risks", "changes", "spend")  # logs of which more may be better or worse
_MOMENTS = ("contacts", "issues")
_LEFT_OUT = ("clients", "outcomes", "people")  # no activity, or what is to be foretold


def baselines(basis: Basis) -> dict[str, Scores]:
    """The three plain baselines as risks (C, W); NaN where the log does not say."""
    return {
        "last rating": -_last_rating(basis),
        "days since contact": _days_since(basis, "contacts"),
        "overdue items": _overdue(basis),
    }


def _days_since(basis: Basis, log: str) -> Scores:
    """Days since the latest row of a log known at each point, (C, W); NaN before the first."""
    rows = basis.usable(log)
    if rows is None:
        return basis.missing()
    day = rows["at.day" if log in _MOMENTS else "first"]
    seen = np.maximum(basis.points.on(day), basis.points.knowing(rows["known"]))
    return _ago(basis, rows["client"], day, seen)


def _ago(basis: Basis, client: Ints, day: Days, seen: Days) -> Scores:
    """Days since the latest of some rows, each seen from a point on, (C, W)."""
    latest = np.full((basis.shape[0], basis.shape[1] + 1), -int(NEVER), np.int64)
    np.maximum.at(latest, (client, seen), day)
    latest = np.maximum.accumulate(latest[:, :-1], axis=1)
    return np.where(latest > -NEVER, basis.points.days - latest, np.nan)


def _last_rating(basis: Basis) -> Scores:
    """The rating of the latest answer known at each point, (C, W)."""
    rows = basis.usable("feedback", ("rating", "answered_on"))
    found = np.full((basis.shape[0], basis.shape[1] + 1), np.nan)
    if rows is None:
        return found[:, :-1]
    there = np.flatnonzero(~np.isnan(rows["rating"]) & (rows["answered_on"] < NEVER))
    day = rows["answered_on"][there]
    seen = np.maximum(basis.points.on(day), basis.points.knowing(rows["known"][there]))
    order = np.lexsort((rows["row"][there], day, seen))
    found[rows["client"][there][order], seen[order]] = rows["rating"][there][order]
    return _carried(found)[:, :-1]


def _carried(values: Scores) -> Scores:
    """Each missing value as the one before it along the last axis."""
    place = np.where(np.isnan(values), 0, np.arange(values.shape[1]))
    return np.take_along_axis(values, np.maximum.accumulate(place, axis=1), axis=1)


def _overdue(basis: Basis) -> Scores:
    """Items of ours that are open past the date that stands, (C, W); NaN where nobody keeps
    record of what was done, or the client has no item yet.
    """
    if basis.usable("deadlines", ("done_on",)) is None:
        return basis.missing()
    found = basis.once(promises)
    points = basis.points
    late = np.maximum(points.on(found.stands + 1), points.knowing(found.begin))
    end = np.minimum(points.knowing(found.end), points.on(found.done))
    count = summed(basis.shape, found.client, late, end)
    rows = basis.logs["deadlines"]
    ours = rows["side"] != 1
    first = np.zeros((basis.shape[0], basis.shape[1] + 1), bool)
    first[rows["client"][ours], points.knowing(rows["known"][ours])] = True
    return np.where(np.logical_or.accumulate(first[:, :-1], axis=1), count, np.nan)


@dataclass(frozen=True)
class Fact:
    """Something known of every client at every point (C, W), or of some of these (N,)."""

    name: str
    about: str
    worse: int
    values: npt.NDArray[np.floating]


def activity(basis: Basis) -> Iterator[Fact]:
    """Of every log that is there: how much came in 13 weeks, how the last 4 and 13 compare with
    more, how long ago the last was; on a scale on which twice as much is one step.
    """
    since = np.maximum(basis.points.days - basis.start, 0) / 7 + 1.0
    yield Fact("time as a client", ACTIVITY, 0, np.log2(since))
    for name, client, day, known in _happened(basis):
        seen = np.maximum(basis.points.on(day), basis.points.knowing(known))
        month, quarter, half = (
            np.log2((_within(basis, client, day, seen, 7 * weeks) + 0.5) / np.minimum(since, weeks))
            for weeks in (4, 13, 26)
        )
        ago = np.log2(_ago(basis, client, day, seen) + 1)
        few = 0 if name in _NEUTRAL else 1
        yield Fact(f"{name} in 13 weeks", ACTIVITY, -few, quarter)
        yield Fact(f"{name}, 4 weeks beside 13", RHYTHM, -few, month - quarter)
        yield Fact(f"{name}, 13 weeks beside 26", RHYTHM, -few, quarter - half)
        yield Fact(f"days since {name}", ACTIVITY, few, ago)
        yield Fact(f"days since {name}, beside their rhythm", RHYTHM, few, ago + half)


def _happened(basis: Basis) -> Iterator[tuple[str, Ints, Days, Days]]:
    """Rows as what happened: a name, and whose they are, their days, since when they are known."""
    for log in LOGS:
        rows = basis.usable(log)
        if log in _LEFT_OUT or rows is None or not len(rows):
            continue
        found = rows["client"], rows["at.day" if log in _MOMENTS else "first"], rows["known"]
        yield log, *found
        theirs = rows["direction"] == 1 if log == "contacts" else np.zeros(0, bool)
        if theirs.any() and not theirs.all():
            yield "their contacts", *(each[theirs] for each in found)


def _within(basis: Basis, client: Ints, day: Days, seen: Days, days: int) -> Scores:
    """Rows dated in the last so many days, seen from a point on, (C, W)."""
    return summed(basis.shape, client, seen, basis.points.on(day + days))


def of_scores(portfolio: Portfolio) -> Iterator[Fact]:
    """Dimensions, health, how much is known, and how they have changed; ten points are one step."""
    scores = portfolio.history.scores
    names = (*DIMENSIONS, "health")
    for name, values in zip(names, (*scores.dimensions, scores.health), strict=True):
        yield Fact(name, SCORES, -1, values / 10)
        for weeks in (4, 13):
            yield Fact(f"{name} in {weeks} weeks", COURSE, -1, _change(values, weeks) / 10)
    yield Fact("coverage", SCORES, 0, scores.coverage)
    yield Fact("slope", COURSE, -1, portfolio.history.slope)


def _change(values: Scores, weeks: int) -> Scores:
    """Less what it was so many points ago, (C, W)."""
    found = np.full(values.shape, np.nan)
    found[:, weeks:] = values[:, weeks:] - values[:, :-weeks]
    return found


def open_alerts(alerts: Alerts, basis: Basis) -> dict[str, Scores]:
    """How many alerts of each rule fire at every point, (C, W)."""
    points = basis.points
    found: dict[str, Scores] = {}
    for rule, life in zip(alerts.rules, alerts.lives, strict=True):
        count = summed(basis.shape, life.client, points.on(life.fires), points.on(life.resolved))
        found[rule.name] = found.get(rule.name, 0) + count
    return found


def of_alerts(fires: dict[str, Scores]) -> Iterator[Fact]:
    """The same as facts to learn from: of each rule, and of all together."""
    for name, count in fires.items():
        yield Fact(f"alerts: {name}", ALERTS, 1, np.minimum(count, 3.0))
    if fires:
        yield Fact("alerts", ALERTS, 1, np.log2(np.sum(list(fires.values()), axis=0) + 1))


def of_baselines(plain: dict[str, Scores]) -> Iterator[Fact]:
    """The baselines as facts to learn from; one more overdue item is less the more there are."""
    for name, risk in plain.items():
        values = risk if name == "last rating" else np.log2(risk + 1)
        yield Fact(name, PLAIN, 1, values)
