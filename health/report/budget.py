"""Budget by category: planned, actual, left; of the latest period, and of those before."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from health.logs.contract import folded
from health.report.blocks import MISSING, TOTAL
from health.report.cleaned import named
from health.report.content import Line, Part, Section
from health.report.ground import Ground, Row, refs
from health.words import first_few, many, on_day

_COLUMNS = ("Category", "Planned", "Actual", "Left")
_HUGE = 1e15  # no budget: a slip, shown as short as it can be
_REST = "Without a category"


def budget(ground: Ground) -> Section:
    """What was planned and what was spent."""
    if gap := ground.gap("spend"):
        return Section("budget", (Part("", unknown=gap),))
    rows, notes = ground.rows("spend"), ground.aside("spend")
    periods = sorted({row["period_start"] for row in rows})
    if not periods:
        unknown = "not known: spend.csv has no row of this client"
        return Section("budget", (Part("", unknown=unknown, notes=notes),))
    latest = [row for row in rows if row["period_start"] == periods[-1]]
    heading = f"{periods[-1]:%B %Y}" if _monthly(periods) else f"Period from {on_day(periods[-1])}"
    part = _latest(heading, latest, notes)
    parts = (part, _together(rows, periods)) if len(periods) > 1 else (part,)
    return Section("budget", parts)


def _latest(heading: str, rows: Sequence[Row], notes: tuple[str, ...]) -> Part:
    """The latest period; while nothing of what it cost is in, that is said once for all of it."""
    lines = _lines(rows)
    if not all(math.isnan(row["actual"]) for row in rows):
        return Part(heading, lines, _COLUMNS, notes=notes)
    lines = tuple(
        replace(line, text=line.text.partition(",")[0], cells=line.cells[:2]) for line in lines
    )
    none = Line("", "What was spent in this period is not in yet.")
    return Part(heading, (*lines, none), _COLUMNS[:2], notes=notes)


def _together(rows: Sequence[Row], periods: Sequence[date]) -> Part:
    """All periods whose figures are all in: a sum over others would tell of money that is left."""
    lacking = {row["period_start"] for row in rows if math.isnan(row["planned"] + row["actual"])}
    whole = [period for period in periods if period not in lacking]
    if not whole:
        return Part("", notes=("no period has all its figures, so that no sum is given",))
    lines = _lines([row for row in rows if row["period_start"] not in lacking])
    if lacking:
        lines += (Line("", f"Without {_out(periods, lacking)}, whose figures are not all in."),)
    return Part(_span(periods, whole), lines, _COLUMNS)


def _monthly(periods: Sequence[date]) -> bool:
    """Whether each is a month, by all that is known: they begin with months, one after another."""
    months = [12 * period.year + period.month for period in periods if period.day == 1]
    steps = {later - earlier for earlier, later in pairwise(months)}
    return len(months) == len(periods) and steps == {1}


def _span(periods: Sequence[date], whole: Sequence[date]) -> str:
    if not _monthly(periods):
        return f"{many(len(whole), 'period')} from {on_day(whole[0])}"
    if len(whole) == 1:
        return f"{whole[0]:%B %Y}"
    return f"{whole[0]:%B %Y} to {whole[-1]:%B %Y}, {many(len(whole), 'month')}"


def _out(periods: Sequence[date], lacking: Iterable[date]) -> str:
    latest = sorted(lacking, reverse=True)
    if _monthly(periods):
        return first_few([f"{period:%B %Y}" for period in latest])
    return f"the period from {first_few([on_day(period) for period in latest])}"


def _lines(rows: Sequence[Row]) -> tuple[Line, ...]:
    """A line a category, and one for all."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(folded(row["category"] or ""), []).append(row)
    ordered = sorted(groups, key=lambda key: (key == "", key))
    lines = [_line(named(groups[key][0]["category"]) or _REST, groups[key]) for key in ordered]
    if len(lines) > 1:
        lines.append(_line(TOTAL, rows))
    return tuple(lines)


def _line(name: str, rows: Sequence[Row]) -> Line:
    amounts = [[row[column] for row in rows] for column in ("planned", "actual")]
    amounts.append([row["planned"] - row["actual"] for row in rows])
    planned, actual, left = map(_summed, amounts, (MISSING[0], *MISSING))
    text = f"planned {planned}, actual {actual}, left {left}"
    return Line(name, text, (name, planned, actual, left), refs("spend", rows))


def _summed(amounts: Sequence[float], unknown: str) -> str:
    """A sum; where an amount is missing, which is not 0, there is none."""
    total = sum(amounts)
    return unknown if math.isnan(total) else money(total)


def money(amount: float) -> str:
    """An amount; the logs name no currency: 7,200 or 7,200.50."""
    text = f"{amount:,.2f}".removesuffix(".00") if abs(amount) < _HUGE else f"{amount:.3g}"
    return "0" if text == "-0" else text.replace("-", "−")
