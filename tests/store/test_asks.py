"""Asks and answers in the store: once a form, changed for a day, shut with their link."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from health.links.guards import new_seal, new_token, token_hash
from health.store import Ask, Conflict, EntryRefused, LinkSecrets, Store, open_store
from health.store.asks import IN_A_DAY
from tests.store.test_at_once import at_once

NOW = datetime(2026, 11, 24, 10, 2, tzinfo=UTC)
TODAY, UNTIL = NOW.date(), NOW + timedelta(days=30)
SAID = [("Did we keep what we had agreed?", True), ("Did you know where we stand?", False)]
HOW = "How was the week?"


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(store_url: str, clock: Clock) -> Iterator[Store]:
    """A store whose clock is set."""
    opened = open_store(store_url, clock)
    yield opened
    opened.close()


def ask(
    store: Store,
    client: str = "Acme",
    rater: str = "Ms Ek",
    week: date | None = TODAY,
    until: datetime = UNTIL,
) -> Ask:
    """Somebody asked by a link."""
    secrets = LinkSecrets(token_hash(new_token()), None, new_seal())
    return store.add_ask(client, rater, week, week and NOW.date(), "UTC", until, secrets, "Ana")


def test_an_ask_has_a_link_of_its_own_and_is_of_a_week(kept: Store) -> None:
    asked = ask(kept)
    assert (asked.client, asked.rater, asked.author) == ("Acme", "Ms Ek", "Ana")
    assert (asked.week, asked.asked_on) == (date(2026, 11, 29), NOW.date())
    link = kept.link(asked.link)
    assert (link.kind, link.clients, link.whom) == ("feedback", ("Acme",), "Ms Ek")
    assert kept.ask_of(link.id) == asked
    assert kept.ask_of(link.id + 1) is None
    assert kept.asks("ACME") == [asked]
    assert kept.asks("Bolt") == []


def test_a_contact_is_asked_once_of_a_week_unless_it_was_taken_back(kept: Store) -> None:
    asked = ask(kept)
    with pytest.raises(Conflict, match="was asked of this week by Ana"):
        ask(kept, "acme", "ms  EK")
    others = [ask(kept, rater="Mr Oh"), ask(kept, "Bolt"), ask(kept, week=date(2026, 11, 30))]
    back = kept.withdraw_ask(asked, by="Ben")
    assert (back.withdrawn_by, kept.withdraw_ask(asked, by="Cy")) == ("Ben", back)
    assert kept.link(asked.link).revoked_by == "Ben"
    assert [each.id for each in kept.asks()] == [asked.id, *(each.id for each in others)]
    assert ask(kept).id > asked.id
    assert ask(kept, rater="", week=None) != ask(kept, rater="", week=None)  # standing ones


def test_an_answer_sent_twice_counts_once_and_is_changed_for_a_day(
    kept: Store, clock: Clock
) -> None:
    asked = ask(kept)
    first = kept.answer(asked, "", 7, HOW, SAID, " well\n done\0 ")
    assert (first.rating, first.said, first.comment) == (7, tuple(SAID), "well done")
    assert (first.answered_on, first.answered_at, first.version) == (NOW.date(), NOW, 1)
    assert kept.answer(asked, "another form", 7, HOW, SAID, "well done") == first
    clock.at = NOW + timedelta(hours=24)
    changed = kept.answer(asked, "", 3, HOW, SAID[:1], "")
    assert (changed.rating, changed.said, changed.version) == (3, (SAID[0],), 2)
    assert (changed.answered_at, changed.changed_at) == (NOW, clock.at)
    clock.at += timedelta(seconds=1)
    assert kept.answer(asked, "", 3, HOW, SAID[:1], "") == changed
    with pytest.raises(Conflict, match="was answered by a guest on 2026-11-24"):
        kept.answer(asked, "", 4, HOW, SAID, "")
    assert kept.answers("acme") == [changed] == [kept.answer_of(asked, "x")]
    assert kept.authors() == ["Ana"]  # a guest is no author


def test_a_standing_link_takes_an_answer_a_form_and_some_a_day(kept: Store, clock: Clock) -> None:
    asked = ask(kept, rater="", week=None)
    for number in range(IN_A_DAY):
        kept.answer(asked, f"form {number}", 7, HOW, SAID, "")
    kept.answer(asked, "form 3", 8, HOW, SAID, "")
    with pytest.raises(EntryRefused, match="20 a day"):
        kept.answer(asked, "one more", 7, HOW, SAID, "")
    clock.at += timedelta(days=1)
    kept.answer(asked, "one more", 7, HOW, SAID, "")
    assert sorted(each.rating for each in kept.answers()) == [7] * IN_A_DAY + [8]
    assert kept.answer_of(asked, "form 4") != kept.answer_of(asked, "form 5")
    with pytest.raises(EntryRefused):
        kept.answer(asked, "", 7, HOW, SAID, "")


def test_of_many_who_send_one_form_at_once_one_is_kept(kept: Store) -> None:
    asked = ask(kept)
    at_once([lambda: kept.answer(asked, "", 7, HOW, SAID, "")] * 6)
    assert len(kept.answers()) == 1


@pytest.mark.parametrize("deed", ["pause", "revoke", "withdraw", "expire"])
def test_what_is_shut_takes_no_answer_whoever_looked_before(
    kept: Store, clock: Clock, deed: str
) -> None:
    asked = ask(kept)
    link = kept.link(asked.link)
    if deed == "pause":
        kept.pause_link(link, "Ana", NOW)
    elif deed == "revoke":
        kept.revoke_link(link, "Ana", NOW)
    elif deed == "withdraw":
        kept.withdraw_ask(asked, "Ana")
    else:
        clock.at += timedelta(days=30)
    with pytest.raises(Conflict, match="was shut"):
        kept.answer(asked, "", 7, HOW, SAID, "")
    assert kept.answers() == []


@pytest.mark.parametrize(
    ("rating", "comment", "said"),
    [
        (0, "", "rating"), (11, "", "rating"), (True, "", "rating"),
        (7, "x" * 1_000_000, "at most 500"), (7, "\ud83d", "half a pair"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(kept: Store, rating: int, comment: str, said: str) -> None:
    with pytest.raises(EntryRefused, match=said):
        kept.answer(ask(kept), "", rating, HOW, SAID, comment)


@pytest.mark.parametrize(
    "text", ["<script>", "=1+1", "👩‍👩‍👧", "\u202eabc", "*a* [b](c)", "漢字", "'\";--"]
)
def test_any_text_is_kept_as_it_is(kept: Store, text: str) -> None:
    assert kept.answer(ask(kept), "", 7, HOW, SAID, text).comment == text
    assert kept.answers()[0].comment == text


def test_an_ask_of_another_store_is_refused(kept: Store) -> None:
    asked = ask(kept)
    other = replace(asked, created_at=NOW - timedelta(days=1))
    with pytest.raises(EntryRefused, match="in the store"):
        kept.answer(other, "", 7, HOW, SAID, "")
