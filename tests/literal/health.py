"""From signals to health: section 3 of the model, and the trend's word of section 4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from scipy.stats import theilslopes

from tests.literal.spec import DIMENSIONS

Scores = Mapping[str, float | None]
BANDS = ("red", "amber", "green")  # worse to better


def dimensions(signals: Scores) -> dict[str, float | None]:
    """The weighted mean of each dimension's signals that are not missing."""
    found: dict[str, float | None] = {}
    for name, (_, weights) in DIMENSIONS.items():
        there = [(weights[s], score) for s in weights if (score := signals[s]) is not None]
        total = sum(weight for weight, _ in there)
        found[name] = sum(weight * score for weight, score in there) / total if there else None
    return found


def health(scores: Scores) -> float | None:
    """.7 of the weighted mean of the dimensions that are there, .3 of the weakest."""
    there = [
        (weight, score)
        for name, (weight, _) in DIMENSIONS.items()
        if (score := scores[name]) is not None
    ]
    if not there:
        return None
    mean = sum(weight * score for weight, score in there) / sum(weight for weight, _ in there)
    return 0.7 * mean + 0.3 * min(score for _, score in there)


def coverage(signals: Scores) -> float:
    """The share of all weight that is not missing."""
    return sum(
        weight * sum(weights[s] for s in weights if signals[s] is not None) / sum(weights.values())
        for weight, weights in DIMENSIONS.values()
    )


def extreme(signals: Scores, filler: float) -> float:
    """Health with every missing signal at `filler`."""
    filled = {name: filler if score is None else score for name, score in signals.items()}
    found = health(dimensions(filled))
    assert found is not None
    return found


def target(level: float, scores: Scores, shown: str | None) -> str:
    """The band that a point by itself would show, after the band shown last."""
    level = round(level, 9)
    weak = any(score is not None and round(score, 9) < 50 for score in scores.values())
    if level < (55 if shown == "red" else 50):
        return "red"
    return "green" if level >= (70 if shown == "green" else 75) and not weak else "amber"


class Band:
    """The band shown, folded point by point."""

    def __init__(self) -> None:
        self.shown: str | None = None
        self.before: str | None = None  # the target of the point before

    def next(self, day: date, level: float | None, scores: Scores, known: float) -> str:
        """The band at one more point."""
        if level is None or round(known, 9) < 0.60:
            self.shown = self.before = None
            return "none"
        now = target(level, scores, self.shown)
        if self.shown is None or BANDS.index(now) < BANDS.index(self.shown):
            self.shown = now
        elif day.weekday() == 6 and self.before is not None:
            self.shown = max(self.shown, min(now, self.before, key=BANDS.index), key=BANDS.index)
        self.before = now
        return self.shown


def trend(points: Sequence[tuple[date, float]]) -> str:
    """Which way health went over the last 8 points that have it."""
    if len(points) < 8:
        return "none"
    days, levels = zip(*points[-8:], strict=True)
    weeks = [(day - days[0]).days / 7 for day in days]
    # Equal scores must be equal numbers: Sen's interval counts ties.
    slope, _, low, high = theilslopes([round(level, 9) for level in levels], weeks, 0.90)
    if 7 * slope <= -5 and high < 0:
        return "falling"
    return "rising" if 7 * slope >= 5 and low > 0 else "steady"
