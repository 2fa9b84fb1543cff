"""`python -m health backtest`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from health.backtest.judged import backtest
from health.backtest.outcomes import outcomes_of
from health.backtest.told import as_json, in_words
from health.backtest.weeks import Ahead
from health.calendars import day_number
from health.errors import KeyRefused
from health.portfolio import Portfolio
from health.settings import Settings
from health.sources.command import read_for_command
from health.whole import asked_for, folder_there


def run(options: argparse.Namespace, progress: Callable[[str], None], today: date) -> str:
    """Back-test as asked for; the text to print."""
    ahead = Ahead(options.more_than, options.up_to)
    if not 0 <= ahead.least < ahead.most <= 730:
        told = f"{ahead.least} and {ahead.most}"
        raise KeyRefused(
            "backtest", "--more-than and --up-to", told, "0 or more, then more, 730 at most"
        )
    folder_there(options.out)
    settings = Settings.read(options.settings) if options.settings else Settings.default()
    logs = read_for_command(options.logs, settings, progress, texts=False)
    portfolio = Portfolio.of(logs, settings, options.as_of, today, progress)
    as_of, now = portfolio.as_of, day_number(today)
    outcomes = outcomes_of(logs, settings, as_of, now, options.outcomes)
    made = backtest(portfolio, outcomes, ahead, progress)
    if options.out:
        with asked_for(options.out) as part:
            part.write_text(as_json(made), encoding="utf-8")
    return in_words(made, options.all)
