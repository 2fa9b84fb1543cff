"""What pages show of clients, worked out before somebody asks: on Monday all come at once."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from health.errors import HealthError
from health.portfolio import Portfolio
from pages.parts.client_facts import make_ahead

_LOG = logging.getLogger(__name__)
LOOK_SECONDS = 1.0


@asynccontextmanager
async def made_ahead(
    newest: Callable[[], Portfolio | None], look_seconds: float = LOOK_SECONDS
) -> AsyncIterator[None]:
    """While it is open, facts of each new portfolio are worked out in a thread beside the pages."""
    ended = threading.Event()

    def again() -> None:
        done: Portfolio | None = None
        while not ended.wait(look_seconds):
            portfolio = newest()
            if portfolio is not None and portfolio is not done:
                done = portfolio
                made(portfolio)

    def made(portfolio: Portfolio) -> None:
        def goes_on() -> bool:
            return not ended.is_set() and newest() is portfolio

        try:
            make_ahead(portfolio, goes_on, ended.wait)
        except HealthError as error:  # the logs changed meanwhile: they are read again anyway
            _LOG.info("facts were not made ahead: %s", error)
        except Exception:  # a page that asks for them says so; those of the next may do
            _LOG.exception("facts were not made ahead")

    making = asyncio.create_task(asyncio.to_thread(again))
    try:
        yield
    finally:
        ended.set()
        await making
