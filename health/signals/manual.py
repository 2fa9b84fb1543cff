"""What a signal is: its function, and the manual that the pages, the README and the tests read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from health.basis import Basis
from health.measures import Scores
from health.settings import SETTINGS

Scored = Callable[[Basis], Scores]


@dataclass(frozen=True)
class Signal:
    """One signal: where it belongs, what it reads, what it asks, what to do when it is low.

    `label` stands in tables, `question` is what it answers, `unit` what its raw value is counted
    in, `aim` the target in words (with the settings' names in braces), `source` what it is taken
    from, `next_step` an imperative. `needs` are columns without which nothing can be said; `reads`
    are settings, or whole groups of them, that the score depends on beside the signal's own group.
    """

    name: str
    dimension: str
    log: str
    needs: tuple[str, ...]
    label: str
    question: str
    unit: str
    aim: str
    source: str
    next_step: str
    reads: tuple[str, ...]
    scored: Scored

    @property
    def weight_name(self) -> str:
        """The setting that holds the weight within the dimension."""
        return f"weights.{self.dimension}.{self.name}"

    @cached_property
    def settings(self) -> tuple[str, ...]:
        """Names of all settings that the score depends on, in the order of the table."""
        groups = (self.name, *self.reads)
        return tuple(
            name for name in SETTINGS if name in groups or name.partition(".")[0] in groups
        )

    def __call__(self, basis: Basis) -> Scores:
        """Scores (C, W) in 0..100, NaN where nothing can be said."""
        if basis.usable(self.log, self.needs) is None:
            return basis.missing()
        return self.scored(basis)


SIGNALS: dict[str, Signal] = {}


def signal(
    dimension: str,
    log: str,
    needs: str = "",
    *,
    label: str,
    question: str,
    unit: str,
    aim: str,
    source: str,
    next_step: str,
    reads: str = "",
) -> Callable[[Scored], Signal]:
    """Enter a function into the list of signals, with its manual."""

    def entered(scored: Scored) -> Signal:
        made = Signal(
            scored.__name__,
            dimension,
            log,
            tuple(needs.split()),
            label,
            question,
            unit,
            aim,
            source,
            next_step,
            tuple(reads.split()),
            scored,
        )
        SIGNALS[made.name] = made
        return made

    return entered
