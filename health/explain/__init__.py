"""The score of one client in words: what `python -m health explain` prints."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from health.evidence import Case, Evidence, evidence_of, no_point
from health.evidence.words import listed, many, on_day, per_cent
from health.explain.change import since_last_week
from health.explain.losses import losses
from health.explain.plain import WIDTH, cell, clean, paragraph, side_by_side
from health.explain.words import BAND_WORDS, DIMENSION_WORDS, TREND_WORDS
from health.portfolio import Portfolio
from health.settings import DIMENSIONS
from health.signals import SIGNALS

_WIDTHS = (30, 28, 22)


def explain(portfolio: Portfolio, client: int, day: date | None = None) -> str:
    """The score in words, as of a day (None: the as-of day), at most 100 columns wide."""
    if not len(portfolio.history.days) or (day is not None and day < portfolio.days[0]):
        name = clean(str(portfolio.logs.clients["client"].iloc[client]))
        return f"{name} has no score yet: no client has a point up to that day.\n"
    case = Case.of(portfolio, client, day)
    if not case.exists:
        return "\n".join(_without_score(case)) + "\n"
    found = {name: evidence_of(case, name) for name in SIGNALS}
    line = portfolio.line(client)
    line = line[line["as_of"] <= case.day]
    parts = [
        _headline(case, line, day),
        _dimensions(case, line.iloc[-1], found),
        _unknown(case, found),
        since_last_week(case),
        losses(case, found),
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


def _drifting(case: Case) -> list[str]:
    """Dimensions whose CUSUM signals in the last whole week up to the day."""
    found = case.portfolio.drift
    weeks = np.flatnonzero(found.days <= case.number_of_day)
    if not len(weeks):
        return []
    now = found.signal[:, case.client, weeks[-1]]
    words = [*DIMENSION_WORDS.values(), "Contacts a week"]
    return [word for word, low in zip(words, now, strict=True) if low]


def _headline(case: Case, line: pd.DataFrame, asked: date | None) -> list[str]:
    now = line.iloc[-1]
    title = f"{clean(case.name)}, as of {on_day(case.day)}"
    told = f"{case.name} is {BAND_WORDS[now['band']]}: {_health(case, now)} {_since(line)}"
    if now["trend"] in TREND_WORDS:
        told += f" {TREND_WORDS[now['trend']]}"
    drifting = _drifting(case)
    if drifting:
        told += f" Below its own usual level: {', '.join(drifting)}."
    if asked is not None and asked != case.day:
        told += f" ({on_day(asked)} has no point; this is the last one before it.)"
    aside = case.portfolio.logs.set_aside
    if aside:
        rows = len({(each.log, each.row) for each in aside if each.row})
        logs = sorted({each.log for each in aside})
        told += f" Set aside in the logs of all clients: {many(rows, 'row')}, of {', '.join(logs)}."
    return [title, "=" * min(len(title), WIDTH), "", *paragraph(told)]


def _health(case: Case, now: pd.Series) -> str:
    if np.isnan(now["health"]):
        return "nothing of the model is known, so there is no health."
    known = f"{per_cent(now['coverage'])} of the model is known"
    if now["coverage"] > 1 - 1e-9:
        known = "all of the model is known"
    if now["band"] == "none":
        known += f", and a band needs {per_cent(case.number('bands.coverage_least'))}"
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


def _dimensions(case: Case, now: pd.Series, found: dict[str, Evidence]) -> list[str]:
    scores = case.portfolio.signal_scores(case.client, case.day)
    widths = _WIDTHS
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
    told = "Points kept add up to health, points lost to 100 less health."
    there = {DIMENSION_WORDS[name]: now[name] for name in DIMENSIONS if not np.isnan(now[name])}
    if len(there) == 1:
        return f"{told} Only {next(iter(there))} is known: it alone makes health."
    least = round(min(there.values()), 9)
    weakest = [name for name, score in there.items() if round(score, 9) == least]
    share = per_cent(1 - case.number("health.mean_share"))
    if len(weakest) == 1:
        return (
            f"{told} The weakest, {weakest[0]}, counts twice: by weight, and as {share} of health."
        )
    names = listed(weakest)
    return (
        f"{told} The weakest, {names}, count twice: by weight, and together as {share} of health."
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


def _number(value: object) -> str:
    return cell(None) if value is None or value != value else f"{value:.1f}"
