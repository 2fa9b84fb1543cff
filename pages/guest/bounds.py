"""What guests may ask of the server at once: they never hold up those who work with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
from anyio.to_thread import run_sync

P = ParamSpec("P")
T = TypeVar("T")
AT_ONCE, TRIED_AT_ONCE, WAITING, SECONDS = 4, 2, 100, 20.0
_threads = anyio.CapacityLimiter(AT_ONCE)
_trying = anyio.CapacityLimiter(TRIED_AT_ONCE)  # passwords, which take a fifth of a second each


class TooMany(Exception):
    """So many guests ask that this one would wait too long."""


async def in_thread(run: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What a function returns, run beside the server's own loop. TooMany if others fill it."""
    return await _within(_threads, lambda: run(*given, **named))


async def trying(run: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """The same of what looks at a password: whoever tries them from a thousand addresses keeps
    others who type one waiting, and nobody who only looks."""
    return await _within(_trying, lambda: run(*given, **named))


async def _within(threads: anyio.CapacityLimiter, run: Callable[[], T]) -> T:
    if threads.statistics().tasks_waiting >= WAITING:
        raise TooMany
    try:
        with anyio.fail_after(SECONDS):
            await threads.acquire()
    except TimeoutError:
        raise TooMany from None
    try:
        return await run_sync(run)
    finally:
        threads.release()
