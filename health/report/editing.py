"""A section in the lead's words: what they begin from, what becomes of it."""

from __future__ import annotations

from health.report.blocks import as_typed
from health.report.content import Line, Report, Section
from health.report.shown import drafted


def typed_of(report: Report, section: Section) -> str:
    """What a section says now, as text that can be edited; blank where it says nothing."""
    text = report.written(section)
    return as_typed(drafted(section)) if text is None else text


def with_typed(report: Report, section: Section, text: str) -> Report:
    """The report with what was typed in a section; as drafted where that says the same."""
    same = _lines(text) == _lines(as_typed(drafted(section)))
    return report.with_text(section.name, None if same else text.strip())


def with_held(text: str, line: Line) -> str:
    """What was typed, and below it a line that was held back."""
    return f"{text.rstrip()}\n- {line.said}".lstrip()


def differing(one: Report, other: Report) -> list[str]:
    """The sections, by name, of which two drafts of a client tell the client or the lead
    something else."""
    before = {section.name: section for section in one.sections}
    return [each.name for each in other.sections if before.get(each.name) != each]


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
