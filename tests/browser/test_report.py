"""The status report in a real browser: drafted, put in other words, frozen, saved, sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.browser.test_accessible import violations
from tests.browser.test_client import all_is_well, shown
from tests.browser.test_downloads import downloaded

View = Callable[..., Any]
MARINE = "/report?client=Saltwick+Marine"
MINE = "- Night shift <b>only</b> – we add a server\n\nAll else is calm. $x$ **no**"


def press(viewer: Any, name: str) -> None:
    """Press a button, and wait for what comes of it."""
    viewer.page.get_by_role("button", name=name, exact=True).click()
    viewer.settle()


def field(viewer: Any, section: str) -> Any:
    """Where a section is written."""
    return viewer.page.get_by_role("textbox", name=f"{section}, in your words")


def write(viewer: Any, section: str, text: str) -> None:
    """Open a section's field and type in it."""
    press(viewer, f"Edit {section}")
    typing(viewer, section, text)


def typing(viewer: Any, section: str, text: str) -> None:
    """Type in a field that is open, and leave it."""
    field(viewer, section).fill(text)
    viewer.page.keyboard.press("Tab")
    viewer.settle()


def sign(viewer: Any, name: str) -> None:
    """Say who is writing."""
    box = viewer.page.get_by_role("combobox", name="Who is writing?")
    box.fill(name)
    box.press("Enter")
    viewer.settle()


def test_a_report_is_put_in_a_leads_words_frozen_saved_and_sent(
    view: View, unwritten: str, browser: Any
) -> None:
    viewer = view(MARINE, address=unwritten)
    assert viewer.headline == "Status report of Saltwick Marine"
    assert "Nothing is kept of it until you change a section" in shown(viewer)
    assert "older asks of ours left out." in shown(viewer)
    write(viewer, "Risks", MINE)
    viewer.page.reload()
    viewer.settle()
    assert field(viewer, "Risks").input_value() == MINE
    assert violations(viewer.page) == []
    sign(viewer, "Ana Lima")
    press(viewer, "Save Risks")
    viewer.page.get_by_text("All else is calm. $x$ **no**").wait_for()
    assert "Night shift <b>only</b>" in shown(viewer)
    assert "In a lead’s own words: Risks." in shown(viewer)
    press(viewer, "Back to the draft")
    viewer.page.get_by_text("More users on the tide window planner").first.wait_for()
    press(viewer, "Bring my words back")
    viewer.page.get_by_text("All else is calm.").wait_for()
    viewer.page.get_by_text("As the client sees it").click()
    viewer.settle()
    viewer.page.locator(".report.paper h1").get_by_text("Saltwick Marine").wait_for()
    assert "older asks of ours" not in shown(viewer)
    assert "show=client" in viewer.query
    press(viewer, "Freeze the report")
    viewer.page.get_by_text("It stays as it is from then on.").wait_for()
    press(viewer, "Freeze it")
    viewer.page.get_by_text("Frozen by Ana Lima, not marked as sent. As of").wait_for()
    assert "Prepared by Ana Lima" in shown(viewer)
    assert violations(viewer.page) == []
    name, content = downloaded(viewer, viewer.page.get_by_role("button", name="Save as PDF"))
    assert (name, content[:5]) == ("saltwick-marine-status-report-2026-11-20.pdf", b"%PDF-")
    name, content = downloaded(viewer, viewer.page.get_by_role("button", name="Save as text"))
    assert b"- Night shift <b>only</b> \xe2\x80\x93 we add a server" in content
    press(viewer, "Copy for an e-mail")
    viewer.page.locator("code").get_by_text("Status report, 20 Nov 2026").wait_for()
    viewer.page.keyboard.press("Escape")
    press(viewer, "Mark as sent")
    press(viewer, "It was sent")
    viewer.page.get_by_text("Saved at").first.wait_for()
    assert viewer.page.get_by_role("button", name="Mark as sent").count() == 0
    assert "week=2026-11-22" in viewer.query  # a later day in the logs does not lead away from it
    press(viewer, "Make a link")
    press(viewer, "Make the link")
    link = viewer.page.locator(".copied code").inner_text()
    guest = browser.new_page()
    guest.goto(unwritten + urlsplit(link).path)
    guest.get_by_text("Night shift <b>only</b>").wait_for()
    assert "Prepared by Ana Lima" in guest.locator("main").inner_text()
    press(viewer, "Done, put it away")
    press(viewer, "Open it again")
    viewer.page.get_by_text("by e-mail and 1 link shows it; that stays as it is.").wait_for()
    press(viewer, "Open it as a draft")
    viewer.page.get_by_text("Version 2. A draft again, opened by Ana Lima.").wait_for()
    write(viewer, "Budget", "Typed, and not saved.")
    press(viewer, "Freeze the report")
    press(viewer, "Freeze it")
    viewer.page.get_by_text("Typed by you and not in it: Budget").wait_for()
    press(viewer, "Mark as sent")
    viewer.page.get_by_text("As a file").click()
    viewer.settle()
    press(viewer, "It was sent")
    viewer.page.get_by_text("as a file, as Ana Lima noted").wait_for()
    guest.reload()
    guest.get_by_text("Version 2 of this report was prepared on").wait_for()
    guest.close()
    assert violations(viewer.page) == []
    press(viewer, "All reports")
    row = viewer.page.get_by_role("row", name="Saltwick Marine")
    assert "Version 2: sent " in row.inner_text()
    row.get_by_role("link").click()
    viewer.settle()
    told = viewer.page.locator("table.reports").inner_text()
    assert (told.count("Version 2: sent "), told.count("by e-mail; opened again since")) == (1, 1)
    viewer.open("/client?client=Saltwick+Marine&signal=reports_on_time")
    viewer.until(lambda: "report of 20 Nov" in shown(viewer))  # a row of the log, and scored
    all_is_well(viewer)


def test_of_two_leads_in_one_section_the_second_sees_what_the_first_wrote(
    view: View, unwritten: str, browser: Any
) -> None:
    from tests.browser.viewer import Viewer

    ana = view(MARINE, address=unwritten)
    with browser.new_context() as other:
        ben = Viewer(other.new_page(), unwritten).open(MARINE)
        write(ben, "Risks", "Ben: none.")
        write(ben, "Budget", "Ben: enough.")
        write(ana, "Risks", "Ana: some.")
        sign(ana, "Ana")
        press(ana, "Save Risks")
        ana.page.get_by_text("Saved at").first.wait_for()
        ben.page.get_by_role("combobox", name="Who is writing?").first.fill("Ben")
        ben.page.keyboard.press("Enter")
        ben.settle()
        press(ben, "Save Risks")
        ben.page.get_by_text("This section was changed by Ana").wait_for()
        ben.page.get_by_text("Ana: some.").first.wait_for()
        assert field(ben, "Risks").input_value() == "Ben: none."
        press(ben, "Save Budget")  # another section is nobody's business but his
        ben.page.locator(".report").get_by_text("Ben: enough.").wait_for()
        press(ben, "Save Risks")
        ben.page.locator(".report").get_by_text("Ben: none.").wait_for()
        assert ben.page.get_by_text("In a lead’s own words: Budget and Risks.").count() == 1
        all_is_well(ben)
