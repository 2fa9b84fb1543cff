"""What the Client page shows of a client in a week, worked out once, shared by all viewers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from health.calendars import day_number
from health.evidence import Case, Evidence
from health.evidence import evidence_of as evidence_of_case
from health.happenings import contact_times, marks, owed, promise_bars
from health.known import known_rows
from health.portfolio import Portfolio
from health.practices import Practice, practices
from health.shelf import Shelf
from health.signals import SIGNALS
from pages.parts.palette import Colours

# Of the sample portfolio a client in a week takes about 1 MB, of a large one more. What fifty
# viewers look at has room of the first; of the second, what a few do.
_SHELF = Shelf(96_000_000)


@dataclass(frozen=True)
class Subject:
    """A client in a week that has a point of it. Its frames are shared: never change them."""

    portfolio: Portfolio
    client: int
    day: date

    @property
    def name(self) -> str:
        """The client's name as it is written in the log."""
        return str(self.portfolio.logs.clients["client"].iloc[self.client])

    @property
    def key(self) -> tuple[str, int, date]:
        """What all facts depend on."""
        return (self.portfolio.version, self.client, self.day)

    def lacks(self, log: str) -> str:
        """Why nothing can be said of a log: it is not there. Empty where it is."""
        return "" if self.portfolio.logs[log].present else f"Not known: there is no {log}.csv."

    def rows(self, log: str) -> pd.DataFrame:
        """The client's rows of a log as known at the end of the day."""
        return known_rows(self.portfolio.logs, log, self.client, day_number(self.day))


@dataclass(frozen=True)
class Happenings:
    """Frames of `health.happenings` for a client on a day."""

    marks: pd.DataFrame
    bars: pd.DataFrame
    times: pd.DataFrame
    owed: pd.DataFrame


def evidence_of(subject: Subject) -> dict[str, Evidence]:
    """Every signal's value in its unit, its sentence and its rows."""

    def found() -> dict[str, Evidence]:
        case = Case.of(subject.portfolio, subject.client, subject.day)  # once: others ask meanwhile
        return {name: evidence_of_case(case, name) for name in SIGNALS}

    return _SHELF.get(("evidence", *subject.key), found)


def practices_of(subject: Subject) -> list[Practice]:
    """The practices, each kept, not kept or not known."""
    asked = (subject.portfolio, subject.client, subject.day)
    return _SHELF.get(("practices", *subject.key), lambda: practices(*asked))


def happenings_of(subject: Subject) -> Happenings:
    """What happened: marks, promises, contacts, what is owed."""
    asked = (subject.portfolio, subject.client, subject.day)
    return _SHELF.get(
        ("happenings", *subject.key),
        lambda: Happenings(
            marks(*asked), promise_bars(*asked), contact_times(*asked), owed(*asked)
        ),
    )


def line_of(subject: Subject) -> pd.DataFrame:
    """The client's whole weekly history."""
    return _SHELF.get(("line", *subject.key), lambda: subject.portfolio.line(subject.client))


def drawn(name: str, subject: Subject, of: Colours, draw: Callable[[], go.Figure]) -> go.Figure:
    """A chart of a subject in a theme, built once: building takes longer than sending."""
    return _SHELF.get(("drawn", name, of, *subject.key), draw)
