"""Evidence of risks with a plan B, and of changes agreed before the work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from health.evidence.case import Case
from health.evidence.found import Found, table
from health.evidence.words import first_few, listed, many, on_day, per_cent, were


def risks_planned(case: Case) -> Found | str:
    """Whether they know the risks, and our plan B."""
    within = case.whole("risks_planned.fresh_within")
    leaves, judged = _leaves(case), []
    for line in case.lines("risks"):
        closed = line["closed_on"] is not None
        if closed and case.number_of_day >= leaves[line["row"]]:
            continue
        days = (line["raised_on"], line["told_client_on"], line["updated_on"])
        looked = max(day for day in days if day)
        lacks = [] if closed else _lacks(case, line, looked, within)
        verdict = "closed" if closed else listed(lacks) or "planned for"
        score = 0.0 if lacks else 100.0
        judged.append({**line, "verdict": verdict, "score": score, "looked_at": looked})
    if not judged:
        return "no risk is open, or was closed lately"
    columns = "risk* raised_on* told_client_on* plan_b owner updated_on closed_on looked_at"
    open_ = [line for line in judged if line["closed_on"] is None]
    text, told = _risks(open_, len(judged) - len(open_), within)
    return Found(
        sum(line["score"] for line in judged) / len(judged),
        text,
        told,
        table(judged, f"{columns} verdict* score*", "raised_on"),
    )


def _leaves(case: Case) -> dict[int, int]:
    """By row, the number of the day from which a risk that was closed no longer counts."""
    rows = case.logs["risks"]
    closed = rows["closed_on"]
    left = case.basis.spans.leaves_window(np.zeros(len(closed), np.intp), closed)
    return dict(zip(rows["row"].tolist(), left.tolist(), strict=True))


def _lacks(case: Case, line: dict[str, Any], looked: date, within: int) -> list[str]:
    """What an open risk lacks."""
    quiet = case.business_days(looked, case.day)
    lacks = {
        "client not told": line["told_client_on"] is None,
        "no plan B": not line["plan_b"],
        "no owner": not line["owner"],
        f"not looked at for {quiet} business days": quiet > within,
    }
    return [word for word, true in lacks.items() if true]


def _risks(open_: list[dict[str, Any]], closed: int, within: int) -> tuple[str, str]:
    text, told = "none open", "No risk is open."
    if open_:
        ready, number = sum(line["score"] > 0 for line in open_), many(len(open_), "open risk")
        text = f"{ready} of {number} planned for"
        told = (
            f"Of {number} {ready or 'none'} {'is' if ready < 2 else 'are'} told to them, "
            f"with a plan B and an owner, and looked at within {many(within, 'business day')}."
        )
    if closed:
        text += f", {closed} closed"
        told += f" {many(closed, 'risk')} {'was' if closed == 1 else 'were'} closed lately."
    bad = [f"{line['risk']} ({line['verdict']})" for line in open_ if not line["score"]]
    return text, told + (f" Not so: {first_few(bad)}." if bad else "")


def changes_confirmed(case: Case) -> Found | str:
    """Whether added work is estimated and confirmed before it starts."""
    days = case.whole("changes_confirmed.window_days")
    judged = []
    for line in case.lines("changes"):
        started = line["started_on"]
        if not case.within(started, days):
            continue
        lacks = [
            f"not {word} before"
            for word in ("estimated", "confirmed")
            if line[f"{word}_on"] is None or line[f"{word}_on"] > started
        ]
        judged.append(
            {
                **line,
                "verdict": listed(lacks) or "agreed first",
                "score": 0.0 if lacks else 100.0,
                "counts_until": started + timedelta(days=days - 1),
            }
        )
    if not judged:
        return f"no change was started in the last {days} days"
    yes = sum(line["score"] > 0 for line in judged)
    no = [line for line in judged if not line["score"]]
    rest = ""
    if no:
        last = max(no, key=lambda line: (line["started_on"], line["row"]))
        started = f"{last['change']}, started on {on_day(last['started_on'])}"
        rest = f" The latest that was not: {started} ({last['verdict']})."
    columns = "change* requested_on* estimated_on* confirmed_on* started_on* verdict* score*"
    return Found(
        100 * yes / len(judged),
        f"{yes} of {len(judged)} agreed first",
        f"Of {many(len(judged), 'change')} started in the last {days} days {were(yes)} estimated "
        f"and confirmed before the work ({per_cent(yes / len(judged))}).{rest}",
        table(judged, f"{columns} counts_until", "started_on"),
    )
