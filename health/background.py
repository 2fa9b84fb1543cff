"""Work that is too long for a page: done beside the pages, each piece once for all who ask.

A page asks again and again and gets what is known at once; it never waits and never computes.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from health.errors import HealthError

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
Progress = Callable[[str], None]
Make = Callable[[Progress], T]


@dataclass(frozen=True)
class Work(Generic[T]):
    """A piece of work as it stands: its result, or what went wrong, or what is being done."""

    result: T | None = None
    problem: str = ""
    doing: str = "waiting for its turn"

    @property
    def done(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.result is not None or bool(self.problem)


class Background:
    """One thread that does what is asked for, the latest first; a bounded number waits and stays.

    What was asked for and never looked at again is the first to be given up, or forgotten.
    """

    def __init__(self, most_waiting: int = 8, most_kept: int = 8) -> None:
        self._most_waiting, self._most_kept = most_waiting, most_kept
        self._waiting: OrderedDict[Hashable, Make[Any]] = OrderedDict()  # the latest asked last
        self._known: OrderedDict[Hashable, Work[Any]] = OrderedDict()
        self._busy = False
        self._changed = threading.Condition()

    def ask(self, key: Hashable, make: Make[T]) -> Work[T]:
        """What is known of a piece of work, at once; it is begun if it was not."""
        with self._changed:
            if key in self._known:
                self._known.move_to_end(key)
                return cast("Work[T]", self._known[key])
            self._waiting.setdefault(key, make)
            self._waiting.move_to_end(key)
            while len(self._waiting) > self._most_waiting:
                self._waiting.popitem(last=False)
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._run, name="background", daemon=True).start()
            return Work()

    def forget(self, key: Hashable) -> None:
        """Drop a result or a problem, so that it is made anew when asked for."""
        with self._changed:
            if self._known.get(key, Work()).done:
                del self._known[key]

    def wait(self, key: Hashable, seconds: float) -> Work[Any] | None:
        """What is known of work that was asked for, waiting at most so long until it is done."""
        with self._changed:
            self._changed.wait_for(lambda: self._known.get(key, Work()).done, seconds)
            return self._known.get(key)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._waiting:
                    self._busy = False
                    return
                key, make = self._waiting.popitem()
                self._known[key] = Work(doing="starting")
            self._show(key, self._done(key, make))
            del make  # it may hold a whole portfolio

    def _done(self, key: Hashable, make: Make[Any]) -> Work[Any]:
        try:
            return Work(make(lambda doing: self._show(key, Work(doing=doing))))
        except HealthError as error:
            return Work(problem=str(error))
        except Exception as error:  # the thread goes on with the next piece
            _LOG.exception("work in the background failed")
            return Work(
                problem=f"It could not be worked out ({type(error).__name__}); the server's own "
                "log has the details."
            )

    def _show(self, key: Hashable, work: Work[Any]) -> None:
        with self._changed:
            self._known[key] = work
            self._known.move_to_end(key)
            done = [each for each, known in self._known.items() if known.done]
            for each in done[: max(len(done) - self._most_kept, 0)]:
                del self._known[each]
            self._changed.notify_all()


_lock = threading.Lock()
_current: Background | None = None


def current() -> Background:
    """The process's one background, made on first use."""
    global _current  # noqa: PLW0603 - one a process, whatever module asks first
    with _lock:
        if _current is None:
            _current = Background()
        return _current
