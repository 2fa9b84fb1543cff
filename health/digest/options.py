"""The options of `python -m health digest`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path

MORE = (
    "Tells every lead, once a week and channel however often it is run: alerts within the budget,\n"
    "what moved and why, actions due and overdue, what is left out, how fresh the logs are. FILE\n"
    "says where it goes: [[channel]] tables with name, url (of Apprise, secrets as {NAME}: the\n"
    "variable NAME, or the file that NAME_FILE names), leads, without_lead. Links begin with\n"
    "HEALTH_ADDRESS. Exit status: 0 all is sent, 1 something is not (standard error says what),\n"
    "2 nothing could be made.\n\n"
    "  python -m health digest data/sample --channels digest.toml --dry-run\n"
    "  python -m health digest data/sample --channels digest.toml"
)


def add_options(made: argparse.ArgumentParser, day: Callable[[str], date]) -> None:
    """What `digest` takes beside the logs and the settings."""
    made.add_argument(
        "--channels", type=Path, required=True, metavar="FILE", help="a TOML file of channels"
    )
    made.add_argument(
        "--week", type=day, metavar="YYYY-MM-DD",
        help="the week of this day (default: the one that ended on the last Sunday)",
    )  # fmt: skip
    made.add_argument(
        "--dry-run", action="store_true", help="print what would be sent, and send nothing"
    )
