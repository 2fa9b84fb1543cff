"""What became of the clients: their first bad outcome, and the day on which it was known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from health.calendars import NEVER, Days, Ints
from health.errors import HealthError
from health.logs.contract import LOGS, Column, Kind
from health.logs.reader import Reader
from health.logs.rows import Logs, Rows, SetAside
from health.settings import Settings

BAD = ("churned", "reduced", "escalated")
_OUTCOMES = LOGS["outcomes"]
# The log's own columns, and the day on which notice was given, or the outcome was known.
WITH_NOTICE = replace(_OUTCOMES, columns=(*_OUTCOMES.columns, Column("noticed_on", Kind.DATE)))
WORDS = _OUTCOMES.by_name["outcome"].words


class NoOutcomes(HealthError):
    """There is nothing to hold the scores against."""


@dataclass(frozen=True)
class Outcomes:
    """Of C clients, days (NEVER if none): `on` their first bad outcome, `noticed` the day on which
    that or a later bad one was first known, `kind` its place in WORDS (-1); and `good`, a row each:
    client and day of a renewal, a growth, a referral.

    `file` is where they stand, `counts` how many rows say which outcome, `later` the bad ones of a
    client after its first, `until` the last day up to which outcomes are known.
    """

    on: Days
    noticed: Days
    kind: Ints
    good: tuple[Ints, Days]
    file: str
    counts: Mapping[str, int]
    later: int
    set_aside: tuple[SetAside, ...]
    until: int

    @property
    def bad(self) -> int:
        """How many clients had a bad outcome."""
        return int((self.on < NEVER).sum())


def outcomes_of(
    logs: Logs, settings: Settings, as_of: int, today: int, file: Path | None = None
) -> Outcomes:
    """The outcomes of a file, or of the log of that name; NoOutcomes where there is neither.

    Those after the as-of day count as known where a file has them (up to today); of the log they
    do not.
    """
    path = file or logs["outcomes"].path
    if path is None:
        raise NoOutcomes(
            f"{logs.folder}: there is no outcomes log to hold the scores against. Add outcomes.csv "
            "with the columns client, on, outcome (" + ", ".join(WORDS) + "), and noticed_on where "
            "notice came before; or name such a file with --outcomes FILE"
        )
    if file is not None and not file.is_file():
        raise NoOutcomes(f"{file}: there is no such file; --outcomes names a CSV file")
    reader = Reader(settings, None, texts=False)
    reader.clients.use(logs.clients, logs.refused)
    rows = reader.read(path, WITH_NOTICE)
    if rows.problem:
        raise NoOutcomes(rows.problem)
    name = path.name
    aside = tuple(replace(each, file=name) for each in rows.set_aside)
    last = as_of
    if file is not None and len(rows):
        said = rows["on"][rows["on"] <= today]
        last = max(as_of, int(said.max(initial=as_of)))
    return _gathered(rows, len(logs.clients), aside, name, last)


def _gathered(
    rows: Rows, clients: int, aside: tuple[SetAside, ...], name: str, until: int
) -> Outcomes:
    """The first bad outcome of every client among some rows."""
    ahead = np.flatnonzero(rows["on"] > until)
    aside += tuple(
        SetAside("outcomes", int(rows["row"][at]), "on", "", "it lies ahead of what is known", name)
        for at in ahead
    )
    rows = rows.only(np.flatnonzero(rows["on"] <= until))
    client, on, kind = rows["client"], rows["on"], rows["outcome"].astype(np.int64)
    # Who writes an outcome down before its day knows of it.
    noticed = np.minimum(np.minimum(rows["noticed_on"], rows["recorded_on"]), on)
    bad = np.isin(kind, [WORDS.index(word) for word in BAD])
    first, told = (np.full(clients, NEVER, np.int32) for _ in range(2))
    np.minimum.at(first, client[bad], on[bad])
    np.minimum.at(told, client[bad], noticed[bad])
    which = np.full(clients, -1, np.int64)
    heads = np.flatnonzero(bad & (on == first[client]))[::-1]
    which[client[heads]] = kind[heads]
    counts = Counter(WORDS[code] for code in kind.tolist())
    return Outcomes(
        first, told, which, (client[~bad], on[~bad]), name,
        {word: counts[word] for word in WORDS if counts[word]},
        int(bad.sum()) - int((first < NEVER).sum()), aside, until,
    )  # fmt: skip
