"""What pages show of clients is worked out before somebody asks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from health.errors import LogChanged, UnusableLogs
from health.portfolio import Portfolio
from health.shelf import Shelf
from pages.parts import client_facts
from pages.parts.client_facts import Facts, Subject, facts_of, make_ahead
from pages.server import ahead
from pages.server.ahead import made_ahead
from tests.conftest import ROOT, FolderOf, in_a_thread

PORTFOLIO = Portfolio.open(ROOT / "data" / "sample")
NEWEST = PORTFOLIO.days[-1]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A shelf of our own, with nothing on it."""
    made = Shelf(96_000_000)
    monkeypatch.setattr(client_facts, "_SHELF", made)
    return made


def test_every_client_of_the_newest_week_is_at_hand_most_in_need_first(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, found = list[int](), facts_of
    order, scores, scored = (
        PORTFOLIO.scores(NEWEST)["code"].tolist(),
        Portfolio.scores,
        list[date](),
    )

    def of_all(portfolio: Portfolio, day: date) -> pd.DataFrame:
        scored.append(day)
        return scores(portfolio, day)

    def noted(subject: Subject) -> Facts:
        asked.append(subject.client)
        return found(subject)

    monkeypatch.setattr(client_facts, "facts_of", noted)
    monkeypatch.setattr(Portfolio, "scores", of_all)
    rested = list[float]()
    make_ahead(PORTFOLIO, lambda: True, rested.append)
    assert asked == order
    assert scored == [NEWEST]  # how all stand is worked out for all of them
    assert len(rested) == len(asked)
    assert min(rested) > 0
    made = shelf.made_bytes
    assert made > 1_000_000
    facts_of(Subject(PORTFOLIO, asked[0], NEWEST))
    facts_of(Subject(PORTFOLIO, asked[-1], NEWEST))
    assert shelf.made_bytes == made


def test_half_of_the_room_is_left_to_what_viewers_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Shelf(96_000_000)
    monkeypatch.setattr(client_facts, "_SHELF", one)
    facts_of(Subject(PORTFOLIO, int(PORTFOLIO.scores(NEWEST)["code"].iloc[0]), NEWEST))
    small = Shelf(6 * one.made_bytes)
    monkeypatch.setattr(client_facts, "_SHELF", small)
    make_ahead(PORTFOLIO, lambda: True, lambda _: None)
    assert small.most_bytes / 2 < small.made_bytes < small.most_bytes


def test_where_no_client_has_a_point_it_is_told_as_all_that_logs_lack_is(
    folder_of: FolderOf, shelf: Shelf
) -> None:
    logs = folder_of(clients="client\nAcme\n", demos="client,held_on\n")
    nobody = Portfolio.open(logs, as_of=date(2026, 11, 22))
    with pytest.raises(UnusableLogs, match="No client has a score by 2026-11-22"):
        make_ahead(nobody, lambda: True, lambda _: None)
    assert len(shelf) == 0


def test_it_ends_with_the_portfolio(shelf: Shelf) -> None:
    turns = iter([True, True, False])
    make_ahead(PORTFOLIO, lambda: next(turns), lambda _: None)
    assert len(shelf) == 3  # how all stand, and two clients


def test_each_new_portfolio_is_made_once_and_a_failing_one_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other, third = replace(PORTFOLIO), replace(PORTFOLIO)
    shown: list[Portfolio | None] = [None]
    made = list[Portfolio]()

    def make(
        portfolio: Portfolio, goes_on: Callable[[], bool], rest: Callable[[float], object]
    ) -> None:
        made.append(portfolio)
        assert goes_on()
        shown[0] = other if portfolio is PORTFOLIO else third
        assert goes_on() == (portfolio is third)
        if portfolio is PORTFOLIO:
            raise LogChanged("contacts.csv was changed")
        if portfolio is other:
            raise ValueError("a mistake of ours")

    async def serve() -> None:
        async with made_ahead(lambda: shown[0], 0.01):
            shown[0] = PORTFOLIO
            for _ in range(500):
                if len(made) == 3:
                    break
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)  # time to make the third again, which it must not

    monkeypatch.setattr(ahead, "make_ahead", make)
    with caplog.at_level(logging.INFO):
        in_a_thread(lambda: asyncio.run(serve()))
    assert [id(each) for each in made] == [id(PORTFOLIO), id(other), id(third)]
    assert [record.levelname for record in caplog.records] == ["INFO", "ERROR"]
