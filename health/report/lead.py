"""What a lead should know before a report is sent: what it does not say, and why."""

from __future__ import annotations

from health.report.cleaned import one_line
from health.report.content import Report
from health.report.pdf import not_in_font


def for_lead(report: Report, letters: bool = False) -> list[str]:
    """A sentence each for what is not known, held back or left out; not for the client's eyes.

    `letters`: also the letters that a PDF can't show.
    """
    found = []
    for section in report.sections:
        for part in section.parts:
            found += [f"{section.title}: {each}" for each in (part.unknown, *part.notes) if each]
            found += [
                f"{section.title}: held back, as the client was not told: {one_line(line.name)}"
                for line in part.held
            ]
    missing = not_in_font(report) if letters else ""
    if missing:
        found.append(f"The PDF shows ? in place of letters that its font lacks: {missing}")
    return list(dict.fromkeys(found))
