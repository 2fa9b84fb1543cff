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
        options={"runOnly": {"type": "tag", "values": _LEVELS}},
    )
    return [
        f"{broken['id']}: {' '.join(map(str, node['target']))}: {node['html'][:200]}"
        for broken in found.response["violations"]
        for node in broken["nodes"]
    ]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_breaks_no_rule_of_accessibility(view: View, name: str, dark: bool) -> None:
    viewer = view(PAGES[name], dark=dark)
    assert violations(viewer.page) == []


def test_a_narrow_page_breaks_none_either(view: View) -> None:
    for path in PAGES.values():
        assert violations(view(path, width=390, height=844).page) == []


def test_a_wide_table_of_rows_is_scrolled_by_keyboard(view: View) -> None:
    viewer = view("/client?signal=promises_kept&practices=kept&practices=not-known", width=390)
    rows = viewer.page.get_by_role("region", name="Rows of deadlines.csv")
    assert rows.evaluate("rows => rows.scrollWidth > rows.clientWidth")
    assert violations(viewer.page) == []
    rows.focus()
    viewer.page.keyboard.press("ArrowRight")
    viewer.until(lambda: rows.evaluate("rows => rows.scrollLeft") > 0)
