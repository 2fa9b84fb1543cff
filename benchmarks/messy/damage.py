"""Ways to damage a table, one at a time, each with what a perfect reader would make of it.

The kinds are those of Pollock (Vitagliano et al., "Pollock: A Data Loading Benchmark", VLDB 2023),
made anew for our own tables, and some more that spreadsheets and office programs bring about. The
weights are how often the paper's survey of open data met each kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.messy.sources import Rows

ROWS = 0.3678  # weight of a file with one damaged row, as in the paper


@dataclass(frozen=True)
class Damaged:
    """A damaged file: its kind, its bytes, the table in it, how often such files are met."""

    kind: str
    name: str
    content: bytes
    clean: Rows
    weight: float = 0.0


@dataclass(frozen=True)
class Style:
    """How a table is written."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    end: str = "\r\n"

    def cell(self, text: str, quoted: bool, stray: str = "") -> str:
        """One cell; what is quoted is told by the clean file, as the damage comes later."""
        inner = text.replace('"', self.escape + '"')
        return f"{self.quote}{stray}{inner}{self.quote}" if quoted else stray + text

    def line(self, row: list[str], delimiter: str | None = None) -> str:
        """One row with its end."""
        between = self.delimiter if delimiter is None else delimiter
        return between.join(self.cell(text, needs(text)) for text in row) + self.end

    def file(self, rows: Rows) -> str:
        """A whole table."""
        return "".join(map(self.line, rows))


def needs(text: str) -> bool:
    """Whether a cell is quoted in the clean file."""
    return any(sign in text for sign in ',"\r\n')


PLAIN = Style()


def damaged(rows: Rows, every: int = 1) -> Iterator[Damaged]:
    """All damaged versions of a table; of those with one damaged row, every n-th row's."""
    yield from _whole(rows)
    yield from _dialects(rows)
    yield from _office(rows)
    for row in range(0, len(rows), every):
        yield from _one_row(rows, row)


def _made(kind: str, text: str, clean: Rows, weight: float = 0.0, name: str = "") -> Damaged:
    return Damaged(kind, name or kind, text.encode(), clean, weight)


def _whole(rows: Rows) -> Iterator[Damaged]:
    text, width, header = PLAIN.file(rows), len(rows[0]), rows[0]
    yield _made("as it is", text, rows, 1)
    yield _made("no bytes", "", [], 15)
    yield _made("no line end at the end", text[:-2], rows, 184)
    yield _made("two line ends at the end", text + "\r\n", rows, 5)
    yield _made("no header", PLAIN.file(rows[1:]), rows[1:], 470)
    for number in (2, 3):
        joined = [" ".join([name] * number) for name in header]
        again = PLAIN.file([header] * (number - 1))
        yield _made(f"{number} header rows", again + text, [joined, *rows[1:]], 47)
    above = "PREAMBLE" + "," * (width - 1) + "\r\n" + "," * (width - 1) + "\r\n"
    yield _made("preamble", above + text, rows, 282)
    yield _made("header only", PLAIN.file(rows[:1]), rows[:1], 3)
    yield _made("one row", PLAIN.file(rows[:2]), rows[:2], 4)
    less = [row[:-1] for row in rows[:-1]]
    more = [[*row, row[-1] if place else "col1"] for place, row in enumerate(rows[:-1])]
    for name, second in (("narrower", less), ("wider", more)):
        yield _made(f"a second table, {name}", text + PLAIN.file(second), rows, 62.67)
    yield _made("a second table, as wide", text + PLAIN.file(rows[:-1]), rows, 62.67)


def _dialects(rows: Rows) -> Iterator[Damaged]:
    for name, weight, style in (
        ("LF", 1691, replace(PLAIN, end="\n")),
        ("CR", 7, replace(PLAIN, end="\r")),
        ("semicolons", 834, replace(PLAIN, delimiter=";")),
        ("tabs", 4, replace(PLAIN, delimiter="\t")),
        ("comma and space", 101, replace(PLAIN, delimiter=", ")),
        ("spaces", 4, replace(PLAIN, delimiter=" ")),
        ("apostrophes for quotes", 11, replace(PLAIN, quote="'")),
        ("backslash before quotes", 1, replace(PLAIN, escape="\\")),
        ("quotes not escaped", 7, replace(PLAIN, escape="")),
        ("pipes", 0, replace(PLAIN, delimiter="|")),
        ("double pipes", 0, replace(PLAIN, delimiter="||")),
    ):
        yield _made(name, style.file(rows), rows, weight)


def _office(rows: Rows) -> Iterator[Damaged]:
    text, width = PLAIN.file(rows), len(rows[0])
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "cp1252"):
        content = text.encode(encoding, "replace")
        clean = rows
        if encoding == "cp1252":
            clean = [
                [cell.encode(encoding, "replace").decode(encoding) for cell in r] for r in rows
            ]
        yield Damaged(f"in {encoding}", encoding, content, clean)
    yield _made("sep= line", "sep=,\r\n" + text, rows)
    yield _made("NULs", text.replace("a", "a\0"), rows)
    blank = "," * (width - 1) + "\r\n"
    lines = [PLAIN.line(row) for row in rows]
    yield _made("blank rows", "".join(lines[:9]) + blank * 2 + "\r\n" + "".join(lines[9:]), rows)
    yield _made("separator at line ends", text.replace("\r\n", ",\r\n"), rows)
    total = "Total" + "," * (width - 1) + "99\r\n"
    yield _made("total row", text + total, rows)
    yield _made("footers", text + "\r\nSource: the ministry\r\nPage 1 of 1\r\n", rows)
    longer = "Report of the week\r\nPrinted on 3 May 2026, by Ana\r\n\r\n"
    yield _made("loose preamble", longer + text, rows)
    broken = [
        [*row[:-1], row[-1] + "\nand more\nto say"] if at else row for at, row in enumerate(rows)
    ]
    yield _made("line breaks in cells", PLAIN.file(broken), broken)


def _one_row(rows: Rows, at: int) -> Iterator[Damaged]:
    lines = [PLAIN.line(row) for row in rows]
    cells = [PLAIN.cell(text, needs(text)) for text in rows[at]]

    def made(kind: str, line: str, column: int, clean: Rows = rows) -> Damaged:
        text = "".join([*lines[:at], line + "\r\n", *lines[at + 1 :]])
        return _made(kind, text, clean, ROWS, f"{kind}, row {at}, column {column}")

    for column in range(len(cells)):
        left, right = ",".join(cells[:column]), ",".join(cells[column:])
        more = f"{left},,{right}" if column else f",{right}"
        yield made("a separator too many", more, column)
        if column:
            yield made("a separator lost", left + right, column)
        text = rows[at][column]
        stray = PLAIN.cell(text, needs(text), '"')
        clean = [row.copy() for row in rows] if at == 0 else rows.copy()
        clean[at] = [*rows[at][:column], '"' + text, *rows[at][column + 1 :]]
        line = ",".join([*cells[:column], stray, *cells[column + 1 :]])
        yield made("a stray quote", line, column, clean)
    yield made("a row with spaces for commas", " ".join(cells), 0)
