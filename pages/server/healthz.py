"""`/healthz`: whether the server is well, for a monitor that does not sign in."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from health import live, store
from health.pulse import Pulse, pulse

_GOOD_SECONDS = 2.0  # for so long an answer counts: anybody may ask as often as they like


def server_pulse() -> Pulse:
    """The pulse of this process."""
    return pulse(live.current().now(), store.current, datetime.now(UTC))


class Healthz:
    """Answers with the pulse, felt at most every two seconds and by one request at a time."""

    def __init__(self, felt: Callable[[], Pulse] = server_pulse) -> None:
        self._feel = felt
        self._felt: Pulse | None = None
        self._until = 0.0
        self._one = asyncio.Lock()

    async def answer(self, _request: Request) -> JSONResponse:
        """200 where pages can be shown and written on, otherwise 503; either with the pulse."""
        async with self._one:
            if self._felt is None or time.monotonic() >= self._until:
                self._felt = await run_in_threadpool(self._feel)
                self._until = time.monotonic() + _GOOD_SECONDS
            felt = self._felt
        return JSONResponse(
            felt.told(), 200 if felt.well else 503, headers={"Cache-Control": "no-store"}
        )


HEALTHZ = Healthz()
