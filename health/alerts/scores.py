"""Rules on scores: a dimension below its floor, health that fell, a dimension that drifted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from health.alerts.ground import Ground
from health.alerts.life import Spells
from health.alerts.rules import Asked, Part, Told, rule
from health.drift import SUBJECTS, contacts_a_week, limits
from health.manual import DIMENSION_NAMES
from health.score import DECIMALS
from health.settings import DIMENSIONS
from health.signals import SIGNALS
from health.words import figure, many

_NAMES = tuple(DIMENSION_NAMES[dimension] for dimension in DIMENSIONS)
_SIGNALS = tuple(SIGNALS.values())
_LATE_WEEKS = 4


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
    """With a whole week a dimension, or how often there is contact, has come to be below the
    client's own usual level: its self-starting CUSUM, which takes 8 weeks to learn that level and
    counts no week for more than 2, went above 5 (of contacts: 3.75). An event: the chart remembers
    for so long that a level which was regained could not be told from one that was not.
    """
    found = ground.drift
    if not len(found.days):
        return
    before = np.zeros_like(found.signal)
    before[:, :, 1:] = found.signal[:, :, :-1]
    for place, subject in enumerate(SUBJECTS):
        client, week = np.nonzero(found.signal[place] & ~before[place])
        day = found.days[week]
        spells = ground.clipped(client, np.full(len(client), place), day, day + 1)
        yield (
            _fewer(ground, place, spells) if subject == "contacts" else _left(ground, place, spells)
        )


def _left(ground: Ground, place: int, spells: Spells) -> Part:
    """A dimension that left the client's own usual level."""
    found, name = ground.drift, _NAMES[place]

    def told(asked: Asked) -> Told:
        week = int(np.searchsorted(found.days, asked.day, "right")) - 1
        lower, limit = found.lower[place, asked.client, week], limits(ground.settings)[place]
        label, step = _step(ground, place, asked)
        costs = f"; “{label}” costs it most" if label else ""
        message = (
            f"{name} left the client's own usual level with the week to "
            f"{asked.on(int(found.days[week]))}: behind it by {figure(lower)} standard deviations "
            f"in all, where {figure(limit)} is the limit{costs}."
        )
        return Told(message, [], step)

    return Part(spells, lambda _: name, told)


def _fewer(ground: Ground, place: int, spells: Spells) -> Part:
    """Contacts that became fewer than is usual for the client."""

    def told(asked: Asked) -> Told:
        weeks = ground.drift.days <= asked.day
        number = contacts_a_week(ground.drift.inputs[place, asked.client, weeks])
        number = number[~np.isnan(number)]
        calls = many(ground.settings.number("drift.call_weight"), "message")
        late, before = number[-_LATE_WEEKS:].mean(), np.median(number[:-_LATE_WEEKS])
        message = (
            f"Contact has become less than is usual for this client: about {figure(late)} a week "
            f"in the {_LATE_WEEKS} weeks to {asked.on(int(ground.drift.days[weeks][-1]))}, where "
            f"about {figure(float(before))} were usual (a call or meeting counts as {calls})."
        )
        return Told(message, [], SIGNALS["contact_coverage"].next_step)

    return Part(spells, lambda _: "Contacts a week", told)
