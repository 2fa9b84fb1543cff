"""The weeks of a made portfolio: they all end on the same Sunday."""

import csv
import datetime
from pathlib import Path

LAST_SUNDAY = datetime.date(2026, 11, 15)


def period(folder: Path) -> tuple[datetime.date, int]:
    """The first Monday of the portfolio, on which all clients start, and its number of weeks."""
    with (folder / "clients.csv").open(encoding="utf-8", newline="") as file:
        first = datetime.date.fromisoformat(next(csv.DictReader(file))["started_on"])
    return first, (LAST_SUNDAY - first).days // 7 + 1
