"""A digest goes out once: claimed by one run, noted as sent, taken over where a run ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from health.store import Store, open_store
from health.store.digests import LEASE
from tests.store.test_at_once import at_once

SUNDAY = date(2026, 11, 22)
WHICH = (SUNDAY, "Ana Ruiz", "mail")


@pytest.fixture
def moment() -> list[datetime]:
    return [datetime(2026, 11, 23, 7, 0, tzinfo=UTC)]


@pytest.fixture
def clocked(store_url: str, moment: list[datetime]) -> Iterator[Store]:
    """A store whose clock a test sets."""
    opened = open_store(store_url, clock=lambda: moment[0])
    yield opened
    opened.close()


def test_it_is_claimed_once_and_once_sent_for_ever(clocked: Store, moment: list[datetime]) -> None:
    claim = clocked.claim_digest(*WHICH)
    assert (claim.state, claim.again) == ("claimed", False)
    assert clocked.claim_digest(*WHICH).state == "busy"
    clocked.digest_sent(claim)
    moment[0] += timedelta(days=400)
    assert clocked.claim_digest(SUNDAY, "ANA ruiz", "mail").state == "sent"


def test_another_week_lead_or_channel_is_another_digest(clocked: Store) -> None:
    clocked.digest_sent(clocked.claim_digest(*WHICH))
    others = [(SUNDAY + timedelta(days=7), *WHICH[1:]), (SUNDAY, "", "mail"), (*WHICH[:2], "room")]
    assert [clocked.claim_digest(*each).state for each in others] == ["claimed"] * 3


def test_what_could_not_be_sent_is_free_at_once(clocked: Store) -> None:
    clocked.digest_not_sent(clocked.claim_digest(*WHICH))
    claim = clocked.claim_digest(*WHICH)
    assert (claim.state, claim.again) == ("claimed", False)


def test_a_run_that_ended_without_a_word_is_taken_over_once_its_claim_is_old(
    clocked: Store, moment: list[datetime]
) -> None:
    lost = clocked.claim_digest(*WHICH)
    moment[0] += LEASE - timedelta(seconds=1)
    assert clocked.claim_digest(*WHICH).state == "busy"
    moment[0] += timedelta(seconds=1)
    taken = clocked.claim_digest(*WHICH)
    assert (taken.state, taken.again) == ("claimed", True)
    clocked.digest_not_sent(lost)  # it was only slow; what is another's by now stays so
    assert clocked.claim_digest(*WHICH).state == "busy"
    clocked.digest_sent(lost)  # sent is sent, whoever did it
    clocked.digest_not_sent(taken)
    assert clocked.claim_digest(*WHICH).state == "sent"


def test_of_many_runs_at_once_one_gets_it(store: Store) -> None:
    found = at_once([lambda: store.claim_digest(*WHICH) for _ in range(8)])
    assert sorted(each.state for each in found) == ["busy"] * 7 + ["claimed"]


def test_it_is_no_write_of_a_person(store: Store) -> None:
    before = store.version()
    store.digest_sent(store.claim_digest(*WHICH))
    assert store.version() == before
    assert store.authors() == []
