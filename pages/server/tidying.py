"""Garbage, collected beside the runs of the pages instead of after each of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from health.memory import give_back

EVERY_SECONDS = 20.0


@asynccontextmanager
async def tidied(every_seconds: float = EVERY_SECONDS) -> AsyncIterator[None]:
    """While it is open, what runs left behind is collected again and again.

    Streamlit would collect after every run, also of a fragment that finds nothing new, and look
    through all that the server holds each time: with fifty viewers a third of its processor time.
    """

    async def again() -> None:
        while True:
            await asyncio.sleep(every_seconds)
            await asyncio.to_thread(give_back)

    tidying = asyncio.create_task(again())
    try:
        yield
    finally:
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
