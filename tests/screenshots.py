"""Pictures of every page: `python -m tests.screenshots [FOLDER]`, 1280 and 390 px, light and dark.

They are for a person to look at; the folder (default `screenshots`) is not under version control.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.viewer import FLAGS, Viewer, chromium
from tests.conftest import begun

PAGES = {
    "review": "/",
    "meeting": "/?mode=review",
    "past": "/past",
    "client": "/client?client=Northmoor+Water",
    "compare": "/compare?like=Northmoor+Water",
    "alerts": "/alerts",
    "links": "/links?new=1&share=Northmoor+Water&as-of=2026-11-15",
    "report": "/report?client=Northmoor+Water",
    "reports": "/report?show=client&client=Saltwick+Marine",
    "logs": "/logs",
    "model": "/model",
    "model-trial": "/model?set=weights.dimensions.demos:0.6&set=agreements.demo_every:5",
}
SIZES = {"1280": (1280, 800), "390": (390, 844)}


def photograph(browser: Any, address: str, folder: Path) -> None:
    """Every page whole, in every size and theme: `<page>-<width>-<theme>.png`."""
    for theme in ("light", "dark"):
        for size, (width, height) in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=theme
            )
            for name, path in PAGES.items():
                page = context.new_page()
                viewer = Viewer(page, address).open(path)
                tall = page.evaluate(
                    "() => document.querySelector('[data-testid=stMain]').scrollHeight"
                )
                page.set_viewport_size({"width": width, "height": max(height, int(tall) + 40)})
                viewer.settle()
                page.wait_for_timeout(600)  # charts that are drawn again in the new size
                page.screenshot(path=folder / f"{name}-{size}-{theme}.png")
                print(folder / f"{name}-{size}-{theme}.png")
                page.close()
            context.close()


def main(folder: Path) -> None:
    """Start a server and a browser, and make the pictures."""
    found = chromium()
    if found is None:
        sys.exit("No Chromium is installed (on Debian: apt-get install chromium).")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        server, address = begun(Path(kept))
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
                photograph(browser, address, folder)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"))
