"""What only a person can say of a file, asked where it is read: date order, scale, who is meant.

A question stays on the page with its answer, so that it can be answered in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from health.logs.origins import Question
from health.values import NOTHING, Answers
from pages.parts import look, words
from pages.parts.look import plain

ALL = "asked"  # the key of questions of all sources, which are named with each
_FEW = 3  # shown before somebody wants all
_LONGEST = 48  # letters of a source's name
_LATER = "not decided"
_NO_CLIENT = "no client: leave its rows out"
Tell = Callable[[Answers], None]
Key = tuple[str, ...]


@dataclass
class Asked:
    """A question, and all sources in which it comes up: whom a name means is asked but once."""

    question: Question
    sources: list[str]


def gather(every: dict[Key, Asked], found: Iterable[Question]) -> None:
    """Add questions to those that were asked so far."""
    for question in found:
        one = every.setdefault(_key(question), Asked(question, []))
        if question.source not in one.sources:
            one.sources.append(question.source)


def _key(question: Question) -> Key:
    own = (question.log, question.source) if question.kind == "column" else ()
    return (question.kind, question.about, *own)


def questions(asked: Iterable[Asked], said: Answers, key: str, tell: Tell) -> None:
    """Ask; `said` is what was said so far, `tell` takes it with each new answer."""
    every = list(asked)
    for one in every if look.every(key) else every[:_FEW]:
        if one.question.kind == "client":
            _client(one, said, key, tell)
        elif one.question.answers:
            _column(one, said, key, tell)
    look.more(key, len(every), _FEW)


def standing(every: dict[Key, Asked], found: Iterable[Question], said: Answers) -> list[Asked]:
    """The questions that are open, and those that were answered here: an answer may settle others,
    and may be changed. `every` holds all that were asked so far."""
    found = list(found)
    gather(every, found)
    now = {_key(question) for question in found}
    return [one for key, one in every.items() if key in now or _answered(one, said)]


def _answered(one: Asked, said: Answers) -> bool:
    question = one.question
    if question.kind == "column":
        return said.said(question.source, question.log, question.about) != NOTHING
    ignored = any(question.about in said.of(source).ignored for source in one.sources)
    return question.about in said.aliases or ignored


def _column(one: Asked, said: Answers, key: str, tell: Tell) -> None:
    """How the cells of a column are meant."""
    question = one.question
    now = said.said(question.source, question.log, question.about)
    by_words = {choice.words: choice.said for choice in question.answers}
    chosen = next((told for told, each in by_words.items() if each == now), _LATER)

    def answer(told: str) -> Answers:
        new = by_words.get(told, NOTHING)
        return said.with_said(question.source, question.log, question.about, new)

    _ask(one, [*by_words, _LATER], chosen, answer, key, tell)


def _client(one: Asked, said: Answers, key: str, tell: Tell) -> None:
    """Whom a name means."""
    question = one.question
    shown = {f"{client} ({likeness:.0f} % alike)": client for client, likeness in question.choices}
    meant, ignored = said.aliases.get(question.about), said.of(question.source)
    chosen = next((text for text, client in shown.items() if client == meant), _LATER)
    if question.about in ignored.ignored:
        chosen = _NO_CLIENT

    def answer(told: str) -> Answers:
        return whom(said, one, shown.get(told, ""), told == _NO_CLIENT)

    _ask(one, [*shown, _NO_CLIENT, _LATER], chosen, answer, key, tell)


def whom(said: Answers, one: Asked, client: str, no_client: bool = False) -> Answers:
    """The answers with the client that a name means; none where it is not decided."""
    name = one.question.about
    said = replace(said, aliases={each: to for each, to in said.aliases.items() if each != name})
    for source in one.sources:
        own = said.of(source)
        own = replace(own, ignored=own.ignored - {name})
        said = replace(said, sources={**said.sources, source: own})
        if no_client:
            said = said.with_ignored(source, [name])
    return said.with_alias(name, client) if client else said


def _ask(
    one: Asked,
    options: list[str],
    chosen: str,
    answer: Callable[[str], Answers],
    key: str,
    tell: Tell,
) -> None:
    question = one.question
    place = f"{key}-{question.kind}-{question.source}-{question.log}-{question.about}"
    st.session_state[place] = chosen
    about = f"{question.log}, {question.about}: " if question.kind == "column" else ""
    named = f" ({_named(one.sources)})" if key == ALL else ""
    asked = f"{about}{question.text}{named}"
    shown: dict[str, Any] = {"key": place, "horizontal": True, "label_visibility": "collapsed"}
    look.sheet(f"<p>{words.escape(asked)}</p>")
    st.radio(
        look.spoken(asked), options, format_func=plain,
        on_change=lambda: tell(answer(st.session_state[place])), **shown,
    )  # fmt: skip


def _named(sources: list[str]) -> str:
    """Some sources of a question, the first of them by name."""
    first = [_short(each) for each in sources[:_FEW]]
    rest = [f"{len(sources) - _FEW} more"] if len(sources) > _FEW else []
    return words.listed([*first, *rest])


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
