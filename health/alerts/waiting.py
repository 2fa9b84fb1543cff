"""The rule on what waits: contacts from the client, and open issues."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from health.alerts.ground import Ground, texts
from health.alerts.life import Places
from health.alerts.rules import Asked, Part, Told, rule
from health.calendars import DAY_US, HOUR_US, NEVER, Days, Ints, day_date
from health.signals import SIGNALS
from health.signals.communication import IN
from health.signals.transparency import issue_states
from health.words import every, many

_WIDE = 1 << 31  # clients and names of issues are fewer
_MINUTE_US = HOUR_US // 60
_NONE = (np.zeros(0, np.intp), *np.zeros((3, 0), np.int64))
_DAYS = 3  # a wait of more business days than that is told in days


@rule(
    title="They wait for us",
    severity="high",
    practice="long_issues_updated",
    always_told=True,
)
def waiting_client(ground: Ground) -> Iterator[Part]:
    """A contact from them that needs a reply has waited more than twice the agreed business hours
    (and came in the last 8 weeks), or an open issue has had no word for more than twice the
    business days between updates.
    """
    if ground.usable("contacts", "replied_at"):
        yield _contacts(ground)
    if ground.usable("issues"):
        yield _issues(ground)


def _contacts(ground: Ground) -> Part:
    """Each contact that waits is a subject of its own: those of one minute, as it is told, are
    one.
    """
    rows = ground.logs["contacts"]
    within = ground.basis.agreed["reply_within"]
    opens, closes = ground.basis.opens
    length = closes - opens
    found = [_late(ground, piece) for piece in ground.basis.pieces("contacts", "at.day")]
    which, came, begin, end = (
        np.concatenate(each) for each in zip(*(found or [_NONE]), strict=True)
    )
    client, at = rows["client"][which], rows["at"][which]
    moments, number = np.unique(
        np.stack([client.astype(np.int64), at // _MINUTE_US * _MINUTE_US]),
        axis=1,
        return_inverse=True,
    )
    spells = ground.clipped(client, number.ravel(), begin, end)
    # What there is to tell, ordered by their number.
    order = np.argsort(number.ravel(), kind="stable")
    firsts = np.searchsorted(np.sort(number.ravel()), np.arange(moments.shape[1] + 1))
    which, came, begin, end = (each[order] for each in (which, came, begin, end))

    def subject(asked: Asked) -> str:
        return f"contact of {_moment(int(moments[1, asked.subject]))}"

    def told(asked: Asked) -> Told:
        mine = np.arange(firsts[asked.subject], firsts[asked.subject + 1])
        mine = mine[(begin[mine] <= asked.day) & (asked.day < end[mine])]
        waits = which[mine]
        at_ = int(moments[1, asked.subject])
        upto = ground.business_days(asked.client, asked.day) * int(length[asked.client])
        waited = _waited(upto - int(came[mine].min()), int(length[asked.client]))
        who = sorted({name for name in texts(rows, "person", waits) if name})
        clock = f", {_clock(at_)}" if rows["at.timed"][waits].any() else ""
        aim = many(float(within[asked.client]), "business hour")
        has = "has" if len(who) == 1 else "have"
        message = (
            f"{' and '.join(who) or 'They'} {has} waited {waited} for a reply to the contact of "
            f"{asked.on(at_ // DAY_US)}{clock}; the aim is {aim}."
        )
        found = [("contacts", int(row)) for row in sorted(rows["row"][waits])]
        return Told(message, found, SIGNALS["reply_time"].next_step)

    return Part(spells, subject, told)


def _late(ground: Ground, piece: slice) -> tuple[Places, Ints, Days, Days]:
    """Of some contacts those that wait for too long: their places, the business time at which they
    came, and the days [begin, end) on which they do."""
    rows, calendars = ground.logs["contacts"], ground.basis.calendars
    asked_for = rows["direction"][piece] == IN
    if "needs_reply" in rows.columns:
        asked_for &= rows["needs_reply"][piece] != 0
    within = ground.basis.agreed["reply_within"]
    limit = np.floor(within * ground.number("alerts.waiting_targets") * HOUR_US).astype(np.int64)
    at = np.flatnonzero(asked_for & (within > 0).take(rows["client"][piece]))
    client, day, known, replied = (
        rows[name][piece].take(at) for name in ("client", "at.day", "known", "replied_at.day")
    )
    opens, closes = ground.basis.opens
    came = calendars.worked(client, rows["at"][piece].take(at), day, opens, closes)
    late_day = calendars.nth(
        client, (came + limit.take(client)) // (closes - opens).take(client) + 1
    )
    begin = np.maximum(np.maximum(day, known), late_day)
    end = np.where(replied >= NEVER, NEVER, np.maximum(replied, known))
    # Whoever was not answered for so long waits no more; the score holds it against us still.
    end = np.minimum(end, day + ground.settings.whole("alerts.waiting_days"))
    late = np.flatnonzero((begin < end) & (begin <= ground.days[-1]))
    return piece.start + at[late], came[late], begin[late], end[late]


def _waited(time: int, day: int) -> str:
    """Business time in words, microseconds: in hours at first, then in days of so many."""
    if time > _DAYS * day:
        return many(time // day, "business day")
    return many(time // HOUR_US, "business hour")


def _clock(at: int) -> str:
    minutes = at % DAY_US // _MINUTE_US
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _moment(at: int) -> str:
    """A moment as it is written in a log."""
    return f"{day_date(at // DAY_US)} {_clock(at)}"


def _issues(ground: Ground) -> Part:
    """Open issues: the business days since their latest event."""
    rows, calendars = ground.logs["issues"], ground.basis.calendars
    target = ground.number("issue_updates.every")
    states = issue_states(ground.basis)
    client = states.client
    limit = np.floor(target * ground.number("alerts.waiting_targets")).astype(np.int64)
    quiet = calendars.after(client, states.latest, limit[client] + 1)
    begin = np.maximum(np.maximum(states.opens, states.since), quiet)
    end = np.minimum(states.closes, states.till)
    use = np.flatnonzero((states.resolved_on >= NEVER) & (target > 0)[client])
    name = client.astype(np.int64) * _WIDE + states.issue
    spells = ground.clipped(client[use], name[use], begin[use], end[use])

    def subject(asked: Asked) -> str:
        return ground.name("issues", "issue", asked.client, asked.subject % _WIDE, asked.since)

    def told(asked: Asked) -> Told:
        mine = ground.rows_of("issues", asked.client, asked.day)
        mine = mine[rows["issue"][mine] == asked.subject % _WIDE]
        latest = int(rows["at.day"][mine].max())
        ago = ground.business_days_between(asked.client, latest, asked.day)
        message = (
            f"“{subject(asked)}” is open, and they have heard nothing for "
            f"{many(ago, 'business day')}, since {asked.on(latest)}; the aim is word "
            f"{every(float(target[asked.client]))}."
        )
        found = [("issues", int(row)) for row in sorted(rows["row"][mine])]
        return Told(message, found, SIGNALS["issue_updates"].next_step)

    return Part(spells, subject, told)
