"""What only a person can say of a file, asked where it is read: date order, scale, who is meant.

A question stays on the page with its answer, so that it can be answered in another way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from health.logs.contract import LOGS, Kind
from health.logs.origins import Question
from health.logs.rows import SetAside
from health.values import NOTHING, Answers
from pages.parts import look, words
from pages.parts.look import plain

ALL = "asked"  # the key of questions of all sources, which are named with each
_FEW_WORDS = 12  # of a column: more are free text
_WORDED = (Kind.CHOICE, Kind.YES_NO)
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
    word: str = ""  # a cell, where it is asked what it means


def gather(every: dict[Key, Asked], found: Iterable[Question]) -> None:
    """Add questions to those that were asked so far."""
    for question in found:
        word = question.text if question.kind == "word" else ""
        one = every.setdefault(_key(question), Asked(question, [], word))
        if question.source not in one.sources:
            one.sources.append(question.source)


def _key(question: Question) -> Key:
    own = (question.log, question.source) if question.kind != "client" else ()
    return (question.kind, question.about, *own, question.text if question.kind == "word" else "")


def questions(asked: Iterable[Asked], said: Answers, key: str, tell: Tell) -> None:
    """Ask; `said` is what was said so far, `tell` takes it with each new answer."""
    every = list(asked)
    for one in every if look.every(key) else every[:_FEW]:
        if one.question.kind == "client":
            _client(one, said, key, tell)
        elif one.word:
            _word(one, said, key, tell)
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
    if one.word:
        return one.word in said.said(question.source, question.log, question.about).words
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


def _word(one: Asked, said: Answers, key: str, tell: Tell) -> None:
    """What a word means that is none of those of its column."""
    question, word = one.question, one.word
    now = said.said(question.source, question.log, question.about)
    column = LOGS[question.log].by_name[question.about]
    options = list(column.words or ("yes", "no"))

    def answer(told: str) -> Answers:
        meant = {each: to for each, to in now.words.items() if each != word}
        if told != _LATER:
            meant[word] = told
        return said.with_said(
            question.source, question.log, question.about, replace(now, words=meant)
        )

    _ask(one, [*options, _LATER], now.words.get(word, _LATER), answer, key, tell)


def of_words(source: str, aside: Iterable[SetAside], headers: Mapping[str, str]) -> list[Question]:
    """What words mean of which there are a few: of columns with words of their own, in rows that
    are set aside. headers: what the file calls the columns of the log."""
    names = {header: name for name, header in headers.items()}
    found: dict[tuple[str, str, str], None] = {}
    for each in aside:
        name = names.get(each.column, each.column)
        column = LOGS[each.log].by_name.get(name)
        word = each.value.strip()
        if column is not None and column.kind in _WORDED and 0 < len(word) <= _LONGEST:
            found[each.log, name, word] = None
    few = {
        (log, name)
        for log, name, _ in found
        if sum(each[:2] == (log, name) for each in found) <= _FEW_WORDS
    }
    return [
        Question("word", source, log, name, word) for log, name, word in found if (log, name) in few
    ]


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
    place = f"{key}-{question.kind}-{question.source}-{question.log}-{question.about}-{one.word}"
    st.session_state[place] = chosen
    about = f"{question.log}, {question.about}: " if question.kind != "client" else ""
    text = f"what does “{words.short(one.word, _LONGEST)}” mean?" if one.word else question.text
    named = f" ({_named(one.sources)})" if key == ALL else ""
    asked = f"{about}{text}{named}"
    shown: dict[str, Any] = {"key": place, "horizontal": True, "label_visibility": "collapsed"}
    look.sheet(f"<p>{words.escape(asked)}</p>")
    st.radio(
        look.spoken(asked), options, format_func=plain,
        on_change=lambda: tell(answer(st.session_state[place])), **shown,
    )  # fmt: skip


def _named(sources: list[str]) -> str:
    """Some sources of a question, the first of them by name."""
    first = [words.short(each, _LONGEST) for each in sources[:_FEW]]
    rest = [f"{len(sources) - _FEW} more"] if len(sources) > _FEW else []
    return words.listed([*first, *rest])
