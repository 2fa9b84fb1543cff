"""Reports as people work on them together: a section is one thing to write, not a report.

Two who write different sections at once both get what they wrote; of two who write the same one,
the second is told what the first made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from health.errors import Conflict, EntryRefused
from health.report.content import Report, Section, as_json, of_store
from health.report.editing import typed_of, with_typed
from health.store import StatusReport, Store

_TRIES = 5  # somebody may save another section between the reading and the writing


def save_section(
    store: Store, kept: StatusReport | None, shown: Report, name: str, seen: str, text: str, by: str
) -> StatusReport:
    """What was typed in a section, stored; the report is begun by it where nobody had.

    `kept` is the report as it was read, None where there was none; `shown` what the page showed of
    it; `seen` what the section said when somebody began to type. Conflict if it says something else
    by now, or if the report is frozen.
    """

    def edited(now: StatusReport) -> StatusReport:
        report = of_store(now)
        section = _section(report, name)
        if typed_of(report, section) != seen:
            raise Conflict("This section was changed", now, now.changed_by, now.changed_at)
        told = with_typed(report, section, text)
        return store.change_report(replace(now, edited=dict(told.edited)), by)

    return _done(store, kept or _begun(store, shown, by), edited)


def redraft(store: Store, kept: StatusReport, anew: Report, by: str) -> StatusReport:
    """The report from the rows of today, as of their day; what people wrote stays theirs."""

    def drafted(now: StatusReport) -> StatusReport:
        return store.change_report(now, by, as_json(anew), on=anew.day)

    return _done(store, kept, drafted)


def freeze(store: Store, kept: StatusReport | None, shown: Report, by: str) -> StatusReport:
    """The report closed as it was shown; Conflict if it was changed meanwhile."""
    if kept is None:  # what somebody else began a moment ago was not shown
        kept = store.add_report(shown.client, shown.day, as_json(shown), by)
    return store.freeze_report(kept, by)


def _begun(store: Store, shown: Report, by: str) -> StatusReport:
    """The report of that day: begun now, or by somebody else a moment ago."""
    try:
        return store.add_report(shown.client, shown.day, as_json(shown), by)
    except Conflict as conflict:
        if not isinstance(conflict.stored, StatusReport):
            raise
        return conflict.stored


def _done(
    store: Store, kept: StatusReport, deed: Callable[[StatusReport], StatusReport]
) -> StatusReport:
    """A deed done on the report as it stands now, whatever was written meanwhile."""
    for _ in range(_TRIES):
        now = store.report(kept.id)
        if now is None or now.created_at != kept.created_at:
            raise EntryRefused("report", kept.id, "reports that are in the store")
        try:
            return deed(now)
        except Conflict as conflict:
            again = conflict.stored
            meanwhile = isinstance(again, StatusReport) and again.version != now.version
            if not meanwhile or again.frozen_at is not None or again.id != kept.id:
                raise
            last = conflict
    raise last


def _section(report: Report, name: str) -> Section:
    return next(each for each in report.sections if each.name == name)
