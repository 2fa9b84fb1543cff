"""Demos: how regularly we show work. Definitions: `scoring.md` 2."""

from __future__ import annotations

import numpy as np

from health.basis import Basis
from health.calendars import NEVER
from health.logs.contract import LOGS
from health.measures import Events, Scores
from health.signals.ages import aged
from health.signals.manual import signal

ATTENDANCE = LOGS["demos"].by_name["attendance"].words


@signal(
    "demos",
    "demos",
    "held_on",
    label="Last shown",
    question="Do they see work in progress?",
    unit="business days",
    aim="every {demo_every} business days",
    source="demos held",
    next_step="Show something this week, however small",
    reads="agreements.demo_every age",
)
def demo_freshness(basis: Basis) -> Scores:
    """Age since the last demo held, averaged over 20 business days."""
    rows = basis.logs["demos"]
    held = np.flatnonzero(rows["held_on"] < NEVER)
    day = rows["held_on"][held]
    events = Events(rows["client"][held], day, np.maximum(day, rows["known"][held]))
    return aged(basis, events, basis.agreed["demo_every"])


@signal(
    "demos",
    "demos",
    "held_on attendance",
    label="Decision-maker there",
    question="Does the person who decides see it?",
    unit="of 100",
    aim="the decision-maker at every demo",
    source="demos held, by who attended",
    next_step="Invite the decision-maker by name, and agree a time that suits",
)
def demo_attendance(basis: Basis) -> Scores:
    """The mean worth of who attended, over the demos held in the window."""
    rows = basis.logs["demos"]
    held = np.flatnonzero((rows["held_on"] < NEVER) & (rows["attendance"] >= 0))
    client = rows["client"][held]
    worth = np.stack([basis.number(f"demo_attendance.{w.replace('-', '_')}") for w in ATTENDANCE])
    return basis.window(
        client,
        rows["held_on"][held],
        np.maximum(rows["held_on"], rows["known"])[held],
        basis.settings.whole("demo_attendance.window_days"),
        worth[rows["attendance"][held], client],
    ).mean()


@signal(
    "demos",
    "demos",
    "planned_for held_on",
    label="Planned and held",
    question="Do demos take place when they were planned?",
    unit="of 100",
    aim="every planned demo held by its day",
    source="demos planned, held, cancelled",
    next_step="Cancel in good time or hold it; never let a planned demo pass in silence",
)
def demos_kept(basis: Basis) -> Scores:
    """Verdicts of demos: held, or not held by the planned day and not cancelled in time."""
    rows, calendars = basis.logs["demos"], basis.calendars
    days = basis.settings.whole("demos_kept.window_days")
    client, known = rows["client"], rows["known"]
    planned, held, cancelled = rows["planned_for"], rows["held_on"], rows["cancelled_on"]
    was_held = np.flatnonzero(held < NEVER)
    held_known, cancel_known = np.maximum(held, known), np.maximum(cancelled, known)
    found = basis.window(client[was_held], held[was_held], held_known[was_held], days, 100.0)
    # A planned demo counts as not held, unless it is known to be held or cancelled in time.
    day_before = calendars.after(client, planned - 1, 0)
    until = np.minimum(
        np.where(held <= planned, held_known, NEVER),
        np.where(cancelled < day_before, cancel_known, NEVER),
    )
    found += basis.window(client, planned, known, days, 0.0, until)
    return basis.window_mean("demos_kept", found)
