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

_SECTIONS = (budget, timeline, blockers, requirements, risks, questions)


def draft(
    portfolio: Portfolio, client: int, day: date | None = None, since: date | None = None
) -> Report:
    """What the logs tell a client at the end of a day (None: the as-of day), in six sections.

    `since` is the day of the last report; without it, that of the client's latest row in `reports`
    before the day, else a week before. Only rows of this client are looked at.
    """
    ground = Ground.of(portfolio, client, day, since)
    sections = tuple(section(ground) for section in _SECTIONS)
    return Report(ground.case.name, ground.day, ground.since, sections)
