"""What reading a file finds: a table of text, and everything that was left out of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class LeftOut:
    """Lines of the file that are no row of the table: where, their text, why."""

    line: int
    text: str
    reason: str
    lines: int = 1

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}: {shown(self.text)}"


@dataclass(frozen=True)
class Table:
    """A header and rows of text, each row as wide as the header.

    `lines` (one a row) are the lines of the file that the rows begin in. `headed` says whether the
    header was in the file; where it was not, `header` is empty. `notes` say in words what was
    understood, `doubts` what a person should look at. `rows`, `left_out` and what the header took
    (`header_lines`) account for every line of the file that is not blank.
    `lowest`: where the header has several lines, of each column what its lowest line says, without
    the names of groups above; else nothing.
    """

    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    name: str = ""
    headed: bool = True
    header_lines: tuple[int, ...] = ()
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    lowest: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.header) if self.headed else max(map(len, self.rows), default=0)


def shown(text: str, most: int = 60) -> str:
    """Some text of a file on one line, fit for a terminal."""
    line = text[: most * 4].strip().replace("\r\n", " / ").replace("\n", " / ").replace("\t", " ")
    clean = "".join(letter if letter.isprintable() else "?" for letter in line)
    return clean if len(clean) <= most and len(text) <= most * 4 else clean[:most] + "..."
