"""The options of `python -m health simulate`."""

from __future__ import annotations

import argparse
from pathlib import Path

from health.simulate.ways import WAYS

ABOUT = "say whether the alerts would warn in time, on clients that are made up"
MORE = (
    "Portfolios are made as rows of logs: clients that are served well, and clients that get\n"
    "worse from a known day, in one way each, at once and over 13 weeks. They are scored like\n"
    "any other under the settings. Told are the share found within 2, 4, 8, 13 weeks, how late,\n"
    "false alarms a client-year by rule, what an alarm is worth, and how long the charts behind\n"
    "drift run beside what was published.\n\n"
    + "".join(f"  {name:8} {way.about}\n" for name, way in WAYS.items())
    + "\n  python -m health simulate\n"
    "  python -m health simulate --settings settings.toml --out figures.json --picture delay.html"
)
MOST_CLIENTS = 2000


def add_options(made: argparse.ArgumentParser) -> None:
    """What `simulate` takes."""
    made.add_argument(
        "--settings", type=Path, metavar="FILE", help="a TOML file with what differs from defaults"
    )
    made.add_argument(
        "--clients", type=int, default=200, metavar="N",
        help="that go each way, and speed; twice as many are served well (default: 200)",
    )  # fmt: skip
    made.add_argument(
        "--way", action="append", choices=list(WAYS), help="only this one; may be given again"
    )
    made.add_argument(
        "--turning", type=float, default=0.2, metavar="SHARE",
        help="of all clients that get worse in a year, for what an alarm is worth (default: 0.2)",
    )  # fmt: skip
    made.add_argument("--seed", type=int, default=1, metavar="N", help="of the random numbers")
    made.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="leave the logs there: a new or empty folder"
    )
    made.add_argument("--out", type=Path, metavar="FILE", help="also all figures, as JSON")
    made.add_argument(
        "--picture", type=Path, metavar="FILE",
        help="also delay against false alarms, as an HTML page that needs nothing else",
    )  # fmt: skip
