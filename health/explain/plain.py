"""Plain text for a terminal: wrapped paragraphs, aligned columns, cells cut to what fits."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime

WIDTH = 100
_GAP = 2
_LEAST = 12  # columns that a cell needs to be worth showing
_LINES = 3


def clean(text: str) -> str:
    """Text from a log on one line, without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def paragraph(text: str, indent: str = "") -> list[str]:
    """Lines of a paragraph."""
    return textwrap.wrap(clean(text), WIDTH, initial_indent=indent, subsequent_indent=indent)


def side_by_side(
    cells: Sequence[tuple[str, int]], numbers: Sequence[str], indent: int
) -> list[str]:
    """Cells wrapped to their widths, numbers of width 6 right of their first line."""
    wrapped = [textwrap.wrap(clean(text), width) or [""] for text, width in cells]
    lines = []
    for place in range(max(map(len, wrapped))):
        parts = [
            (lines_of[place] if place < len(lines_of) else "").ljust(width)
            for lines_of, (_, width) in zip(wrapped, cells, strict=True)
        ]
        ends = "".join(number.rjust(6) for number in numbers) if place == 0 else ""
        lines.append((" " * indent + " ".join(parts) + ends).rstrip())
    return lines


def cell(value: object) -> str:
    """One value as text; a dash where it is blank."""
    if value is None or value == "" or value != value:
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return clean(str(value))


def columns(
    names: Sequence[str], lines: Sequence[Sequence[object]], indent: int, widest: int = 32
) -> list[str]:
    """A header and aligned lines, wide cells cut; the last column is wrapped to what is left.

    Columns for which nothing is left are left out.
    """
    texts = [[cell(value) for value in line] for line in lines]
    widths = [
        max(len(name), *(len(line[place]) for line in texts)) for place, name in enumerate(names)
    ]
    widths = [*(min(widest, width) for width in widths[:-1]), widths[-1]]
    room = WIDTH - indent
    for place, width in enumerate(widths):
        if room < min(width, _LEAST):
            widths = widths[:place]
            break
        widths[place] = min(width, room)
        room -= widths[place] + _GAP
    head = [name.replace("_", " ") for name in names]
    return [text for line in (head, *texts) for text in _line(line[: len(widths)], widths, indent)]


def _line(texts: Sequence[str], widths: Sequence[int], indent: int) -> list[str]:
    start = " " * indent
    for text, width in zip(texts[:-1], widths[:-1], strict=True):
        start += _cut(text, width) + " " * _GAP
    rest = textwrap.wrap(texts[-1], widths[-1], max_lines=_LINES, placeholder="…") or [""]
    return [start + rest[0], *(" " * len(start) + more for more in rest[1:])]


def _cut(text: str, width: int) -> str:
    if len(text) > width:
        text = text[: width - 1].rstrip() + "…"
    return text.ljust(width)
