"""What the client sees of a report, cleaned, in the order of the page: the one way out of it.

HTML, PDF and text are made of this and of nothing else, so that what is for the lead stays behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from health.report.blocks import Block, blocks_of
from health.report.cleaned import named, one_line
from health.report.content import NOTHING, Part, Report, Section
from health.words import on_day

# Headings of the draft, by how they begin, whose lines are counted on top of the page: what one of
# them is, what several are.
_GLANCE = {
    "Delivered": ("delivered", "delivered"),
    "Past their date": ("past its date", "past their date"),
    "Coming": ("coming", "coming"),
    "What we need from you": ("needed from you", "needed from you"),
    "Open faults": ("open fault", "open faults"),
}


NOT_PART = (Block(text=(NOTHING,)),)  # of a section that nobody knows anything of


@dataclass(frozen=True)
class Shown:
    """A report as the client sees it."""

    title: str
    client: str
    when: str
    by: str  # who closed it; blank before that
    glance: tuple[tuple[int, str], ...]  # how many lines stand under some headings
    sections: tuple[tuple[str, tuple[Block, ...]], ...]
    note: str = ""  # what a guest is told on top of it


def shown(report: Report) -> Shown:
    """All that goes to the client."""
    client, sections = (
        named(report.client),
        [(section.title, blocks(report, section)) for section in report.sections],
    )
    return Shown(
        f"Status report: {client}",
        client,
        f"As of {on_day(report.day)}"
        + (f", version {report.edition}" if report.edition > 1 else ""),
        named(report.frozen_by),
        tuple(_glance(block for _, found in sections for block in found)),
        tuple(sections),
    )


def _glance(found: Iterable[Block]) -> Iterator[tuple[int, str]]:
    """Figures for the top of the page: of what is told below, whoever wrote it."""
    for block in found:
        for begins, (one, several) in _GLANCE.items():
            if block.heading.startswith(begins) and block.points:
                yield len(block.points), one if len(block.points) == 1 else several


def blocks(report: Report, section: Section) -> tuple[Block, ...]:
    """What the client sees in a section."""
    text = report.written(section)
    found = drafted(section) if text is None else blocks_of(text)
    return found or NOT_PART


def drafted(section: Section) -> tuple[Block, ...]:
    """What the draft tells the client in a section; nothing where it has nothing to tell."""
    return tuple(_block(part) for part in section.parts if part.lines or part.empty)


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
