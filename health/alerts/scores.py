"""Rules on scores: a dimension below its floor, health that fell, a dimension that drifted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from health.alerts.ground import Ground
from health.alerts.rules import Asked, Part, Told, rule
from health.manual import DIMENSION_NAMES
from health.measures import Flags
from health.score import DECIMALS
from health.settings import DIMENSIONS
from health.signals import SIGNALS
from health.words import figure, many

_NAMES = tuple(DIMENSION_NAMES[dimension] for dimension in DIMENSIONS)
_SIGNALS = tuple(SIGNALS.values())


def _down(score: float) -> float:
    """A score as it is shown beside a limit: what is below it never looks as if it were not."""
    return float(np.floor(10 * score) / 10)


def _step(ground: Ground, dimension: int, asked: Asked) -> tuple[str, str]:
    """Which signal costs a dimension most, and the next step that belongs to it."""
    place = int(ground.daily.costliest[dimension, asked.client, asked.day - ground.first])
    if place < 0:
        return "", "Look at the signals of the dimension, and begin with the lowest"
    return _SIGNALS[place].label, _SIGNALS[place].next_step


@rule(
    title="A dimension at risk",
    severity="high",
    practice="",
    after="alerts.dimension_days",
)
def dimension_red(ground: Ground) -> Iterator[Part]:
    """A dimension has stayed below 50 for 7 days; until then the alert is pending."""
    for place, name in enumerate(_NAMES):
        yield _red(ground, place, name)


def _red(ground: Ground, place: int, name: str) -> Part:
    floor = ground.number("alerts.dimension_below")

    def told(asked: Asked) -> Told:
        score = _down(ground.daily.dimensions[place, asked.client, asked.day - ground.first])
        label, step = _step(ground, place, asked)
        costs = f"; “{label}” costs it most" if label else ""
        message = (
            f"{name} at {figure(score)} of 100, first below {figure(floor[asked.client])} on "
            f"{asked.on(asked.since)}{costs}."
        )
        return Told(message, [], step)

    return Part(ground.spells(ground.daily.red[place], place), lambda _: name, told)


@rule(title="Health fell", severity="high", practice="")
def health_drop(ground: Ground) -> Iterator[Part]:
    """Health is 12 or more below what it was 28 days before, and 60 % of the model is known. A
    client's first 28 days are compared with nothing: its first verdicts are still coming in then.
    """
    days = ground.settings.whole("alerts.health_drop_days")
    health = ground.daily.health
    settled = ground.number("alerts.settled_days")[:, None] + days
    true = ground.daily.covered & (ground.days - ground.basis.start >= settled)
    true[:, :days] = False
    with np.errstate(invalid="ignore"):
        fell = np.round(health[:, :-days] - health[:, days:], DECIMALS)
        true[:, days:] &= fell >= ground.number("alerts.health_drop")[:, None]

    def told(asked: Asked) -> Told:
        place = asked.day - ground.first
        now = ground.daily.dimensions[:, asked.client, place].astype(float)
        before = ground.daily.dimensions[:, asked.client, place - days].astype(float)
        loss = np.where(np.isnan(before - now), -np.inf, before - now)
        then, at = health[asked.client, place - days], health[asked.client, place]
        message = (
            f"Health fell by {figure(then - at)} in {_span(days)}, from {figure(then)} to "
            f"{figure(at)}"
        )
        most = int(loss.argmax())
        if loss[most] > 0:
            message += (
                f"; {_NAMES[most]} fell most, from {figure(before[most])} to {figure(now[most])}"
            )
        else:
            most = int(np.where(np.isnan(now), np.inf, now).argmin())
        return Told(f"{message}.", [], _step(ground, most, asked)[1])

    yield Part(ground.spells(true), lambda _: "health", told)


def _span(days: int) -> str:
    return many(days / 7, "week") if days % 7 == 0 else many(days, "day")


@rule(title="Drifting", severity="medium", practice="", event=True)
def drift(ground: Ground) -> Iterator[Part]:
    """With a whole week a dimension has come to be below the client's own usual level: its
    self-starting CUSUM, which takes 8 weeks to learn that level, went above 5. An event: the chart
    remembers for so long that a level which was regained could not be told from one that was not.
    """
    found = ground.drift
    if not len(found.days):
        return
    before = np.zeros_like(found.signal)
    before[:, :, 1:] = found.signal[:, :, :-1]
    for place, name in enumerate(_NAMES):
        yield _drifting(ground, place, name, found.signal[place] & ~before[place])


def _drifting(ground: Ground, place: int, name: str, crossed: Flags) -> Part:
    found = ground.drift
    client, week = np.nonzero(crossed)
    day = found.days[week]

    def told(asked: Asked) -> Told:
        week = int(np.searchsorted(found.days, asked.day, "right")) - 1
        lower, limit = found.lower[place, asked.client, week], ground.settings.number("drift.h")
        label, step = _step(ground, place, asked)
        costs = f"; “{label}” costs it most" if label else ""
        message = (
            f"{name} left the client's own usual level with the week to "
            f"{asked.on(int(found.days[week]))}: behind it by {figure(lower)} standard deviations "
            f"in all, where {figure(limit)} is the limit{costs}."
        )
        return Told(message, [], step)

    spells = ground.clipped(client, np.full(len(client), place), day, day + 1)
    return Part(spells, lambda _: name, told)
