"""How the server begins and ends, and what it says where a page failed."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st

from health.errors import LogChanged
from pages.server import sign_in
from pages.server.ahead import made_ahead
from pages.server.tabs import allow_handles
from pages.server.tidying import tidied

_LOG = logging.getLogger("dashboard")


def apologise(error: Exception) -> bool:
    """Show a page that failed as a sentence; the traceback goes to the log only.

    A log that is newer than what is shown is no failure of ours: its own words say what goes on.
    """
    from pages.parts.look import note

    if isinstance(error, LogChanged):
        note("watch", "This part of the page can't be shown just now", str(error))
        return True
    _LOG.error("a page failed", exc_info=error)
    note(
        "bad",
        "This part of the page can't be shown",
        "Something went wrong that should not; the server's log has the details. Another week or "
        "client may still work; so may loading the page again.",
    )
    return True


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Load what every page needs and begin to read the logs, before the first viewer comes."""
    import pandas  # noqa: F401 - loaded here so that what it leaves in memory is frozen below
    import plotly.graph_objects  # noqa: F401

    from health import live
    from health.links import door
    from pages.parts import page  # noqa: F401

    door.let_in_by(sign_in.rules_now)
    allow_handles()
    portfolio = live.current()
    # Whoever collects garbage need not look through the modules' objects: a tenth of the time.
    gc.collect()
    gc.freeze()
    async with tidied(), made_ahead(lambda: portfolio.now().portfolio):
        yield None
    portfolio.stop()
