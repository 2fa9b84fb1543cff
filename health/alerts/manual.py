"""The rules as a table in Markdown: what the README shows."""

from __future__ import annotations

from health.alerts.rules import RULES, Rule
from health.settings import SETTINGS
from health.words import many


def alerts_table() -> str:
    """The 11 rules: when each fires, how grave it is, when it is resolved."""
    lines = ["| rule | fires when | severity | resolved |", "|---|---|---|---|"]
    lines += [
        f"| {rule.title} (`{rule.name}`) | {rule.fires_when} | {rule.severity} | {_ends(rule)} |"
        for rule in RULES.values()
    ]
    return "\n".join(lines)


def _ends(rule: Rule) -> str:
    days = float(SETTINGS[f"alerts.{'event_days' if rule.event else 'clean_days'}"].default)
    what = "after it" if rule.event else "without it"
    return f"{many(days / 7, 'week')} {what}"
