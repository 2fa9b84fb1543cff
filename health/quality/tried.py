"""What a stricter rule would have done to the alerts that were marked: the history replayed.

A rule is found again under each of a row of values, at the clients only whose alerts of it were
marked: no client's alerts depend on another's. A marked alert would have fired still if one of the
same client and subject fires while it was open; if that is on a later day, it comes later.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import comb
from statistics import median

import pandas as pd

from health.alerts.marked import Verdict
from health.logs.contract import folded
from health.portfolio import Portfolio
from health.quality.fired import FAR, Fired, Found
from health.quality.knobs import KNOBS
from health.seen.portfolio import portfolio_of
from health.settings.edits import edited, shown

Progress = Callable[[str], None]
DROPS, KEEPS = 0.5, 0.9  # of the false ones, and of the true ones: what a value must do to help
CHANCE = 0.1  # more often than that chance does not do what is told of a value that does not help
COLUMNS = (
    "rule", "settings", "false", "false_gone", "true", "true_gone", "true_later",
    "days_later_median", "days_later_most", "chance", "alerts_now", "alerts_then", "helps", "best",
)  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """Stricter values of a rule's settings, and what they would have done to the marked alerts.

    `later` are the days by which true ones that stay would have come later, of those that would.
    `alerts` is how many of the rule would have fired at the clients with marks.
    """

    edits: Mapping[str, float]
    false: int
    false_gone: int
    true: int
    true_gone: int
    later: tuple[int, ...]
    alerts: int

    @property
    def helps(self) -> bool:
        """Whether it drops at least half of the false ones and keeps 90 % of the true ones."""
        kept = self.true - self.true_gone
        return 0 < self.false * DROPS <= self.false_gone and kept >= self.true * KEEPS

    @property
    def gain(self) -> float:
        """The share of the false ones that it drops, less that of the true ones (Youden 1950)."""
        return self.false_gone / max(self.false, 1) - self.true_gone / max(self.true, 1)

    @property
    def chance(self) -> float:
        """How likely as many of the marked alerts, dropped at random, would spare as many true ones
        (Fisher 1935, of one side); 1 where nothing was dropped, or none is true.
        """
        dropped = self.false_gone + self.true_gone
        ways = sum(
            comb(self.true, lost) * comb(self.false, dropped - lost)
            for lost in range(self.true_gone + 1)
        )
        return ways / comb(self.false + self.true, dropped)

    @property
    def median_days_later(self) -> float:
        """The median of `later`, 0 where none would have come later."""
        return float(median(self.later)) if self.later else 0.0


@dataclass(frozen=True)
class Tried:
    """All candidates of a rule in the order of its knobs. `clients` have marks; there `alerts` of
    the rule fired. `away` marked alerts are not there any more: rows that came late, or other
    settings, have moved them; they are in no candidate.
    """

    rule: str
    clients: int
    alerts: int
    away: int
    candidates: tuple[Candidate, ...]
    best: Candidate | None

    @property
    def nearest(self) -> Candidate | None:
        """Where none helps, the value that comes nearest to it: that with the most between the
        shares of false ones and of true ones that it drops; None where chance might do as well.
        """
        there = [each for each in self.candidates if each.chance <= CHANCE]
        return None if self.best else max(there, key=lambda each: each.gain, default=None)


def tried(
    portfolio: Portfolio, verdicts: Iterable[Verdict], rule: str, progress: Progress | None = None
) -> Tried:
    """What each value of a rule's settings would have done to its marked alerts."""
    mine = [each for each in verdicts if each.rule == rule]
    some = portfolio_of(portfolio, {each.client for each in mine})
    now = Found.under(some, some.settings, rule)
    known = _known(now, mine)
    rows = [list(knob.candidates(some.settings)) for knob in KNOBS if knob.rule == rule]
    total, found = sum(map(len, rows)), list[list[Candidate]]()
    for row in rows:
        found.append([])
        for edits in row:
            if progress:
                progress(f"value {sum(map(len, found)) + 1} of {total}")
            then = Found.under(some, edited(some.settings, edits), rule)
            found[-1].append(_candidate(edits, known, then))
    candidates = tuple(each for row in found for each in row)
    clients, away = len(some.logs.clients), len(mine) - len(known)
    return Tried(rule, clients, len(now), away, candidates, best(found))


def best(knobs: Iterable[Sequence[Candidate]]) -> Candidate | None:
    """The mildest value that helps: the first of its row; of several rows', that under which the
    rule would have fired the most often still. None where none helps.
    """
    mildest = (next((each for each in row if each.helps), None) for row in knobs)
    there = [each for each in mildest if each is not None]
    return max(there, key=lambda each: each.alerts, default=None)


def _candidate(edits: Mapping[str, float], known: Mapping[Fired, bool], then: Found) -> Candidate:
    """known: of each marked alert that is there whether it was true."""
    causes = then.named(_during(then, known))
    days = {True: list[int | None](), False: list[int | None]()}
    for one, true in known.items():
        days[true].append(_days_later(one, causes.get(one.cause, [])))
    return Candidate(
        edits,
        len(days[False]),
        days[False].count(None),
        len(days[True]),
        days[True].count(None),
        tuple(sorted(each for each in days[True] if each)),
        len(then),
    )


def _during(found: Found, known: Iterable[Fired]) -> list[bool]:
    """Which alerts fire while a marked one of the same client is open."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for one in known:
        spans.setdefault(one.cause[0], []).append((one.on, one.until))
    return [
        any(begin <= on < end for begin, end in spans.get(folded(client), ()))
        for client, on in zip(found.listed["client"], found.listed["fired_on"], strict=True)
    ]


def _days_later(one: Fired, others: Sequence[Fired]) -> int | None:
    """By how many days the first of others to fire while one was open is later; None: none does."""
    place = bisect_left(others, one.on, key=lambda each: each.on)
    if place == len(others) or others[place].on >= one.until:
        return None
    return (others[place].on - one.on).days


def _known(now: Found, verdicts: Iterable[Verdict]) -> dict[Fired, bool]:
    """Of each marked alert that is there whether it was true: the one that began on the day of the
    mark, else the one that was open then. The latest word on an alert stands.
    """
    ordered = sorted(verdicts, key=lambda each: each.on)
    days: dict[str, list[Verdict]] = {}
    for each in ordered:
        days.setdefault(each.client, []).append(each)
    listed = now.listed
    columns = (listed[name] for name in ("client", "since", "fired_on", "resolved_on"))
    causes = now.named(
        [
            any(
                since == each.since or on <= each.on < (over or FAR)
                for each in days.get(folded(client), ())
            )
            for client, since, on, over in zip(*columns, strict=True)
        ]
    )
    found = {}
    for each in ordered:
        there = causes.get((each.client, each.subject), [])
        same = [one for one in there if one.since == each.since]
        open_ = [one for one in there if one.on <= each.on < one.over]
        for one in (same or open_)[:1]:
            found[one] = each.true
    return found


def values(edits: Mapping[str, float]) -> str:
    """alerts.quiet_targets=3: as a settings file and the Model page name them."""
    return ", ".join(f"{name}={shown(value)}" for name, value in edits.items())


def table(found: Iterable[Tried]) -> pd.DataFrame:
    """`COLUMNS`, a row a value that was tried."""
    rows = [
        (
            one.rule, values(each.edits), each.false, each.false_gone, each.true, each.true_gone,
            len(each.later), each.median_days_later, max(each.later, default=0), each.chance,
            one.alerts, each.alerts, each.helps, each is one.best,
        )
        for one in found
        for each in one.candidates
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))
