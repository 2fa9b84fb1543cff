"""The portfolio that a server shows: read and scored in the background, shared by all sessions.

A page asks `current().now()` and gets what is ready; it never reads a log or makes a score itself.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from health.errors import GoneSources, HealthError, UnusableLogs
from health.evidence.case import forget_cases
from health.in_force import InForce
from health.kept import keep, kept
from health.kept_folder import kept_folder
from health.logs.copies import using, with_copies
from health.logs.rows import Logs
from health.memory import give_back, trim
from health.portfolio import Portfolio, default_as_of, version_of
from health.replay import changed_names, portfolio_under, reads_anew
from health.settings import Settings
from health.sources.asking import Asking
from health.sources.declared import Source, sources_of
from health.sources.given import Giving
from health.sources.given_up import GivenUp
from health.sources.opening import read_logs
from health.sources.watching import Stamp, stamps, watched
from health.sources.workspace import Workspace
from health.store import Store
from health.store import current as current_store
from health.turns import turn

_LOG = logging.getLogger(__name__)
_TRIES = 3
_SETTLE_SECONDS = 2.0
_PATIENCE_SECONDS = 60.0  # with files that never rest
_HOLD_SECONDS = 60.0  # between two times that files are said to be in use
_RETRY_SECONDS = 60.0  # after a problem, while the files stay the same
_SAMPLE = Path(__file__).resolve().parent.parent / "data" / "sample"
Signature = tuple[Stamp | tuple[str, int, int], ...]


@dataclass(frozen=True)
class State:
    """What can be shown now: the last good portfolio, what is wrong, what is being done.

    `settings_problem`: why the scores, fresh as they are, are not by the settings that they should.
    """

    portfolio: Portfolio | None = None
    problem: str = ""
    settings_problem: str = ""
    doing: str = ""
    checked_at: datetime | None = None
    scored_at: datetime | None = None


class Live:
    """Keeps a portfolio up to date with a folder of logs and the settings in force."""

    def __init__(
        self,
        folder: Path,
        settings_file: Path | None = None,
        kept_in: Path | None = None,
        every_seconds: float = 10.0,
        store: Callable[[], Store] | None = None,
        settle_seconds: float = 0.0,
    ) -> None:
        """`settle_seconds`: for so long a file must rest before it is read again."""
        self.folder, self.settings_file = folder, settings_file
        self._kept_in, self._every, self._settle = kept_in, every_seconds, settle_seconds
        self._busy_since, self._held_at = 0.0, 0.0
        self.workspace = Workspace(kept_in / "sources") if kept_in else Workspace.temporary()
        self._given_up = GivenUp(self.workspace.folder, folder)
        self.asking = Asking(folder, self.workspace, self.wake)
        self._state = State(doing="starting")
        self._in_force = InForce(settings_file, store)
        self._giving = Giving(store, self.workspace, self.wake) if store else None
        self._retry_at = 0.0
        self._seen: Signature | None = None
        self._stop, self._woken = threading.Event(), threading.Event()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def start(self) -> Live:
        """Begin to read in the background; a second call does nothing."""
        if self._thread is None:
            self._stop.clear()
            self._woken.clear()
            self._thread = threading.Thread(target=self._run, name="portfolio", daemon=True)
            self._thread.start()
            self.asking.start()
        return self

    def stop(self) -> None:
        """End the background work, and wait for what is being done."""
        self.asking.stop()
        self._stop.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wake(self) -> None:
        """Look at once, not only when it is time: somebody has changed something."""
        self._woken.set()

    def give_up(self, names: Iterable[str]) -> None:
        """Files that are gone were removed on purpose: read the logs without them."""
        self._given_up.add(names)
        self._retry_at = 0.0
        self.wake()

    def now(self) -> State:
        """What there is, at once."""
        return self._state

    def wait(self, seconds: float) -> State:
        """What there is, waiting at most so long for the first portfolio or problem."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._state.portfolio is not None or bool(self._state.problem), seconds
            )
        return self._state

    def _run(self) -> None:
        while not self._stop.is_set():
            pause = self._every
            try:
                self.check()
                pause = self._every if self._rests() else self._settle
            except Exception as error:  # before anything was read; the next look tries again
                self._went_wrong(error)
            self._woken.wait(pause)
            if not self._stop.is_set():
                self._woken.clear()

    def check(self) -> None:
        """Look once whether the files or the settings changed; if so, read and score them."""
        self._hold()
        if self._giving is not None:
            self._giving.look()
        seen = (*self._signature(), *self._in_force.watched())
        try:
            waits = bool(self._state.problem) and time.monotonic() < self._retry_at
            idle = seen == self._seen and not self._state.doing and not self._damaged()
            if idle and (waits or not self._state.problem):
                self._show(checked_at=datetime.now(UTC))
                trim()  # what pages took meanwhile
                return
            if self._state.portfolio is not None and not self._rests():
                return
            self._miss_none()
            portfolio = self._of_one_moment()
        except HealthError as error:
            self._seen, self._retry_at = seen, time.monotonic() + _RETRY_SECONDS
            if str(error) != self._state.problem:
                _LOG.error("the logs can't be used (HEALTH_LOGS says where they are): %s", error)
            self._show(problem=str(error), doing="", checked_at=datetime.now(UTC))
        except Exception as error:  # whatever goes wrong, the last good scores stay on screen
            self._seen, self._retry_at = seen, time.monotonic() + _RETRY_SECONDS
            self._went_wrong(error)
        else:
            self._seen = seen
            at = datetime.now(UTC)
            self._show(
                portfolio=portfolio,
                problem="",
                settings_problem=self._in_force.problem,
                doing="",
                checked_at=at,
                scored_at=at,
            )

    def _went_wrong(self, error: Exception) -> None:
        _LOG.error("the logs could not be scored", exc_info=error)
        told = f"The logs could not be scored ({type(error).__name__})"
        problem = f"{told}; the server's own log has the details."
        self._show(problem=problem, doing="", checked_at=datetime.now(UTC))

    def _rests(self) -> bool:
        """Whether no file was changed just now; one that is being written is waited for."""
        now = time.time_ns()
        if any(0 <= now - stamp[2] < self._settle * 1e9 for stamp in self._signature()):
            self._busy_since = self._busy_since or time.monotonic()
            return time.monotonic() - self._busy_since > _PATIENCE_SECONDS
        self._busy_since = 0.0
        return True

    def _miss_none(self) -> None:
        """GoneSources where a file that fed the logs is not there any more, and nobody has said
        that it was removed on purpose: without it all scores would be others, unasked."""
        names = {source.name for source in (*sources_of(self.folder), *self._given)}
        self._given_up.remove(names)
        if self._state.portfolio is None:
            return
        names |= self._given_up.names
        gone = [
            state.name
            for state in self._state.portfolio.logs.prepared.states
            if (state.direct or state.feeds) and state.name not in names
        ]
        if gone:
            raise GoneSources(tuple(gone))

    def _of_one_moment(self) -> Portfolio:
        """The portfolio as of one moment: files that change while they are read are read again."""
        for _ in range(_TRIES):  # what changes all the time is looked at again at the next check
            before = self._signature()
            portfolio = self._scored()
            if self._signature() == before:
                break
        self._lose_none(portfolio.logs)
        self._miss_none()  # while they were read, too
        return portfolio

    def _lose_none(self, logs: Logs) -> None:
        """UnusableLogs where a log that was read before can't be any more."""
        before = self._state.portfolio
        lost = [
            rows.problem.removesuffix(" The log counts as absent.")
            for log, rows in logs.rows.items()
            if before is not None and rows.problem and before.logs[log].present
        ]
        if lost:
            raise UnusableLogs(" ".join(lost))

    def _scored(self) -> Portfolio:
        """The portfolio as it is now. Of several servers one makes scores, and the others take
        those that it kept."""
        settings, earlier = self._in_force.now_and_week_ago(date.today())
        before = None if self._damaged(lost=True) else self._state.portfolio
        with ExitStack() as turns:
            taken: list[Portfolio] = []

            def known(logs: Logs, day: int) -> Portfolio | None:
                if before is not None and _same_rows(before, logs, settings, day):
                    taken.append(before.with_logs(logs))  # as ever, read once more
                else:
                    taken.extend(self._known(turns, logs, settings, day))
                return taken[-1] if taken else None

            if before is not None and before.settings == settings:
                portfolio = before.refreshed(known=known)
            elif before is not None and not reads_anew(changed_names(before.settings, settings)):
                there = before.refreshed()
                found = known(there.logs, there.as_of)
                portfolio = found or portfolio_under(there, settings, self._doing)
            else:
                self._doing("reading the logs")
                logs = read_logs(
                    self.folder, settings, self._doing, workspace=self.workspace, given=self._given
                )
                found = known(logs, default_as_of(logs, None))
                portfolio = found or Portfolio.of(logs, settings, progress=self._doing)
            fresh = portfolio is not before and not taken
            portfolio = self._copied(portfolio)
            self._doing("looking for alerts")
            _ = portfolio.found_alerts  # made here, so that no page has to wait for them
            if fresh and self._kept_in:
                try:
                    keep(portfolio, self._kept_in)
                except OSError as error:
                    _LOG.warning("scores could not be kept in %s: %s", self._kept_in, error)
        if portfolio is not before:
            forget_cases()
            give_back()
        return portfolio.with_earlier(earlier)

    def _known(
        self, turns: ExitStack, logs: Logs, settings: Settings, day: int
    ) -> Iterable[Portfolio]:
        """The scores that are kept, once no other server is making them. Where there are none, it
        is this one's turn to make them, until `turns` are closed."""
        if self._kept_in is None:
            return
        found = kept(logs, settings, day, self._kept_in)
        if found is None:
            self._doing("waiting for another server, which makes the scores")
            version = version_of(logs, settings, day)
            turns.enter_context(turn(self._kept_in, version, self._stopped))
            self._doing("scoring")
            found = kept(logs, settings, day, self._kept_in)
        if found is not None:
            turns.close()
            yield found

    def _hold(self) -> None:
        """Say every minute which files are in use: other servers remove none of those."""
        portfolio = self._state.portfolio
        if portfolio is not None and time.monotonic() >= self._held_at + _HOLD_SECONDS:
            self._held_at = time.monotonic()
            using(portfolio.logs)
            self.workspace.using(portfolio.logs.prepared.files.values())

    def _copied(self, portfolio: Portfolio) -> Portfolio:
        """With the rows on disk, ordered by client, where something may be kept."""
        if self._kept_in is None:
            return portfolio
        self._doing("putting the rows in the order of the clients")
        return portfolio.with_logs(
            with_copies(portfolio.logs, self._kept_in / "rows", self._stopped)
        )

    def _damaged(self, lost: bool = False) -> bool:
        """Whether a copy of rows was found damaged; `lost`: one of which there is no other."""
        before = self._state.portfolio
        found = before.logs.rows.values() if before is not None else ()
        return any(
            rows.copy is not None and rows.copy.damaged and not (lost and rows.lines)
            for rows in found
        )

    def _signature(self) -> Signature:
        """What changes when the files do, and with the day: what is dated ahead becomes known."""
        settings = [self.settings_file] if self.settings_file else []
        today = (str(date.today()), 0, 0)
        settings += [self._given_up.file]
        return (today, *watched(self.folder, self.workspace, self._given), *stamps(settings))

    @property
    def _given(self) -> tuple[Source, ...]:
        """What the store may have for the logs."""
        return self._giving.sources if self._giving is not None else ()

    def _doing(self, doing: str) -> None:
        self._hold()
        self._show(doing=doing)

    def _stopped(self) -> bool:
        """Whether to wait no longer, asked again and again by what waits."""
        self._hold()
        return self._stop.is_set()

    def _show(self, **change: object) -> None:
        with self._changed:
            self._state = replace(self._state, **change)  # type: ignore[arg-type]
            self._changed.notify_all()


def _same_rows(before: Portfolio, logs: Logs, settings: Settings, day: int) -> bool:
    """Whether logs that were read again say what they said."""
    then = version_of(before.logs, before.settings, before.as_of)
    return version_of(logs, settings, day) == then


_lock = threading.Lock()
_current: Live | None = None


def current(make: Callable[[], Live] | None = None) -> Live:
    """The server's one portfolio, started on first use from what the environment names."""
    global _current  # noqa: PLW0603 - one a process, whatever module asks first
    with _lock:
        if _current is None:
            _current = (make or from_environment)().start()
        return _current


def from_environment() -> Live:
    """HEALTH_LOGS (default: the sample), HEALTH_SETTINGS (none), HEALTH_KEPT (.health), store."""
    settings = os.environ.get("HEALTH_SETTINGS", "")
    return Live(
        Path(os.environ.get("HEALTH_LOGS", "") or _SAMPLE),
        Path(settings) if settings else None,
        kept_folder(),
        store=current_store,
        settle_seconds=_SETTLE_SECONDS,
    )
