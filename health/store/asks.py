"""What clients are asked by links, and what they answer: once a form, changed for a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import RowMapping, Select, func, select

from health.errors import Conflict, EntryRefused
from health.store.connected import GUEST, Connected, Write, record
from health.store.entries import NAME, day, key_of, line, named, text
from health.store.links import insert_link, stored_link
from health.store.records import Answer, Ask, LinkSecrets, week_of
from health.store.tables import answers, asks, links

COMMENT = 500  # letters
CHANGED_FOR = timedelta(days=1)
IN_A_DAY = 20  # answers by one standing link
_SENDING = 64


class Asks(Connected):
    """Ask a client, take it back; take answers, list both."""

    def add_ask(
        self,
        client: str,
        rater: str,
        week: date | None,
        asked_on: date | None,
        zone: str,
        expires_at: datetime,
        secrets: LinkSecrets,
        by: str,
    ) -> Ask:
        """A client asked by a link of its own; `week` None: by one that stands, asked no day.

        Conflict where the same person was asked of that week before, and it was not taken back.
        """
        whom = " ".join(text("contact", rater, NAME, blank=True).split())
        values = {
            **named(client),
            "rater": whom,
            "week": None if week is None else week_of(day("week", week)),
            "asked_on": None if asked_on is None else day("asked_on", asked_on),
            "zone": line("zone", zone),
        }
        with self.writing(by, "ask") as write:
            mine = asks.c.client_key == values["client_key"], asks.c.withdrawn_at.is_(None)
            of_week = select(asks).where(*mine, asks.c.week == values["week"])
            for row in write.connection.execute(of_week).mappings():
                if week is not None and key_of(row["rater"]) == key_of(whom):
                    was = "This contact was asked of this week"
                    raise Conflict(was, _ask(row), row["author"], row["created_at"])
            link = insert_link(
                write, [client], "feedback", whom, None, expires_at, secrets, write.at
            )
            made = {"link": link, "author": write.by, "created_at": write.at, "version": 1}
            return _ask(write.one(asks, write.add(asks, **values, **made), "ask"))

    def withdraw_ask(self, ask: Ask, by: str) -> Ask:
        """Nobody was asked after all: an ask without an answer does not count, its link is shut."""
        with self.writing(by, "withdraw ask") as write:
            row = write.same(asks, ask, "ask")
            if row["withdrawn_at"] is None:
                changed = {"withdrawn_by": write.by, "withdrawn_at": write.at}
                write.change(asks, row, **changed, version=row["version"] + 1)
                link = write.one(links, row["link"], "link")
                if link["revoked_at"] is None:
                    shut = {"revoked_at": write.at, "revoked_by": write.by}
                    write.change(links, link, **shut, version=link["version"] + 1)
            return _ask(write.one(asks, ask.id, "ask"))

    def asks(self, client: str | None = None) -> list[Ask]:
        """All asks, those taken back too, in the order of asking; of a client."""
        wanted = select(asks).order_by(asks.c.id)
        if client is not None:
            wanted = wanted.where(asks.c.client_key == key_of(client))
        return [_ask(row) for row in self.rows(wanted)]

    def ask_of(self, link: int) -> Ask | None:
        """The ask that a link is for; None where it is for none."""
        found = self.rows(select(asks).where(asks.c.link == link))
        return _ask(found[0]) if found else None

    def answers(self, client: str | None = None) -> list[Answer]:
        """All answers in their order; of a client."""
        wanted = select(answers).order_by(answers.c.id)
        if client is not None:
            mine = select(asks.c.id).where(asks.c.client_key == key_of(client))
            wanted = wanted.where(answers.c.ask.in_(mine))
        return [_answer(row) for row in self.rows(wanted)]

    def answer_of(self, ask: Ask, sending: str) -> Answer | None:
        """What was answered by one form; any form where it can be answered once."""
        found = self.rows(_same(ask, sending))
        return _answer(found[0]) if found else None

    def answer(
        self,
        ask: Ask,
        sending: str,
        rating: int,
        question: str,
        said: Sequence[tuple[str, bool]],
        comment: str,
    ) -> Answer:
        """An answer, new or changed; the same sent twice counts once, whoever is first.

        Conflict for one that is older than a day and would be another, and where the link is shut
        by now; EntryRefused for what can't be kept.
        """
        values = _values(rating, question, said, comment)
        with self.writing(GUEST, "answer") as write:
            link = stored_link(write, write.same(asks, ask, "ask")["link"])
            if link.state(write.at) != "open":
                raise Conflict("This link was shut", link, link.author, write.at)
            row = write.first(_same(ask, sending))
            if row is None:
                return _answer(_new(write, ask, sending, values))
            if all(row[name] == value for name, value in values.items()):
                return _answer(row)
            if write.at - row["answered_at"] > CHANGED_FOR:
                raise Conflict("This was answered", _answer(row), GUEST, row["answered_at"])
            write.change(answers, row, **values, changed_at=write.at, version=row["version"] + 1)
            return _answer(write.one(answers, row["id"], "answer"))


def _new(write: Write, ask: Ask, sending: str, values: dict[str, Any]) -> RowMapping:
    if ask.week is None:
        since = answers.c.answered_at > write.at - CHANGED_FOR
        counted = select(func.count().label("n")).where(answers.c.ask == ask.id, since)
        many = write.first(counted)
        if many is not None and many["n"] >= IN_A_DAY:
            raise EntryRefused("number of answers", many["n"] + 1, f"{IN_A_DAY} a day by one link")
    moments = {"answered_at": write.at, "changed_at": write.at}
    local = {"answered_on": day_in(ask.zone, write.at)}
    form = {"ask": ask.id, "sending": _form(ask, sending), "version": 1}
    return write.one(answers, write.add(answers, **form, **moments, **local, **values), "answer")


def _values(
    rating: int, question: str, said: Sequence[tuple[str, bool]], comment: str
) -> dict[str, Any]:
    if isinstance(rating, bool) or not isinstance(rating, int) or not 1 <= rating <= 10:
        raise EntryRefused("rating", rating, "a whole number from 1 to 10")
    told = [[line("question", asked), bool(yes)] for asked, yes in said]
    return {
        "rating": rating,
        "question": line("question", question),
        "said": json.dumps(told),
        "comment": " ".join(text("comment", comment, COMMENT, blank=True).split()),
    }


def day_in(zone: str, at: datetime) -> date:
    """The day of a moment in a time zone; in UTC where there is no such zone any more."""
    try:
        return at.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return at.astimezone(UTC).date()


def _form(ask: Ask, sending: str) -> str:
    """What tells one answer from another: its form, where there may be several."""
    return "once" if ask.week is not None else text("sending", sending, _SENDING)


def _same(ask: Ask, sending: str) -> Select[Any]:
    return select(answers).where(answers.c.ask == ask.id, answers.c.sending == _form(ask, sending))


def _ask(row: RowMapping) -> Ask:
    return record(Ask, row)


def _answer(row: RowMapping) -> Answer:
    said = tuple((str(asked), bool(yes)) for asked, yes in json.loads(row["said"]))
    return record(Answer, {**row, "said": said})
