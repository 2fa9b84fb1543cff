"""What a report that was sent says of itself in the log `reports`; when and how it was sent."""

from __future__ import annotations

from datetime import date

from health.logs.contract import folded
from health.report.content import Report, Section
from health.store.records import ReportLine, StatusReport
from health.words import on_day

HOW = {"e-mail": "by e-mail", "link": "by a link", "file": "as a file"}
_NOTHING = ("n/a", "not applicable")
# Sections of which it is an answer that there is nothing. A budget and dates there always are.
_MAY_BE_EMPTY = ("blockers", "requirements", "risks", "questions")


def row_of(report: Report, last: Report | None, sent_on: date | None = None) -> dict[str, str]:
    """The row of `reports`: which sections were filled, beside the last report that was sent.

    `yes` filled; `same` word for word as the last time; `n/a` known to have nothing; `no` left out
    or not known. `sent_on` is the day of the report where none is given.
    """
    before = {section.name: last.said(section) for section in last.sections} if last else {}
    row = {"client": report.client, "sent_on": (sent_on or report.day).isoformat()}
    for section in report.sections:
        state = _state(report, section)
        same = state == "yes" and report.said(section) == before.get(section.name)
        row[section.name] = "same" if same else state
    return row


def sent_words(kept: ReportLine | StatusReport) -> str:
    """When a report was sent, and how; empty where nobody said that it was."""
    if kept.sent_on is None:
        return ""
    return f"sent {on_day(kept.sent_on)} {HOW.get(kept.sent_how or '', '')}".rstrip()


def last_words(report: Report, last: StatusReport | None) -> list[str]:
    """For the lead: since when a draft tells what happened, and when the report before was sent."""
    if last is None:
        return []
    noted = f", as {last.sent_by} noted" if last.sent_by else ""
    what = f"The last report from here is as of {on_day(last.day)}, {sent_words(last)}{noted}"
    since = (
        ""
        if report.since == last.day
        else f"; this one covers what is since {on_day(report.since)}"
    )
    return [f"{what}{since}."]


def _state(report: Report, section: Section) -> str:
    text = report.written(section)
    if text is not None:
        return _typed(text, section)
    if any(part.lines for part in section.parts):
        return "yes"
    known = any(part.empty for part in section.parts)
    known = known and not any(part.unknown for part in section.parts)
    return "n/a" if known and section.name in _MAY_BE_EMPTY else "no"


def _typed(text: str, section: Section) -> str:
    """Of what somebody typed: a dash is no answer, and n/a says that there is nothing."""
    if not any(letter.isalnum() for letter in text):
        return "no"
    if folded(text).strip(" .") in _NOTHING:
        return "n/a" if section.name in _MAY_BE_EMPTY else "no"
    return "yes"
