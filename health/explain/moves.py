"""What moved a client's health since a week before, in words: from the ledger and the evidence."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from health.evidence import evidence
from health.explain.words import DIMENSION_WORDS
from health.portfolio import Portfolio
from health.signals import SIGNALS
from health.words import signed, whole

# How the evidence of a signal reads in a sentence about it; else: label, colon, evidence.
_TOLD = {
    "contact_freshness": "we last reached out {}",
    "reply_time": "replies took {}",
    "contact_coverage": "contacts: {}",
    "technical_questions": "technical questions: {}",
    "informal_contact": "last informal contact {}",
    "demo_freshness": "last demo {}",
    "demo_attendance": "decision-maker {}",
    "demos_kept": "demos: {}",
    "promises_kept": "promises: {}",
    "overdue_now": "{}",
    "agreed_in_writing": "dates: {}",
    "rating": "rated {}",
    "yes_answers": "answers: {}",
    "response_rate": "asks: {}",
    "feedback_freshness": "last asked {}",
    "reports_on_time": "last report {}",
    "no_surprises": "dates: {}",
    "issue_updates": "{}",
    "issues_restated": "complaints: {}",
    "risks_planned": "{}",
    "changes_confirmed": "changes: {}",
}


def movers(portfolio: Portfolio, day: date, most: int = 6) -> list[tuple[str, float, str]]:
    """The largest movers of the week: client, change, and the causes."""
    return in_words(portfolio, day, portfolio.movers(day, most))


def in_words(portfolio: Portfolio, day: date, moved: pd.DataFrame) -> list[tuple[str, float, str]]:
    """The same of some rows of the portfolio's own movers."""
    found = []
    for row in moved.to_dict("records"):
        code = int(row["code"])
        causes = _weakest(portfolio, code, day)
        causes = causes or _causes(portfolio, code, day, row["change"], row["causes"])
        found.append((str(row["client"]), float(row["change"]), causes))
    return found


def _causes(
    portfolio: Portfolio, client: int, day: date, change: float, causes: list[tuple[str, float]]
) -> str:
    """The signals that moved most, each with its evidence and its points, and what is left."""
    told = [
        f"{told_signal(portfolio, client, day, signal)} ({signed(points)})"
        for signal, points in causes
    ]
    rest = change - sum(points for _, points in causes)
    if told and abs(rest) >= 0.5:
        told.append(f"the rest ({signed(rest)})")
    return ", ".join(told) or "several small changes"


def told_signal(portfolio: Portfolio, client: int, day: date, signal: str) -> str:
    """A signal of a client as its evidence: last demo 9 business days ago."""
    found = evidence(portfolio, client, signal, day)
    label = SIGNALS[signal].label
    plain = f"{label[0].lower()}{label[1:]}: {{}}"
    return (plain if found.value is None else _TOLD.get(signal, plain)).format(found.text)


def _weakest(portfolio: Portfolio, client: int, day: date) -> str:
    """That another dimension is now the weakest, told by dimension; empty where it is the same.

    The weakest carries more of the health, so that its signals' points all move when it changes:
    true, and no cause that a reader would call one.
    """
    point = portfolio.point(day)
    moved = portfolio.history.scores.dimensions[:, client, [max(point - 1, 0), point]]
    if np.isnan(moved).all(axis=0).any():
        return ""
    before, now = (int(at) for at in np.nanargmin(moved, axis=0))
    if before == now or np.isnan(moved[[before, now]]).any():
        return ""
    names = list(DIMENSION_WORDS)
    largest = max(before, now, key=lambda at: abs(moved[at, 1] - moved[at, 0]))
    verb = "rose" if moved[largest, 1] > moved[largest, 0] else "fell"
    was, became = (whole(moved[largest, at]) for at in (0, 1))
    told = f"{_word(names[largest])} {verb} from {was} to {became}"
    weak = f"is now the weakest part (it was {_word(names[before])})"
    told += (
        f" and {weak}"
        if largest == now
        else f"; {_word(names[now])}, at {whole(moved[now, 1])}, {weak}"
    )
    fell = moved[largest, 1] < moved[largest, 0]
    signal = _moved_most(portfolio, client, point, names[largest], -1 if fell else 1)
    return f"{told}: {told_signal(portfolio, client, day, signal)}" if signal else told


def _moved_most(portfolio: Portfolio, client: int, point: int, dimension: str, way: int) -> str:
    """The signal of a dimension that carried it most up (1) or down (-1) since the point before."""
    now, before = (portfolio.signal_scores(client, portfolio.day(at)) for at in (point, point - 1))
    moved = (now["score"] - before["score"]) * now["weight"] * way
    moved = moved.where(now["dimension"] == dimension, 0.0).fillna(0.0)
    largest = int(moved.argmax())
    return str(now["signal"].iloc[largest]) if moved.iloc[largest] > 0 else ""


def _word(dimension: str) -> str:
    return DIMENSION_WORDS[dimension]
