"""The options of `python -m health quality`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from health.alerts import RULES

ABOUT = "say which alert rules were right, by what people marked"
MORE = (
    "From the marks true and false alarm in the store (HEALTH_STORE): how often each rule\n"
    "was right, by the quarter in which its alerts began, with a 90 % interval. A rule\n"
    "cries wolf where, from 5 marks at 3 clients on, even the upper end is below a half.\n"
    "For each of these the history is replayed under stricter values of its settings: how\n"
    "many of the false alarms would not have fired, how many of the true ones would have\n"
    "been lost, or come later. Nothing is changed.\n\n"
    "  python -m health quality data/sample\n"
    "  python -m health quality data/sample --out quarters.csv --values-out values.csv"
)


def add_options(made: argparse.ArgumentParser, out: Callable[[str], str]) -> None:
    """What `quality` takes beside the logs; `out` checks the name of a table."""
    made.add_argument(
        "--rule", action="append", choices=list(RULES),
        help="try stricter values of this one, whether it cries wolf or not; may be given again",
    )  # fmt: skip
    made.add_argument(
        "--out", type=out, metavar="FILE",
        help="the shares by rule and quarter: .csv, .parquet or .json; - = CSV instead of the text",
    )  # fmt: skip
    made.add_argument(
        "--values-out", type=out, metavar="FILE",
        help="likewise, a row a value that was tried",
    )  # fmt: skip
