"""Feedback by link from end to end: asked on the Client page, answered, on the screen at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import requests

from tests.browser.test_accessible import violations
from tests.browser.test_monday import HOSTILE, all_is_well, button

View = Callable[..., Any]
CLIENT = "/client?client=Northmoor+Water"


def test_a_contact_is_asked_answers_and_is_on_the_screen(view: View, unwritten: str) -> None:
    viewer = view(CLIENT, address=unwritten)
    page = viewer.page
    button(viewer, "Ask for feedback").click()
    who = page.get_by_role("combobox", name="Who is writing?")
    who.fill("Mira Okafor")
    who.press("Enter")
    who.wait_for(state="detached")
    button(viewer, "Draft the message").click()
    page.get_by_text("the name of somebody").wait_for()
    whom = page.get_by_role("combobox", name="Whom")
    whom.fill("<b>Ms Ek</b>")
    whom.press("Enter")
    button(viewer, "Draft the message").click()
    message = page.locator(".drafted pre")
    message.wait_for()
    viewer.settle()
    text = message.inner_text()
    assert text.startswith("Hello <b>Ms Ek</b>,")
    found = re.search(r"http://localhost:8501(/s/([\w-]{32})/feedback)", text)
    assert found is not None
    assert "◆ no answer yet" in page.locator(".asked").inner_text()
    assert violations(page) == []
    button(viewer, "Done, put it away").click()
    message.wait_for(state="detached")
    assert found[2] not in page.content()

    button(viewer, "Draft a reminder").click()
    message.wait_for()
    assert "how the week was" in message.inner_text()
    assert found[2] not in message.inner_text()

    guest = requests.Session()
    form = guest.get(unwritten + found[1], timeout=30)
    sending = re.search(r'name="form" value="([^"]*)"', form.text)
    assert sending is not None
    typed = {"rating": "7", "said0": "yes", "said1": "no", "comment": HOSTILE}
    thanks = guest.post(form.url, {**typed, "form": sending[1]}, timeout=30)
    assert "Thank you" in thanks.text

    seen = view(CLIENT + "&signal=rating", address=unwritten)
    seen.page.get_by_text("7 of 10").first.wait_for(timeout=60_000)
    asked = seen.page.locator(".asked")
    asked.get_by_text("● answered").wait_for()
    where = seen.page.get_by_text(re.compile(r"answer by link, \d+ \w+ \d\d:\d\d"))
    for _ in range(40):  # the page takes the new scores up by itself
        if where.count():
            break
        seen.page.wait_for_timeout(500)
    assert where.count()
    assert HOSTILE in seen.page.locator("table.rows").first.inner_text()
    assert seen.page.locator("img[src=x]").count() == 0
    all_is_well(seen)

    logs = view("/logs", address=unwritten)
    line = logs.page.locator("table.sources tr", has_text="answers by link")
    assert "● used" in line.inner_text()
    assert "feedback 3" in line.inner_text()
