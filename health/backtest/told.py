"""A back-test in words and tables, and as data."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from health.backtest.budget import PER_LEAD
from health.backtest.facts import BASELINES
from health.backtest.judged import FITTED, HEALTH, Backtest, Part
from health.backtest.resampled import Figure
from health.backtest.verdict import more_words, verdict
from health.backtest.weeks import REASONS
from health.calendars import day_date
from health.explain.plain import columns, paragraph
from health.words import listed, many, per_cent

_FEW = 5
DOES = {
    HEALTH: "health as the pages show it: the lower, the more at risk",
    FITTED: "logistic regression on scores, their course, alerts, activity; fitted to the earlier",
    **BASELINES,
}


def in_words(made: Backtest, every_row: bool = False) -> str:
    """All of it in plain text, the verdict first."""
    parts = [paragraph(" ".join([verdict(made), *more_words(made)])), _what_was_judged(made)]
    parts += _set_aside(made, every_row)
    if made.scored:
        parts += [
            ["How well bad outcomes are told from others, in the later weeks (0.5 is chance)"],
            columns(["score", "AUC", "90 %", "weeks", "clients with a bad outcome"],
                    [[each.name, _two(each.auc.value), _ends(each.auc, 2), f"{each.weeks:,}",
                      str(each.bad_clients)] for each in made.scored], 2, 62),
        ]  # fmt: skip
    if made.beside:
        parts += [
            ["Beside the plain baselines, on the same weeks"],
            columns(["score", "less", "AUC", "90 %", "weeks"],
                    [[each.score, each.baseline, f"{each.gap.value:+.2f}", _ends(each.gap, 2),
                      f"{each.weeks:,}"] for each in made.beside], 2, 62),
        ]  # fmt: skip
    parts += _budget(made)
    parts += _lead(made)
    for name, found in made.reliability.items():
        parts += [
            [f"Is the chance stated what comes true? {name[0].upper()}{name[1:]}"],
            columns(["stated", "came true", "90 %", "weeks", "clients", "with a bad outcome"],
                    [[_share(bin_.stated), _share(bin_.came.value), _shares(bin_.came),
                      f"{bin_.weeks:,}", str(bin_.clients), str(bin_.bad_clients)]
                     for bin_ in found.bins], 2, 62),
            paragraph(
                f"Brier score {found.brier.value:.4f}; {found.without.value:.4f} if the earlier "
                f"weeks' rate is stated for everybody: better by {found.better.value:.4f} "
                f"({_ends(found.better, 4)}).", "  "
            ),
        ]  # fmt: skip
    parts += _learned(made)
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _what_was_judged(made: Backtest) -> list[str]:
    """Outcomes and weeks: what is counted, and what is left out and why."""
    out, ahead = made.outcomes, made.ahead
    later = f", {many(out.later, 'later one')} not" if out.later else ""
    said = ", ".join(f"{count} {word}" for word, count in out.counts.items()) or "none"
    lines = paragraph(
        f"Outcomes ({out.file}): {said}. {many(out.bad, 'client')} had a bad one "
        f"(churned, reduced, escalated); the first of each counts{later}. Looked for "
        f"more than {ahead.least} and up to {ahead.most} days ahead; known up to "
        f"{day_date(out.until)}."
    )
    lost = [f"{count}: {reason}" for reason, count in made.weeks.lost.items() if count]
    if lost:
        lines += paragraph(f"Clients whose bad outcome no week is held against: {'; '.join(lost)}.")
    lines += _parts(made.early, made.late)
    lines.append("Weeks of clients left out:")
    lines += [
        f"  {count:9,} {REASONS[reason]}" for reason, count in made.weeks.left_out.items() if count
    ] or ["          none"]
    return lines


def _parts(early: Part | None, late: Part | None) -> list[str]:
    if late is None:
        return ["No week of any client can be judged."]
    if early is None:
        words = "All weeks are judged, for they can't be parted: nothing is fitted."
        return [*paragraph(words), _part("judged", late)]
    return [_part("fitted to", early), _part("judged", late)]


def _part(name: str, part: Part) -> str:
    return (
        f"  {name:9}  {part.first} to {part.last}: {part.weeks:,} weeks of {part.clients:,} "
        f"clients; {part.bad_weeks:,} weeks of {part.bad_clients} before a bad outcome"
    )


def _set_aside(made: Backtest, every_row: bool) -> list[list[str]]:
    aside = made.outcomes.set_aside
    if not aside:
        return []
    shown = aside if every_row else aside[:_FEW]
    lines = [f"Rows of outcomes set aside: {len(aside)}", *(f"  {each}" for each in shown)]
    if len(shown) < len(aside):
        lines.append(f"  and {len(aside) - len(shown)} more: --all lists them")
    return [lines]


def _budget(made: Backtest) -> list[list[str]]:
    if not made.scored:
        return []
    of = f"each of {made.leads} leads" if made.leads else "all, for no lead is named"
    words = f"If the {PER_LEAD} clients with the highest risk are looked at every week, of {of}"
    late = made.late
    base = late.bad_weeks / late.weeks if late else float("nan")
    held = max(each.budget.share for each in made.scored)
    return [
        [words],
        columns(
            ["score", "right", "90 %", "outcomes seen ahead", "90 %", "weeks looked at"],
            [[each.name, _share(each.budget.precision.value), _shares(each.budget.precision),
              _share(each.budget.recall.value), _shares(each.budget.recall),
              _share(each.budget.share)] for each in made.scored], 2, 62),
        paragraph(
            f"Right: the share of these weeks before a bad outcome; of all weeks it is "
            f"{_share(base)}. Outcomes seen ahead: clients that were among them at least once in "
            "the weeks before theirs."
            + (" Nearly everybody is looked at, so this tells little." if held > 0.8 else ""), "  "
        ),
    ]  # fmt: skip


def _lead(made: Backtest) -> list[list[str]]:
    if not made.lead:
        return []
    rows = []
    for each in made.lead:
        low, middle, high = each.quartiles
        rows.append(
            [each.of, f"{each.warned} of {each.bad}", _shares(each.share), _days(middle),
             f"{_days(low)} to {_days(high)}" if each.days else "-", _share(each.others)]
        )  # fmt: skip
    return [
        ["How long before the outcome it stood without a break, up to the last week judged"],
        columns(["what", "stood on", "90 %", "median", "middle half", "other weeks"], rows, 2, 62),
        paragraph(
            "In days. Other weeks: the share of the weeks without a bad outcome in which it stood "
            "as well; what stands nearly always warns of nothing.", "  "
        ),
    ]  # fmt: skip


def _learned(made: Backtest) -> list[list[str]]:
    model = made.fitted
    if model is None:
        return []
    order = np.argsort(-np.abs(model.factors))[:6]
    what = listed([f"{model.names[at]} ({model.factors[at]:+.2f})" for at in order])
    return [
        paragraph(
            f"What the fitted risk goes by most, in log-odds a standard deviation: {what}. "
            f"{len(model.names)} columns, penalty {model.penalty:g}."
        )
    ]


def _two(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2f}"


def _ends(figure: Figure, decimals: int) -> str:
    if math.isnan(figure.low):
        return "-"
    return f"{figure.low:.{decimals}f} to {figure.high:.{decimals}f}"


def _share(value: float) -> str:
    return "-" if math.isnan(value) else per_cent(value)


def _shares(figure: Figure) -> str:
    if math.isnan(figure.low):
        return "-"
    return f"{100 * figure.low:.0f} to {100 * figure.high:.0f}"


def _days(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.0f}"


def as_json(made: Backtest) -> str:
    """All figures; NaN is null, an interval is value, low, high."""
    return json.dumps(data_of(made), indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def data_of(made: Backtest) -> dict[str, Any]:
    """All figures as plain values."""
    out, needed = made.outcomes, made.needed
    return {
        "verdict": verdict(made),
        "more": more_words(made),
        "as_of": str(made.as_of),
        "outcomes": {
            "file": out.file, "counts": dict(out.counts), "bad_clients": out.bad,
            "later_not_counted": out.later, "known_until": str(day_date(out.until)),
            "set_aside": [str(each) for each in out.set_aside],
        },
        "days_ahead": {"more_than": made.ahead.least, "up_to": made.ahead.most},
        "weeks_left_out": {REASONS[name]: count for name, count in made.weeks.left_out.items()},
        "outcomes_without_a_week": made.weeks.lost,
        "needed": {
            "enough": needed.enough, "bad_clients": needed.in_all, "early": needed.early,
            "late": needed.late, "more_bad_clients": needed.more, "more_weeks": needed.weeks,
            "times_as_many_clients": needed.times,
        },
        "fitted_to": _part_data(made.early),
        "judged": _part_data(made.late),
        "scores": [
            {
                "name": each.name, "about": DOES[each.name], "weeks": each.weeks,
                "bad_clients": each.bad_clients, "auc": _data(each.auc),
                "precision_in_budget": _data(each.budget.precision),
                "recall_in_budget": _data(each.budget.recall),
                "share_of_weeks_in_budget": _number(each.budget.share),
            }
            for each in made.scored
        ],
        "beside_baselines": [
            {
                "score": each.score, "baseline": each.baseline, "weeks": each.weeks,
                "bad_clients": each.bad_clients, "auc_difference": _data(each.gap),
            }
            for each in made.beside
        ],
        "lead_time": [
            {
                "what": each.of, "bad_clients": each.bad, "warned": each.warned,
                "share": _data(each.share), "days": list(each.days),
                "share_of_other_weeks": _number(each.others),
            }
            for each in made.lead
        ],
        "reliability": {
            name: {
                "bins": [
                    {
                        "stated": _number(each.stated), "came_true": _data(each.came),
                        "weeks": each.weeks, "clients": each.clients,
                        "bad_clients": each.bad_clients,
                    }
                    for each in found.bins
                ],
                "brier": _data(found.brier), "brier_of_base_rate": _data(found.without),
                "better_by": _data(found.better),
            }
            for name, found in made.reliability.items()
        },
        "fitted": None if made.fitted is None else {
            "penalty": made.fitted.penalty, "constant": made.fitted.constant,
            "factors": dict(zip(made.fitted.names, made.fitted.factors.tolist(), strict=True)),
        },
    }  # fmt: skip


def _part_data(part: Part | None) -> dict[str, Any] | None:
    if part is None:
        return None
    found = {name: getattr(part, name) for name in ("weeks", "bad_weeks", "clients", "bad_clients")}
    return {"first": str(part.first), "last": str(part.last), **found}


def _data(figure: Figure) -> Sequence[float | None]:
    return [_number(each) for each in (figure.value, figure.low, figure.high)]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
