"""Whether a server is well, for whoever watches over it: in states and seconds, and no names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from health.calendars import day_date
from health.errors import StoreUnavailable
from health.live import State
from health.store import Store

_STUCK_SECONDS = 900.0  # without a look at the logs, which is taken every ten seconds


@dataclass(frozen=True)
class Pulse:
    """How a server is: what it can show, how old that is, and whether its store answers.

    `logs`: `read`; `starting`, before they were for the first time; `outdated`, where they changed
    and can't be read, so that pages show how they stood; `unreadable`, where there is nothing to
    show; `stuck`, where nobody looks at them any more. `store`: `reachable` or `unreachable`.
    """

    logs: str
    read_seconds_ago: int | None
    looked_at_seconds_ago: int | None
    latest_day: date | None
    store: str

    @property
    def well(self) -> bool:
        """Whether pages can be shown and written on; scores that are outdated are told on them."""
        return self.logs in ("read", "outdated") and self.store == "reachable"

    @property
    def status(self) -> str:
        """In one word: `ok`, `degraded` where scores are outdated, or `failing`."""
        if not self.well:
            return "failing"
        return "ok" if self.logs == "read" else "degraded"

    def told(self) -> dict[str, object]:
        """As it goes into JSON."""
        logs = {
            "state": self.logs,
            "read_seconds_ago": self.read_seconds_ago,
            "looked_at_seconds_ago": self.looked_at_seconds_ago,
            "latest_day": self.latest_day and self.latest_day.isoformat(),
        }
        return {"status": self.status, "logs": logs, "store": {"state": self.store}}


def pulse(state: State, store: Callable[[], Store], now: datetime) -> Pulse:
    """The pulse of a server that shows `state`; asks the store for one row."""
    looked = _seconds(state.checked_at, now)
    portfolio = state.portfolio
    return Pulse(
        _logs(state, looked),
        _seconds(state.scored_at, now),
        looked,
        day_date(portfolio.as_of) if portfolio else None,
        _store(store),
    )


def _seconds(then: datetime | None, now: datetime) -> int | None:
    return None if then is None else max(0, int((now - then).total_seconds()))


def _logs(state: State, looked: int | None) -> str:
    if state.portfolio is None:
        return "unreadable" if state.problem and not state.doing else "starting"
    if not state.doing and looked is not None and looked > _STUCK_SECONDS:
        return "stuck"
    return "outdated" if state.problem else "read"


def _store(store: Callable[[], Store]) -> str:
    try:
        store().version()
    except StoreUnavailable:
        return "unreachable"
    return "reachable"
