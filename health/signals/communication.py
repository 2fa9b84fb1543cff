"""Communication: how often and how well we talk. Definitions: `scoring.md` 2."""

from __future__ import annotations

import numpy as np

from health.basis import Basis, Recent, sunday_of
from health.calendars import DAY_US, HOUR_US, NEVER, Days, Ints
from health.logs.contract import LOGS
from health.measures import (
    UNIT,
    Events,
    Scores,
    Tally,
    expanded,
    ramp,
    standing,
    tally,
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
    near = basis.recent("contacts", "at.day", matters_from(basis, every))
    ours = rows["direction"][near] != IN
    events = Events(*(rows[name][near][ours] for name in ("client", "at.day", "known")))
    return aged(basis, events, every)


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
    rows, points = basis.logs["contacts"], basis.points
    days = basis.settings.whole("reply_time.window_days")
    asked = rows["direction"] == IN
    if "needs_reply" in rows.columns:
        asked &= rows["needs_reply"] != 0
    day, replied_day = rows["at.day"], rows["replied_at.day"]
    # What was answered, and left the window, before the first point can't matter any more.
    first = int(points.days[0]) - days
    if len(day) and int(day.min()) <= first:
        asked &= (
            (day > first)
            | (replied_day > int(points.known[0]))
            | (rows["known"] > int(points.known[0]))
        )
    which = np.flatnonzero(asked)
    client, day, replied_day = rows["client"][which], day[which], replied_day[which]
    at, replied_at, known = rows["at"][which], rows["replied_at"][which], rows["known"][which]

    opens, closes = basis.opens()
    within = basis.agreed["reply_within"] * HOUR_US
    zero_at = basis.number("reply_time.zero_at")
    calendars = basis.calendars
    came = calendars.worked(client, at, day, opens, closes)
    seen = points.knowing(known)
    answered = points.knowing(replied_day)
    gone = points.on(day + days)

    begin = np.maximum(np.maximum(seen, answered), points.on(day))
    closed = np.flatnonzero(begin < gone)
    each = client[closed]
    took = (
        calendars.worked(each, replied_at[closed], replied_day[closed], opens, closes)
        - came[closed]
    )
    limit = within[each]
    with np.errstate(invalid="ignore", divide="ignore"):
        score = ramp(np.maximum(took, 0), limit, zero_at[each] * limit)
    found = tally(basis.shape, each, begin[closed], gone[closed], score)

    open_ = np.flatnonzero(np.maximum(seen, points.on(day)) < answered)
    return np.where(
        (within > 0)[:, None],
        (
            found
            + _waiting(
                basis,
                client[open_],
                came[open_],
                day[open_],
                known[open_],
                answered[open_],
                gone[open_],
                within,
                zero_at,
            )
        ).mean(),
        np.nan,
    )


def _waiting(
    basis: Basis,
    client: Ints,
    came: Ints,
    day: Days,
    known: Days,
    answered: Ints,
    gone: Ints,
    within: Scores,
    zero_at: Scores,
) -> Tally:
    """Contacts that wait for a reply at some point: counted once they are late."""
    calendars, points = basis.calendars, basis.points
    opens, closes = basis.opens()
    length = (closes - opens)[client]
    limit = within[client]
    late_day = calendars.nth(client, (np.floor((came + limit) / length) + 1).astype(np.int64))
    begin = np.maximum(points.knowing(known), points.on(np.maximum(day, late_day)))
    # Older than the window: counts with 0 until it is answered.
    lasting = np.full(len(client), len(points)) if basis.one_week else np.maximum(begin, gone)
    found = tally(basis.shape, client, lasting, answered, 0.0)
    end = np.minimum(answered, gone)
    row, point = expanded(begin, end)
    waited = calendars.count(client[row], points.days[point]) * length[row] - came[row]
    with np.errstate(invalid="ignore", divide="ignore"):
        score = ramp(waited, limit[row], zero_at[client[row]] * limit[row])
    return found + tally(basis.shape, client[row], point, point + 1, score)


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
    near = basis.recent("contacts", "at.day", 7 * first - 7)
    week = (rows["at.day"][near] - 4) // 7 + 1 - first  # a Sunday closes its week
    inside = (week >= 0) & (week < count_of)
    place = rows["client"][near].astype(np.intp) * count_of + week
    if not inside.all():
        place = place[inside]
    number = np.bincount(place, minlength=clients * count_of).reshape(clients, count_of)

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
    return _less_unknown(basis, near, mean, number, oldest, upto, week, agreed)


def _whole(score: Scores) -> Scores:
    """Scores in whole multiples of 1/UNIT: their sums are exact in any order, by any path."""
    return np.asarray(np.rint(score * UNIT))


def _less_unknown(
    basis: Basis,
    near: Recent,
    mean: Scores,
    number: Ints,
    oldest: Ints,
    upto: Ints,
    week: Ints,
    agreed: Scores,
) -> Scores:
    """The same where contacts were not yet known at a point: without them."""
    rows, points = basis.logs["contacts"], basis.points
    there, known = points.on(rows["at.day"][near]), points.knowing(rows["known"][near])
    late = np.flatnonzero(known > there)
    if not len(late):
        return mean
    which, point = expanded(there[late], known[late])
    row = late[which]
    client = rows["client"][near][row]
    cell = client.astype(np.intp) * len(points) + point
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
    near = basis.recent("contacts", "at.day", int(basis.points.days[0]) - days)
    timed = (rows["direction"][near] == OUT) & rows["at.timed"][near]
    client, day, known, at = (
        rows[name][near][timed] for name in ("client", "at.day", "known", "at")
    )
    opens, closes = basis.opens()
    clock = at - day.astype(np.int64) * DAY_US
    inside = (clock >= opens[client]) & (clock <= closes[client]) & basis.calendars.on(client, day)
    points = basis.points
    begin = np.maximum(points.on(day), points.knowing(known))
    end = points.on(day + days)
    out = np.flatnonzero(~inside)
    end[out] = np.minimum(end[out], _excused(basis, client[out], at[out]))
    counted = standing(basis.shape, client, begin, np.maximum(begin, end))
    client, begin, end = client[out], begin[out], end[out]
    outside = standing(basis.shape, client, begin, np.maximum(begin, end))
    prior, prior_count = (
        basis.number(f"quiet_hours.{name}")[:, None] for name in ("prior_outside", "prior_count")
    )
    full, zero = (basis.number(f"quiet_hours.{name}")[:, None] for name in ("full", "zero"))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (prior + outside) / (prior_count + counted)
    return np.where(counted > 0, ramp(share, full, zero), np.nan)


def _excused(basis: Basis, client: Ints, at: Ints) -> Ints:
    """From which point on it is known that something urgent came earlier the same day."""
    rows, points = basis.logs["contacts"], basis.points
    never = np.full(len(at), len(points), np.int32)
    if "urgent" not in rows.columns:
        return never
    urgent = np.flatnonzero((rows["urgent"] == 1) & (rows["direction"] == IN))
    wide = np.int64(NEVER) * 2
    calls = rows["client"][urgent].astype(np.int64) * wide + rows["at.day"][urgent]
    order = np.argsort(calls, kind="stable")
    calls, called = calls[order], rows["at"][urgent][order]
    known = points.knowing(rows["known"][urgent][order])
    day = (at // DAY_US).astype(np.int64)
    mine = client.astype(np.int64) * wide + day
    row, call = expanded(
        np.searchsorted(calls, mine, "left"), np.searchsorted(calls, mine, "right")
    )
    earlier = called[call] < at[row]
    np.minimum.at(never, row[earlier], known[call[earlier]])
    return never


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
    near = basis.recent("contacts", "at.day", int(points.days[0]) - days)
    topical = rows["topic"][near] >= 0
    client, day, known, topic, direction = (
        rows[name][near][topical] for name in ("client", "at.day", "known", "topic", "direction")
    )
    begin = np.maximum(points.on(day), points.knowing(known))
    end = np.maximum(begin, points.on(day + days))
    any_topic = standing(basis.shape, client, begin, end)
    ours = np.flatnonzero((topic == TECHNICAL) & (direction == OUT))
    asked = standing(basis.shape, client[ours], begin[ours], end[ours])
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
