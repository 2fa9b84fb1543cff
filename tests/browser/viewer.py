"""Somebody who looks at the dashboard through a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--process-per-site",  # a tab finds the scripts compiled that another has: half of its time
]  # fmt: skip
_SETTLED = (
    "[data-testid=stApp][data-test-connection-state=CONNECTED][data-test-script-state=notRunning]"
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str | None:
    """Where the installed Chromium is; None where there is none."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


class Viewer:
    """Somebody who looks at the dashboard, and what the browser complained of."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.set_default_timeout(20_000)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )

    def open(self, path: str = "/") -> Viewer:
        """Open an address of the dashboard and wait until the portfolio is on screen."""
        self.page.goto(self.address + path)
        return self.settle()

    def settle(self) -> Viewer:
        """Wait until the page stands still and shows something other than that it waits."""
        for _ in range(2):  # twice: a run may begin only a moment after a click
            self.page.wait_for_timeout(120)
            self.page.wait_for_selector(_SETTLED, state="attached")
            self.page.locator("[data-stale=true]").first.wait_for(state="detached")
        headline = self.page.locator(".sheet h1")
        headline.filter(has_not_text="Reading the logs").first.wait_for()
        # What was shown while waiting stands there, faded, until the page is drawn to its end.
        headline.filter(has_text="Reading the logs").first.wait_for(state="detached")
        return self

    def until(self, true: Callable[[], object]) -> None:
        """Wait until something is so: the security policy keeps the browser from waiting itself."""
        for _ in range(200):
            if true():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError("it did not become so within 20 seconds")

    @property
    def headline(self) -> str:
        """The sentence on top of the page."""
        return str(self.page.locator(".sheet h1").first.inner_text())

    @property
    def query(self) -> str:
        """The address behind the question mark."""
        return str(self.page.url).partition("?")[2]

    def all_is_well(self) -> None:
        """No exception on the page, nothing wrong in the console."""
        assert self.page.locator("[data-testid=stException]").count() == 0
        assert self.page.get_by_text("can't be shown").count() == 0
        assert self.complaints == []
