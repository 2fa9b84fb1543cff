"""Which report the page is about: the one that people work on, or one as it was frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import streamlit as st

from health.portfolio import Portfolio
from health.report import Report, draft, of_store
from health.report.content import TITLES, Section
from health.report.sent import row_of, sent_words
from health.store import ReportLine, StatusReport, Store
from health.store.asks import day_in
from pages.parts import address, page, seen, words

# How a section will stand in the log of reports, in words.
STATES = {
    "yes": "filled",
    "same": "the same as last time",
    "n/a": "nothing to tell",
    "no": "not filled",
}


@dataclass(frozen=True)
class Subject:
    """A client in the week that is shown."""

    view: page.View
    client: int
    name: str

    @property
    def today(self) -> date:
        """The day that it is where the client is."""
        logs = self.view.portfolio.logs
        zone = str(logs.clients["time_zone"].iloc[self.client]) or logs.zone
        return day_in(zone, datetime.now(UTC))

    @property
    def week(self) -> date:
        """The Sunday of the week."""
        return words.sunday(self.view.day)

    def about(self, section: str) -> str:
        """What a text that is being typed is about."""
        return f"report\n{self.name}\n{self.week}\n{section}"


@dataclass(frozen=True)
class Facts:
    """A report as it stands: `kept` None while nobody has begun it; `anew` as the rows of today
    would have it; `last` the one that was sent before it; `newer` what it was opened again as."""

    subject: Subject
    kept: StatusReport | None
    report: Report
    anew: Report
    last: StatusReport | None
    newer: ReportLine | None = None

    @property
    def frozen(self) -> bool:
        """Whether it can't be changed any more."""
        return self.kept is not None and self.kept.frozen_at is not None

    @property
    def before(self) -> Report | None:
        """What was sent before it."""
        return None if self.last is None else of_store(self.last)

    def states(self) -> dict[str, Any]:
        """How each section will stand in the log."""
        row = row_of(self.report, self.before)
        return {name: row[name] for name in TITLES}

    def section(self, name: str) -> Section:
        """A section by its name."""
        return next(each for each in self.report.sections if each.name == name)


def facts(subject: Subject) -> Facts:
    """The report of the week, read now; raises StoreUnavailable."""
    store = seen.store()
    of_week = lines_of_week(store, subject)
    kept = kept_of(store, subject, of_week)
    view = subject.view
    day = kept.day if kept is not None else view.day
    last = store.last_sent_report(subject.name, day)
    again = kept is not None and kept.take > 1 and kept.frozen_at is None
    anew = drafted(view.portfolio, subject.client, day if again else view.day, last)
    newer = None if kept is None else newest(of_week, kept)
    return Facts(subject, kept, anew if kept is None else of_store(kept), anew, last, newer)


def without_store(subject: Subject) -> Report:
    """The draft, where the store can't be reached."""
    return drafted(subject.view.portfolio, subject.client, subject.view.day, None)


def kept_of(
    store: Store, subject: Subject, of_week: Sequence[ReportLine] | None = None
) -> StatusReport | None:
    """The report of the week: of several the one that the address names, else the latest."""
    of_week = lines_of_week(store, subject) if of_week is None else of_week
    named = [line for line in of_week if line.day.isoformat() == address.value("on")]
    taken = [line for line in named if str(line.take) == address.value("take")]
    one = next(iter(taken or named or of_week), None)
    return None if one is None else store.report(one.id)


def newest(lines: Sequence[ReportLine], one: ReportLine | StatusReport) -> ReportLine | None:
    """What a report was opened again as, the newest of them; None where it stands as it is."""
    return next((each for each in lines if each.day == one.day and each.take > one.take), None)


def lines_of_week(store: Store, subject: Subject) -> Sequence[ReportLine]:
    """The client's reports of the week, the latest first."""
    every = store.report_lines(subject.name)
    return [line for line in every if words.sunday(line.day) == subject.week]


def drafted(portfolio: Portfolio, client: int, day: date, last: StatusReport | None) -> Report:
    """The draft as of a day."""
    before = "" if last is None else f"{last.id} {last.version}"
    return _drafted(portfolio.version, client, day, before, portfolio, last)


@st.cache_resource(max_entries=128, show_spinner=False)
def _drafted(
    version: str,
    client: int,
    day: date,
    before: str,
    _portfolio: Portfolio,
    _last: StatusReport | None,
) -> Report:
    return draft(_portfolio, client, day, last=_last)


def state_words(line: ReportLine | StatusReport) -> str:
    """How far a report is."""
    if line.sent_on:
        return sent_words(line)
    if line.frozen_at:
        return f"frozen by {line.frozen_by}, not marked as sent"
    if line.take > 1 and line.version == 1:
        return f"a draft again, opened by {line.author}"
    return f"a draft, last changed by {line.changed_by}"
