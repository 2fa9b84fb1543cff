"""How fresh the logs are that a digest is made of, so that nobody takes old news for new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from health.log_states import UNUSABLE, log_states
from health.portfolio import Portfolio

LATE_DAYS = 3  # a log that ends so long before the week's Sunday lacks a working day of the week


@dataclass(frozen=True)
class Fresh:
    """`latest`: the last day of which any log tells. `logs`: the last of each log, oldest first.

    `late`: the logs lack days of the week. `problems`: what could not be read, `aside` how many
    rows could not be used.
    """

    latest: date | None
    logs: tuple[tuple[str, date], ...]
    late: bool
    problems: tuple[str, ...]
    aside: int


def fresh_of(portfolio: Portfolio, week: date) -> Fresh:
    """Of the logs of a portfolio, for the week that ends on a Sunday."""
    states = log_states(portfolio.logs, week)
    known = [(each.log, each.latest) for each in states if each.latest is not None]
    logs = tuple(sorted(((log, day) for log, day in known), key=lambda each: each[1]))
    latest = max((day for _, day in logs), default=None)
    broken = [each.log for each in states if each.state == UNUSABLE]
    broken += [state.name for state in portfolio.logs.prepared.states if state.problem]
    late = latest is None or (week - latest).days >= LATE_DAYS
    return Fresh(latest, logs, late, tuple(broken), portfolio.logs.set_aside_count)
