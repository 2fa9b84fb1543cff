"""Evidence: for each signal its raw value, its aim, a sentence with figures, the rows behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from health.calendars import NEVER, day_date
from health.evidence import communication, deadlines, demos, feedback, transparency
from health.evidence.aims import AGREEMENT, RHYTHM, aim
from health.evidence.case import Case
from health.evidence.cells import Cells
from health.evidence.found import Evidence, Found
from health.evidence.words import listed, on_day
from health.portfolio import Portfolio
from health.signals import SIGNALS

__all__ = ["Case", "Evidence", "evidence", "evidence_of", "no_point"]

_MODULES = (communication, demos, deadlines, feedback, transparency)
_FOUND: dict[str, Callable[[Case], Found | str]] = {
    name: getattr(module, name) for name in SIGNALS for module in _MODULES if hasattr(module, name)
}


def evidence(portfolio: Portfolio, client: int, signal: str, day: date | None = None) -> Evidence:
    """What a signal of a client is made of, as of a day (None: the as-of day)."""
    return evidence_of(Case.of(portfolio, client, day), signal)


def evidence_of(case: Case, signal: str) -> Evidence:
    """The same, of a client on a day that was looked up before."""
    found = _unusable(case, signal) or _FOUND[signal](case)
    if isinstance(found, str):
        told = found[0].upper() + found[1:]
        return Evidence(
            signal,
            None,
            found,
            aim(case, signal),
            f"Not known: {told[0].lower()}{told[1:]}.",
            _NONE,
        )
    return Evidence(signal, found.value, found.text, aim(case, signal), found.sentence, found.cells)


_NONE = Cells(("row",))


def _unusable(case: Case, signal: str) -> str:
    """Why nothing can be said of a signal whatever its rows; empty where something may be."""
    one, rows = SIGNALS[signal], case.portfolio.logs[SIGNALS[signal].log]
    if not case.exists:
        return no_point(case)
    if not rows.present:
        return f"{rows.problem.rstrip('.')}" if rows.problem else f"there is no {one.log}.csv"
    untracked = [name for name in one.needs if name not in rows.tracked]
    if untracked:
        return f"{one.log}.csv has no column {listed(untracked)}"
    if signal in AGREEMENT and not case.agreed(AGREEMENT[signal]):
        return f"none was agreed ({AGREEMENT[signal]} is 0)"
    if signal in RHYTHM and not case.number(RHYTHM[signal]):
        return f"none is expected ({RHYTHM[signal]} is 0 in the settings)"
    return ""


def no_point(case: Case) -> str:
    """Why a client has no point on the day; empty where it has one."""
    if case.exists:
        return ""
    ended = int(case.logs.clients["ended_on"].iloc[0])
    if ended < NEVER and case.day > day_date(ended):
        return f"the work ended on {on_day(day_date(ended))}"
    if case.start is not None:
        return f"the work starts on {on_day(case.start)}"
    return f"no row in any log up to {on_day(case.day)}, and no started_on"
