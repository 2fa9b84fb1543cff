"""A report drafted from the rows of one client as known at the end of a day."""

from __future__ import annotations

from datetime import date

from health.portfolio import Portfolio
from health.report.blockers import blockers
from health.report.budget import budget
from health.report.content import Report
from health.report.ground import Ground
from health.report.questions import questions
from health.report.requirements import requirements
from health.report.risks import risks
from health.report.timeline import timeline
from health.store.records import StatusReport

_SECTIONS = (budget, timeline, blockers, requirements, risks, questions)


def draft(
    portfolio: Portfolio,
    client: int,
    day: date | None = None,
    since: date | None = None,
    last: StatusReport | None = None,
) -> Report:
    """What the logs tell a client at the end of a day (None: the as-of day), in six sections.

    `since` is the day of the last report; without it, that of the client's latest row in `reports`
    before the day, else a week before. `last` is the last one that was sent from here: if that row
    is its own, its day counts, as what happened before it was sent is not told in it. Only rows of
    this client are looked at.
    """
    ground = Ground.of(portfolio, client, day, since, last)
    sections = tuple(section(ground) for section in _SECTIONS)
    return Report(ground.case.name, ground.day, ground.since, sections)
