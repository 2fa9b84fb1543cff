"""The practices of experienced teams: which of them the logs show as kept for a client.

`practices` judges them all as of a day; `manual` says how each is judged, for the Model page and
the README. One more practice is one more function in one of the modules below.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pandas as pd

from health.portfolio import Portfolio
from health.practices.finding import STATES
from health.practices.rules import RULES, Practice
from health.practices.seen import Seen

# Importing a module enters its practices, in this order.
for _name in ("beginnings", "talk", "meetings", "dates", "showing", "work", "issues"):
    import_module(f"{__name__}.{_name}")

__all__ = ["Practice", "manual", "practices"]


def practices(portfolio: Portfolio, client: int, day: date | None = None) -> list[Practice]:
    """Every practice of a client as of a day (default: the portfolio's): not kept first, then kept,
    then not known, each in the order of the manual.

    The day is one that has points, else the last one before it; a client that has ended is judged
    as of its last week.
    """
    seen = Seen.of(portfolio, client, day)
    found = [rule.of(seen) for rule in RULES.values()]
    return sorted(found, key=lambda practice: STATES.index(practice.state))


def manual() -> pd.DataFrame:
    """All practices: `key`, `name`, `judged`, `logs` (which are read), `next_step`."""
    return pd.DataFrame(
        [
            (rule.key, rule.name, rule.judged, ", ".join(rule.logs), rule.next_step)
            for rule in RULES.values()
        ],
        columns=["key", "name", "judged", "logs", "next_step"],
    )
