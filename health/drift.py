"""Drift: whether a dimension has left its own usual level, week by week. `scoring.md` 4.

A self-starting CUSUM needs inputs that do not overlap. So every signal is taken over one week
alone: the ages of that week's days, the verdicts dated in that week; no smoothing, no prior mean.

Scores stop at 100: who talks twice as often as agreed can fall by half before Talk loses a point.
So beside the dimensions how often there is contact has a chart of its own, of the week's contacts n
on b business days as 2 sqrt(5 n / b + 3/8), which varies by about 1 whatever its level (Anscombe
1948, "The transformation of Poisson, binomial and negative-binomial data", Biometrika 35:246-254).
A call or meeting counts as several messages there: that it was missed tells more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from health.basis import Basis, sunday_of
from health.calendars import NEVER, Days
from health.history import History, points_kept, score_signals
from health.logs.rows import Logs
from health.measures import Flags, Points, Scores
from health.score import dimension_scores, weights
from health.settings import DIMENSIONS, Settings
from health.signals import SIGNALS
from health.signals.communication import BOTH
from health.trend import self_starting_cusum

# States that last over weeks, no events of one week: they would make its input that of the next.
_LASTING = ("promises_kept", "overdue_now", "risks_planned")
SUBJECTS = (*DIMENSIONS, "contacts")
_LEAST_DAYS = 4  # business days of a week, for its contacts to tell anything
_LEAST_SD = 0.5  # of contacts so written: half of what chance alone makes of them


@dataclass(frozen=True)
class Drift:
    """Of the S = D + 1 SUBJECTS, C clients and W whole weeks that end on `days`.

    `inputs` (S, C, W) are the weeks' own means, NaN where a week has none; `lower` how far the
    lower CUSUM has come, in standard deviations; `signal` where it is past the limit.
    """

    days: Days
    inputs: Scores
    lower: Scores
    signal: Flags

    def upto(self, day: int) -> Drift:
        """Only the weeks that ended before a day."""
        keep = int(np.searchsorted(self.days, day))
        return Drift(
            self.days[:keep],
            self.inputs[:, :, :keep],
            self.lower[:, :, :keep],
            self.signal[:, :, :keep],
        )


def drift(history: History, logs: Logs, settings: Settings, before: Drift | None = None) -> Drift:
    """The drift of every subject of every client over the whole weeks of a history.

    The inputs of weeks that `before` holds are taken from it: they depend on nothing later.
    """
    days = history.days[history.days % 7 == 3]
    inputs = np.zeros((len(SUBJECTS), len(history.clients), 0))
    if before is not None and before.inputs.shape[:2] == inputs.shape[:2]:
        kept = points_kept(before.days, days, int(NEVER))
        inputs = before.inputs[:, :, :kept]
    if inputs.shape[2] < len(days):
        more = _inputs(logs, settings, days[inputs.shape[2] :])
        inputs = np.concatenate([inputs, more], axis=2)
    chart = self_starting_cusum(
        inputs,
        settings.number("drift.k"),
        limits(settings)[:, None, None],
        settings.whole("drift.warm_up"),
        _by_subject(settings.number("drift.least_sd"), _LEAST_SD)[:, None],
        settings.number("drift.most"),
    )
    return Drift(days, inputs, chart.lower, chart.signal)


def limits(settings: Settings) -> Scores:
    """Above what the CUSUM of each subject signals, (S,), standard deviations."""
    return _by_subject(settings.number("drift.h"), settings.number("drift.contacts_h"))


def _by_subject(of_dimensions: float, of_contacts: float) -> Scores:
    return np.array([of_dimensions] * len(DIMENSIONS) + [of_contacts])


def _inputs(logs: Logs, settings: Settings, days: Days) -> Scores:
    """The own means of some weeks, (S, C, W)."""
    basis = Basis(logs, _one_week(settings), Points(days, days), one_week=True)
    signals = np.full((len(SIGNALS), *basis.shape), np.nan)
    found = score_signals(basis, [name for name in SIGNALS if name not in _LASTING])
    for place, name in enumerate(SIGNALS):
        if name in found:
            signals[place] = found[name]
    means = dimension_scores(signals, weights(basis))[0]
    return np.concatenate([means, _contacts(basis)[None]])


def _contacts(basis: Basis) -> Scores:
    """Contacts of the whole weeks that end at the points, (C, W), as the head of this file says."""
    found = basis.missing()
    if basis.usable("contacts") is None:
        return found
    rows, points = basis.logs["contacts"], basis.points
    number, call = np.zeros(basis.shape), basis.settings.number("drift.call_weight")
    for piece in basis.pieces("contacts", "at.day", int(points.days[0]) - 6):
        client, day = rows["client"][piece], rows["at.day"][piece]
        week = points.on(sunday_of(day))
        inside = (day > points.days[0] - 7) & (day <= points.days[-1])
        inside &= rows["known"][piece] <= sunday_of(day)
        counts = np.where(rows["direction"][piece] == BOTH, call, 1.0)
        np.add.at(number, (client[inside], week[inside]), counts[inside])
    clients = np.arange(len(number))[:, None]
    count = basis.calendars.count
    worked = count(clients, points.days) - count(clients, points.days - 7)
    there = (worked >= _LEAST_DAYS) & (basis.start <= points.days - 6)
    found[there] = 2 * np.sqrt(5 * number[there] / worked[there] + 3 / 8)
    return found


def contacts_a_week(inputs: Scores) -> Scores:
    """How many messages in a week of five business days the inputs of that subject stand for."""
    return np.maximum((inputs / 2) ** 2 - 3 / 8, 0.0)


def _one_week(settings: Settings) -> Settings:
    """The same settings with every window a week long, and no prior."""

    def narrowed(values: Mapping[str, float | str]) -> dict[str, float | str]:
        return {
            name: 7.0
            if name.endswith(".window_days")
            else 1.0
            if name == "contact_coverage.weeks"
            else 0.0
            if name.endswith(".prior_count") and name != "quiet_hours.prior_count"
            else value
            for name, value in values.items()
        }

    return replace(
        settings,
        values=narrowed(settings.values),
        segments={name: narrowed(own) for name, own in settings.segments.items()},
        clients={name: narrowed(own) for name, own in settings.clients.items()},
    )
