"""The Model page in a real browser: try other settings, see who changes band, drop or keep them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import View
from tests.browser.viewer import Viewer


def field(viewer: Viewer, setting: str) -> Any:
    """The number field of a setting."""
    key = f"model-{setting}".replace(".", "-")
    return viewer.page.locator(f".st-key-{key} input")


def try_it(viewer: Viewer) -> None:
    """Press the button, and wait for what would change."""
    viewer.page.get_by_role("button", name="Try it", exact=True).click()
    viewer.settle()
    viewer.page.locator(".sheet h2", has_text="in rank").wait_for()


def test_a_weight_is_tried_and_dropped(view: View) -> None:
    viewer = view("/")
    viewer.page.get_by_role("link", name="Model").click()
    viewer.settle()
    assert viewer.headline == "Dates weigh most, and the weakest one counts extra"
    assert viewer.page.get_by_text("health of 75 or more").count() == 1
    viewer.page.get_by_text("Try other settings").click()
    viewer.settle()
    viewer.page.get_by_text("Nothing is tried yet").wait_for()

    field(viewer, "weights.dimensions.demos").fill("0.6")
    try_it(viewer)
    assert "set=weights.dimensions.demos%3A0.6" in viewer.query
    assert viewer.page.get_by_text("count as Talk 14").count() == 1
    changed = viewer.page.locator("table.trial tbody tr")
    assert changed.count() >= 1
    told = viewer.page.locator(".sheet h2", has_text="in rank").inner_text()

    colleague = view("/model?" + viewer.query)
    assert colleague.page.locator(".sheet h2", has_text="in rank").inner_text() == told
    expect(field(colleague, "weights.dimensions.demos")).to_have_value("0.6")

    viewer.page.get_by_role("button", name="Drop it").click()
    viewer.settle()
    viewer.page.get_by_text("Nothing is tried yet").wait_for()
    assert "set=" not in viewer.query
    expect(field(viewer, "weights.dimensions.demos")).to_have_value("0.15")
    viewer.all_is_well()


def test_a_wrong_address_is_told_and_the_rest_of_it_tried(view: View) -> None:
    viewer = view("/model?set=bands.green:500&set=bands.red:45&set=%3Cb%3Ex%3A1")
    told = viewer.page.locator(".wrong li").all_inner_texts()
    assert told == [
        "“<b>x:1” is no setting that can be tried.",
        "Green from = 500 is not possible; allowed: a number from 0 to 100 (health).",
    ]
    expect(field(viewer, "bands.red")).to_have_value("45")
    expect(field(viewer, "bands.green")).to_have_value("75")
    viewer.page.locator(".sheet h2", has_text="in rank").wait_for()
