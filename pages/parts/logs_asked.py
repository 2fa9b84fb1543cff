"""What is still to be said of the sources that are read: answered here, kept in `answers.toml`."""

from __future__ import annotations

import streamlit as st

from health import live
from health.errors import HealthError
from health.logs.origins import Question
from health.logs.rows import Logs, SetAside
from health.values import Answers, save
from health.values.answers import FILE, load
from pages.parts import logs_gate, words
from pages.parts.logs_questions import ALL, Asked, Key, of_words, questions, standing
from pages.parts.look import heading, note

_MOST = 2000  # reasons of a log that are looked at
_ASKED, _FAILED = "questions of sources", "an answer that was not kept"


def asked(logs: Logs) -> None:
    """Every question that is open, and those that were answered on this page."""
    if logs_gate.may_change_logs():
        return  # it is said above why nothing can be
    found = [each for state in logs.prepared.states for each in state.questions]
    found += _of_words(logs)
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


def _of_words(logs: Logs) -> list[Question]:
    """What words mean that kept rows out, by source."""
    found = []
    sources = [state.name for state in logs.prepared.states]
    for rows in logs.rows.values():
        headers: dict[str, str] = {}
        for part in rows.origins.parts if rows.origins else ():
            headers |= part.headers
        by_source: dict[str, list[SetAside]] = {}
        for each in rows.set_aside[:_MOST]:
            for name in sources:
                if each.where == name or each.where.startswith(f"{name}, "):
                    by_source.setdefault(name, []).append(each)
        for name, aside in by_source.items():
            found += of_words(name, aside, headers)
    return found


def _keep(before: Answers, after: Answers) -> None:
    st.session_state[_FAILED] = logs_gate.may_change_logs()
    if st.session_state[_FAILED]:
        return
    try:
        save(logs_gate.folder() / FILE, before, after)
    except HealthError as error:
        st.session_state[_FAILED] = str(error)
    live.current().wake()
