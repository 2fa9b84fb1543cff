"""A report as one HTML file: light, without scripts, asking nothing from anywhere; fit for A4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from pathlib import Path

from health.report.blocks import TOTAL, Block, columns_of_figures
from health.report.cleaned import whole_days
from health.report.content import Report
from health.report.shown import Shown, shown

_TOTAL = ' class="total"'
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
"""


@cache
def style() -> str:
    """The style sheet: all of it lies within `.report`, in the colours of whoever shows it."""
    return (Path(__file__).parent / "report.css").read_text("utf-8")


def as_html(report: Report) -> str:
    """What the client reads, as a page of its own."""
    page = shown(report)
    return (
        f"{_HEAD}<title>{escape(page.title)}</title>\n<style>\n{style()}</style>\n</head>\n"
        f'<body class="sheet-of-paper">\n<main class="report paper">\n{body_of(page)}</main>\n'
        "</body>\n</html>\n"
    )


def body_of(page: Shown) -> str:
    """All that stands on the page, for whatever carries the class `report`."""
    by = f"<span>Prepared by {_own(page.by)}</span>" if page.by else ""
    figures = "".join(
        f"<li><b>{number:,}</b> {escape(words)}</li>" for number, words in page.glance
    )
    glance = f'<ul class="glance">{figures}</ul>\n' if figures else ""
    sections = "".join(
        f"<section>\n<h2>{escape(title)}</h2>\n<div>\n{blocks_html(blocks)}\n</div>\n</section>\n"
        for title, blocks in page.sections
    )
    return (
        f'<header>\n<p class="kind">Status report</p>\n<h1>{_own(page.client)}</h1>\n'
        f'<p class="when"><span>{escape(page.when)}</span>{by}</p>\n{glance}</header>\n{sections}'
    )


def blocks_html(blocks: Iterable[Block]) -> str:
    """What stands in a section."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if block.heading:
        yield f'<h3 dir="auto">{escape(block.heading)}</h3>'
    if block.cells:
        yield _table(block)
    if block.points:
        yield "<ul>"
        yield from (f"<li>{_point(name, words)}</li>" for name, words in block.points)
        yield "</ul>"
    if block.text:
        paragraphs = "\n".join(block.text).split("\n\n")
        yield from (f'<p dir="auto">{escape(each)}</p>' for each in paragraphs if each.strip())


def _table(block: Block) -> str:
    kinds = ["" if figures else ' class="words"' for figures in columns_of_figures(block)]
    head = "".join(
        f'<th scope="col"{kind}>{escape(each)}</th>'
        for kind, each in zip(kinds, block.head, strict=True)
    )
    rows = "\n".join(
        f'<tr{_TOTAL if cells[0] == TOTAL else ""}><th scope="row">{_own(cells[0])}</th>'
        + "".join(
            f"<td{kind}>{escape(cell)}</td>"
            for kind, cell in zip(kinds[1:], cells[1:], strict=True)
        )
        + "</tr>"
        for cells in block.cells
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _point(name: str, words: str) -> str:
    """A name and words on it; the dash is for who hears or copies it, where they stand apart."""
    if not name:
        return f'<span class="whole" dir="auto">{escape(words)}</span>'
    rest = f'<i> – </i><span dir="auto">{escape(whole_days(words))}</span>' if words else ""
    return f"<b>{_own(name)}</b>{rest}"


def _own(text: str) -> str:
    """A text of others, whose direction of writing does not reach beyond it."""
    return f"<bdi>{escape(text)}</bdi>"
