"""What a recipe says: how the columns of a tool's table become those of our logs.

A recipe feeds one or several logs; several feeds of one log make several rows of one (an issue
that was raised and resolved). All of it is data, read from TOML and written as such.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from health.logs.contract import LOGS

EXTRA = ("recorded_on", "id")  # what any log may have besides its own columns


class How(Enum):
    """Where a contract column's text comes from; the value is the key of TOML."""

    COLUMN = "column"  # one column, by the first of several names that the table has
    FIRST = "first"  # in each row the first of several columns that is filled
    JOIN = "join"  # several columns, one behind the other
    FIXED = "fixed"  # a word of the recipe
    CELL = "cell"  # the cell that `for_each` is at
    HEADER = "header"  # the header of that cell's column
    NAMED_IN = "named_in"  # the one client whose name stands in one of several columns


@dataclass(frozen=True)
class Rule:
    """What a contract column is made of. Names of columns may have `*` for any letters.

    `text` is the fixed word, or what joins. `words` translate whole cells (whatever their case);
    a filled cell that they do not name becomes `otherwise`, or stays as it is where that is None.
    `part` (of `of`, at `between`) is a piece of the cell. `apart_by` is a column whose text is put
    behind a cell that rows with another text in that column share. `sheet_name`: where all is
    blank, the table's own name. `id_time`: the time that the first eight digits of a Trello id are.
    """

    how: How
    columns: tuple[str, ...] = ()
    text: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    part: int = 0
    of: int = 0
    between: str = ""
    apart_by: str = ""
    sheet_name: bool = False
    id_time: bool = False


class Asks(Enum):
    """What a condition asks of a cell; the value is the key of TOML."""

    IS = "is"
    IS_NOT = "is_not"
    HAS = "has"  # one of the words is a piece of a list, as in [bug, urgent] or bug; urgent
    MENTIONS = "mentions"  # one of the words stands in the text
    FILLED = "filled"


@dataclass(frozen=True)
class Condition:
    """What a cell must be. A column that the table has not got is blank; `why` says it in words."""

    columns: tuple[str, ...]
    asks: Asks
    words: tuple[str, ...] = ()
    filled: bool = True
    why: str = ""


@dataclass(frozen=True)
class ForEach:
    """A row for each filled cell of the columns of a name, or for each piece of the cell.

    `others` takes instead the columns that no rule of the recipe names and that hold `ratings`,
    `yes or no` or `text`. Rules that name one of these columns get the piece.
    """

    columns: tuple[str, ...] = ()
    between: str = ""
    others: str = ""


@dataclass(frozen=True)
class Feed:
    """How rows of the table become rows of one log.

    A row is taken that passes, of each group of `only`, one condition. `rest`: the table's other
    columns come along.
    """

    log: str
    columns: Mapping[str, Rule]
    only: tuple[tuple[Condition, ...], ...] = ()
    for_each: ForEach | None = None
    notes: tuple[str, ...] = ()
    rest: bool = False


@dataclass(frozen=True)
class Recipe:
    """A tool's table in terms of our logs.

    `known_by`: the header has, of each entry, one of the names; `begins_with`: its first column is
    called one of these. `own`: the table is the log itself, so that it is there even without a row.
    """

    name: str
    feeds: tuple[Feed, ...]
    about: str = ""
    known_by: tuple[tuple[str, ...], ...] = ()
    begins_with: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    own: bool = False

    @property
    def logs(self) -> tuple[str, ...]:
        """The logs that it feeds, each once."""
        return tuple(dict.fromkeys(feed.log for feed in self.feeds))


def columns_of(log: str) -> tuple[str, ...]:
    """The columns that a feed of a log may have."""
    return (*LOGS[log].by_name, *EXTRA)
