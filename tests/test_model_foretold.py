"""The back-test on the Model page: told and drawn as the intervals have it, for who sees all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from health import background
from health.background import Background
from health.backtest import asking
from health.backtest.judged import FITTED, Backtest, backtest
from health.backtest.outcomes import outcomes_of
from health.portfolio import Portfolio
from health.seen.portfolio import portfolio_of
from pages.parts import model_foretold, model_foretold_figures
from pages.parts.palette import LIGHT
from tests.backtest.made import write_portfolio
from tests.conftest import ROOT, FolderOf

SAMPLE = Portfolio.open(ROOT / "data" / "sample")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Backtest:
    """Of clients that fade before they leave."""
    folder = tmp_path_factory.mktemp("logs")
    write_portfolio(folder, 140, 100, True, 1)
    portfolio = Portfolio.open(folder)
    found = outcomes_of(portfolio.logs, portfolio.settings, portfolio.as_of, portfolio.as_of)
    return backtest(portfolio, found)


def test_the_verdict_comes_first_and_names_the_baseline(made: Backtest) -> None:
    told = model_foretold.verdict_html(made)
    assert told.startswith("<h2>The risk fitted to the earlier weeks foretells")
    assert "“days since contact” comes nearest" in told


def test_every_score_has_its_point_its_interval_and_its_words(made: Backtest) -> None:
    drawn = model_foretold_figures.auc_figure(made, LIGHT)
    assert len(drawn.data) == len(made.scored) == 3
    for trace, each in zip(drawn.data, made.scored, strict=True):
        assert trace.x[0] + trace.error_x.array[0] == pytest.approx(each.auc.high)
        assert trace.x[0] - trace.error_x.arrayminus[0] == pytest.approx(each.auc.low)
        assert f"{each.bad_clients} clients with a bad outcome" in trace.text[0]


def test_chances_and_lead_times_are_drawn_as_they_were_found(made: Backtest) -> None:
    chances = model_foretold_figures.reliability_figure(made, LIGHT)
    fitted = chances.data[-1]
    assert list(fitted.y) == [each.came.value for each in made.reliability[FITTED].bins]
    lead = model_foretold_figures.lead_figure(made, LIGHT)
    drawn = sum(len(trace.x) for trace in lead.data if trace.marker.symbol != "line-ns")
    assert drawn == sum(len(each.days) for each in made.lead)


def test_what_was_left_out_is_told_by_reason(made: Backtest) -> None:
    told = model_foretold.judged_html(made)
    for reason, count in made.weeks.left_out.items():
        assert (f">{count:,}<" in told) == (count > 0), reason
    aside = replace(made.outcomes, set_aside=("outcomes.csv row 7: <b>no</b>",))  # type: ignore[arg-type]
    told = model_foretold.judged_html(replace(made, outcomes=aside))
    assert "1\u00a0row set aside" in told
    assert "&lt;b&gt;no" in told


def _noted(monkeypatch: pytest.MonkeyPatch, portfolio: Portfolio) -> list[str]:
    said: list[str] = []

    def note(_tone: str, title: str, *_: Any) -> None:
        said.append(title)

    monkeypatch.setattr(model_foretold, "note", note)
    model_foretold.foretold(portfolio)
    return said


def test_who_sees_some_clients_is_told_that_it_takes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    some = portfolio_of(SAMPLE, {"northmoor water"})
    assert _noted(monkeypatch, some) == ["This is for those who see all clients"]


def test_without_outcomes_it_says_what_to_add(
    folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    portfolio = Portfolio.open(folder_of(contacts="client,at,direction\nAcme,2025-01-06,out\n"))
    said = _noted(monkeypatch, portfolio)
    assert said == ["There are no outcomes to hold the scores against"]


def test_it_is_made_beside_the_pages_once_a_portfolio(monkeypatch: pytest.MonkeyPatch) -> None:
    beside = Background()
    monkeypatch.setattr(background, "current", lambda: beside)
    assert not asking.asked(SAMPLE).done
    work = beside.wait(asking.key_of(SAMPLE), 60)
    found = asking.asked(SAMPLE).result
    assert work is not None
    assert work.result is found
    assert isinstance(found, Backtest)
    assert found.needed.more == 26
