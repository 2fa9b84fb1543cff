"""Where a settings version begins, as a mark on a line over weeks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from html import escape

import plotly.graph_objects as go

from pages.parts.figures import note, rule
from pages.parts.model_versions import known
from pages.parts.palette import Colours
from pages.parts.words import short

_LONGEST = 22
Marks = tuple[tuple[date, str], ...]


def version_marks(first: date, last: date, latest: bool) -> Marks:
    """Days and names of the versions that begin between two days; none where the store is away.

    Of several on one day the last. In the latest week those that began after the last row of the
    logs count as of its day: the scores of that day are made with them.
    """
    until = date.today() if latest else last
    begun = {
        min(each.from_on, last): each.name for each in known() if first <= each.from_on <= until
    }
    return tuple(sorted(begun.items()))


def with_versions(
    figure: go.Figure, marks: Iterable[tuple[date, str]], of: Colours, above: bool = False
) -> go.Figure:
    """The figure with a dotted line and a name where each version begins.

    The name stands at the foot of the plot, or above it where lines run along the foot.
    """
    marks = list(marks)
    if not marks:  # a layout that is given again as it was is checked again piece by piece
        return figure
    reach = _reach(figure)
    shapes = [rule(of, "x", day, "dot", of.soft) for day, _ in marks]
    named: list[date] = []
    names = []
    for day, name in reversed(marks):
        if all(abs((day - other).days) >= reach for other in named):
            named.append(day)
            names.append(
                note(
                    f"settings: {escape(short(name, _LONGEST), quote=False)}",
                    day,
                    int(above),
                    of.soft,
                    yref="y domain",
                    yanchor="bottom",
                    xanchor="right",
                    xshift=-3,
                    hovertext=escape(name),
                )
            )
    layout = figure.layout
    figure.update_layout(
        shapes=[*layout.shapes, *shapes], annotations=[*layout.annotations, *names]
    )
    return figure


def _reach(figure: go.Figure) -> float:
    """How many days a name takes, more or less: a quarter of what is shown."""
    shown = figure.layout.xaxis.range
    days = (date.fromisoformat(str(end)[:10]) for end in shown) if shown else ()
    first, last = [*days] or (date.min, date.min)
    return max(7.0, (last - first).days * 0.28)
