"""Communication: how often and how well we talk. Definitions: `scoring.md` 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from health.basis import Basis, sunday_of
from health.calendars import DAY_US, HOUR_US, NEVER, Days, Ints, Moments
from health.logs.contract import LOGS
from health.measures import (
    UNIT,
    Events,
    Scores,
    Sums,
    Tallying,
    expanded,
    once_a_day,
    ramp,
)
from health.signals.ages import aged, matters_from
from health.signals.manual import signal

OUT, IN, BOTH = (
    LOGS["contacts"].by_name["direction"].words.index(w) for w in ("out", "in", "both")
)
TECHNICAL, CASUAL = (
    LOGS["contacts"].by_name["topic"].words.index(word) for word in ("technical", "casual")
)


@signal(
    "communication",
    "contacts",
    label="Last reached out",
    question="Do we keep in touch of our own accord?",
    unit="business days",
    aim="every {contact_every} business days",
    source="contacts from us, and calls or meetings",
    next_step="Call or write today, with something to say",
    reads="agreements.contact_every age",
)
def contact_freshness(basis: Basis) -> Scores:
    """Age since our last contact, averaged over 20 business days."""
    rows, every = basis.logs["contacts"], basis.agreed["contact_every"]
    first = matters_from(basis, every)

    def ours() -> Iterator[Events]:
        for piece in basis.pieces("contacts", "at.day", first):
            ours = np.flatnonzero(rows["direction"][piece] != IN)
            yield Events(*(rows[name][piece].take(ours) for name in ("client", "at.day", "known")))

    last = int(basis.points.days[-1])
    return aged(basis, once_a_day(ours(), len(basis.logs.clients), first, last), every)


@signal(
    "communication",
    "contacts",
    "replied_at",
    label="Replies to them",
    question="How soon do they get an answer?",
    unit="business hours",
    aim="within {reply_within} business hours",
    source="contacts from them that need a reply",
    next_step="Answer what waits, oldest first; if the answer takes longer, say when it comes",
    reads="agreements.reply_within",
)
def reply_time(basis: Basis) -> Scores:
    """Business hours to our reply; an unanswered one counts once it is late."""
    found, within = Tallying(basis.shape), basis.agreed["reply_within"]
    for asks in _asked(basis):
        _add_replies(basis, found, asks)
        _add_waiting(basis, found, asks)
    return np.where((within > 0)[:, None], found.tally().mean(), np.nan)


@dataclass(frozen=True)
class _Asks:
    """Contacts that need a reply, (n,): points from which they and their replies are known, and
    from which they are no longer in the window; business time at which they came."""

    client: Ints
    day: Days
    seen: Days
    answered: Days
    gone: Days
    came: Ints
    replied_day: Days
    replied_at: Moments


def _asked(basis: Basis) -> Iterator[_Asks]:
    """Contacts that need a reply, and can matter at a point, some at a time."""
    rows, points = basis.logs["contacts"], basis.points
    days = basis.settings.whole("reply_time.window_days")
    # What was answered, and left the window, before the first point can't matter any more.
    first, first_known = int(points.days[0]) - days, int(points.known[0])
    for piece in basis.pieces("contacts", "at.day"):
        day, replied_day, known = (
            rows[name][piece] for name in ("at.day", "replied_at.day", "known")
        )
        asked = rows["direction"][piece] == IN
        if "needs_reply" in rows.columns:
            asked &= rows["needs_reply"][piece] != 0
        if int(day.min()) <= first:
            asked &= (day > first) | (replied_day > first_known) | (known > first_known)
        at = np.flatnonzero(asked)
        if len(at):
            client, day, replied_day = (
                each.take(at) for each in (rows["client"][piece], day, replied_day)
            )
            yield _Asks(
                client,
                day,
                points.knowing(known.take(at)),
                points.knowing(replied_day),
                points.on(day + days),
                basis.calendars.worked(client, rows["at"][piece].take(at), day, *basis.opens),
                replied_day,
                rows["replied_at"][piece].take(at),
            )


def _add_replies(basis: Basis, found: Tallying, asks: _Asks) -> None:
    """Contacts that were answered."""
    begin = np.maximum(np.maximum(asks.seen, asks.answered), basis.points.on(asks.day))
    at = np.flatnonzero(begin < asks.gone)
    client = asks.client.take(at)
    answered = basis.calendars.worked(
        client, asks.replied_at.take(at), asks.replied_day.take(at), *basis.opens
    )
    took = np.maximum(answered - asks.came.take(at), 0)
    found.add(client, begin.take(at), asks.gone.take(at), _promptness(basis, client, took))


def _promptness(basis: Basis, client: Ints, took: Ints) -> Scores:
    """The score of replies that took so much business time."""
    within = basis.agreed["reply_within"] * HOUR_US
    zero = basis.number("reply_time.zero_at") * within
    return ramp(took, within.take(client), zero.take(client))


def _add_waiting(basis: Basis, found: Tallying, asks: _Asks) -> None:
    """Contacts that wait for a reply at some point: counted once they are late."""
    calendars, points = basis.calendars, basis.points
    at = np.flatnonzero(np.maximum(asks.seen, points.on(asks.day)) < asks.answered)
    client, day, seen, answered, gone, came = (
        each.take(at)
        for each in (asks.client, asks.day, asks.seen, asks.answered, asks.gone, asks.came)
    )
    opens, closes = basis.opens
    length = (closes - opens).take(client)
    limit = (basis.agreed["reply_within"] * HOUR_US).take(client)
    late_day = calendars.nth(client, (np.floor((came + limit) / length) + 1).astype(np.int64))
    begin = np.maximum(seen, points.on(np.maximum(day, late_day)))
    # Older than the window: counts with 0 until it is answered.
    lasting = np.full(len(client), len(points)) if basis.one_week else np.maximum(begin, gone)
    found.add(client, lasting, answered, 0.0)
    row, point = expanded(begin, np.minimum(answered, gone))
    each = client.take(row)
    waited = calendars.count(each, points.days.take(point)) * length.take(row) - came.take(row)
    found.add(each, point, point + 1, _promptness(basis, each, waited))


@signal(
    "communication",
    "contacts",
    label="Weekly contacts",
    question="Do we talk as often as agreed?",
    unit="contacts a week",
    aim="{contacts_per_week} a week",
    source="contacts of either side, by week",
    next_step="Set a standing slot, and keep it",
    reads="agreements.contacts_per_week",
)
def contact_coverage(basis: Basis) -> Scores:
    """Share of the agreed contacts over the last whole weeks."""
    rows, points = basis.logs["contacts"], basis.points
    agreed = basis.agreed["contacts_per_week"]
    weeks = basis.settings.whole("contact_coverage.weeks")
    clients, _ = basis.shape
    last = (points.days - 3) // 7  # number of the latest week that is over: Sundays are 3 mod 7
    first = int(last[0]) - weeks + 1
    count_of = int(last[-1]) - first + 1
    number = np.zeros((clients, count_of), np.int64)
    late = [np.zeros((4, 0), np.int32)]
    for piece in basis.pieces("contacts", "at.day", 7 * first - 7):
        client, day = rows["client"][piece], rows["at.day"][piece]
        week = (day - 4) // 7 + 1 - first  # a Sunday closes its week
        place = client * np.intp(count_of) + week
        inside = (week >= 0) & (week < count_of)
        np.add.at(number.ravel(), place if inside.all() else place[inside], 1)
        there, known = points.on(day), points.knowing(rows["known"][piece])
        late.append(np.stack([client, week, there, known])[:, known > there])

    monday = sunday_of(np.where(basis.start >= NEVER, NEVER, basis.start) - 1) + 1
    begun = (monday - 4) // 7 + 1 - first
    oldest = np.maximum(last - weeks + 1 - first, begun)
    upto = np.broadcast_to(last - first + 1, oldest.shape)
    there = upto - oldest
    with np.errstate(invalid="ignore", divide="ignore"):
        share = _whole(100 * np.minimum(1, number / agreed[:, None]))
    total = np.concatenate([np.zeros((clients, 1)), share.cumsum(axis=1)], axis=1)
    each = np.arange(clients)[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (total[each, upto] - total[each, np.clip(oldest, 0, count_of)]) / there / UNIT
    mean = np.where((there > 0) & (agreed > 0)[:, None], mean, np.nan)
    return _less_unknown(basis, np.concatenate(late, 1), mean, number, oldest, upto)


def _whole(score: Scores) -> Scores:
    """Scores in whole multiples of 1/UNIT: their sums are exact in any order, by any path."""
    return np.asarray(np.rint(score * UNIT))


def _less_unknown(
    basis: Basis, late: Ints, mean: Scores, number: Ints, oldest: Ints, upto: Ints
) -> Scores:
    """The same where contacts were not yet known at a point: without them.

    `late` (4, n) are client and week of such, and the points from which they would stand, and do.
    """
    points, agreed = basis.points, basis.agreed["contacts_per_week"]
    if not late.size:
        return mean
    owner, week, there, known = late
    row, point = expanded(there, known)
    cell = owner[row].astype(np.intp) * len(points) + point
    cells, place = np.unique(cell, return_inverse=True)
    cell_client, cell_point = np.divmod(cells, len(points))
    low, high = oldest[cell_client, cell_point], upto[cell_client, cell_point]
    weeks = basis.settings.whole("contact_coverage.weeks")
    column = high[:, None] - 1 - np.arange(weeks)
    counted = (column >= low[:, None]) & (column >= 0)
    known_number = number[cell_client[:, None], np.maximum(column, 0)].astype(np.int64)
    back = high[place] - 1 - week[row]
    inside = (back >= 0) & (back < weeks)
    np.subtract.at(known_number, (place[inside], back[inside]), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = _whole(100 * np.minimum(1, known_number / agreed[cell_client][:, None]))
        score = np.where(counted, share, 0).sum(axis=1) / counted.sum(axis=1) / UNIT
    corrected = mean.copy()
    corrected[cell_client, cell_point] = np.where(
        np.isnan(mean[cell_client, cell_point]), np.nan, score
    )
    return corrected


@signal(
    "communication",
    "contacts",
    label="Outside agreed hours",
    question="Do we keep to the hours that were agreed?",
    unit="% of our contacts",
    aim="under 20 %",
    source="contacts from us with a time of day",
    next_step="Agree the hours again, and keep late messages for the morning",
)
def quiet_hours(basis: Basis) -> Scores:
    """Share of our contacts outside business hours, but for answers to something urgent."""
    rows = basis.logs["contacts"]
    days = basis.settings.whole("quiet_hours.window_days")
    opens, closes = basis.opens
    points, calls = basis.points, _urgent_calls(basis)
    counted_by, outside_by = Sums(basis.shape), Sums(basis.shape)
    for piece in basis.pieces("contacts", "at.day", int(points.days[0]) - days):
        timed = np.flatnonzero((rows["direction"][piece] == OUT) & rows["at.timed"][piece])
        client, day, known, at = (
            rows[name][piece].take(timed) for name in ("client", "at.day", "known", "at")
        )
        clock = at - day.astype(np.int64) * DAY_US
        inside = (clock >= opens.take(client)) & (clock <= closes.take(client))
        inside &= basis.calendars.on(client, day)
        begin, end = np.maximum(points.on(day), points.knowing(known)), points.on(day + days)
        out = np.flatnonzero(~inside)
        end[out] = np.minimum(end[out], calls.excused(client[out], at[out]))
        counted_by.add(client, begin, end)
        outside_by.add(client[out], begin[out], end[out])
    counted, outside = counted_by.sums(), outside_by.sums()
    prior, prior_count = (
        basis.number(f"quiet_hours.{name}")[:, None] for name in ("prior_outside", "prior_count")
    )
    full, zero = (basis.number(f"quiet_hours.{name}")[:, None] for name in ("full", "zero"))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (prior + outside) / (prior_count + counted)
    return np.where(counted > 0, ramp(share, full, zero), np.nan)


@dataclass(frozen=True)
class _Calls:
    """Urgent contacts from clients, ordered by client and day: their moments, and the points from
    which they are known; `never` is a point behind the last."""

    keys: Ints
    at: Ints
    known: Days
    never: int

    def excused(self, client: Ints, at: Ints) -> Days:
        """From which point on it is known that something urgent came earlier the same day."""
        found = np.full(len(at), self.never, np.int32)
        if len(self.keys):
            mine = _of_day(client, at // DAY_US)
            row, call = expanded(
                np.searchsorted(self.keys, mine, "left"), np.searchsorted(self.keys, mine, "right")
            )
            earlier = self.at[call] < at[row]
            np.minimum.at(found, row[earlier], self.known[call[earlier]])
        return found


def _of_day(client: Ints, day: Ints) -> Ints:
    """A number for each client and day, in their order."""
    return client.astype(np.int64) * (np.int64(NEVER) * 2) + day


def _urgent_calls(basis: Basis) -> _Calls:
    rows = basis.logs["contacts"]
    urgent = np.flatnonzero((rows["urgent"] == 1) & (rows["direction"] == IN))
    keys = _of_day(rows["client"][urgent], rows["at.day"][urgent])
    order = np.argsort(keys, kind="stable")
    known = basis.points.knowing(rows["known"][urgent][order])
    return _Calls(keys[order], rows["at"][urgent][order], known, len(basis.points))


@signal(
    "communication",
    "contacts",
    "topic",
    label="Technical questions to them",
    question="Do we settle technical questions among ourselves first?",
    unit="a week",
    aim="at most 3 a week",
    source="contacts from us with the topic technical",
    next_step="Send technical questions through the technical lead, collected once a day",
)
def technical_questions(basis: Basis) -> Scores:
    """Technical questions that we sent, a week over the last four."""
    rows = basis.logs["contacts"]
    days = basis.settings.whole("technical_questions.window_days")
    points = basis.points
    any_by, asked_by = Sums(basis.shape), Sums(basis.shape)
    for piece in basis.pieces("contacts", "at.day", int(points.days[0]) - days):
        topic, direction = rows["topic"][piece], rows["direction"][piece]
        client, day = rows["client"][piece], rows["at.day"][piece]
        begin = np.maximum(points.on(day), points.knowing(rows["known"][piece]))
        end = np.maximum(begin, points.on(day + days))
        topical = np.flatnonzero(topic >= 0)
        any_by.add(*(each.take(topical) for each in (client, begin, end)))
        ours = np.flatnonzero((topic == TECHNICAL) & (direction == OUT))
        asked_by.add(*(each.take(ours) for each in (client, begin, end)))
    any_topic, asked = any_by.sums(), asked_by.sums()
    full, zero = (basis.number(f"technical_questions.{name}")[:, None] for name in ("full", "zero"))
    return np.where(any_topic > 0, ramp(asked / (days / 7), full, zero), np.nan)


@signal(
    "communication",
    "contacts",
    "topic",
    label="Informal contact",
    question="Is there a friendly word now and then?",
    unit="business days",
    aim="every 20 business days",
    source="contacts with the topic casual",
    next_step="Ask how they are; remember a birthday",
    reads="age",
)
def informal_contact(basis: Basis) -> Scores:
    """Age since the last casual contact, from its first use on."""
    rows = basis.logs["contacts"]
    casual = np.flatnonzero(rows["topic"] == CASUAL)
    events = Events(rows["client"][casual], rows["at.day"][casual], rows["known"][casual])
    return aged(basis, events, basis.number("informal_contact.every"), from_first_use=True)
