"""What a practice is: how it is judged, and what a client's logs say of it.

A rule is one function with its manual: the name, the next step, what it reads; its docstring is the
sentence that says how it is judged. The Model page and the README are made from that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import cleandoc

import pandas as pd

from health.evidence.cells import Cells
from health.evidence.words import on_day
from health.practices.finding import Finding, State, table, too_early, unknown
from health.practices.seen import Seen

Found = Callable[[Seen], Finding]


@dataclass(frozen=True)
class Practice:
    """What the logs say of one practice of one client."""

    key: str
    name: str
    state: State
    reason: str
    next_step: str
    cells: Cells

    @property
    def rows(self) -> pd.DataFrame:
        """`row` (place in the file), `log`, and the columns that matter, newest first."""
        return self.cells.frame()


@dataclass(frozen=True)
class Rule:
    """One practice: what is done (`name`), how that is judged, what to do where it is not.

    `needs` are logs and `log.column`s without which nothing can be said; `also` are logs that are
    read where they are there; `settles` is how many business days a client must be old before the
    practice can be said to be broken.
    """

    key: str
    name: str
    judged: str
    next_step: str
    needs: tuple[str, ...]
    also: tuple[str, ...]
    settles: int
    found: Found

    @property
    def logs(self) -> tuple[str, ...]:
        """The logs that it reads."""
        return tuple(dict.fromkeys([need.split(".")[0] for need in self.needs] + [*self.also]))

    def of(self, seen: Seen) -> Practice:
        """The practice of a client as of a day."""
        finding = self._finding(seen)
        return Practice(
            self.key,
            self.name,
            finding.state,
            finding.reason,
            finding.next_step or self.next_step,
            table(finding.shown),
        )

    def _finding(self, seen: Seen) -> Finding:
        if seen.case.start is None:
            return unknown("no row in any log yet")
        if seen.case.start > seen.today:
            return unknown(f"too early: starts on {on_day(seen.case.start)}")
        gap = next((gap for gap in map(seen.gap, self.needs) if gap), "")
        if gap:
            return unknown(gap)
        finding = self.found(seen)
        if finding.state == "not kept" and seen.age < self.settles:
            return unknown(too_early(seen), *finding.shown)
        return finding


RULES: dict[str, Rule] = {}


def practice(
    *, name: str, needs: str, next_step: str, also: str = "", settles: int = 0
) -> Callable[[Found], Found]:
    """Enter a function into the list of practices, with its manual."""

    def entered(found: Found) -> Found:
        key, judged = found.__name__, " ".join(cleandoc(found.__doc__ or "").split())
        RULES[key] = Rule(
            key, name, judged, next_step, tuple(needs.split()), tuple(also.split()), settles, found
        )
        return found

    return entered
