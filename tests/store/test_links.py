"""Links on both databases: what opens and what does not, counted; what a stranger can't learn."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import event

from health.errors import EntryRefused, LinkRevoked
from health.links import guards, opening
from health.links.guards import hashed_password, new_seal, new_token, token_hash, visit
from health.links.opening import CLOSED, LATER, PASSWORD, WRONG, Grant, Refusal, opened
from health.links.terms import KINDS
from health.store import Link, LinkSecrets, Store, StoreUnavailable, open_store, tries
from tests.store.content import connected, content
from tests.store.test_at_once import at_once

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
DAY = timedelta(days=1)
WORD = "correct horse"
HOME = "203.0.113.9"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost nothing: what they cost is not asked here."""
    monkeypatch.setattr(guards, "COST", (2, 1, 1))


def made(store: Store, password: str | None = None, **changed: Any) -> tuple[Link, str]:
    """A link on Acme for a client, and its token."""
    token = new_token()
    kept = hashed_password(password) if password else None
    given: dict[str, Any] = {
        "clients": ["Acme"], "kind": "client", "whom": "Ms Ek", "as_of": None,
        "expires_at": NOW + 30 * DAY, "by": "Ana", "now": NOW,
        "secrets": LinkSecrets(token_hash(token), kept, new_seal()),
    }  # fmt: skip
    return store.add_link(**(given | changed)), token


def ask(store: Store, token: object, password: object = None, **changed: Any) -> Grant | Refusal:
    """Ask for the page of a link from home, now."""
    given: dict[str, Any] = {"now": NOW, "address": HOME, "what": "page"}
    return opened(store, token, password, **(given | changed))


def granted(store: Store, token: object, password: object = None, **changed: Any) -> Grant:
    """The same, which is let in."""
    found = ask(store, token, password, **changed)
    assert isinstance(found, Grant), found
    return found


def test_nothing_is_opened_by_what_is_unknown_over_paused_revoked_or_of_another_client(
    store: Store,
) -> None:
    over, over_token = made(store, expires_at=NOW)
    paused, paused_token = made(store)
    store.pause_link(paused, "Ana", NOW)
    revoked, revoked_token = made(store, password=WORD)
    store.revoke_link(revoked, "Ana", NOW)
    other, other_token = made(store, clients=["Bolt"])
    shut = {
        "none": None, "empty": "", "unknown": new_token(), "hash": token_hash(paused_token),
        "longer": f"{paused_token}A", "wildcard": "%" * 32, "huge": "A" * 1_000_000,
        "nul": paused_token + "\0", "wide": "Ａ" * 32, "half": "\ud83d" * 32, "bytes": b"A" * 32,
        "expired": over_token, "paused": paused_token, "revoked": revoked_token,
        "another client's": other_token,
    }  # fmt: skip
    locked, locked_token = made(store, password=WORD)
    for what in (*KINDS["client"], "everything", ""):
        for name, token in shut.items():
            for password in (None, WORD, "wrong"):
                found = ask(store, token, password, what=what, client="Acme")
                assert found is CLOSED, (what, name, password)
        found = ask(store, locked_token, "wrong", what=what, address=what)
        assert found is (WRONG if what in KINDS["client"] else CLOSED)
        found = ask(store, locked_token, None, what=what)
        assert found is (PASSWORD if what in KINDS["client"] else CLOSED)
    assert [link.views for link in store.links()] == [0] * 5
    states = {link.id: link.state(NOW) for link in store.links()}
    assert states == {
        over.id: "expired", paused.id: "paused", revoked.id: "revoked", other.id: "open",
        locked.id: "open",
    }  # fmt: skip


def test_the_database_does_the_same_for_what_is_unknown_and_what_is_shut(store: Store) -> None:
    revoked, revoked_token = made(store, password=WORD)
    store.revoke_link(revoked, "Ana", NOW)
    made(store)
    asked: list[list[str]] = []

    def noted(*said: Any) -> None:
        asked[-1].append(said[2])

    event.listen(store._engine, "before_cursor_execute", noted)
    for token in (revoked_token, new_token(), "x", None):
        asked.append([])
        assert ask(store, token, "any password") is CLOSED
    assert asked[0]
    assert asked == [asked[0]] * 4


def test_a_grant_holds_the_clients_the_kind_and_the_day_and_nothing_of_the_link(
    store: Store,
) -> None:
    day = (NOW - 9 * DAY).date()
    _, token = made(store, clients=["Acme", "acme ", "Bolt"], kind="inside", as_of=day)
    found = granted(store, token, client="BOLT")
    assert (found.clients, found.kind, found.day) == (("Bolt",), "inside", day)
    assert granted(store, token).clients == ("Acme", "Bolt")
    for refused in (ask(store, token, client="Carl"), ask(store, token, what="feedback")):
        assert refused is CLOSED
    assert "Ek" not in repr(found)
    assert token not in repr(found)


def test_uses_are_counted_by_hour_and_once_a_visit(store: Store) -> None:
    link, token = made(store)
    first = granted(store, token)
    granted(store, token, shown_visit=first.visit, now=NOW + timedelta(minutes=1))
    granted(store, token, what="export", shown_visit=first.visit)
    granted(store, token, what="export", shown_visit=first.visit)
    granted(store, token, now=NOW + timedelta(minutes=29))
    later = NOW + timedelta(hours=12)
    granted(store, token, shown_visit=first.visit, now=later)  # that visit is over
    counted = [(view.hour.hour, view.what, view.times) for view in store.views(link)]
    assert sorted(counted) == [(10, "export", 2), (10, "page", 2), (22, "page", 1)]
    stored = store.link(link.id)
    assert (stored.views, stored.last_viewed_at) == (5, later)
    assert store.authors() == ["Ana"]  # a guest is no author


def test_a_password_is_asked_for_once_a_visit_and_typed_on_any_keyboard(store: Store) -> None:
    _, token = made(store, password="Ｇrüße, Ⅸ ﬃ")
    assert ask(store, token) is PASSWORD
    assert ask(store, token, "") is PASSWORD
    for wrong in ("Grüße", "x" * 1_000_000, "\0", "\ud83d", b"Gr", " "):
        assert ask(store, token, wrong, address=repr(wrong)[:9]) in (WRONG, PASSWORD)
    found = granted(store, token, " Gru\u0308ße, IX ffi\n")
    assert granted(store, token, shown_visit=found.visit).visit == found.visit
    assert granted(store, token, what="export", shown_visit=found.visit).what == "export"


def test_no_visit_is_a_way_round_the_password(store: Store) -> None:
    _, token = made(store, password=WORD)
    _, other_token = made(store)
    found = granted(store, token, WORD)
    what, until, signed = found.visit.split(".")
    by_token_hash = visit(token_hash(token), "page", NOW)  # all that a guest can know
    for forged in (
        granted(store, other_token).visit, f"{what}.{int(until) + 9}.{signed}",
        f"export.{until}.{signed}", by_token_hash, "", "..", found.visit + "\0", None, 5,
        f"page.{'9' * 12}.{'0' * 64}", f"page.{until}.{signed}" * 10_000,
    ):  # fmt: skip
        assert ask(store, token, shown_visit=forged) is PASSWORD, forged
    for when in (NOW + guards.VISIT, NOW - DAY / 1440):
        assert ask(store, token, shown_visit=found.visit, now=when) is PASSWORD


def test_five_wrong_passwords_from_an_address_shut_it_out_alone_and_for_a_while(
    store: Store, store_url: str
) -> None:
    link, token = made(store, password=WORD)
    second = open_store(store_url)
    for place in range(5):
        assert ask((store, second)[place % 2], token, "wrong") is WRONG
    for server in (store, second):
        refused = ask(server, token, WORD)
        assert isinstance(refused, Refusal)
        assert (refused.why, refused.wait_seconds) == ("wait", 900)
        assert refused.text == "Too many wrong passwords from here. Try again in 15 minutes."
    second.close()
    for address in ("203.0.113.10", "2001:db8::1", "2001:db8:0:1::1", "", "no address"):
        granted(store, token, WORD, address=address)
    assert store.link(link.id).state(NOW) == "open"
    assert granted(store, token, WORD, now=NOW + timedelta(minutes=15))
    for _ in range(10):  # right ones count for nothing
        granted(store, token, WORD, address="203.0.113.77")


def test_one_network_is_one_guest_and_one_guest_has_so_many_tries_for_all_links(
    store: Store,
) -> None:
    tokens = [made(store, password=WORD)[1] for _ in range(5)]
    for place, token in enumerate(tokens[:4]):
        for number in range(5):
            address = f"2001:db8::{place}:{number}%eth0"
            assert ask(store, token, "wrong", address=address) is WRONG
    refused = ask(store, tokens[4], WORD, address="2001:db8::9")
    assert isinstance(refused, Refusal)
    assert refused.why == "wait"
    assert opening.network("::ffff:203.0.113.9") == "203.0.113.9"


def test_a_link_under_attack_still_lets_each_guest_try(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = made(store, password=WORD)
    monkeypatch.setattr(tries, "OF_LINK", 6)
    for place in range(6):
        assert ask(store, token, "wrong", address=f"198.51.100.{place}") is WRONG
    assert isinstance(refused := ask(store, token, "wrong", address="198.51.100.3"), Refusal)
    assert refused.why == "wait"
    granted(store, token, WORD)


def test_tries_at_once_are_no_way_round(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    _, token = made(store, password=WORD)
    looked_at: list[object] = []
    real = guards.is_password
    lock = threading.Lock()

    def looks(password: object, kept: str) -> bool | None:
        with lock:
            looked_at.append(password)
        return real(password, kept)

    monkeypatch.setattr(opening, "is_password", looks)
    found = at_once([lambda: ask(store, token, "wrong")] * 12)
    assert sorted(each.why for each in found) == ["wait"] * 7 + ["wrong"] * 5
    assert len(looked_at) == 5


def test_no_address_token_or_password_is_kept_and_what_is_kept_of_tries_is_bounded_and_passes(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = made(store, password=WORD)
    monkeypatch.setattr(tries, "ADDRESSES", 4)
    for place in range(8):
        ask(store, token, "not it, no", address=f"198.51.100.{place}")
    granted_visit = granted(store, token, WORD, now=NOW + timedelta(minutes=15)).visit
    with connected(store_url) as connection:
        held = content(connection)
    assert len(held["link_tries"]) == 5
    keys = {row["key"] for row in held["link_spans"]}
    assert len(keys) == 2
    for secret in (token, WORD, "not it", "198.51.100", HOME, granted_visit.split(".")[2]):
        assert secret not in repr(held)
    granted(store, token, WORD, now=NOW + timedelta(hours=1))
    _, open_token = made(store)
    granted(store, open_token, now=NOW + timedelta(hours=9))  # any view lets go of them
    with connected(store_url) as connection:
        held = content(connection)
    assert held["link_tries"] == held["link_spans"] == []


def test_a_link_that_is_revoked_while_it_opens_stays_shut(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, token = made(store, password=WORD)

    def revoked_meanwhile(*_: object) -> bool:
        store.revoke_link(link, "Ben", NOW)
        return True

    monkeypatch.setattr(opening, "is_password", revoked_meanwhile)
    assert ask(store, token, WORD) is CLOSED
    assert store.link(link.id).views == 0
    assert store.count_view(replace(link, id=99), "page", NOW) is None  # a store restored meanwhile


def test_a_visit_ends_with_its_link(store: Store) -> None:
    link, token = made(store, password=WORD)
    found = granted(store, token, WORD)
    paused = store.pause_link(link, "Ben", NOW)
    assert ask(store, token, shown_visit=found.visit) is CLOSED
    store.resume_link(paused, "Ben", NOW)
    assert granted(store, token, shown_visit=found.visit) == found
    store.revoke_link(link, "Ben", NOW)
    assert ask(store, token, shown_visit=found.visit) is CLOSED


def test_a_clock_that_goes_back_revives_nothing(store: Store) -> None:
    _, token = made(store)
    granted(store, token, now=NOW + 29 * DAY)
    assert isinstance(ask(store, token, now=NOW + 30 * DAY), Refusal)
    granted(store, token, now=NOW + 2 * DAY)  # before its end by every clock
    link, token = made(store, expires_at=NOW + 400 * DAY)
    granted(store, token, now=NOW + 399 * DAY)
    assert ask(store, token, now=NOW - DAY) is CLOSED
    assert ask(store, token, now=NOW - timedelta(minutes=6)) is CLOSED
    granted(store, token, now=NOW - timedelta(minutes=4))  # another server's
    assert store.link(link.id).last_viewed_at == NOW + 399 * DAY


def test_what_was_revoked_is_never_resumed_and_two_at_once_are_told(store: Store) -> None:
    link, _ = made(store)
    paused = store.pause_link(link, "Ben", NOW)
    assert store.pause_link(link, "Cy", NOW + DAY) == paused
    assert (paused.paused_by, paused.paused_at, paused.version) == ("Ben", NOW, 2)
    revoked = store.revoke_link(link, "Cy", NOW)
    assert store.revoke_link(paused, "Ben", NOW + DAY) == revoked
    for deed in (store.resume_link, store.pause_link):
        with pytest.raises(LinkRevoked, match=r"was revoked by Cy .* can't be resumed .* new link"):
            deed(paused, "Ben", NOW)
    assert store.links() == [revoked]
    assert store.links(by="Ben") == []
    with pytest.raises(EntryRefused, match="link = 99"):
        store.link(99)


def test_many_links_are_told_apart_with_their_clients_and_views(store: Store) -> None:
    names = [["Acme"], ["Bolt", "Acme"], ["O'Brien % _ ;--"]]
    tokens = [made(store, clients=each)[1] for each in names]
    for (place, token), _ in product(enumerate(tokens), range(2)):
        for _ in range(place):
            granted(store, token)
    told = [(list(link.clients), link.views) for link in store.links()]
    assert told == [(names[2], 4), (names[1], 2), (names[0], 0)]
    with pytest.raises(EntryRefused, match="number of clients = 0"):
        made(store, clients=[])


def test_where_the_store_is_away_nothing_opens(store: Store) -> None:
    _, token = made(store)

    def away(*_: object) -> None:
        raise StoreUnavailable("away")

    store.count_view = away  # type: ignore[method-assign, assignment]
    assert ask(store, token) is LATER
    assert "store" not in LATER.text
