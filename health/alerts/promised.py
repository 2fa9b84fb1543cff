"""Rules on what we promised: open past its date without a warning, moved again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt

from health.alerts.ground import Ground
from health.alerts.life import Places
from health.alerts.rules import Asked, Part, RowNames, Told, rule
from health.calendars import NEVER
from health.signals import SIGNALS
from health.signals.promises import Promises
from health.words import many, ordinal

_WIDE = 1 << 31  # clients and names of items are fewer


def _subjects(found: Promises) -> npt.NDArray[np.int64]:
    """A number for each version's item: of its client and its name."""
    return found.client.astype(np.int64) * _WIDE + found.item


def _version(found: Promises, subject: npt.NDArray[np.int64], asked: Asked) -> int:
    """The version of an item that was known on the day; `subject` numbers the versions' items."""
    mine = np.searchsorted(subject, [asked.subject, asked.subject + 1])
    return int(np.searchsorted(found.begin[slice(*mine)], asked.day, "right") + mine[0] - 1)


def _rows(found: Promises, version: int) -> RowNames:
    mine = np.searchsorted(found.row_version, [version, version + 1])
    return [("deadlines", int(row)) for row in sorted(found.row[slice(*mine)])]


def _named(ground: Ground, asked: Asked) -> str:
    return ground.name("deadlines", "item", asked.client, asked.subject % _WIDE, asked.since)


@rule(
    title="Late without a word",
    severity="high",
    practice="warned_ahead",
    always_told=True,
)
def overdue_unwarned(ground: Ground) -> Iterator[Part]:
    """An item of ours is open 1 business day or more past its first date (later by the client's own
    delays), and no warning was given before that date.
    """
    if not ground.usable("deadlines", "done_on warned_on"):
        return
    found, calendars = ground.promises, ground.basis.calendars
    subject = _subjects(found)
    after = ground.number("alerts.overdue_after")[found.client].astype(np.int64)
    begin = np.maximum(found.begin, calendars.after(found.client, found.due, after))
    unwarned = np.flatnonzero((found.done >= NEVER) & (found.warned >= found.due))
    spells = ground.clipped(*(each[unwarned] for each in (found.client, subject, begin, found.end)))

    def told(asked: Asked) -> Told:
        version = _version(found, subject, asked)
        due, original = int(found.due[version]), int(found.original[version])
        between = partial(ground.business_days_between, asked.client)
        late, theirs = between(due, asked.day), between(original, due)
        moved = f", their own delays of {many(theirs, 'business day')} left out" if theirs else ""
        first = int(found.promised[np.searchsorted(found.row_version, version)])
        message = (
            f"“{_named(ground, asked)}” is {many(late, 'business day')} past "
            f"{asked.on(due)} and nobody warned; promised on {asked.on(first)}{moved}."
        )
        return Told(message, _rows(found, version), SIGNALS["overdue_now"].next_step)

    yield Part(spells, lambda asked: _named(ground, asked), told)


@rule(title="Moved again", severity="medium", practice="plan_updated", event=True)
def moved_again(ground: Ground) -> Iterator[Part]:
    """We moved the date of one item a second time, or once more after that: on the day on which the
    move is known. An event.
    """
    if not ground.usable("deadlines"):
        return
    found = ground.promises
    subject = _subjects(found)
    least = ground.number("alerts.moves")[found.client]
    more = np.flatnonzero((found.moves >= least) & (found.moves > _most_before(found, subject)))
    begin = found.begin[more]
    spells = ground.clipped(found.client[more], subject[more], begin, begin + 1)

    def told(asked: Asked) -> Told:
        version = _version(found, subject, asked)
        message = (
            f"We moved “{_named(ground, asked)}” a {ordinal(int(found.moves[version]))} time, now "
            f"to {asked.on(int(found.stands[version]))}; first promised for "
            f"{asked.on(int(found.original[version]))}."
        )
        return Told(message, _rows(found, version), SIGNALS["promises_kept"].next_step)

    yield Part(spells, lambda asked: _named(ground, asked), told)


def _most_before(found: Promises, subject: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The most moves that an earlier version of the same item had: a move counts once."""
    if not len(subject):
        return subject
    group = np.diff(subject, prepend=-1).astype(bool).cumsum()
    most = np.maximum.accumulate(group * _WIDE + found.moves) % _WIDE
    before = np.zeros(len(subject), np.int64)
    same: Places = np.flatnonzero(group[1:] == group[:-1])
    before[same + 1] = most[same]
    return before
