"""Who looked: how often a link was used, by day and hour, for what. By whom is not kept."""

from __future__ import annotations

from health.links.telling import Day, by_day
from health.store import Link
from pages.parts import seen, words
from pages.parts.look import every, more, scrolled, sheet
from pages.parts.words import escape

_WHAT = {"page": "Page", "export": "Export", "picture": "Picture", "feedback": "Feedback"}
_MOST = 14  # days at first; "show all" has the rest


def views(link: Link) -> None:
    """The view log of a link, the latest day first."""
    days = by_day(seen.store().views(link))
    if not days:
        sheet("<p class='small soft'>Nobody has opened it yet.</p>")
        return
    sheet(views_html(days if every("days") else days[:_MOST]))
    more("days", len(days), _MOST)


def views_html(days: list[Day]) -> str:
    """A table of days: how often for what, and at which hours."""
    used = [what for what in _WHAT if any(day.what[what] for day in days)]
    used += sorted({what for day in days for what in day.what} - set(_WHAT))
    heads = "".join(f"<th class='num'>{escape(_WHAT.get(what, what))}</th>" for what in used)
    lines = "".join(_line_html(day, used) for day in days)
    return scrolled(
        f"<table class='views'><tr><th>Day</th>{heads}<th>Hours, UTC</th></tr>{lines}</table>"
        "<p class='small soft'>A page counts once a visit of up to twelve hours; who it was is "
        "not kept.</p>",
        "When the link was opened",
    )


def _line_html(day: Day, used: list[str]) -> str:
    cells = "".join(f"<td class='num'>{day.what[what] or ''}</td>" for what in used)
    return (
        f"<tr><td class='date'>{words.weekday(day.day)} {day.day.year}</td>{cells}"
        f"<td class='soft'>{escape(_hours(day))}</td></tr>"
    )


def _hours(day: Day) -> str:
    """09 h, 14 h and how often, where it was more than once."""
    return ", ".join(
        f"{hour:02} h" + (f" ×{times:,}" if times > 1 else "")
        for hour, times in sorted(day.hours.items())
    )
