"""A report as one HTML file: light, without scripts, asking nothing from anywhere; fit for A4."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from health.report.content import Report
from health.report.shown import Block, shown

_STYLE = """
:root { color-scheme: light; --ink: #1d2430; --soft: #5b6472; --line: #d9dde3; --accent: #1f5f8b; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: var(--ink);
  font: 15px/1.5 "Source Sans 3", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
header p { color: var(--soft); margin: .25rem 0 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; padding-top: .6rem; color: var(--accent);
  border-top: 1px solid var(--line); }
h3 { font-size: .9rem; color: var(--soft); margin: .9rem 0 .2rem; font-weight: 600; }
ul { margin: .2rem 0; padding-left: 1.1rem; }
li { margin: .2rem 0; }
p { margin: .3rem 0; white-space: pre-line; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem .25rem 0; text-align: left; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; font-size: .9rem; }
tbody th { font-weight: 400; }
th + th, td { width: 20%; text-align: right; padding-right: 0;
  padding-left: .6rem; overflow-wrap: normal; }
@page { size: A4; margin: 18mm 20mm; }
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  li, tr { break-inside: avoid; }
}
"""
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
"""


def as_html(report: Report) -> str:
    """What the client reads, as a page of its own."""
    page = shown(report)
    body = "\n".join(
        f"<section>\n<h2>{escape(title)}</h2>\n{_body(blocks)}\n</section>"
        for title, blocks in page.sections
    )
    return (
        f"{_HEAD}<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<main>\n<header><h1>{_own(page.title)}</h1>\n<p>{escape(page.when)}</p></header>\n"
        f"{body}\n</main>\n</body>\n</html>\n"
    )


def _body(blocks: tuple[Block, ...]) -> str:
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    if block.heading:
        yield f"<h3>{escape(block.heading)}</h3>"
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
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in block.head)
    rows = "\n".join(
        f'<tr><th scope="row">{_own(cells[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells[1:])
        + "</tr>"
        for cells in block.cells
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _point(name: str, words: str) -> str:
    if not name:
        return escape(words)
    return f"<strong>{_own(name)}</strong>" + (f" – {escape(words)}" if words else "")


def _own(text: str) -> str:
    """A text of others, whose direction of writing does not reach beyond it."""
    return f"<bdi>{escape(text)}</bdi>"
