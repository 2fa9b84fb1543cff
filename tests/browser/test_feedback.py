"""The form for feedback on a phone: without scripts, by keyboard, by the rules of accessibility."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from health.links.feedback import ask_client
from tests.browser.test_accessible import violations
from tests.guest.conftest import CLIENT, House, house

__all__ = ["house"]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def address(house: House) -> str:
    """Where somebody who was asked just now answers."""
    now = datetime.now(UTC)
    whom = f"Ms Ek {len(house.store.asks())}"
    made = ask_client(house.store, house.logs, CLIENT, whom, now.date(), "Ana", now)
    return f"{house.server}/s/{made.token}/feedback"


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A phone on which no script runs."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_form_is_filled_by_keyboard_without_scripts(phone: Any, address: str) -> None:
    phone.goto(address)
    keys = phone.keyboard
    for press in ("Tab", "Space", *["ArrowRight"] * 7, "Tab", "Space", "Tab", "ArrowRight", "Tab"):
        keys.press(press)
    keys.type("Thank you for the turn")
    keys.press("Enter")
    phone.get_by_role("heading", name="Thank you").wait_for()
    assert phone.locator("dd").all_inner_texts() == ["8", "Yes", "No", "Thank you for the turn"]
    phone.get_by_role("link", name="Change your answer").click()
    assert phone.get_by_role("radio", name="8", exact=True).is_checked()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_form_breaks_no_rule_of_accessibility(browser: Any, address: str, theme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=theme, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    first = violations(page)
    page.evaluate("document.querySelector('form').noValidate = true")
    page.get_by_role("radio", name="9", exact=True).check(force=True)
    page.get_by_role("button").click()
    page.get_by_text("Choose yes or no.").first.wait_for()
    refused = violations(page)
    for name in ("Yes", "No"):
        page.get_by_role("radio", name=name).nth(0 if name == "Yes" else 1).check(force=True)
    page.get_by_role("button").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert first + refused + violations(page) == []
    context.close()
