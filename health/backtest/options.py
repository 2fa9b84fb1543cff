"""The options of `python -m health backtest`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

ABOUT = "say whether the scores foretold what became of clients"
MORE = (
    "Every whole week of every client is held, with its score as it was known then, against what\n"
    "became of the client 4 to 13 weeks later: churned, reduced and escalated are bad, all else\n"
    "is not. Weeks after notice, too near the outcome, or whose time is not over are left out and\n"
    "counted. Earlier weeks teach a risk, later ones judge it and health as shown, beside three\n"
    "plain baselines. Intervals are of 90 %, by drawing clients again. FILE is a CSV file with\n"
    "client, on, outcome and, where notice came first, noticed_on (without: the outcomes log).\n\n"
    "  python -m health backtest data/sample\n"
    "  python -m health backtest logs --outcomes outcomes.csv --out figures.json"
)


def add_options(made: argparse.ArgumentParser, day: Callable[[str], date], as_of: str) -> None:
    """What `backtest` takes beside the logs and the settings."""
    made.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help=as_of)
    made.add_argument(
        "--outcomes", type=Path, metavar="FILE", help="a CSV file of outcomes, in place of the log"
    )
    made.add_argument(
        "--more-than", type=int, default=28, metavar="DAYS",
        help="that an outcome lies ahead of a week's end to count for it (default: 28)",
    )  # fmt: skip
    made.add_argument(
        "--up-to", type=int, default=91, metavar="DAYS", help="that it does at most (default: 91)"
    )
    made.add_argument("--all", action="store_true", help="list every row that was set aside")
    made.add_argument("--out", type=Path, metavar="FILE", help="also all figures, as JSON")
