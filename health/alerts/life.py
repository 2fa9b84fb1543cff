"""The life of alerts: from the days on which something is true to what is pending, firing,
resolved.

A spell is a run of days `begin` .. `end - 1` on which a rule is true for a client and subject, as
it was known on each of them. Nothing else is needed, so what an alert was on a day depends on the
spells up to that day only.

- An alert begins with a spell (`since`); it fires at once, or when the spell has lasted `after`
  days. A spell that ends before is gone with it: it never was an alert.
- It is resolved on the first day on which `clean` days have been clean. What returns before
  continues the same alert: one cause fires once. A client's end resolves all that is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from health.calendars import NEVER, Days, Ints
from health.measures import Flags

Places = npt.NDArray[np.intp]
STATES = ("pending", "firing", "resolved")
PENDING, FIRING, RESOLVED, NOTHING = range(4)


@dataclass(frozen=True)
class Spells:
    """Runs of days [begin, end) by client and subject, a number of the rule's own; all (n,)."""

    client: Ints
    subject: npt.NDArray[np.int64]
    begin: Days
    end: Days

    def chosen(self, which: npt.NDArray[Any]) -> Spells:
        """Some of them."""
        return Spells(*(part[which] for part in self._parts))

    @property
    def _parts(self) -> tuple[Ints, Ints, Days, Days]:
        return self.client, self.subject, self.begin, self.end

    def joined(self) -> Spells:
        """In order of client, subject and day, those that touch or overlap made one."""
        some = self.chosen(np.flatnonzero(self.begin < self.end))
        some = some.chosen(np.lexsort((some.begin, some.subject, some.client)))
        if not len(some.begin):
            return some
        subject = _changes(some.client, some.subject)
        reach = _running_most(subject.cumsum(), some.end)
        heads = np.flatnonzero(subject | (some.begin > np.concatenate([[0], reach[:-1]])))
        ends = reach[np.append(heads[1:], len(reach)) - 1]
        return Spells(some.client[heads], some.subject[heads], some.begin[heads], ends)


def _changes(client: Ints, subject: Ints) -> Flags:
    """Where a client or subject is another than the one before it."""
    found = np.ones(len(client), bool)
    found[1:] = (client[1:] != client[:-1]) | (subject[1:] != subject[:-1])
    return found


def _running_most(group: Ints, values: Days) -> Days:
    """The greatest value so far within each group; groups are numbered in rising order."""
    wide = np.int64(1) << 32
    return (np.maximum.accumulate(group.astype(np.int64) * wide + values) % wide).astype(np.int32)


@dataclass(frozen=True)
class Occurrences:
    """Alerts of one rule, (n,): client, subject, the first day, the day it fired (NEVER if it did
    not), the day it was resolved (or, never having fired, was gone). Of their spells, (m,): whose
    they are, and their days [begin, end).
    """

    client: Ints
    subject: npt.NDArray[np.int64]
    since: Days
    fires: Days
    resolved: Days
    of: Places
    begin: Days
    end: Days

    def __len__(self) -> int:
        return len(self.since)

    def states(self, day: int) -> npt.NDArray[np.int8]:
        """Each one's state at the end of a day, as a place in STATES; NOTHING if it is none."""
        there = self.since <= day
        found = np.where(self.fires <= day, FIRING, PENDING)
        gone = np.where(self.fires < NEVER, RESOLVED, NOTHING)
        found = np.where(self.resolved <= day, gone, found)
        return np.where(there, found, NOTHING).astype(np.int8)

    def true_until(self, day: int) -> Days:
        """The last day up to `day` on which each was true; before its first day: -NEVER."""
        last = np.full(len(self), -NEVER, np.int32)
        begun = np.flatnonzero(self.begin <= day)
        np.maximum.at(last, self.of[begun], np.minimum(self.end[begun] - 1, day))
        return last


def occurrences(spells: Spells, clean: int, after: int, ended: Days) -> Occurrences:
    """What becomes of spells: alerts that fire when a spell has lasted `after` days, and are
    resolved `clean` days after the last day on which they were true, or on the client's day in
    `ended` (C,).
    """
    runs = spells.joined()
    if not len(runs.begin):
        return _NONE
    far = np.concatenate([[True], runs.begin[1:] >= runs.end[:-1] + clean])
    chain = (_changes(runs.client, runs.subject) | far).cumsum()
    fired = runs.end - runs.begin > after
    # Within a chain the first run that fires begins the alert; those before it were none.
    open_ = np.maximum.accumulate(np.where(fired, chain, 0)) == chain
    continues = np.concatenate([[False], open_[:-1] & (chain[1:] == chain[:-1])])
    heads = np.flatnonzero(~continues)
    last = runs.end[np.append(heads[1:], len(continues)) - 1]
    first = runs.chosen(heads)
    fires = np.where(fired[heads], first.begin + after, NEVER).astype(np.int32)
    gone = np.minimum(np.where(fired[heads], last - 1 + clean, last), ended[first.client])
    of = (~continues).cumsum() - 1
    whose = first.client, first.subject, first.begin
    return Occurrences(*whose, fires, gone.astype(np.int32), of, runs.begin, runs.end)


_DAY = np.zeros(0, np.int32)
_PLACE = np.zeros(0, np.intp)
_NONE = Occurrences(_PLACE, np.zeros(0, np.int64), _DAY, _DAY, _DAY, _PLACE, _DAY, _DAY)
