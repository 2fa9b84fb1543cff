"""How often the alerts of each rule were right, by what people marked: precision, over time.

Marks of one client are no independent cases: nine alerts are marked by one click, and what makes a
rule wrong at a client makes it wrong there again. So an interval counts fewer cases than there are
marks: n / (1 + (m - 1) r) of n, m being how many marks the client of a mark has on average, r how
alike those of a client are (Kish 1965, "Survey Sampling"; r by analysis of variance: Ridout,
Demetrio and Firth 1999, "Estimating intraclass correlation for binary data", Biometrics 55:137).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from health.alerts import RULES
from health.alerts.marked import Verdict, interval
from health.measures import Scores

LEAST_MARKS, LEAST_CLIENTS = 5, 3  # with fewer nothing is concluded
HALF = 0.5
COLUMNS = (
    "rule", "quarter", "true", "marked", "clients", "share", "low", "high", "enough", "cries_wolf",
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """How many alerts were marked, how many of these true, of how many clients they are; the 90 %
    interval of the share of true ones (Wilson 1927, of so many cases as the marks are worth).
    """

    true: int
    marked: int
    clients: int
    low: float
    high: float

    @property
    def false(self) -> int:
        """How many were marked false."""
        return self.marked - self.true

    @property
    def share(self) -> float:
        """The share of true ones."""
        return self.true / self.marked

    @property
    def enough(self) -> bool:
        """Whether there are marks enough, of clients enough, to conclude anything."""
        return self.marked >= LEAST_MARKS and self.clients >= LEAST_CLIENTS


@dataclass(frozen=True)
class Precision:
    """Of one rule: all marks, and those on alerts that began in each quarter of a year, by its
    first day, in order; quarters without a mark are left out.
    """

    rule: str
    whole: Share
    quarters: tuple[tuple[date, Share], ...]

    @property
    def cries_wolf(self) -> bool:
        """Whether it can be taken for wrong more often than right: marks enough, and even the upper
        end of the interval below a half.
        """
        return self.whole.enough and self.whole.high < HALF


def precisions(verdicts: Iterable[Verdict]) -> list[Precision]:
    """Of every rule with an alert that was marked true or false, in the order of the rules."""
    known = list(verdicts)
    found = []
    for rule in RULES:
        mine = [each for each in known if each.rule == rule]
        if mine:
            begins = sorted({quarter_of(each.since) for each in mine})
            quarters = (
                (first, share_of(each for each in mine if quarter_of(each.since) == first))
                for first in begins
            )
            found.append(Precision(rule, share_of(mine), tuple(quarters)))
    return found


def quarter_of(day: date) -> date:
    """The first day of the quarter of a year that a day is in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def share_of(verdicts: Iterable[Verdict]) -> Share:
    """The share of true ones among some verdicts, of which there is at least one."""
    by_client: dict[str, list[int]] = {}
    for each in verdicts:
        counts = by_client.setdefault(each.client, [0, 0])
        counts[0] += each.true
        counts[1] += 1
    true, marked = np.array(list(by_client.values()), float).T
    worth = cases(true, marked)
    low, high = interval(worth * true.sum() / marked.sum(), worth)
    return Share(int(true.sum()), int(marked.sum()), len(by_client), low, high)


def cases(true: Scores, marked: Scores) -> float:
    """How many independent cases some clients' marks are worth; true ones and all of each, (K,)."""
    total, clients = marked.sum(), len(marked)
    beside = (marked**2).sum() / total - 1
    return float(total / (1 + beside * _alike(true, marked))) if clients < total else float(total)


def _alike(true: Scores, marked: Scores) -> float:
    """The intraclass correlation of the marks of a client, 0 to 1; where nothing tells, 1."""
    total, clients = marked.sum(), len(marked)
    if clients == 1:
        return 1.0
    share, overall = true / marked, true.sum() / total
    between = (marked * (share - overall) ** 2).sum() / (clients - 1)
    within = (marked * share * (1 - share)).sum() / (total - clients)
    usual = (total - (marked**2).sum() / total) / (clients - 1)
    spread = between + (usual - 1) * within
    return float(np.clip((between - within) / spread, 0, 1)) if spread > 0 else 1.0


def table(found: Iterable[Precision]) -> pd.DataFrame:
    """`COLUMNS`, of each rule a row without a quarter for all its marks, then one a quarter."""
    rows = []
    for one in found:
        rows.append(_row(one.rule, "", one.whole, one.cries_wolf))
        rows += [_row(one.rule, quarter_name(first), share, None) for first, share in one.quarters]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(rule: str, quarter: str, share: Share, wolf: bool | None) -> tuple[object, ...]:
    counted = share.true, share.marked, share.clients
    return rule, quarter, *counted, share.share, share.low, share.high, share.enough, wolf


def quarter_name(first: date) -> str:
    """2026 Q3."""
    return f"{first.year} Q{first.month // 3 + 1}"
