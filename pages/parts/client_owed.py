"""What is owed now: our open promises, and what we wait for from the client."""

from __future__ import annotations

from datetime import date
from typing import Any

from pages.parts.client_deadlines import near_day
from pages.parts.client_facts import Subject, facts_of
from pages.parts.client_look import nothing, section
from pages.parts.figures import each
from pages.parts.words import count, escape


def owed(subject: Subject, most: int = 6) -> None:
    """Open promises: ours, and what we wait for from the client."""
    table = facts_of(subject).happenings.owed
    for side, head in (("us", "What we owe them"), ("client", "What they owe us")):
        mine = table[table["side"] == side]
        if mine.empty:
            section(head, "", nothing(subject.lacks("deadlines") or "Nothing is open."))
            continue
        lines = [_owed_html(row, subject.day) for row in each(mine.head(most))]
        more = len(mine) - most
        rest = f'<li class="soft small">and {more} more, below</li>' if more > 0 else ""
        section(head, count(len(mine), "open promise"), f"<ul>{''.join(lines)}{rest}</ul>")


def _owed_html(row: Any, today: date) -> str:
    tone = "bad" if row.side == "us" else "watch"
    if row.days_late > 0:
        when = f'<span class="{tone}">{count(int(row.days_late), "business day")} late</span>'
    else:
        when = f'<span class="soft">{near_day(row.due, today)}</span>'
    first = ""
    if row.behind > row.days_late:
        behind = count(int(row.behind), "business day")
        first = f'<div class="small soft">{behind} past the first promise</div>'
    kind = f' <span class="small soft">{escape(str(row.kind))}</span>' if row.kind else ""
    return (
        f'<li class="flex" title="deadlines.csv row {row.row}">'
        f"<span>{escape(row.item)}{kind}{first}</span>"
        f'<span class="small" style="white-space:nowrap">{when}</span></li>'
    )
