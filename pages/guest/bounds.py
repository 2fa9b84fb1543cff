"""What guests may ask of the server at once: they never hold up those who work with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import anyio
from anyio.to_thread import run_sync

P = ParamSpec("P")
T = TypeVar("T")
AT_ONCE, WAITING, SECONDS = 4, 100, 20.0
_threads = anyio.CapacityLimiter(AT_ONCE)


class TooMany(Exception):
    """So many guests ask that this one would wait too long."""


async def in_thread(run: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What a function returns, run beside the server's own loop. TooMany if others fill it."""
    if _threads.statistics().tasks_waiting >= WAITING:
        raise TooMany
    try:
        with anyio.fail_after(SECONDS):
            await _threads.acquire()
    except TimeoutError:
        raise TooMany from None
    try:
        return await run_sync(lambda: run(*given, **named))
    finally:
        _threads.release()
