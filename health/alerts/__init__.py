"""Alerts: what needs someone now, judged from the logs alone, as of any day. `scoring.md` 5.

Eleven rules say on which days something is true for a client, as it was known on each of them;
`life` makes of these days what is pending, firing and resolved. So the alerts as of a day depend on
nothing after it, and are the same whether they are worked out daily or once.

A new client never alerts for being new. Nothing counts before the day on which it starts. Ages run
from the start, so silence is one only after more than two of the agreed rhythms, and stale logs
after 10 business days. Health is not compared with the first four weeks; drift needs eight to learn
the client's own level; weeks count whole, from the first Monday on. Nothing that was not agreed
alerts. On the day on which a client ends all its alerts are resolved.
"""

from __future__ import annotations

from importlib import import_module

from health.alerts.daily import daily_scores, every_day
from health.alerts.found import COLUMNS, Alerts, alerts
from health.alerts.rules import RULES, SEVERITIES, Rule

# Importing a module enters its rules, in this order.
for _name in ("promised", "answers", "waiting", "rhythm", "scores"):
    import_module(f"{__name__}.{_name}")

__all__ = [
    "COLUMNS",
    "RULES",
    "SEVERITIES",
    "Alerts",
    "Rule",
    "alerts",
    "daily_scores",
    "every_day",
]
