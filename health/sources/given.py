"""What the store has for the logs: answers by links, status reports that were sent.

As of spreadsheets, a copy lies on disk, and whoever reads the logs reads the copy: a store that is
away takes nothing from the scores, and what it held last is told with its age.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from health.errors import HealthError, StoreUnavailable
from health.logs.contract import LOGS, folded
from health.sources.copies import (
    asked_at,
    copy_path,
    note_asked,
    problem_path,
    store,
    stored,
    tell_problem,
)
from health.sources.declared import GIVEN, Source
from health.sources.workspace import Workspace
from health.tables.found import Table

if TYPE_CHECKING:  # whoever reads files only need not load a database
    from health.store import Ask, StatusReport, Store

_LOG = logging.getLogger(__name__)
PLACE = "(place)"  # the column of a copy that says of each row where it comes from, in words
_OTHERS_SECONDS = 30.0  # for so long what another server has looked at is as good as now


def given_sources(place: str) -> tuple[Source, ...]:
    """What a store may have for the logs; `place` is where it is, "" for no store."""
    if not place:
        return ()
    return tuple(Source(name, log=log, store=place, own=False) for log, name in GIVEN.items())


def there(sources: Sequence[Source], workspace: Workspace) -> list[Source]:
    """Those of which something is known: rows, or why they can't be had."""
    copies = {source: copy_path(workspace.copies, source) for source in sources}
    return [s for s, copy in copies.items() if copy.exists() or problem_path(copy).exists()]


def tables_of(kept: Store) -> dict[str, Table]:
    """What a store has for the logs, by log."""
    return {"feedback": _feedback(kept), "reports": _reports(kept)}


class Giving:
    """Looks whether a store has other rows for the logs, and keeps a copy of them.

    `told` is called as soon as this process writes any.
    """

    def __init__(
        self,
        kept: Callable[[], Store],
        workspace: Workspace,
        told: Callable[[], None] | None = None,
    ) -> None:
        self._store, self._workspace, self._told = kept, workspace, told
        self._seen, self._place, self._known = "", "", False
        self._looked: datetime | None = None
        self._copies: dict[Path, bool] = {}
        self._noted = 0  # what this server left when it last looked

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the store may have; nothing before anybody looked."""
        return given_sources(self._place)

    def look(self) -> None:
        """See to it that the copies are those of now; never raises: a problem is told beside."""
        try:
            found = self._store()
            self._place = found.place
            if self._told is not None and self._told not in found.heard:
                found.heard.append(self._told)
            self._keep(found)
        except Exception as error:  # whatever it is, the scores go on by the copy
            if not isinstance(error, HealthError):
                _LOG.exception("answers and reports could not be read from the store")
            if isinstance(error, StoreUnavailable):
                self._place = self._place or error.place
            self._away(str(error) if isinstance(error, HealthError) else type(error).__name__)

    def _keep(self, found: Store) -> None:
        seen, now = found.version(), datetime.now(UTC)
        whole = all(copy.exists() == there for copy, there in self._copies.items())
        if seen != self._seen or not whole:
            tables = tables_of(found)
            for source in self.sources:
                copy = copy_path(self._workspace.copies, source)
                self._copies[copy] = _kept(copy, tables[source.log], now)
            self._seen = seen
        self._looked, self._known = now, True
        self._noted = note_asked(copy_path(self._workspace.copies, self.sources[0]))
        for source in self.sources:
            tell_problem(copy_path(self._workspace.copies, source), "")

    def _away(self, problem: str) -> None:
        """Say why a store can't be had, beside the copies, which are as of the last look; where
        there is none, unless it is known that the store had nothing."""
        every = [copy_path(self._workspace.copies, source) for source in self.sources]
        if every and self._others_look(every[0]):
            return
        last = {copy: found for copy in every if (found := stored(copy)) is not None}
        for copy, (tables, _) in last.items():
            if self._looked is not None:
                with suppress(HealthError):
                    store(copy, tables, self._looked)
        self._looked = None
        for copy in last or ([] if self._known else every):
            tell_problem(copy, problem)

    def _others_look(self, copy: Path) -> bool:
        """Whether another server that shares the copies reaches the store, as this one did before:
        they are as of now."""
        noted = asked_at(copy)
        others = self._noted not in (0, noted)
        return others and time.time() - noted / 1e9 < _OTHERS_SECONDS


def _kept(copy: Path, table: Table, now: datetime) -> bool:
    """Keep a table where it is another; nothing where it has no row. Whether there is a copy."""
    if not table.rows:
        copy.unlink(missing_ok=True)
        return False
    last = stored(copy)
    if last is None or last[0] != [table]:
        store(copy, [table], now)
    return True


def _table(log: str, rows: Sequence[tuple[dict[str, str], str]]) -> Table:
    """Rows in the form of the contract, each with its place in words."""
    names = tuple(LOGS[log].by_name)
    cells = [[*(row.get(name, "") for name in names), place] for row, place in rows]
    return Table((*names, PLACE), cells, list(range(1, len(cells) + 1)), log)


def _feedback(kept: Store) -> Table:
    """A row for each ask, with its rating; one for each yes or no, which no ask is counted by."""
    by_ask: dict[int, list[tuple[dict[str, str], str]]] = {}
    asks = {ask.id: ask for ask in kept.asks()}
    for answer in kept.answers():
        ask = asks[answer.ask]
        given = {
            "client": ask.client, "rater": ask.rater,
            "answered_on": answer.answered_on.isoformat(),
        }  # fmt: skip
        rated = {
            **given, "asked_on": _iso(ask), "rating": str(answer.rating),
            "question": answer.question, "comment": answer.comment,
        }  # fmt: skip
        said = [
            {**given, "question": question, "yes_no": "yes" if yes else "no"}
            for question, yes in answer.said
        ]
        at = answer.answered_at.astimezone(_zone(ask.zone))
        place = f"answer by link, {at.day} {at:%b} {at:%H:%M}"
        by_ask.setdefault(ask.id, []).extend((row, place) for row in (rated, *said))
    rows = []
    for ask in asks.values():
        rows += by_ask.get(ask.id, [])
        if ask.id not in by_ask and ask.asked_on is not None and ask.withdrawn_at is None:
            asked = {"client": ask.client, "asked_on": _iso(ask), "rater": ask.rater}
            day = ask.asked_on
            rows.append((asked, f"asked by link, {day.day} {day:%b}"))
    return _table("feedback", rows)


def _reports(kept: Store) -> Table:
    """A row for each that was sent; of versions of one report that were sent on one day, the last
    stands for all, as the client got one report that day."""
    sent = sorted(
        (each for each in kept.reports() if each.sent_on is not None), key=lambda each: each.id
    )
    last = {(folded(each.client), each.day, each.sent_on): each for each in sent}
    rows = [(each.row, _which(each)) for each in last.values()]
    return _table("reports", rows)


def _which(report: StatusReport) -> str:
    edition = f", version {report.edition}" if report.edition > 1 else ""
    return f"report of {report.day.day} {report.day:%b}{edition}"


def _iso(ask: Ask) -> str:
    return ask.asked_on.isoformat() if ask.asked_on else ""


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
