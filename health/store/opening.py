"""The store, opened: made on first use, brought up to date, one a process."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from sqlalchemy.engine import URL

from health.errors import StoreUnavailable
from health.store.actions import Actions
from health.store.asks import Asks
from health.store.connected import Clock, utc_now
from health.store.digests import Digests
from health.store.engine import default_url, engine_of, hold_to, place_of, told, url_of
from health.store.history import Histories
from health.store.links import Links
from health.store.marks import Marks
from health.store.migrating import bring_up_to_date
from health.store.notes import Notes
from health.store.reports import Reports
from health.store.reviews import Reviews
from health.store.tries import Tries
from health.store.versions import Overrides, SettingsVersions

_RETRY_SECONDS = 5.0


class Store(
    Notes,
    Actions,
    Reviews,
    Marks,
    SettingsVersions,
    Overrides,
    Links,
    Tries,
    Asks,
    Reports,
    Digests,
    Histories,
):
    """All that people add. Safe to share between threads.

    Every method that writes returns once the database has confirmed it; StoreUnavailable if it
    can't be used, EntryRefused for what is not allowed, Conflict where somebody else was first.
    """


def open_store(url: str | URL | None = None, clock: Clock = utc_now) -> Store:
    """The store at a URL (default: HEALTH_STORE), made or brought up to date."""
    wanted = default_url() if url is None else url_of(url)
    place = place_of(wanted)
    engine = engine_of(wanted)
    try:
        with told(place):
            if wanted.get_backend_name() == "sqlite":
                file = Path(str(wanted.database)).absolute()
                _made(file)
                hold_to(engine, file)
            bring_up_to_date(engine, place)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, place, clock)


def _made(file: Path) -> None:
    """The file, for its owner's eyes: people write about clients in it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        file.touch(mode=0o600)


_lock = threading.Lock()
_current: Store | None = None
_failed: tuple[float, StoreUnavailable] | None = None  # until when it counts


def current() -> Store:
    """The process's one store, opened on first use; StoreUnavailable if it can't be.

    A failure is remembered for some seconds: not every page waits for a server that is away.
    """
    global _current, _failed  # noqa: PLW0603 - one a process, whatever module asks first
    with _lock:
        if _current is not None:
            return _current
        if _failed and time.monotonic() < _failed[0]:
            raise StoreUnavailable(str(_failed[1]), _failed[1].place)
        try:
            _current = open_store()
        except StoreUnavailable as error:
            _failed = (time.monotonic() + _RETRY_SECONDS, error)
            raise
        return _current
