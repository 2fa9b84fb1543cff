"""The Model page in a real browser: try other settings, see who changes band, drop or keep them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.conftest import View
from tests.browser.viewer import Viewer


def field(viewer: Viewer, setting: str) -> Any:
    """The number field of a setting."""
    key = f"model-{setting}".replace(".", "-")  # as Streamlit names the class of a key
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

    field(viewer, "weights.dimensions.demos").fill("60")
    try_it(viewer)
    assert "set=weights.dimensions.demos%3A0.6" in viewer.query
    assert viewer.page.get_by_text("count as Talk 14").count() == 1
    changed = viewer.page.locator("table.trial tbody tr")
    assert changed.count() >= 1
    told = viewer.page.locator(".sheet h2", has_text="in rank").inner_text()

    colleague = view("/model?" + viewer.query)
    assert colleague.page.locator(".sheet h2", has_text="in rank").inner_text() == told
    expect(field(colleague, "weights.dimensions.demos")).to_have_value("60")

    viewer.page.get_by_role("button", name="Drop it").click()
    viewer.settle()
    viewer.page.get_by_text("Nothing is tried yet").wait_for()
    assert "set=" not in viewer.query
    expect(field(viewer, "weights.dimensions.demos")).to_have_value("15")
    viewer.all_is_well()

    viewer.page.get_by_text("Did it foretell?").click()
    viewer.page.locator(".sheet h2", has_text="No conclusion can be drawn").wait_for()
    viewer.settle()
    assert viewer.page.locator("[class*=st-key-figure-foretold]").count() == 3
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


def test_settings_are_saved_for_everybody_and_taken_back(
    view: View, serve: Any, tmp_path: Path
) -> None:
    address = serve(kept=tmp_path)
    trial = "/model?set=weights.dimensions.demos:0.6&set=agreements.demo_every:5"
    viewer = view(trial, address=address)
    page = viewer.page
    moved = page.locator("table.trial tbody tr").first.inner_text()
    client = moved.split("\t")[0].strip()
    then = page.locator("table.trial tbody tr").first.locator("td").nth(2).inner_text()[-2:]

    page.get_by_text("Looking for alerts").wait_for(state="detached")
    page.get_by_role("button", name="Save as a version").click()
    viewer.settle()
    page.get_by_role("button", name="Put it in force for everybody").click()
    page.get_by_text("Nothing is saved yet: say who is writing").wait_for()
    page.get_by_label("Who is writing?").fill("Mira Okafor")
    page.keyboard.press("Enter")
    viewer.settle()
    page.get_by_role("button", name="Put it in force for everybody").click()
    page.get_by_text("Not saved: the settings").wait_for()  # a name and a reason are required
    page.get_by_role("textbox", name="Name").fill("Stricter on demos")
    page.get_by_role("textbox", name="Why").fill("They should show sooner.")
    page.keyboard.press("Tab")
    viewer.settle()
    page.get_by_role("button", name="Put it in force for everybody").click()
    expect(page.locator(".sheet h1").first).to_have_text(
        "Demos weigh most, and the weakest one counts extra"
    )
    told = page.locator(".version").first.inner_text()
    assert "Stricter on demos in force" in told
    assert "by Mira Okafor" in told
    assert "They should show sooner." in told
    assert "Weight of Demos: 15 % → 60 %" in told.replace("\u00a0", " ")
    assert "set=" not in viewer.query

    # The scores are those of the trial, their change is the settings' doing, the line has the mark.
    other = view(f"/client?client={quote(client)}", address=address)
    assert other.headline.startswith(client)
    assert then in other.headline
    assert other.page.get_by_role("columnheader", name="settings").count() == 1
    expect(other.page.locator(".annotation-text", has_text="settings: Stricter")).to_have_count(1)

    viewer.settle()
    page.get_by_role("button", name="Go back to it").click()
    viewer.settle()
    page.get_by_role("textbox", name="Why").fill("It alarmed for nothing.")
    page.keyboard.press("Tab")
    viewer.settle()
    page.get_by_role("button", name="Put it in force for everybody").click()
    expect(page.locator(".sheet h1").first).to_have_text(
        "Dates weigh most, and the weakest one counts extra"
    )
    expect(page.locator(".version")).to_have_count(3)
    assert (
        "Back to the defaults, as documented in force"
        in page.locator(".version").first.inner_text()
    )
    with page.expect_download() as saved:
        page.get_by_role("button", name="TOML").nth(1).click()
    text = saved.value.path().read_text("utf-8")
    assert text.startswith("# Stricter on demos\n# They should show sooner.\n# by Mira Okafor")
    assert "[weights.dimensions]\ndemos = 0.6\n" in text
