"""What a digest tells of a portfolio: the budget, marks, movers, actions, what is left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from health.access import Person
from health.alerts import RULES
from health.digest import gathering
from health.digest.content import Content
from health.digest.gathering import contents
from health.logs.names import name_key
from health.portfolio import Portfolio
from health.store import Store, open_store
from pages.parts import alert_list
from tests.digest.conftest import ORPHAN, RESPELT

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


@pytest.fixture(scope="module")
def portfolio(folder: Path) -> Portfolio:
    return Portfolio.open(folder, as_of=date(2026, 11, 20))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def plain(portfolio: Portfolio) -> list[Content]:
    return contents(portfolio, SUNDAY, MONDAY)


def of(found: list[Content], lead: str) -> Content:
    (one,) = [each for each in found if each.lead == lead]
    return one


def test_each_lead_gets_its_clients_whatever_the_spelling(
    portfolio: Portfolio, plain: list[Content]
) -> None:
    assert sum(each.clients for each in plain) == len(portfolio.scores())
    assert len({each.lead.casefold() for each in plain}) == len(plain)
    assert plain[-1].lead == ""
    assert {each.client for each in plain[-1].alerts} == {ORPHAN}
    whose = [each for each in plain if RESPELT in {alarm.client for alarm in each.alerts}]
    assert [each.lead.casefold() for each in whose] == ["jonas lindqvist"]
    assert whose[0].clients == 3


def test_the_digest_the_filters_and_what_a_lead_sees_hold_the_same_names_for_one(
    portfolio: Portfolio, plain: list[Content]
) -> None:
    scores = portfolio.scores()
    lead = scores["lead"][scores["client"] == RESPELT].item()
    clients = set(scores["client"][scores["lead"] == lead])
    assert (len(clients), RESPELT in clients) == (3, True)
    assert of(plain, lead).clients == 3
    listed = alert_list._listed("a version", date(2026, 11, 20), None, portfolio)
    assert set(listed["client"][listed["lead"] == lead]) <= clients
    assert RESPELT in set(listed["client"][listed["lead"] == lead])
    person = Person("J", "j@agency.example", "lead", frozenset({name_key(lead)}))
    seen = person.seen_of(portfolio.logs.clients["lead"])
    there = set(portfolio.logs.clients["client"][seen]) & set(scores["client"])
    assert there == clients  # of one there is no score
    assert portfolio.facts(portfolio.client(RESPELT))["lead"] == lead


def test_every_open_alert_is_told_or_counted(portfolio: Portfolio, plain: list[Content]) -> None:
    firing = int(portfolio.open_alerts().sum())
    assert firing == sum(
        len(each.alerts) + each.over + each.handled + each.passed for each in plain
    )
    for each in plain:
        always = [RULES_BY_TITLE[alarm.title].always_told for alarm in each.alerts]
        assert len(always) <= max(5, sum(always))
        assert all(always) or len(always) == 5 or not each.over


RULES_BY_TITLE = {rule.title: rule for rule in RULES.values()}


def test_what_somebody_has_in_hand_is_not_told_again(
    portfolio: Portfolio, store: Store, plain: list[Content]
) -> None:
    before = plain[0]
    some = portfolio.alerts()
    client = before.alerts[0].client
    mine = some[(some["client"] == client) & (some["state"] == "firing")]
    names = ["client", "rule", "subject", "since"]
    marked = [tuple(row) for row in mine[names].itertuples(index=False)]
    store.mark_alerts(marked[:1], "acknowledged", by="Ana", on=SUNDAY)
    until = MONDAY + timedelta(days=7)
    store.mark_alerts(marked[1:], "snoozed", "Ana", until, reason="waits", on=SUNDAY)
    after = contents(portfolio, SUNDAY, MONDAY, store.marks())[0]
    assert client not in {alarm.client for alarm in after.alerts}
    true = len(mine[(mine["last_on"] == date(2026, 11, 20))])
    assert after.handled >= true > 0
    later = contents(portfolio, SUNDAY, until, store.marks())[0]
    assert client in {alarm.client for alarm in later.alerts} or len(marked) == 1


def test_of_many_alerts_the_first_are_spelt_out_and_all_are_told(
    portfolio: Portfolio, plain: list[Content], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "ALIKE", 2)
    monkeypatch.setattr(gathering, "SPELT", 4)
    for before, after in zip(plain, contents(portfolio, SUNDAY, MONDAY), strict=True):
        bare = [replace(each, message="", next_step="") for each in before.alerts]
        assert [replace(each, message="", next_step="") for each in after.alerts] == bare
        spelt = [each for each in after.alerts if each.message]
        assert set(spelt) <= set(before.alerts)
        assert max(Counter((each.client, each.title) for each in spelt).values()) <= 2
        assert len(spelt) <= 4
        assert spelt[0] == before.alerts[0]


def test_movers_are_those_of_the_portfolio(portfolio: Portfolio, plain: list[Content]) -> None:
    moved = portfolio.movers(most=1000)
    assert len(moved) == sum(len(each.movers) + each.moved for each in plain)
    changes = dict(zip(moved["client"], moved["change"], strict=True))
    for each in plain:
        sizes = [abs(move.change) for move in each.movers]
        assert sizes == sorted(sizes, reverse=True)
        assert all(changes[move.client] == move.change and move.causes for move in each.movers)


def test_actions_due_and_overdue_are_told_to_the_lead_of_the_client(
    portfolio: Portfolio, store: Store
) -> None:
    for client, text, days in (
        (RESPELT, "late", -1),
        (RESPELT, "today", 0),
        (RESPELT, "soon", 7),
        (RESPELT, "far", 8),
        ("Renamed Client", "nobody's", 0),
    ):
        store.add_action(client, text, "Ben", MONDAY + timedelta(days=days), "Ana", SUNDAY)
    found = contents(portfolio, SUNDAY, MONDAY, (), store.actions(open_only=True))
    mine = next(each for each in found if each.lead.casefold() == "jonas lindqvist")
    told = [(due.text, due.overdue) for due in mine.actions]
    assert told == [("late", True), ("today", False), ("soon", False)]
    assert [due.text for due in of(found, "").actions] == ["nobody's"]
    assert sum(len(each.actions) for each in found) == 4


def test_logs_that_lack_the_week_are_said_to(portfolio: Portfolio) -> None:
    fresh = contents(portfolio, SUNDAY, MONDAY)[0].fresh
    assert (fresh.latest, fresh.late) == (date(2026, 11, 20), False)
    assert Counter(log for log, _ in fresh.logs)["contacts"] == 1
    assert contents(portfolio, SUNDAY + timedelta(days=7), MONDAY)[0].fresh.late
