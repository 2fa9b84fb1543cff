"""What the Client page shows of a client in a week, worked out once, shared by all viewers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from health.calendars import day_number
from health.evidence import Case, Evidence, evidence_of
from health.happenings import contact_times, marks, owed, promise_bars
from health.known import known_rows
from health.portfolio import Portfolio
from health.practices import Practice, practices
from health.shelf import Shelf
from health.signals import SIGNALS
from pages.parts.palette import Colours

# Of the sample portfolio a client in a week takes about 0.8 MB, of a large one more. What fifty
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
        asked = (self.portfolio.logs, log, self.client, day_number(self.day))
        return _SHELF.get(("rows", log, *self.key), lambda: known_rows(*asked))


@dataclass(frozen=True)
class Happenings:
    """Frames of `health.happenings` for a client on a day."""

    marks: pd.DataFrame
    bars: pd.DataFrame
    times: pd.DataFrame
    owed: pd.DataFrame


@dataclass(frozen=True)
class Facts:
    """All that is worked out of one look at the client.

    Of the portfolio: `row`, the client's line of `scores`, `signals` and `ledger`.
    """

    row: pd.Series
    signals: pd.DataFrame
    ledger: pd.DataFrame
    evidence: dict[str, Evidence]
    practices: list[Practice]
    happenings: Happenings


def facts_of(subject: Subject) -> Facts:
    """How the client stands, every signal's evidence, the practices, what happened."""

    def found() -> Facts:
        asked = (subject.portfolio, subject.client, subject.day)
        scores, case = _scores(subject.portfolio, subject.day), Case.of(*asked)
        return Facts(
            scores[scores["code"] == subject.client].iloc[0],
            subject.portfolio.signal_scores(subject.client, subject.day),
            subject.portfolio.ledger(subject.client, subject.day),
            {name: evidence_of(case, name) for name in SIGNALS},
            practices(*asked),
            Happenings(marks(*asked), promise_bars(*asked), contact_times(*asked), owed(*asked)),
        )

    return _SHELF.get(("facts", *subject.key), found)


def _scores(portfolio: Portfolio, day: date) -> pd.DataFrame:
    """How all clients stand, worked out once for all of them."""
    return _SHELF.get(("scores", portfolio.version, day), lambda: portfolio.scores(day))


def line_of(subject: Subject) -> pd.DataFrame:
    """The client's whole weekly history."""
    return _SHELF.get(("line", *subject.key), lambda: subject.portfolio.line(subject.client))


def drawn(name: str, subject: Subject, of: Colours, draw: Callable[[], go.Figure]) -> go.Figure:
    """A chart of a subject in a theme, built once: building takes longer than sending."""
    return _SHELF.get(("drawn", name, of, *subject.key), draw)


def make_ahead(
    portfolio: Portfolio, goes_on: Callable[[], bool], rest: Callable[[float], object]
) -> None:
    """Work out the facts of the newest week before somebody asks, for clients most in need first.

    It ends where they take half of the room that there is, for what viewers look at has the other,
    and where it `goes_on` no more; after each client it rests for as long as that one took. Raises
    HealthError where no client has a point, and where the logs can't be read again.
    """
    day, made = portfolio.day(portfolio.point(None)), _SHELF.made_bytes
    for client in _scores(portfolio, day)["code"]:
        if not goes_on() or _SHELF.made_bytes - made > _SHELF.most_bytes / 2:
            return
        begun = time.perf_counter()
        facts_of(Subject(portfolio, int(client), day))
        rest(time.perf_counter() - begun)
