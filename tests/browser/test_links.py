"""Links in a browser: one is made, opened by a guest in a browser of its own, paused, revoked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.browser.test_accessible import violations
from tests.browser.test_monday import HOSTILE, all_is_well, button, field, said

View = Callable[..., Any]
WORD = "correct horse"


def line(viewer: Any) -> Any:
    """The only link of the list."""
    return viewer.page.locator("[class*=st-key-given-link-]")


def test_a_link_is_made_opened_by_a_guest_paused_resumed_and_revoked(
    view: View, unwritten: str, browser: Any, tmp_path: Path
) -> None:
    viewer = view("/client?client=Northmoor+Water", address=unwritten)
    page = viewer.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Share", exact=True).click()
    page.wait_for_url("**/links?**")
    viewer.settle()
    assert viewer.headline == "No link was given out yet"
    assert "share=Northmoor+Water" in viewer.query
    who = page.get_by_role("combobox", name="Who is writing?")
    who.fill("Mira Okafor")
    who.press("Enter")
    who.wait_for(state="detached")
    field(viewer, "For whom").fill(HOSTILE)
    password = page.get_by_label("Password, if it should ask for one")
    password.fill("short")
    button(viewer, "Make the link").click()
    page.get_by_text("8 to 200 characters").wait_for()
    assert field(viewer, "For whom").input_value() == HOSTILE
    password.fill(WORD)
    button(viewer, "Make the link").click()
    card = page.locator(".once")
    card.wait_for()
    viewer.settle()
    assert violations(page) == []
    given = card.locator("code").inner_text()
    token = given.rpartition("/s/")[2]
    assert given == f"http://localhost:8501/s/{token}"
    assert len(token) == 32
    button(viewer, "Copy").click()
    button(viewer, "Copied").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()") == given

    # It outlives what is done on this page, and is nowhere else.
    page.get_by_text("Ended 0").click()
    viewer.settle()
    page.get_by_text("In use 1").click()
    viewer.settle()
    assert card.locator("code").inner_text() == given
    assert token not in page.url + page.title()
    assert page.locator("input[type=password]").count() == 0
    other = view("/links", address=unwritten)
    assert other.headline == "1\u00a0link is open"
    assert token not in other.page.content()
    for kept in (path for path in tmp_path.rglob("*") if path.is_file()):
        assert token.encode() not in kept.read_bytes(), kept
        assert WORD.encode() not in kept.read_bytes(), kept
    assert HOSTILE in said(other)
    assert other.page.locator(".sheet img, .sheet a[href^=javascript], .katex").count() == 0

    with browser.new_context() as context:
        guest = context.new_page()
        guest.goto(f"{unwritten}/s/{token}")
        guest.get_by_label("Password").fill(WORD)
        guest.keyboard.press("Enter")
        heading = guest.get_by_role("heading", name="Northmoor Water")
        heading.wait_for()
        shared = guest.url
        assert token not in shared

        button(viewer, "Pause").click()
        page.get_by_text("the link on Northmoor Water is paused").wait_for()
        viewer.settle()
        assert "Paused by Mira Okafor on" in said(viewer)
        assert guest.goto(shared).status == 404
        assert heading.count() == 0
        button(viewer, "Resume").click()
        page.get_by_text("the link on Northmoor Water is resumed").wait_for()
        viewer.settle()
        guest.goto(shared)
        heading.wait_for()

        # Another page puts the address away; who looked is told by day.
        page.get_by_role("link", name="Alerts", exact=True).click()
        page.wait_for_url("**/alerts")
        viewer.settle()
        page.get_by_role("link", name="Links", exact=True).click()
        page.wait_for_url("**/links")
        viewer.settle()
        assert token not in page.content()
        assert "Opened 1 time, last" in said(viewer).replace("\u00a0", " ")
        button(viewer, "Views").click()
        page.get_by_role("region", name="When the link was opened").wait_for()
        viewer.settle()
        assert violations(page) == []
        button(viewer, "Revoke …").click()
        button(viewer, "Keep it").click()
        viewer.settle()
        assert "● open" in line(viewer).inner_text()
        button(viewer, "Revoke …").click()
        button(viewer, "Revoke it").click()
        page.get_by_text("the link on Northmoor Water is revoked").wait_for()
        viewer.settle()
        assert guest.goto(shared).status == 404
        closed = guest.content()
        assert guest.goto(f"{unwritten}/s/{'A' * 32}").status == 404
        assert guest.content() == closed
    assert viewer.headline == "No link is open"
    page.get_by_text("Ended 1").click()
    line(viewer).get_by_text("It stays shut for ever").wait_for()
    for each in (viewer, other):
        all_is_well(each)


def test_a_past_week_is_shared_from_where_it_is_shown(view: View) -> None:
    viewer = view("/?week=2026-11-08", width=390, height=844)
    viewer.page.get_by_role("link", name="Share this week").click()
    viewer.page.wait_for_url("**/links?**")
    viewer.settle()
    assert "as-of=2026-11-08" in viewer.query
    assert "Week to Sun 8 Nov 2026: whatever comes later, it stays so." in said(viewer)
    wide = viewer.page.evaluate(
        "() => [...document.querySelectorAll('*')].filter(each => each.scrollWidth > 391"
        " && each instanceof HTMLElement).map(each => each.className)"
    )
    assert wide == []
    assert violations(viewer.page) == []
    viewer.page.get_by_text("Things as they stand").click()
    viewer.until(lambda: "as-of" not in viewer.query)
