"""What the client sees of a report, cleaned, in the order of the page: the one way out of it.

HTML, PDF and text are made of this and of nothing else, so that what is for the lead stays behind.
"""

from __future__ import annotations

from dataclasses import dataclass

from health.report.cleaned import lines, named, one_line
from health.report.content import NOTHING, Part, Report, Section
from health.words import on_day


@dataclass(frozen=True)
class Block:
    """Under a heading (or none): a table with its head, or points of (name, words), or a text."""

    heading: str = ""
    head: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()  # lines; a blank one parts paragraphs


@dataclass(frozen=True)
class Shown:
    """A report as the client sees it."""

    title: str
    when: str
    sections: tuple[tuple[str, tuple[Block, ...]], ...]


def shown(report: Report) -> Shown:
    """All that goes to the client."""
    return Shown(
        f"Status report: {named(report.client)}",
        f"As of {on_day(report.day)}",
        tuple((section.title, _blocks(report, section)) for section in report.sections),
    )


def _blocks(report: Report, section: Section) -> tuple[Block, ...]:
    text = report.written(section)
    if text is not None:
        told = tuple(lines(text))
        return (Block(text=told if any(told) else (NOTHING,)),)
    blocks = tuple(_block(part) for part in section.parts if part.lines or part.empty)
    return blocks or (Block(text=(NOTHING,)),)


def _block(part: Part) -> Block:
    if not part.lines:
        return Block(text=(part.empty,))
    return Block(
        one_line(part.heading),
        part.columns,
        tuple(tuple(one_line(cell) for cell in line.cells) for line in part.lines if line.cells),
        tuple(
            (one_line(line.name), one_line(line.text))
            for line in part.lines
            if not (part.columns and line.cells)
        ),
    )
