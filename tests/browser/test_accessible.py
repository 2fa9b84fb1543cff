"""Every page against WCAG 2.2 AA, by axe-core in a real browser, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.screenshots import PAGES

View = Callable[..., Any]
_LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Any) -> list[str]:
    """What axe finds wrong, a line each: the rule, the place, and why.

    The parts of a date that Streamlit lets one type are smaller than a finger, and not ours.
    """
    found = Axe().run(
        page,
        context={"exclude": [["[data-testid=stDateInput]"]]},
        options={
            "runOnly": {"type": "tag", "values": _LEVELS},
            "resultTypes": ["violations"],  # all rules are tried; what passes is not listed
        },
    )
    return [
        f"{broken['id']}: {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for broken in found.response["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_breaks_no_rule_of_accessibility_wide_narrow_or_dark(view: View, name: str) -> None:
    viewer = view(PAGES[name])
    assert violations(viewer.page) == []
    viewer.page.set_viewport_size({"width": 390, "height": 844})
    viewer.settle()
    assert violations(viewer.page) == []
    viewer.page.set_viewport_size({"width": 1280, "height": 800})
    go_dark(viewer)
    assert violations(viewer.page) == []


def go_dark(viewer: Any) -> None:
    """Look in the dark from now on: once the page has turned, it is drawn again for its charts."""
    page, scheme = viewer.page, "getComputedStyle(document.documentElement).colorScheme"
    app, light = page.locator("[data-testid=stApp]"), "app => getComputedStyle(app).backgroundColor"
    before = app.evaluate(light)
    page.emulate_media(color_scheme="dark")
    viewer.until(lambda: app.evaluate(light) != before)
    page.keyboard.press("r")
    viewer.until(lambda: page.evaluate(scheme) == "dark")
    viewer.settle()


def test_a_wide_table_of_rows_is_scrolled_by_keyboard(view: View) -> None:
    viewer = view("/client?signal=promises_kept&practices=kept&practices=not-known", width=390)
    rows = viewer.page.get_by_role("region", name="Rows of deadlines.csv")
    assert rows.evaluate("rows => rows.scrollWidth > rows.clientWidth")
    assert violations(viewer.page) == []
    rows.focus()
    viewer.page.keyboard.press("ArrowRight")
    viewer.until(lambda: rows.evaluate("rows => rows.scrollLeft") > 0)
