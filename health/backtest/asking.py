"""The back-test for pages: worked out beside them, once for all who ask."""

from __future__ import annotations

from datetime import date

from health import background
from health.background import Work
from health.backtest.judged import Backtest, backtest
from health.backtest.outcomes import outcomes_of
from health.calendars import day_number
from health.portfolio import Portfolio


def asked(portfolio: Portfolio) -> Work[Backtest]:
    """The back-test as far as it is there; begun in the background if it was not. At once."""

    def made(tell: background.Progress) -> Backtest:
        today = max(portfolio.as_of, day_number(date.today()))
        outcomes = outcomes_of(portfolio.logs, portfolio.settings, portfolio.as_of, today)
        return backtest(portfolio, outcomes, progress=tell)

    return background.current().ask(key_of(portfolio), made)


def key_of(portfolio: Portfolio) -> tuple[str, str]:
    """What a back-test depends on."""
    return "backtest", portfolio.version
