"""The model's manual as Markdown, made from the contract of the logs and the signals' own words."""

from __future__ import annotations

from health.logs.contract import AGREEMENTS, LOGS, Contract
from health.settings import DIMENSIONS, SETTINGS
from health.signals import SIGNALS

DIMENSION_NAMES = dict(
    zip(DIMENSIONS, ("Talk", "Demos", "Dates", "Feedback", "Openness"), strict=True)
)


def logs_table() -> str:
    """The 13 logs: what each holds, its columns (required ones bold), what it switches on."""
    lines = ["| log | what it holds | columns | switches on |", "|---|---|---|---|"]
    for log in LOGS.values():
        columns = ", ".join(
            f"**{column.name}**" if column.required else column.name for column in log.columns
        )
        lines.append(f"| `{log.name}` | {log.about} | {columns} | {_switched_on(log)} |")
    return "\n".join(lines)


def _switched_on(log: Contract) -> str:
    labels = [one.label for one in SIGNALS.values() if one.log == log.name]
    if log.name == "clients":
        return "everything"
    return ", ".join(labels) or "practices"


def signals_table() -> str:
    """The 23 signals by dimension: question, what full marks take, weight, next step."""
    agreed = {name: f"{SETTINGS[f'agreements.{name}'].default:g}" for name in AGREEMENTS}
    parts = []
    for dimension, name in DIMENSION_NAMES.items():
        weight = SETTINGS[f"weights.dimensions.{dimension}"]
        parts.append(
            f"**{name}** (`{dimension}`, {weight.default:.0%} of the mean): {weight.help}.\n"
        )
        parts.append("| signal | asks | full marks | weight | read from | when low |")
        parts.append("|---|---|---|---|---|---|")
        for one in SIGNALS.values():
            if one.dimension == dimension:
                share = float(SETTINGS[one.weight_name].default)
                parts.append(
                    f"| {one.label} (`{one.name}`) | {one.question} | {one.aim.format(**agreed)} "
                    f"| {share:.0%} | {one.source} | {one.next_step} |"
                )
        parts.append("")
    return "\n".join(parts).rstrip()


def manual() -> str:
    """Both tables under headings: what `python -m health manual` prints."""
    return f"## The logs\n\n{logs_table()}\n\n## The signals\n\n{signals_table()}\n"
