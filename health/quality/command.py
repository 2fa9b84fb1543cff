"""`python -m health quality`: which rules were right, by the marks in the store."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import date

import pandas as pd

from health.alerts.marked import Verdict, verdicts
from health.calendars import day_date
from health.errors import KeyRefused
from health.logs.contract import folded
from health.portfolio import Portfolio
from health.quality.asking import tried_rules
from health.quality.shares import precisions
from health.quality.shares import table as by_quarter
from health.quality.told import in_words
from health.quality.tried import table as by_value
from health.store import open_store

Write = Callable[[pd.DataFrame, str], None]


def run(
    options: argparse.Namespace,
    opened: Callable[[], Portfolio],
    progress: Callable[[str], None],
    write: Write,
) -> str:
    """The text to print; tables are written where they were asked for."""
    if options.out and options.out == options.values_out:
        raise KeyRefused("quality", "--values-out", options.values_out, "another file than --out")
    portfolio = opened()
    with closing(open_store()) as store:
        said = verdicts(store.marks(), max(day_date(portfolio.as_of), date.today()))
    known, strangers = _of_clients(said, portfolio)
    found = precisions(known)
    wolves = [each.rule for each in found if each.cries_wolf]
    marked = {each.rule for each in known}
    rules = [each for each in options.rule or wolves if each in marked]
    tried = tried_rules(portfolio, known, list(dict.fromkeys(rules)), progress)
    if options.out:
        write(by_quarter(found), options.out)
    if options.values_out:
        write(by_value(tried), options.values_out)
    return "" if "-" in (options.out, options.values_out) else in_words(found, tried, strangers)


def _of_clients(said: list[Verdict], portfolio: Portfolio) -> tuple[list[Verdict], int]:
    """The marks on clients of these logs, and how many are of others: one store may serve several
    folders, and a client's rows may be gone."""
    there = {folded(name) for name in portfolio.logs.clients["client"]}
    known = [each for each in said if each.client in there]
    return known, len(said) - len(known)
