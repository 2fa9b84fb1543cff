"""The options of `python -m health link`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from health.links.terms import DAYS, KINDS, MOST_DAYS

MORE = (
    "A link shows some clients to somebody who does not sign in: `client` what was delivered,\n"
    "what comes, what is waited for, never a score; `inside` scores with their reasons. It ends\n"
    "after some days, always. Its address is printed once, by itself on standard output; its\n"
    "token is kept as a hash only: nobody can print it again.\n\n"
    '  python -m health link data/sample make "Halden Freight" --for "Ms Ek" --days 14\n'
    "  python -m health link data/sample list\n"
    "  python -m health link data/sample revoke 3"
)
_CHANGES = {
    "pause": "shut a link until it is resumed",
    "resume": "open a paused link again, if it has not ended",
    "revoke": "shut a link for ever",
}


def add_options(made: argparse.ArgumentParser, day: Callable[[str], date]) -> None:
    """What `link` does; its LOGS are there already."""
    deeds = made.add_subparsers(dest="deed", required=True, metavar="make|list|pause|resume|revoke")
    making = deeds.add_parser("make", help="make a link, and print its address once")
    making.add_argument("clients", nargs="+", metavar="CLIENT", help="clients of clients.csv")
    making.add_argument("--kind", choices=list(KINDS), default="client", help="default: client")
    making.add_argument("--for", dest="whom", default="", metavar="TEXT", help="for whom it is")
    making.add_argument(
        "--days", type=int, default=DAYS, metavar="N",
        help=f"until it ends, 1 to {MOST_DAYS} (default: {DAYS})",
    )  # fmt: skip
    making.add_argument(
        "--password-stdin", action="store_true",
        help="it asks for the password that is the first line of standard input",
    )  # fmt: skip
    making.add_argument(
        "--as-of", type=day, metavar="YYYY-MM-DD",
        help="it shows what was known at the end of this day, whatever comes later",
    )  # fmt: skip
    deeds.add_parser("list", help="list links, the newest first, and how often each was used")
    changing = [deeds.add_parser(name, help=about) for name, about in _CHANGES.items()]
    for each in changing:
        each.add_argument("id", type=int, metavar="ID", help="the number that `list` shows")
    for each in (making, *changing):
        each.add_argument("--by", metavar="NAME", help="who does this (default: the user's name)")
