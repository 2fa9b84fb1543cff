"""A report as plain text for an e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from health.report.blocks import Block
from health.report.cleaned import whole_days
from health.report.content import Report
from health.report.shown import shown

WIDTH = 72


def as_text(report: Report) -> str:
    """What the client reads, as lines of at most 72 letters."""
    page = shown(report)
    by = [f"Prepared by {page.by}"] if page.by else []
    found = [*wrap(page.title, WIDTH), page.when, *by]
    for title, blocks in page.sections:
        found += ["", "", title.upper(), "-" * len(title)]
        for place, block in enumerate(blocks):
            found += [""] * bool(place) + list(_lines(block))
    return "\n".join(found) + "\n"


def _lines(block: Block) -> Iterator[str]:
    if block.heading:
        yield from wrap(f"{block.heading}:", WIDTH)
    for cells in block.cells:
        figures = zip(block.head[1:], cells[1:], strict=True)
        yield from _point(cells[0], ", ".join(f"{head.lower()} {cell}" for head, cell in figures))
    for name, words in block.points:
        yield from _point(name, words)
    for line in block.text:
        yield from wrap(line, WIDTH) or [""]


def _point(name: str, words: str) -> list[str]:
    """A point, in which no line ends inside of a day."""
    text = whole_days(f"{name} – {words}" if name and words else name or words)
    found = wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)
    return [line.replace("\u00a0", " ") for line in found]
