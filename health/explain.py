"""The score of one client in words: what `python -m health explain` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from health.evidence import Case, Evidence, evidence_of, no_point
from health.evidence.words import many, on_day, per_cent
from health.plain import WIDTH, cell, clean, columns, paragraph, side_by_side
from health.portfolio import Portfolio
from health.settings import DIMENSIONS
from health.signals import SIGNALS

BAND_WORDS = {
    "green": "healthy",
    "amber": "to be watched",
    "red": "at risk",
    "none": "without a band",
}
DIMENSION_WORDS = {
    "communication": "Talk",
    "demos": "Demos",
    "deadlines": "Dates",
    "feedback": "Feedback",
    "transparency": "Openness",
}
ROWS_SHOWN = 5
_LEAST = 0.05  # points; what is less shows as 0.0
_TREND = {
    "falling": "Health is falling.",
    "rising": "Health is rising.",
    "steady": "Health is steady.",
}
_COLUMNS = {
    "contacts": "at person direction channel topic week_to in_week business_hours verdict summary",
    "demos": "planned_for held_on cancelled_on attendance outcome verdict notes",
    "deadlines": "item promised_on due due_on confirmed_on done_on warned_on verdict",
    "feedback": "asked_on answered_on rating yes_no verdict rater comment",
    "reports": "sent_on budget timeline blockers requirements risks questions",
    "issues": "issue raised_on restated_on last_word_on quiet_for resolved_on verdict",
    "risks": "risk raised_on verdict",
    "changes": "change started_on estimated_on confirmed_on verdict",
}


def explain(portfolio: Portfolio, client: int, day: date | None = None) -> str:
    """The score in words, as of a day (None: the as-of day), at most 100 columns wide."""
    if not len(portfolio.history.days) or (day is not None and day < portfolio.days[0]):
        name = clean(str(portfolio.logs.clients["client"].iloc[client]))
        return f"{name} has no score yet: no client has a point up to that day.\n"
    case = Case.of(portfolio, client, day)
    if not case.exists:
        return "\n".join(_without_score(case)) + "\n"
    found = {name: evidence_of(case, name) for name in SIGNALS}
    parts = [
        _headline(case, day),
        _dimensions(case, found),
        _unknown(case, found),
        _ledger(case),
        _losses(case, found),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _without_score(case: Case) -> list[str]:
    told = paragraph(f"{case.name} has no score on {on_day(case.day)}: {no_point(case)}.")
    there = np.flatnonzero(case.portfolio.history.exists[case.client])
    if len(there):
        first, last = (case.portfolio.day(int(there[end])) for end in (0, -1))
        told += paragraph(
            f"There are scores from {on_day(first)} to {on_day(last)}: give one of these days, "
            f"such as --as-of {last}."
        )
    return told


def _headline(case: Case, asked: date | None) -> list[str]:
    line = case.portfolio.line(case.client)
    line = line[line["as_of"] <= case.day]
    now = line.iloc[-1]
    title = f"{clean(case.name)}, as of {on_day(case.day)}"
    told = f"{case.name} is {BAND_WORDS[now['band']]}: {_health(now)} {_since(line)}"
    if now["trend"] in _TREND:
        told += f" {_TREND[now['trend']]}"
    if asked is not None and asked != case.day:
        told += f" ({on_day(asked)} has no point; this is the last one before it.)"
    aside = case.portfolio.logs.set_aside
    if aside:
        rows = len({(each.log, each.row) for each in aside if each.row})
        logs = sorted({each.log for each in aside})
        told += f" Set aside in the logs of all clients: {many(rows, 'row')}, of {', '.join(logs)}."
    return [title, "=" * min(len(title), WIDTH), "", *paragraph(told)]


def _health(now: pd.Series) -> str:
    if np.isnan(now["health"]):
        return "nothing of the model is known, so there is no health."
    known = (
        "all of the model is known"
        if now["coverage"] > 1 - 1e-9
        else (f"{per_cent(now['coverage'])} of the model is known")
    )
    low, high = f"{now['low']:.1f}", f"{now['high']:.1f}"
    between = f"; with what is not known between {low} and {high}" if low != high else ""
    return f"health {now['health']:.1f} of 100{between}; {known}."


def _since(line: pd.DataFrame) -> str:
    """Since when the band has been what it is."""
    band = line["band"].iloc[-1]
    other = np.flatnonzero((line["band"] != band).to_numpy())
    first = 0 if not len(other) else int(other[-1]) + 1
    word = "Without a band" if band == "none" else BAND_WORDS[band].capitalize()
    always = ", its first point" if first == 0 else ""
    return f"{word} since {on_day(line['as_of'].iloc[first])}{always}."


def _dimensions(case: Case, found: dict[str, Evidence]) -> list[str]:
    scores = case.portfolio.signal_scores(case.client, case.day)
    line = case.portfolio.line(case.client)
    now = line[line["as_of"] == case.day].iloc[-1]
    widths = (26, 30, 22)
    head = zip(("The five dimensions", "as it is", "aim"), widths, strict=True)
    told = side_by_side(list(head), ("score", "kept", "lost"), 0)
    for dimension in DIMENSIONS:
        mine = scores[scores["dimension"] == dimension]
        known = mine["score"].notna().any()
        numbers = [_number(now[dimension]), *(_number(mine[n].sum()) for n in ("points", "lost"))]
        name = DIMENSION_WORDS[dimension]
        cells = [(name, widths[0]), ("" if known else "not known", widths[1]), ("", widths[2])]
        told += ["", *side_by_side(cells, numbers if known else ("-",) * 3, 0)]
        for row in mine.itertuples():
            one = found[str(row.signal)]
            text = one.text if one.value is not None else "not known"
            cells = [(str(row.label), widths[0] - 2), (text, widths[1]), (one.aim, widths[2])]
            told += side_by_side(cells, [_number(x) for x in (row.score, row.points, row.lost)], 2)
    kept, lost = scores["points"].sum(), scores["lost"].sum()
    if not np.isnan(now["health"]):
        cells = [("Together", widths[0]), ("", widths[1]), ("", widths[2])]
        told += ["", *side_by_side(cells, ("", _number(kept), _number(lost)), 0)]
        told += ["", *paragraph(_weakest(case, now))]
    return told


def _weakest(case: Case, now: pd.Series) -> str:
    """Why the points of one dimension are worth more than its weight."""
    there = {name: now[name] for name in DIMENSIONS if not np.isnan(now[name])}
    least = round(min(there.values()), 9)
    weakest = [DIMENSION_WORDS[name] for name, score in there.items() if round(score, 9) == least]
    share = per_cent(1 - case.number("health.mean_share"))
    which = (
        f"dimension, {weakest[0]}, counts"
        if len(weakest) == 1
        else f"ones, {', '.join(weakest)}, count"
    )
    return (
        f"Points kept add up to health, points lost to 100 less health. The weakest {which} twice: "
        f"by weight, and as {share} of health."
    )


def _unknown(case: Case, found: dict[str, Evidence]) -> list[str]:
    """Signals that are missing, by the reason why."""
    reasons: dict[str, list[str]] = {}
    for name, one in found.items():
        if one.value is None:
            reasons.setdefault(one.text, []).append(SIGNALS[name].label)
    if not reasons:
        return ["Not known: nothing. Every signal has a score."]
    told = ["Not known, and why (it counts neither for nor against; it widens the range)"]
    for reason, labels in reasons.items():
        told += _hanging(f"{reason}: {', '.join(labels)}")
    return told


def _hanging(text: str) -> list[str]:
    lines = paragraph(text, "  ")
    return [lines[0], *(f"  {line}" for line in paragraph(" ".join(lines[1:]), "  "))]


def _ledger(case: Case) -> list[str]:
    before = case.day - timedelta(days=7)
    portfolio = case.portfolio
    change = portfolio.changes.change[:, case.client, portfolio.point(case.day)]
    if np.isnan(change).all():
        return [f"Since last week: there was no score on {on_day(before)}."]
    line = portfolio.line(case.client)
    health = float(line.loc[line["as_of"] == case.day, "health"].iloc[-1])
    table, total = portfolio.ledger(case.client, case.day), float(np.nansum(change))
    if np.isnan(health) or (table.empty and abs(total) < 0.005):
        return [f"Since last week, {on_day(before)}: no signal moved."]
    names = ("new", "ageing", "settings", "change")
    told = [f"Since last week, {on_day(before)}, in points of health"]
    told.append("  " + " " * 42 + "".join(name.rjust(10) for name in names))
    small = table[table["change"].abs() < _SMALL]
    for row in table[table["change"].abs() >= _SMALL].itertuples():
        label = f"{DIMENSION_WORDS[str(row.dimension)]}: {row.label}"
        told.append(f"  {label:<42}" + "".join(_signed(getattr(row, name)) for name in names))
    if len(small):
        told.append(
            f"  {many(len(small), 'smaller one'):<42}"
            + "".join(_signed(small[name].sum()) for name in names)
        )
    told.append(f"  {'Together':<42}" + "".join(_signed(table[name].sum()) for name in names))
    told += paragraph(
        f"The sum, {_signed(total).strip()}, is the change of health, from {health - total:.2f} to "
        f"{health:.2f}. New is what rows that became known did, ageing what the passing of time did."
    )
    return told


_SMALL = 0.005


def _signed(points: float) -> str:
    text = f"{points:+.2f}"
    return ("0" if text in ("+0.00", "-0.00") else text).rjust(10)


def _losses(case: Case, found: dict[str, Evidence]) -> list[str]:
    """What costs points, most first, with its rows."""
    scores = case.portfolio.signal_scores(case.client, case.day)
    scores = scores[scores["lost"] >= _LEAST].sort_values("lost", ascending=False, kind="stable")
    if scores.empty:
        return [] if all(one.value is None for one in found.values()) else ["No points are lost."]
    told = ["What costs points, most first"]
    for row in scores.itertuples():
        one = found[str(row.signal)]
        name = DIMENSION_WORDS[str(row.dimension)]
        told += ["", f"{name}: {row.label}, {row.lost:.1f} points lost"]
        told += [*paragraph(one.sentence, "  "), *_rows(one)]
    return told


def _rows(one: Evidence) -> Iterable[str]:
    """Up to five rows, the worst first where they have scores of their own."""
    rows = one.rows
    if rows.empty:
        return
    if "score" in rows.columns:
        rows = rows.sort_values("score", kind="stable")
    wanted = ["row", *(name for name in _COLUMNS[one.log].split() if name in rows.columns)]
    first = rows[wanted].head(ROWS_SHOWN)
    lines = list(first.itertuples(index=False, name=None))
    yield from columns([f"{one.log}.csv row", *wanted[1:]], lines, 4)
    if len(rows) > ROWS_SHOWN:
        yield f"    and {len(rows) - ROWS_SHOWN} more"


def _number(value: object) -> str:
    return cell(None) if value is None or value != value else f"{value:.1f}"
