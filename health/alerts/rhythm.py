"""Rules on rhythm: nothing for too long, too much at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from health.alerts.ground import Ground, Where, every_row
from health.alerts.rules import Asked, Part, Told, rule
from health.basis import sunday_of
from health.calendars import Ints
from health.logs.contract import LOGS, Kind
from health.logs.rows import RECORDED, Array, Rows
from health.measures import Flags, Sums
from health.signals import SIGNALS
from health.signals.communication import IN, OUT, TECHNICAL
from health.words import every, figure, many

_QUIET = (
    ("contact", "contacts", "at.day", "contact_every", "contact_freshness", "We last reached out",
     "We have not reached out"),
    ("demo", "demos", "held_on", "demo_every", "demo_freshness", "The last demo was held",
     "No demo was held"),
    ("report", "reports", "sent_on", "report_every", "reports_on_time", "The last report went out",
     "No report went out"),
)  # fmt: skip


@rule(title="Gone quiet", severity="medium", practice="contact_kept_up")
def gone_quiet(ground: Ground) -> Iterator[Part]:
    """The last contact from us (calls and meetings count), demo or report is more than twice as old
    as agreed; where there was none yet, the client's start is.
    """
    for quiet in _QUIET:
        if ground.usable(quiet[1], "held_on" if quiet[1] == "demos" else ""):
            yield _quiet(ground, *quiet)


def _quiet(
    ground: Ground, what: str, log: str, column: str, agreed: str, signal: str, last: str, none: str
) -> Part:
    rows = ground.logs[log]
    ours = _not_theirs if log == "contacts" else every_row
    latest = ground.latest(log, column, ours)
    aim = ground.basis.agreed[agreed]
    limit = aim * ground.number("alerts.quiet_targets")
    quiet = ground.business_days_since(latest) > limit[:, None]
    spells = ground.spells(quiet & (aim > 0)[:, None])

    def told(asked: Asked) -> Told:
        day = int(latest[asked.client, asked.day - ground.first])
        days = ground.business_days_between(asked.client, day, asked.day)
        mine = ground.rows_of(log, asked.client, asked.day)
        behind = mine[ours(rows, mine) & (rows[column][mine] == day)]
        ago, agreed_on = many(days, "business day"), every(float(aim[asked.client]))
        if len(behind):
            message = f"{last} on {asked.on(day)}, {ago} ago; agreed is {agreed_on}."
        else:
            message = (
                f"{none} in the {ago} since the start on {asked.on(day)}; agreed is {agreed_on}."
            )
        found = [(log, int(row)) for row in sorted(rows["row"][behind])]
        return Told(message, found, SIGNALS[signal].next_step)

    return Part(spells, lambda _: what, told)


@rule(title="Logs gone stale", severity="low", practice="what_was_said")
def stale_logs(ground: Ground) -> Iterator[Part]:
    """No row of the client in any log for 10 business days: neither a date that was not planned,
    nor the day on which a row was recorded; where there was none yet, counted from the client's
    start.
    """
    latest = ground.basis.start
    for log, _, column in _dated(ground):
        latest = np.maximum(latest, ground.latest(log, column))
    stale = ground.business_days_since(latest)
    spells = ground.spells(stale >= ground.number("alerts.stale_after")[:, None])

    def told(asked: Asked) -> Told:
        day = int(latest[asked.client, asked.day - ground.first])
        days = ground.business_days_between(asked.client, day, asked.day)
        behind = []
        for log, rows, column in _dated(ground):
            mine = ground.rows_of(log, asked.client, asked.day)
            behind += [(log, int(row)) for row in rows["row"][mine[rows[column][mine] == day]]]
        since = "the last one" if behind else "the start"
        message = (
            f"No row in any log for {many(days, 'business day')}, since {since} on {asked.on(day)}."
        )
        step = "Bring the logs up to date; if the work has ended, fill in ended_on"
        return Told(message, sorted(set(behind)), step)

    yield Part(spells, lambda _: "logs", told)


def _dated(ground: Ground) -> Iterator[tuple[str, Rows, str]]:
    """Every column that says on which day something happened, or was written down."""
    for log in LOGS:
        rows = ground.logs[log]
        if log == "clients" or not len(rows):
            continue
        for column in (*rows.contract.columns, RECORDED):
            if column.kind in (Kind.DATE, Kind.MOMENT):
                name = column.name if column.kind is Kind.DATE else f"{column.name}.day"
                if name in rows.columns:
                    yield log, rows, name


@rule(title="Too much at once", severity="low", practice="technical_lead_first")
def overload(ground: Ground) -> Iterator[Part]:
    """In each of the last two whole weeks (Monday to Sunday, none begun before the start) there
    were more than three times as many contacts from us as agreed, or more than 9 technical
    questions.
    """
    if ground.usable("contacts"):
        agreed = ground.basis.agreed["contacts_per_week"]
        most = np.where(agreed > 0, agreed * ground.number("alerts.overload_contacts"), np.inf)
        aims = [f"{figure(each)} a week {'is' if each == 1 else 'are'} agreed" for each in agreed]
        yield _overload(ground, "contacts", _from_us, most, aims, "contact_coverage")
    if ground.usable("contacts", "topic"):
        most = ground.number("alerts.overload_questions")
        aims = [f"more than {figure(each)} a week is too much" for each in most]
        yield _overload(
            ground, "technical questions", _technical, most, aims, "technical_questions"
        )


def _not_theirs(contacts: Rows, some: slice | Ints) -> Flags:
    return np.asarray(contacts["direction"][some] != IN)


def _from_us(contacts: Rows, some: slice | Ints) -> Flags:
    return np.asarray(contacts["direction"][some] == OUT)


def _technical(contacts: Rows, some: slice | Ints) -> Flags:
    return np.asarray(_from_us(contacts, some) & (contacts["topic"][some] == TECHNICAL))


def _overload(
    ground: Ground,
    what: str,
    ours: Where,
    most: Array,
    aims: list[str],
    signal: str,
) -> Part:
    rows, weeks = ground.logs["contacts"], ground.settings.whole("alerts.overload_weeks")
    true = np.ones(ground.active.shape, bool)
    for back in range(weeks):
        true &= _in_week(ground, ours, back) > most[:, None]
    last = (ground.days - 3) // 7 * 7 + 3  # the latest Sunday that is over
    monday = last - 7 * weeks + 1
    spells = ground.spells(true & (ground.basis.start <= monday))

    def told(asked: Asked) -> Told:
        sunday = int(last[asked.day - ground.first])
        mine = ground.rows_of("contacts", asked.client, asked.day)
        day = rows["at.day"]
        counted = mine[ours(rows, mine) & (day[mine] > sunday - 7 * weeks) & (day[mine] <= sunday)]
        by_week = np.bincount((sunday - day[counted]) // 7, minlength=weeks)[::-1]
        sent = " and ".join(str(number) for number in by_week)
        message = (
            f"We sent them {sent} {what} in the last {weeks} whole weeks, to "
            f"{asked.on(sunday)}; {aims[asked.client]}."
        )
        found = [("contacts", int(row)) for row in sorted(rows["row"][counted])]
        return Told(message, found, SIGNALS[signal].next_step)

    return Part(spells, lambda _: what, told)


def _in_week(ground: Ground, ours: Where, back: int) -> Array:
    """How many contacts the whole week `back` weeks before the latest one had, as known, (C, N)."""
    rows, points = ground.logs["contacts"], ground.basis.points
    number = Sums(ground.active.shape)
    for piece in ground.basis.pieces("contacts", "at.day"):
        at = np.flatnonzero(ours(rows, piece))
        client, day, known = (rows[name][piece].take(at) for name in ("client", "at.day", "known"))
        sunday = sunday_of(day) + 7 * back
        begin = np.maximum(points.on(sunday), points.knowing(known))
        number.add(client, begin, points.on(sunday + 7))
    return number.sums()
