"""Ramp, Age and Window mean: the building blocks of `scoring.md` 1, for all clients and points.

Points are the columns of every result (C, W): a day `days[w]`, seen with what was known at the end
of `known[w]`. In the history both are the same day; the ledger asks what is known a week earlier.
A row counts over a stretch of points [begin, end), so whatever is final costs two entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from health.calendars import NEVER, Calendars, Days, Ints

Scores = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
UNIT = 2.0**30  # scores are summed in whole multiples of 1/UNIT: exact in any order
_CELLS, _PART = 100_000, 1 << 17


def ramp(x: Scores | Ints, full: Scores | float, zero: Scores | float) -> Scores:
    """100 at `full`, 0 at `zero`, straight between, either way round; no number if they are one."""
    with np.errstate(invalid="ignore", divide="ignore"):
        found = np.asarray((zero - x) / (np.asarray(zero) - full))
    np.clip(found, 0, 1, out=found)
    found *= 100
    return found


class Steps:
    """The first point at or after a day: `steps(day)`, W where there is none."""

    def __init__(self, days: Days) -> None:
        self._first = int(days[0]) if len(days) else 0
        last = int(days[-1]) if len(days) else 0
        span = np.arange(self._first, last + 2)
        self._table = np.searchsorted(days, span).astype(np.int32)

    def __call__(self, day: Ints) -> Days:
        """Points (n,) for days (n,)."""
        return self._table.take(day - self._first, mode="clip")


@dataclass(frozen=True)
class Points:
    """The days (W,) scores are taken on, and until when things are known on each; both rising."""

    days: Days
    known: Days
    on: Steps = field(init=False)
    knowing: Steps = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "on", Steps(self.days))
        object.__setattr__(self, "knowing", Steps(self.known))

    def __len__(self) -> int:
        return len(self.days)


@dataclass(frozen=True)
class Tally:
    """How many verdicts stand at each point (C, W), and their sum."""

    count: Scores
    total: Scores

    def mean(self, prior_count: Scores | float = 0.0, prior_mean: Scores | float = 0.0) -> Scores:
        """(k m + sum) / (k + count), NaN where there is no verdict."""
        with np.errstate(invalid="ignore", divide="ignore"):
            found = (prior_count * prior_mean + self.total) / (prior_count + self.count)
        return np.where(self.count > 0, found, np.nan)

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.count + other.count, self.total + other.total)


class Sums:
    """Sums over the rows that stand at each point; rows are added some at a time.

    Weights are whole numbers, so that the sums are exact in whatever order rows come.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        clients, points = shape
        self._wide = points + 1
        self._change = np.zeros(clients * self._wide)
        small = len(self._change) < np.iinfo(np.int32).max
        self._kind: type[np.integer] = np.int32 if small else np.intp

    def add(self, client: Ints, begin: Ints, end: Ints, weight: Scores | float = 1.0) -> None:
        """Rows (n,) that stand at the points [begin, end), each with its weight."""
        row = client.astype(self._kind, copy=False) * self._kind(self._wide)
        np.add.at(self._change, (row + begin).astype(np.intp, copy=False), weight)
        end = np.maximum(begin, end)
        np.subtract.at(self._change, (row + end).astype(np.intp, copy=False), weight)

    def sums(self) -> Scores:
        """At each point, (C, W)."""
        return self._change.reshape(-1, self._wide).cumsum(axis=1)[:, :-1]


class Tallying:
    """A tally of verdicts that come some at a time."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self._count, self._total = Sums(shape), Sums(shape)

    def add(self, client: Ints, begin: Ints, end: Ints, score: Scores | float) -> None:
        """Verdicts (n,) that stand at the points [begin, end), each with its score."""
        keep = np.flatnonzero(begin < end)
        if len(keep) < len(begin):
            client, begin, end = client.take(keep), begin.take(keep), end.take(keep)
            score = score.take(keep) if isinstance(score, np.ndarray) else score
        self._count.add(client, begin, end)
        if isinstance(score, np.ndarray) or score:
            self._total.add(client, begin, end, np.rint(np.multiply(score, UNIT)))

    def tally(self) -> Tally:
        """Of all that came."""
        return Tally(self._count.sums(), self._total.sums() / UNIT)


def standing(shape: tuple[int, int], client: Ints, begin: Ints, end: Ints) -> Scores:
    """How many rows stand at each point, those of [begin, end)."""
    return summed(shape, client, begin, end)


def tally(
    shape: tuple[int, int], client: Ints, begin: Ints, end: Ints, score: Scores | float
) -> Tally:
    """Count and sum of the scores (n,) of rows that stand over [begin, end)."""
    found = Tallying(shape)
    found.add(client, begin, end, score)
    return found.tally()


def summed(
    shape: tuple[int, int], client: Ints, begin: Ints, end: Ints, weight: Scores | float = 1.0
) -> Scores:
    """The sum of the weights of the rows that stand at each point, (C, W)."""
    found = Sums(shape)
    found.add(client, begin, end, weight)
    return found.sums()


@dataclass(frozen=True)
class Events:
    """Dated events: client (n,), day (n,), and the days [known, until) on which it is known."""

    client: Ints
    day: Days
    known: Days
    until: Days | None = None


def once_a_day(events: Iterable[Events], clients: int, first: int, last: int) -> Events:
    """Fewer events, given some at a time, for the same ages: one a client and day.

    Those before `first` or after `last`, or not known on their own day, stay as they are.
    """
    seen, width = np.zeros(clients * (last + 1 - first), bool), last + 1 - first
    rest: list[tuple[Ints, Days, Days]] = []
    for some in events:
        plain = (some.known == some.day) & (some.day >= first) & (some.day <= last)
        at, other = np.flatnonzero(plain), np.flatnonzero(~plain)
        seen[some.client.take(at) * np.intp(width) + (some.day.take(at) - first)] = True
        if len(other):
            rest.append((some.client.take(other), some.day.take(other), some.known.take(other)))
    client, place = np.divmod(np.flatnonzero(seen), width)
    day = (place + first).astype(np.int32)
    parts: list[tuple[Ints, Days, Days]] = [(client.astype(np.int32), day, day), *rest]
    return Events(*(np.concatenate(each) for each in zip(*parts, strict=True)))


@dataclass(frozen=True)
class Spans:
    """What ages are measured against: calendars, points, the start of every client as known."""

    calendars: Calendars
    points: Points
    start: Days  # (C, W)
    window: int  # business days that ages are averaged over
    one_week: bool = False  # instead: the business days of the last seven days

    @property
    def shape(self) -> tuple[int, int]:
        """(C, W)."""
        return self.start.shape[0], self.start.shape[1]

    def first_of_window(self, client: Ints, day: Ints) -> Days:
        """The day before the first of the last `window` business days up to each day."""
        if self.one_week:
            return np.asarray(day - 7, np.int32)
        return self.calendars.nth(client, self.calendars.count(client, day) - self.window)

    def leaves_window(self, client: Ints, day: Ints) -> Days:
        """The first day on which a day is no longer among the last `window` business days."""
        if self.one_week:
            return np.asarray(day + 7, np.int32)
        return self.calendars.nth(client, self.calendars.count(client, day) + self.window)


def age_score(age: Scores | Ints, target: Scores, grace: Scores, zero_at: Scores) -> Scores:
    """f(A) = ramp(A, tau + g, 3 tau + g), ages and targets in business days."""
    return ramp(age, target + grace, zero_at * target + grace)


def age_mean(
    spans: Spans,
    events: Events,
    target: Scores,
    grace: Scores,
    zero_at: Scores,
    from_first_use: bool = False,
) -> Scores:
    """The mean of f(A(d)) over the last business days d up to each point, (C, W).

    `target`, `grace` (business days) and `zero_at` (x target) are (C,). Days not after the client's
    start are left out, and with `from_first_use` those before the first event. NaN where no day is
    left or the target is 0. `scoring.md` 1, Age.
    """
    points = spans.points
    until = events.until if events.until is not None else np.full(len(events.day), NEVER, np.int32)
    lasting = until >= NEVER
    known_by, there_by = points.knowing(events.known), points.on(events.day)
    odd = (known_by > there_by) | ~lasting
    whole = _by_day(spans, events, lasting, target, grace, zero_at, from_first_use)
    unsettled = spans.start != spans.start[:, -1:]
    if odd.any():
        client, begin = events.client[odd], there_by[odd]
        to = np.where(lasting[odd], known_by[odd], len(points))
        unsettled |= standing(spans.shape, client, begin, to) > 0
    if unsettled.any():
        cells = np.argwhere(unsettled).astype(np.int32)
        order = np.lexsort((events.day, events.client))
        known = Events(events.client[order], events.day[order], events.known[order], until[order])
        for at in range(0, len(cells), _CELLS):
            client, point = cells[at : at + _CELLS].T
            whole[client, point] = _by_cell(
                spans, known, client, point, target, grace, zero_at, from_first_use
            )
    return np.where((target > 0)[:, None], whole, np.nan)


def _by_day(
    spans: Spans,
    events: Events,
    lasting: Flags,
    target: Scores,
    grace: Scores,
    zero_at: Scores,
    from_first_use: bool,
) -> Scores:
    """Ages as if every event were known on its day: one value a client and day, summed once."""
    calendars, points = spans.calendars, spans.points
    clients = np.arange(len(spans.start))
    low = int(spans.first_of_window(clients, np.full(len(clients), points.days[0])).min())
    high = int(points.days[-1])
    day = np.arange(low, high + 1, dtype=np.int32)
    span = slice(low - calendars.first, high + 1 - calendars.first)
    passed = calendars.upto[calendars.of, span]
    business = calendars.is_business[calendars.of, span]
    start = spans.start[:, -1]
    use = lasting & (events.day <= high)
    client, when = (
        (events.client, events.day) if use.all() else (events.client[use], events.day[use])
    )
    latest = np.full(passed.shape, -1, np.int32)
    within = np.flatnonzero(when >= low)
    latest[client[within], when[within] - low] = 0
    latest = np.where(latest == 0, passed, -1)
    before = np.flatnonzero(when < low)
    earlier = calendars.count(client[before], when[before])
    np.maximum.at(latest[:, 0], client[before], earlier)
    latest[:, 0] = np.maximum(latest[:, 0], calendars.count(clients, start))
    begun = np.flatnonzero((start > low) & (start <= high))
    place = start[begun] - low
    latest[begun, place] = np.maximum(latest[begun, place], calendars.count(begun, start[begun]))
    latest = np.maximum.accumulate(latest, axis=1)
    score = age_score(passed - latest, target[:, None], grace[:, None], zero_at[:, None])
    counts = business & (day > start[:, None])
    if from_first_use:
        first = np.full(len(clients), NEVER, np.int32)
        np.minimum.at(first, client, when)
        counts &= day >= first[:, None]
    number = counts.cumsum(axis=1, dtype=np.int32)
    score[~counts] = 0
    score *= UNIT
    total = np.rint(score, out=score).cumsum(axis=1, out=score)
    upto = np.broadcast_to(points.days - low, spans.shape)
    each = np.broadcast_to(clients[:, None], spans.shape)
    gone = spans.first_of_window(each, upto + low) - low
    total, number = (
        np.take_along_axis(sums, upto, 1) - np.take_along_axis(sums, gone, 1)
        for sums in (total, number)
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Scores = total / number
    return mean / UNIT


def _by_cell(
    spans: Spans,
    events: Events,
    client: Ints,
    point: Ints,
    target: Scores,
    grace: Scores,
    zero_at: Scores,
    from_first_use: bool,
) -> Scores:
    """Ages at single points where not every event was known: each day's latest known event.

    `events` are ordered by client and day.
    """
    calendars = spans.calendars
    at, knowing = spans.points.days[point], spans.points.known[point]
    start = spans.start[client, point]
    place = np.arange(spans.window)
    number = calendars.count(client, at)[:, None] - place
    each = np.broadcast_to(client[:, None], number.shape)
    day = calendars.nth(each, number)
    latest = _latest_known(events, each, day, np.broadcast_to(knowing[:, None], day.shape))
    counts = (day > start[:, None]) & (day > spans.first_of_window(client, at)[:, None])
    if from_first_use:
        counts &= latest > -NEVER
    since = np.maximum(latest, start[:, None])
    age = number - calendars.count(each, since)
    score = age_score(
        age, target[client][:, None], grace[client][:, None], zero_at[client][:, None]
    )
    total = np.rint(np.where(counts, score, 0) * UNIT).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Scores = total / counts.sum(axis=1) / UNIT
    return mean


def _latest_known(events: Events, client: Ints, day: Ints, knowing: Ints) -> Days:
    """The latest event day up to `day` that is known at `knowing`; -NEVER where there is none."""
    wide = np.int64(1) << 32
    keys = events.client.astype(np.int64) * wide + events.day
    ask = client.astype(np.int64) * wide + day
    place = np.searchsorted(keys, ask.ravel(), side="right") - 1
    owner, limit = client.ravel(), knowing.ravel()
    assert events.until is not None
    while True:
        safe = np.maximum(place, 0)
        mine = (place >= 0) & (events.client[safe] == owner) if len(keys) else place >= 0
        if not len(keys):
            break
        hidden = mine & ((events.known[safe] > limit) | (events.until[safe] <= limit))
        if not hidden.any():
            break
        place = place - hidden
    found = np.full(len(place), -NEVER, np.int32)
    if len(keys):
        found[mine] = events.day[safe[mine]]
    return found.reshape(day.shape)


def numbered(keys: Ints) -> npt.NDArray[np.intp]:
    """Of keys in rising order, the number of each different one, from 0."""
    if not len(keys):
        return np.zeros(0, np.intp)
    return np.concatenate([[0], (keys[1:] != keys[:-1]).cumsum(dtype=np.intp)])


def versions(group: Ints, changes: Ints, groups: int) -> tuple[npt.NDArray[np.intp], Days, Days]:
    """The stretches of days over which what is known of each group stays the same.

    `changes` (n,) are the days on which something of `group` (n,) becomes known. Gives, a version
    each, the group, and the days [begin, end) of it, ordered by group and day.
    """
    wide = np.int64(1) << 32
    there = changes < NEVER
    keys = group[there].astype(np.int64) * wide + (changes[there].astype(np.int64) + NEVER)
    keys.sort()
    keys = keys[np.diff(keys, prepend=-1) != 0]
    owner = (keys >> 32).astype(np.intp)
    begin = ((keys & (wide - 1)) - NEVER).astype(np.int32)
    end = np.full(len(begin), NEVER, np.int32)
    if len(begin) > 1:
        more = owner[1:] == owner[:-1]
        end[:-1][more] = begin[1:][more]
    return owner, begin, end


def paired(
    version_group: npt.NDArray[np.intp], row_group: Ints, groups: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Every version with every row of its group: version (m,), row (m,).

    `row_group` must be in rising order; the rows of a version keep that order.
    """
    sizes = np.bincount(row_group, minlength=groups)
    firsts = np.concatenate([[0], sizes.cumsum()[:-1]]) if groups else np.zeros(0, int)
    many = sizes[version_group]
    version = np.repeat(np.arange(len(version_group)), many)
    within = np.arange(many.sum()) - np.repeat(many.cumsum() - many, many)
    return version, (firsts[version_group][version] + within).astype(np.intp)


def expanded(begin: Ints, end: Ints) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.int32]]:
    """Every whole number of each [begin, end): which stretch (m,), and the number (m,)."""
    many = np.maximum(end.astype(np.int64) - begin, 0)
    which = np.repeat(np.arange(len(many)), many)
    within = np.arange(many.sum()) - np.repeat(many.cumsum() - many, many)
    return which, (begin[which] + within).astype(np.int32)


def expanded_in_parts(begin: Ints, end: Ints) -> Iterator[tuple[Ints, npt.NDArray[np.int32]]]:
    """The same, so many at a time that what is made of them stays in the processor's cache."""
    upto = np.maximum(end.astype(np.int64) - begin, 0).cumsum()
    most = int(upto[-1]) if len(upto) else 0
    cuts = np.unique(np.searchsorted(upto, np.arange(_PART, most + _PART, _PART)))
    for first, last in pairwise([0, *np.minimum(cuts + 1, len(upto)).tolist()]):
        which, number = expanded(begin[first:last], end[first:last])
        yield which + first, number
