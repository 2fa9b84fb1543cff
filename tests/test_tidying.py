"""Garbage is collected beside the pages, for Streamlit is told not to."""

from __future__ import annotations

import asyncio
import gc
import tomllib
import weakref
from concurrent.futures import ThreadPoolExecutor

from pages.server.tidying import tidied
from tests.conftest import ROOT


class Knot:
    """Something that holds itself: only a collection frees it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_a_run_leaves_behind_is_freed_while_the_server_runs() -> None:
    async def serve() -> bool:
        async with tidied(0.01):
            left = weakref.ref(Knot())
            for _ in range(500):
                if left() is None:
                    return True
                await asyncio.sleep(0.02)
        return False

    gc.disable()
    try:
        with ThreadPoolExecutor(1) as apart:
            assert apart.submit(asyncio.run, serve()).result()
    finally:
        gc.enable()


def test_streamlit_collects_nothing_after_a_run() -> None:
    told = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert told["runner"]["postScriptGC"] is False
