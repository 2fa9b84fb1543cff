"""What is still to be said of the sources that are read: answered here, kept in `answers.toml`."""

from __future__ import annotations

import streamlit as st

from health import live
from health.errors import HealthError
from health.logs.rows import Logs
from health.values import Answers, save
from health.values.answers import FILE, load
from pages.parts import logs_gate, words
from pages.parts.logs_questions import ALL, Asked, Key, questions, standing
from pages.parts.look import heading, note

_ASKED, _FAILED = "questions of sources", "an answer that was not kept"


def asked(logs: Logs) -> None:
    """Every question that is open, and those that were answered on this page."""
    if logs_gate.may_change_logs():
        return  # it is said above why nothing can be
    found = [each for state in logs.prepared.states for each in state.questions]
    every: dict[Key, Asked] = st.session_state.setdefault(_ASKED, {})
    if not found and not every:
        return
    try:
        before = load(logs_gate.folder() / FILE)
    except HealthError as error:
        note("bad", "The answers can't be read", str(error))
        return
    shown = standing(every, found, before)
    if shown:
        more = f"{words.count(len(shown), 'thing')} that only a person can say"
        heading("Questions", more if found else "all are answered")
    if st.session_state.get(_FAILED):
        note("bad", "The answer was not kept", st.session_state[_FAILED])
    questions(shown, before, ALL, lambda after: _keep(before, after))


def _keep(before: Answers, after: Answers) -> None:
    st.session_state[_FAILED] = logs_gate.may_change_logs()
    if st.session_state[_FAILED]:
        return
    try:
        save(logs_gate.folder() / FILE, before, after)
    except HealthError as error:
        st.session_state[_FAILED] = str(error)
    live.current().wake()
