"""What a person said of a column, and what became of the column's text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from health.tables.answers import Scale


@dataclass(frozen=True)
class Said:
    """What a person said for one column of one source; nothing where it is not set.

    `order` is that of day, month and year in dates (DAY_FIRST, MONTH_FIRST, YEAR_FIRST), `decimal`
    the mark "." or ",", `scale` that of bare ratings, `swapped` whether a spreadsheet swapped day
    and month of the proper dates. `words` are cells, whatever their case, and what each means.
    """

    order: str = ""
    decimal: str = ""
    scale: Scale | None = None
    swapped: bool | None = None
    words: Mapping[str, str] = field(default_factory=dict)


NOTHING = Said()
REFUSED = " (not understood)"


@dataclass(frozen=True)
class Choice:
    """An answer to a question: in words, and as what is then said."""

    words: str
    said: Said


@dataclass(frozen=True)
class Canonical:
    """The text of a column as the contract has it.

    `values` (one a text) are the texts themselves where they are in that form already, and where
    they can't be understood: those are at the places `unread`. `notes` say what was understood.
    `ask` is a question to a person, "" for none, with the `choices` there are; `assumed`: no value
    decided what it asks. `order` and `decimal` are what was used where it made a difference.
    """

    values: list[str]
    notes: list[str] = field(default_factory=list)
    ask: str = ""
    assumed: bool = False
    unread: list[int] = field(default_factory=list)
    choices: tuple[Choice, ...] = ()
    order: str = ""
    decimal: str = ""


@dataclass(frozen=True)
class Reading:
    """What the different texts of a column mean, those that are not as the contract has them.

    The rest is as in Canonical.
    """

    meant: Mapping[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    ask: str = ""
    assumed: bool = False
    choices: tuple[Choice, ...] = ()
    order: str = ""
    decimal: str = ""


def quoted(text: str, most: int = 40) -> str:
    """Some text of a cell on one line, in quotes."""
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[:most])
    return f"'{clean}{'...' if len(text) > most else ''}'"
