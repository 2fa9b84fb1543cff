"""How long the charts behind drift run until they signal, beside what was published of them.

Average run lengths in weeks: of the known-parameter charts as in Lucas & Crosier 1982 and Lucas &
Saccucci 1990, which our functions must meet, and of the self-starting chart under given settings,
for which there is no published figure (its inputs are none of a textbook).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from health.settings import Settings
from health.simulate.world import Flags, Floats
from health.trend import cusum, ewma, self_starting_cusum

Chart = Callable[[Floats], Flags]
_KNOWN: tuple[tuple[str, Chart, tuple[tuple[float, float], ...]], ...] = (
    ("CUSUM k .5, h 4, two-sided", lambda x: cusum(x, 0.5, 4.0).signal, ((0, 168.0), (1, 8.38))),
    ("EWMA .5, limit 3.071", lambda x: ewma(x, 0.5, 3.071).signal, ((0, 500.0), (1, 17.5))),
    ("EWMA .25, limit 2.998", lambda x: ewma(x, 0.25, 2.998).signal, ((0, 500.0), (1, 11.1))),
)
_LEARNED = 52  # weeks of usual life before a shift, for the chart that starts by itself


def run_lengths(settings: Settings, runs: int, seed: int) -> pd.DataFrame:
    """One row a chart and shift: `chart`, `shift` (standard deviations), `weeks` (the mean run
    length), `error` (its standard error), `median` (of the run lengths), `published` (NaN where
    nothing is)."""
    luck = np.random.default_rng([seed, *b"run lengths"])
    rows = []
    for name, chart, published in _KNOWN:
        for shift, weeks in published:
            rows.append((name, shift, *_run(luck, chart, shift, 0, runs), weeks))
    number = settings.number
    chart = _own(settings)
    name = f"our drift chart, one-sided, k {number('drift.k'):g}, h {number('drift.h'):g}"
    for shift in (0.0, 1.0):
        ran = _run(luck, chart, -shift, _LEARNED if shift else 0, runs)
        rows.append((name, shift, *ran, np.nan))
    columns = ["chart", "shift", "weeks", "error", "median", "published"]
    return pd.DataFrame(rows, columns=columns)


def _own(settings: Settings) -> Chart:
    """The self-starting chart under settings, of inputs that vary by more than its floor."""
    number = settings.number
    least, warm_up = number("drift.least_sd"), settings.whole("drift.warm_up")
    limits = number("drift.k"), number("drift.h"), warm_up, least, number("drift.most")
    return lambda x: self_starting_cusum(3 * least * x, *limits).signal


def _run(
    luck: np.random.Generator, chart: Chart, shift: float, before: int, runs: int
) -> tuple[float, float, float]:
    """Mean weeks from the shift to the first signal, its standard error, and the median, of
    independent runs of standard normal inputs; each is followed until it signals."""
    lengths, weeks = np.zeros(0), 1024
    open_ = luck.standard_normal((runs, weeks + before))
    while len(open_):
        moved = open_.copy()
        moved[:, before:] += shift
        signal = chart(moved)
        if before:  # a run that signalled before the shift tells nothing of it
            well = ~signal[:, :before].any(axis=1)
            open_, signal = open_[well], signal[well]
        late = signal[:, before:]
        done = late.any(axis=1)
        lengths = np.concatenate([lengths, late[done].argmax(axis=1) + 1.0])
        open_ = open_[~done]
        open_ = np.concatenate([open_, luck.standard_normal((len(open_), weeks))], axis=1)
    error = lengths.std(ddof=1) / np.sqrt(len(lengths))
    return float(lengths.mean()), float(error), float(np.median(lengths))
