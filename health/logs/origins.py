"""Where logs come from that are no plain files: sources, and the source and line of each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

FIRST_ROW = 2  # the header of a prepared file is row 1


@dataclass(frozen=True, eq=False)
class Origin:
    """Rows that follow each other: the file (and sheet) they come from, the line of each (n,), and
    what the file calls the columns of the log. `lines` None: all that follow, from `first` on.
    `told`: by line, where a row comes from, in words; where there is no file that has it."""

    file: str
    lines: npt.NDArray[np.int32] | None
    headers: Mapping[str, str] = field(default_factory=dict)
    first: int = FIRST_ROW
    told: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Origins:
    """The origins of all rows of a prepared log, in their order.

    `held`: the folder of the prepared file, which is there as long as this is.
    """

    parts: tuple[Origin, ...]
    held: object = None

    @property
    def headers(self) -> dict[str, str]:
        """What the files call the columns of the log; of several names for one, the last."""
        return {column: name for part in self.parts for column, name in part.headers.items()}

    def of(self, row: int) -> tuple[Origin, int]:
        """The origin of a row of the prepared file, and its line there."""
        place = row - FIRST_ROW
        for part in self.parts:
            if part.lines is None:
                return part, part.first + place
            if place < len(part.lines):
                return part, int(part.lines[place])
            place -= len(part.lines)
        raise IndexError(row)

    def words(self, row: int) -> str:
        """Where a row of the prepared file comes from, where no file and line say it; else ""."""
        part, line = self.of(row)
        return part.told.get(line, "")


@dataclass(frozen=True)
class LeftOutRow:
    """Lines of a source that are no row of any log: where, their text, why."""

    file: str
    line: int
    text: str
    reason: str
    lines: int = 1


@dataclass(frozen=True)
class Question:
    """What a person should say of a column of a source, or of a name in it.

    `kind` is `column` (what the cells of the column `about` mean: one of the `answers`, each of
    them a `health.values.Choice`), `client` (whether the name `about` is one of the `choices`,
    each with its likeness, 0 to 100), or `word` (what the word `text` means in the column `about`).
    """

    kind: str
    source: str
    log: str
    about: str
    text: str
    choices: tuple[tuple[str, float], ...] = ()
    answers: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Feeds:
    """A table of a source, the log that it feeds, by which recipe, with how many rows."""

    table: str
    log: str
    recipe: str
    rows: int


@dataclass(frozen=True)
class SourceState:
    """What became of one source. `read_at` is when its content was last had; `problem` says why it
    is not of now, or not there at all. `direct`: a plain file of `log`, read as it is, though rows
    of other sources may stand before its own."""

    name: str
    kind: str
    place: str
    direct: bool = False
    read_at: datetime | None = None
    problem: str = ""
    feeds: tuple[Feeds, ...] = ()
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    left_out: tuple[LeftOutRow, ...] = ()
    strangers: tuple[str, ...] = ()  # its tables that feed no log
    log: str = ""

    def holds(self, place: str) -> bool:
        """Whether it is this source, or a table of it: `plan.xlsx`, `plan.xlsx, Sheet1`."""
        return place == self.name or place.startswith(f"{self.name}, ")


@dataclass(frozen=True, eq=False)
class Prepared:
    """Logs made from other files: a plain file and the origins of each, and what they were made of.

    `key` names the content of all that was read for it. `joined` are logs to whose plain file rows
    of other sources were added; `by_value` plain files that are prepared for the sake of their
    cells.
    """

    key: str = ""
    files: Mapping[str, Path] = field(default_factory=dict)
    origins: Mapping[str, Origins] = field(default_factory=dict)
    states: tuple[SourceState, ...] = ()
    joined: frozenset[str] = frozenset()
    workspace: Path | None = None  # where copies of sources and prepared files are
    by_value: frozenset[Path] = frozenset()
    given: tuple[Any, ...] = ()  # the sources that a store may have, `health.sources.declared`
