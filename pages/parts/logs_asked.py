"""What is still to be said of the sources that are read: answered here, kept in `answers.toml`; and
what was answered, which can be asked again."""

from __future__ import annotations

import streamlit as st

from health.errors import HealthError
from health.logs.origins import Question
from health.logs.rows import Logs, SetAside
from health.values import Answers, save
from health.values.answers import FILE, load
from health.values.given import Given, answered, without
from pages.parts import logs_gate, seen, words
from pages.parts.logs_questions import ALL, Asked, Key, of_words, questions, standing
from pages.parts.look import every as shows_every
from pages.parts.look import heading, more, note, sheet, spoken

_MOST = 2000  # reasons of a log that are looked at
_FEW = 12  # answers that are shown before somebody wants all
_ASKED, _FAILED = "questions of sources", "an answer that was not kept"
_AGAIN = "the answer that was taken back"


def asked(logs: Logs) -> None:
    """Every question that is open, those that were answered on this page, and every answer."""
    if logs_gate.may_change_logs():
        return  # it is said above why nothing can be
    found = [each for state in logs.prepared.states for each in state.questions]
    found += _of_words(logs)
    every: dict[Key, Asked] = st.session_state.setdefault(_ASKED, {})
    try:
        before = load(logs_gate.folder() / FILE)
    except HealthError as error:
        note("bad", "The answers can't be read", str(error))
        return
    again = st.session_state.get(_AGAIN)
    shown = sorted(standing(every, found, before), key=lambda one: not _is(one, again))
    if shown:
        beside = f"{words.count(len(shown), 'thing')} that only a person can say"
        heading("Questions", beside if found else "all are answered")
    if st.session_state.get(_FAILED):
        note("bad", "The answer was not kept", st.session_state[_FAILED])
    questions(shown, before, ALL, lambda after: _keep(before, after))
    _answered(before)


def _answered(before: Answers) -> None:
    """What was answered, each answer with a way to take it back."""
    found = answered(before)
    if not found:
        return
    with st.expander(f"Answered: {len(found):,}", key="answered"), st.container(gap="xxsmall"):
        for one in found if shows_every("answered") else found[:_FEW]:
            with st.container(
                horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
            ):
                with st.container(width="content"):
                    sheet(f"<p>{words.escape(one.about)} "
                          f"<span class='soft'>{words.escape(one.says)}</span></p>")  # fmt: skip
                st.button(
                    "Ask again", key=f"again-{one}", type="tertiary",
                    help=spoken(f"Take out what was said of {one.about}"),
                    on_click=_ask_again, args=(before, one),
                )  # fmt: skip
        more("answered", len(found), _FEW)


def _ask_again(before: Answers, one: Given) -> None:
    _keep(before, without(before, one))
    st.session_state[_AGAIN] = one


def _is(asked: Asked, again: Given | None) -> bool:
    """Whether a question is that of the answer that was taken back: it is asked first."""
    question = asked.question
    if again is None:
        return False
    if question.kind == "client":
        return not again.column and again.word == question.about
    mine = (question.source, question.log, question.about, asked.word or None)
    return mine == (again.source, again.log, again.column, again.word)


def _of_words(logs: Logs) -> list[Question]:
    """What words mean that kept rows out, by source."""
    found = []
    for rows in logs.rows.values():
        headers = rows.origins.headers if rows.origins else {}
        by_source: dict[str, list[SetAside]] = {}
        for each in rows.set_aside[:_MOST]:
            for state in logs.prepared.states:
                if state.holds(each.where):
                    by_source.setdefault(state.name, []).append(each)
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
    seen.server("logs").wake()
