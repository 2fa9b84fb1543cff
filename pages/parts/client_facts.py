"""What the Client page shows of a client in a week, worked out once, shared by all viewers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from health.calendars import day_number
from health.evidence import Evidence, evidence
from health.happenings import contact_times, marks, owed, promise_bars
from health.known import known_rows
from health.portfolio import Portfolio
from health.practices import Practice, practices
from health.signals import SIGNALS
from pages.parts.palette import Colours

_KEPT = 2  # clients and weeks that stay at hand: of a large portfolio each may take 15 MB


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
    return _evidence(subject.key, subject)


def practices_of(subject: Subject) -> list[Practice]:
    """The practices, each kept, not kept or not known."""
    return _practices(subject.key, subject)


def happenings_of(subject: Subject) -> Happenings:
    """What happened: marks, promises, contacts, what is owed."""
    return _happenings(subject.key, subject)


def drawn(name: str, subject: Subject, of: Colours, draw: Callable[[], go.Figure]) -> go.Figure:
    """A chart of a subject in a theme, built once: building takes longer than sending."""
    return _drawn(name, subject.key, of, draw)


def line_of(subject: Subject) -> pd.DataFrame:
    """The client's whole weekly history."""
    return _line(subject.key, subject)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _evidence(key: tuple[str, int, date], _subject: Subject) -> dict[str, Evidence]:
    found = {}
    for name in SIGNALS:
        found[name] = evidence(_subject.portfolio, _subject.client, name, _subject.day)
    return found


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _practices(key: tuple[str, int, date], _subject: Subject) -> list[Practice]:
    return practices(_subject.portfolio, _subject.client, _subject.day)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _happenings(key: tuple[str, int, date], _subject: Subject) -> Happenings:
    asked = (_subject.portfolio, _subject.client, _subject.day)
    return Happenings(marks(*asked), promise_bars(*asked), contact_times(*asked), owed(*asked))


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _line(key: tuple[str, int, date], _subject: Subject) -> pd.DataFrame:
    return _subject.portfolio.line(_subject.client)


@st.cache_resource(max_entries=4 * _KEPT, show_spinner=False)
def _drawn(
    name: str, key: tuple[str, int, date], of: Colours, _draw: Callable[[], go.Figure]
) -> go.Figure:
    return _draw()
