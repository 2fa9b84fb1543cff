"""Feedback by link: who is asked, by which questions; an answer taken, shown again, changed.

A form is opened by its link alone, and holds its client's name and what was answered by it: nothing
else of the store, nothing of the logs.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from health.errors import Conflict, EntryRefused
from health.links.guards import hashed_password, new_seal, new_token, token_hash
from health.links.terms import DAYS, checked_days
from health.logs.rows import Logs
from health.portfolio import client_of
from health.store import Answer as Answer
from health.store import Ask, LinkSecrets, Store, week_of
from health.store.asks import CHANGED_FOR, COMMENT, day_in

OF_WEEK, STANDING = "How was the week, 1 to 10?", "How is it going, 1 to 10?"
YES_NO = ("Did we keep what we had agreed?", "Did you know at any time where we stand?")
_FORM = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_DIGITS = re.compile(r"[0-9]{1,2}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """A client that was asked, and the token of its link: it can't be had again."""

    ask: Ask
    token: str = field(repr=False)


@dataclass(frozen=True)
class Form:
    """What a form shows: `given` is what was answered by it, `changes` whether it still may be
    another; `sending` tells it from other forms of the same link."""

    client: str
    rater: str
    week: date | None
    sending: str = field(repr=False)
    given: Answer | None = None
    changes: bool = True

    @property
    def question(self) -> str:
        """What is rated."""
        return STANDING if self.week is None else OF_WEEK


@dataclass(frozen=True)
class Typed:
    """What was typed into a form, as text, and what is wrong with it by field; `full`: the link
    took as many answers today as it takes."""

    values: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    full: bool = False


def ask_client(
    store: Store,
    logs: Logs,
    client: str,
    rater: str,
    week: date | None,
    by: str,
    now: datetime,
    days: int = DAYS,
    password: str | None = None,
) -> Asked:
    """A contact of a client asked today of a week, by a link of its own; or, without a week, a link
    that stands for whoever has it.

    EntryRefused and UnknownClient for what is not allowed, Conflict for who was asked before.
    """
    days = checked_days(days)
    code = client_of(logs, client)
    zone = str(logs.clients["time_zone"].iloc[code]) or logs.zone
    today = day_in(zone, now)
    if week is not None and week_of(week) > week_of(today):
        raise EntryRefused("week", str(week), "a week that has begun")
    if week is not None and not rater.strip():
        raise EntryRefused("contact", rater, "the name of whoever is asked")
    token = new_token()
    hashed = None if password is None else hashed_password(password)
    kept = LinkSecrets(token_hash(token), hashed, new_seal())
    name, until = str(logs.clients["client"].iloc[code]), now + timedelta(days=days)
    asked_on = None if week is None else today
    return Asked(store.add_ask(name, rater, week, asked_on, zone, until, kept, by), token)


def form_of(store: Store, token: str | None, sending: str, now: datetime) -> Form | None:
    """The form of a link: a new one, or that of an answer that was `sending`; None for no form."""
    ask = _ask(store, token)
    if ask is None:
        return None
    known = sending if is_form(sending) else ""
    given = store.answer_of(ask, known) if known or ask.week is not None else None
    changes = given is None or now - given.answered_at <= CHANGED_FOR
    shown = known if given is not None and known else secrets.token_urlsafe(16)
    return Form(ask.client, ask.rater, ask.week, shown, given, changes)


def answer(store: Store, token: str | None, typed: Mapping[str, str]) -> Answer | Typed | None:
    """Take what was typed; Typed where something is wrong with it, None where there is no form any
    more. What is older than a day stays as it was given."""
    ask = _ask(store, token)
    if ask is None:
        return None
    wrong = _wrong(typed)
    if wrong:
        return Typed(typed, wrong)
    said = [(asked, typed[f"said{n}"] == "yes") for n, asked in enumerate(YES_NO)]
    question = STANDING if ask.week is None else OF_WEEK
    comment, rating = typed.get("comment", ""), int(typed["rating"])
    try:
        return store.answer(ask, _sending(typed), rating, question, said, comment)
    except Conflict as error:
        return error.stored if isinstance(error.stored, Answer) else None
    except EntryRefused:  # all else was looked at
        return Typed(typed, full=True)


def _ask(store: Store, token: str | None) -> Ask | None:
    found = store.link_of(token_hash(token))
    return store.ask_of(found[0].id) if found else None


def _sending(typed: Mapping[str, str]) -> str:
    form = typed.get("form", "")
    return form if is_form(form) else secrets.token_urlsafe(16)


def is_form(text: str) -> bool:
    """Whether a text can be what tells one form from others."""
    return _FORM.fullmatch(text) is not None


def _wrong(typed: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    wrong = {}
    rating = typed.get("rating", "")
    if not _DIGITS.fullmatch(rating) or not 1 <= int(rating) <= 10:
        wrong["rating"] = "Choose a number from 1 to 10."
    for n, _ in enumerate(YES_NO):
        if typed.get(f"said{n}") not in ("yes", "no"):
            wrong[f"said{n}"] = "Choose yes or no."
    letters = len(typed.get("comment", "").replace("\0", "").strip())
    if letters > COMMENT:
        wrong["comment"] = f"At most {COMMENT} characters, please; these are {letters:,}."
    return wrong
