"""A real Chromium that looks at the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.access.conftest import place, provider  # noqa: F401 - fixtures, for here too
from tests.browser.viewer import Viewer
from tests.conftest import Serve

View = Callable[..., Viewer]


@pytest.fixture(scope="session")
def window(browser: Any) -> Iterator[Any]:
    """What all tests look through: one, so that its cache spares most of the loading.

    A tab stays open, so that what it compiled does too; no server needs to be there for it.
    """
    opened = browser.new_context()
    stays = opened.new_page()
    stays.route("**", lambda asked: asked.fulfill(body=""))
    stays.goto("http://127.0.0.1/")
    yield opened
    opened.close()


@pytest.fixture
def view(window: Any, dashboard: str) -> Iterator[View]:
    """Open an address in a tab of its own: `view("/client?week=2026-11-15", width=390)`."""
    tabs: list[Any] = []
    window.clear_cookies()  # who wrote in another test writes not in this one

    def look(
        path: str = "/", width: int = 1280, height: int = 800, dark: bool = False, address: str = ""
    ) -> Viewer:
        tabs.append(window.new_page())
        tabs[-1].set_viewport_size({"width": width, "height": height})
        tabs[-1].emulate_media(color_scheme="dark" if dark else "light")
        return Viewer(tabs[-1], address or dashboard).open(path)

    yield look
    for tab in tabs:
        tab.close()


@pytest.fixture
def unwritten(serve: Serve, tmp_path: Path) -> str:
    """The address of a dashboard of the sample portfolio in which nobody wrote anything yet."""
    return serve(kept=tmp_path)
