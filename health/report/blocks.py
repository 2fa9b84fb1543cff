"""What stands in a section, as blocks to be laid out, and the same as text that a person edits.

In a text a line that begins with `- ` is a point, in which what stands before ` – ` is its name;
lines with ` | ` between their cells are a table, the first its head; a line that ends with a colon
is a heading where points or a table follow at once. All else are paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from health.report.cleaned import lines

MISSING = ("not in yet", "not known")  # in place of an amount
TOTAL = "Total"  # how the last line of a table is called that is the sum of the others
_DASH, _CELL = " – ", " | "
_POINTS = ("- ", "• ", "* ")
_COLUMNS = 6  # of a table that somebody typed; a wider one fits no page


@dataclass(frozen=True)
class Block:
    """Under a heading (or none): a table with its head, or points of (name, words), or a text."""

    heading: str = ""
    head: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()  # lines; a blank one parts paragraphs


def columns_of_figures(block: Block) -> tuple[bool, ...]:
    """Which columns of a table hold amounts, by their cells; the first names the lines."""
    return tuple(
        place > 0 and all(map(_is_figure, column))
        for place, column in enumerate(zip(*block.cells, strict=True))
    )


def _is_figure(cell: str) -> bool:
    """Whether a cell is an amount, or says that there is none."""
    return cell in MISSING or not any(letter.isalpha() for letter in cell)


def as_typed(blocks: Iterable[Block]) -> str:
    """Blocks as the text of which `blocks_of` makes them again."""
    return "\n\n".join("\n".join(_typed(block)) for block in blocks)


def _typed(block: Block) -> Iterator[str]:
    if block.heading:
        yield f"{block.heading}:"
    for row in (block.head, *block.cells) if block.cells else ():
        yield _CELL.join(cell.replace("|", "¦") for cell in row)
    for name, words in block.points:
        yield "- " + (f"{name}{_DASH}{words}" if name and words else name or words)
    yield from block.text


def blocks_of(text: str) -> tuple[Block, ...]:
    """A text that somebody typed, as blocks; whatever it is, all its words are in them."""
    found: list[Block] = []
    for paragraph in _paragraphs(lines(text)):
        while paragraph:
            block = _block(paragraph)
            if block.text and found and found[-1].text:
                found[-1] = Block(text=(*found[-1].text, "", *block.text))
            else:
                found.append(block)
            del paragraph[: _length(block)]
    return tuple(found)


def _paragraphs(every: Sequence[str]) -> Iterator[list[str]]:
    """Lines between blank ones; a further heading begins a paragraph too."""
    found: list[str] = []
    for place, line in enumerate(every):
        heads = line.endswith(":") and _is_heading(every[place : place + 3])
        if found and (not line.strip() or heads):
            yield found
            found = []
        found += [line] if line.strip() else []
    if found:
        yield found


def _block(paragraph: Sequence[str]) -> Block:
    """A paragraph: as much of it as is of one kind."""
    heading = paragraph[0][:-1] if _is_heading(paragraph) else ""
    rest = list(paragraph[1:] if heading else paragraph)
    table = _table(rest)
    rest = rest[len(table) :]
    points = []
    while rest and rest[0].startswith(_POINTS):
        points.append(_point(rest.pop(0)[2:].strip()))
    if table or points:
        head, *cells = table or [()]
        return Block(heading, head, tuple(cells), tuple(points))
    return Block(text=tuple(paragraph[: _words(paragraph)]))


def _length(block: Block) -> int:
    """How many lines of a text a block took."""
    table = 1 + len(block.cells) if block.cells else 0
    return bool(block.heading) + table + len(block.points) + len(block.text)


def _is_heading(paragraph: Sequence[str]) -> bool:
    """Whether the first line is a heading: it ends with a colon, and a list or table follows."""
    if len(paragraph) < 2 or not paragraph[0].endswith(":") or paragraph[0].startswith(_POINTS):
        return False
    return paragraph[1].startswith(_POINTS) or bool(_table(paragraph[1:]))


def _table(paragraph: Sequence[str]) -> list[tuple[str, ...]]:
    """The lines at the beginning that are a table: two or more, all with as many cells."""
    found: list[tuple[str, ...]] = []
    for line in paragraph:
        cells = tuple(cell.strip() for cell in f" {line} ".split(_CELL))
        if not 1 < len(cells) <= _COLUMNS or (found and len(cells) != len(found[0])):
            break
        found.append(cells)
    return found if len(found) > 1 else []


def _words(paragraph: Sequence[str]) -> int:
    """How many lines are text, before the first point or table; at least one."""
    for place in range(1, len(paragraph)):
        if paragraph[place].startswith(_POINTS) or _table(paragraph[place:]):
            return place
    return len(paragraph)


def _point(text: str) -> tuple[str, str]:
    name, dash, words = text.partition(_DASH)
    return (name.strip(), words.strip()) if dash and name.strip() else ("", text)
