"""Plain text for a terminal: wrapped paragraphs, aligned columns, cells cut to what fits."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date, datetime

WIDTH = 100
_GAP = 2


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
    names: Sequence[str], lines: Sequence[Sequence[object]], indent: int, widest: int = 40
) -> list[str]:
    """A header and aligned lines; what does not fit is cut, columns that do not fit are left out."""
    texts = [[cell(value) for value in line] for line in lines]
    widths = [
        min(widest, max(len(name), *(len(line[place]) for line in texts)))
        for place, name in enumerate(names)
    ]
    shown, room = [], WIDTH - indent
    for place, width in enumerate(widths):
        if min(width, 16) > room:
            break
        shown.append((place, min(width, room)))
        room -= shown[-1][1] + _GAP
    return [
        (" " * indent + (" " * _GAP).join(_cut(line[at], width) for at, width in shown)).rstrip()
        for line in ([name.replace("_", " ") for name in names], *texts)
    ]


def _cut(text: str, width: int) -> str:
    return (
        text.ljust(width)
        if len(text) <= width
        else text[: width - 1].rstrip().ljust(width - 1) + "…"
    )
