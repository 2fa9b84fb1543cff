"""Spreadsheets are asked for beside everything else; what they held last lies in a copy on disk.

Whoever reads the logs reads the copy, and waits for nobody. Of several servers that share the
copies, one asks, and the others take what it was told.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from health.errors import HealthError
from health.sources.copies import (
    asked_at,
    copy_path,
    note_asked,
    store,
    stored,
    tell_problem,
)
from health.sources.declared import Source, sources_of
from health.sources.workspace import Workspace
from health.tables.found import Table
from health.turns import turn

_LOG = logging.getLogger(__name__)
_SIDE_BY_SIDE = 4
_LOOK_SECONDS = 10.0
_PATIENCE_SECONDS = 2.0
Ask = Callable[[Source], Sequence[Table]]


def ask_google(source: Source) -> Sequence[Table]:
    """The tables of a spreadsheet, now. Raises SheetUnavailable."""
    from health.sheets import Access, fetched  # what reads files only need not load it

    access = Access(key_file=source.key_file, api_key_variable=source.api_key_env)
    return fetched(source.spreadsheet, access, source.tabs)


def refresh(
    sources: Iterable[Source],
    workspace: Workspace,
    ask: Ask = ask_google,
    stopped: Callable[[], bool] | None = None,
) -> None:
    """Ask for spreadsheets side by side, and keep what they hold, or why they could not be had.

    With `stopped` none is asked that another server asks at this moment; until then it is waited.
    """

    def one(source: Source) -> None:
        copy = copy_path(workspace.copies, source)
        if stopped is None:
            _refresh(source, copy, ask)
            return
        before = asked_at(copy)
        with turn(workspace.copies, copy.name, stopped):
            if asked_at(copy) == before and not stopped():
                _refresh(source, copy, ask)

    with ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="spreadsheet") as pool:
        list(pool.map(one, sources))


def _refresh(source: Source, copy: Path, ask: Ask) -> None:
    try:
        store(copy, ask(source), datetime.now(UTC))
        tell_problem(copy, "")
    except HealthError as error:
        tell_problem(copy, str(error))
    except Exception as error:  # whatever goes wrong with one source stops no other
        _LOG.exception("the source %s could not be read", source.name)
        tell_problem(copy, f"it could not be read ({type(error).__name__}); the log has more")
    finally:
        note_asked(copy)


class Asking:
    """A thread that asks for each spreadsheet of a portfolio as often as it is declared."""

    def __init__(
        self, place: Path, workspace: Workspace, told: Callable[[], None], ask: Ask = ask_google
    ) -> None:
        self._place, self._workspace, self._told, self._ask = place, workspace, told, ask
        self._due: dict[Source, float] = {}
        self._wanted = False  # by somebody, now: not before another server did
        self._stop, self._asked_for = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; what has no copy yet is asked for at once."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="asking", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; what Google takes long to answer is not waited for."""
        self._stop.set()
        self._asked_for.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE_SECONDS)
            self._thread = None

    def now(self) -> None:
        """Ask for all of them at the next look: somebody wants to see what there is."""
        self._asked_for.set()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if due := self._those_due():
                    stopped = None if self._wanted else self._stop.is_set
                    refresh(due, self._workspace, self._ask, stopped)
                    self._told()
            except Exception:  # whatever goes wrong once, it is looked at again
                _LOG.exception("the spreadsheets could not be asked for")
            if not self._stop.is_set():
                self._asked_for.wait(_LOOK_SECONDS)

    def _those_due(self) -> list[Source]:
        """The spreadsheets whose time has come; the next time is set."""
        self._wanted = self._asked_for.is_set()
        self._asked_for.clear()
        try:
            sources = [source for source in sources_of(self._place) if source.spreadsheet]
        except HealthError:  # whoever reads the logs says what is wrong
            return []
        now, due = time.monotonic(), []
        for source in sources:
            if source not in self._due:
                self._due[source] = now + self._age_left(source)
            elif self._due[source] <= now:  # unless another server has asked meanwhile
                self._due[source] = now + self._rest_left(source)
            if self._wanted or self._due[source] <= now:
                self._due[source] = now + source.every_seconds
                due.append(source)
        return due

    def _rest_left(self, source: Source) -> float:
        """Seconds until a source is to be asked again, whoever asked last and whatever came."""
        asked = asked_at(copy_path(self._workspace.copies, source)) / 1e9
        return min(max(0.0, asked + source.every_seconds - time.time()), source.every_seconds)

    def _age_left(self, source: Source) -> float:
        """Seconds until a copy is as old as it may be: a restart asks for nothing that is fresh."""
        last = stored(copy_path(self._workspace.copies, source))
        if last is None:
            return 0.0
        age = (datetime.now(UTC) - last[1]).total_seconds()
        return max(0.0, source.every_seconds - age)
