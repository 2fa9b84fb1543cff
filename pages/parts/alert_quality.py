"""Which rules were right, by the marks on their alerts; what would have helped those that cry wolf.

Nothing is changed here: a link opens the trial of a value on the Model page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import streamlit as st

from health import background
from health.alerts.marked import Verdict, verdicts
from health.background import Work
from health.portfolio import Portfolio
from health.quality.asking import asked, key_of
from health.quality.shares import Precision, precisions
from health.quality.tried import Tried
from health.store import Mark
from pages.parts import page
from pages.parts.alert_list import Inbox
from pages.parts.alert_quality_words import helped_html, none_html, shares_html
from pages.parts.look import heading, note, sheet
from pages.parts.words import escape

_AT_ONCE = 0.4  # seconds in which a small portfolio is done: no need to say that it is being done


@dataclass(frozen=True)
class _Judged:
    """The marks true and false, and what they say of the rules. Shared: never changed."""

    said: tuple[Verdict, ...]
    rules: tuple[Precision, ...]

    @property
    def wolves(self) -> tuple[str, ...]:
        """The rules that cry wolf."""
        return tuple(each.rule for each in self.rules if each.cries_wolf)


def quality(view: page.View, found: Inbox) -> None:
    """Shares by rule at once; what would have helped once it is found, beside the pages."""
    heading("Which rules were right", "of the alerts marked true or false")
    if found.away:
        return  # said above: nothing is known of any mark
    judged = _judged(found.version, found.now, found.marks)
    sheet(shares_html(judged.rules) if judged.rules else none_html())
    if judged.wolves:
        work = _work(view.portfolio, judged)
        if not work.done:
            key = key_of(view.portfolio, judged.said, judged.wolves)
            work = background.current().wait(key, _AT_ONCE) or work
        if work.done:
            _outcome(view.portfolio, judged, work)
        else:
            _waiting(view.portfolio, judged)


@st.cache_resource(max_entries=16, show_spinner=False)
def _judged(version: str, now: date, _marks: tuple[Mark, ...]) -> _Judged:
    said = tuple(verdicts(_marks, now))
    return _Judged(said, tuple(precisions(said)))


def _work(portfolio: Portfolio, judged: _Judged) -> Work[tuple[Tried, ...]]:
    return asked(portfolio, judged.said, judged.wolves)


@st.fragment(run_every=0.7)
def _waiting(portfolio: Portfolio, judged: _Judged) -> None:
    work = _work(portfolio, judged)
    if work.done:
        st.rerun()
    told = escape(work.doing)
    sheet(f'<p class="soft">Looking for limits that would have helped: {told} …</p>')


def _outcome(portfolio: Portfolio, judged: _Judged, work: Work[tuple[Tried, ...]]) -> None:
    if work.result is not None:
        sheet(helped_html(work.result, portfolio.settings))
    else:
        note("bad", "What would have helped can't be told", work.problem)
        key = key_of(portfolio, judged.said, judged.wolves)
        st.button(
            "Try again", key="quality-again", on_click=background.current().forget, args=(key,)
        )
