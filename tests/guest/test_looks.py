"""Guests' pages in a real browser: by WCAG, on a phone and a laptop, in the dark, on A4."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pypdf import PdfReader

from tests.browser.test_accessible import violations
from tests.guest.conftest import CLIENT, WORD, House

Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any) -> Iterator[Open]:
    """Open a link in a browser of its own, as a guest has one."""
    contexts: list[Any] = []

    def look(address: str, width: int = 1280, dark: bool = False) -> Any:
        scheme = "dark" if dark else "light"
        contexts.append(
            browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        )
        page = contexts[-1].new_page()
        page.said = []
        page.on("console", lambda said: page.said.append(said.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(address)
        return page

    yield look
    for each in contexts:
        each.close()


def test_every_page_is_accessible_and_fits_phone_and_laptop_light_and_dark(
    house: House, opened: Open
) -> None:
    names = list(house.logs.clients["client"])[:6]
    links = [
        house.link(kind="client"), house.link(kind="inside"), house.link(*names, kind="inside"),
        house.link(*names[:3], kind="client"), house.link(password=WORD),
    ]  # fmt: skip
    addresses = [f"{house.server}/s/{link.token}" for link in links]
    addresses.append(f"{house.server}/s/nothing")
    page = opened(addresses[-1])
    for place, address in enumerate(addresses):
        page.goto(address)
        for width, scheme, most in ((1280, "light", 6), (1280, "dark", 3), (390, "light", 4)):
            if place < most:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                assert violations(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.set_viewport_size({"width": 1280, "height": 800})
        assert page.locator("h1").count() == 1
        assert page.locator("script").count() == 0
    assert not [said for said in page.said if "Security Policy" in said]


def test_a_guest_types_the_password_reads_goes_back_and_nobody_sees_the_token(
    house: House, opened: Open
) -> None:
    made = house.link(CLIENT, "Halden Freight", kind="inside", password=WORD)
    page = opened(f"{house.server}/s/{made.token}", 390)
    page.get_by_label("Password").fill("wrong battery")
    page.keyboard.press("Enter")
    assert "not the password" in page.get_by_role("alert").inner_text()
    page.get_by_label("Password").fill(WORD)
    page.get_by_role("button").click()
    assert page.locator("h1").inner_text() == "2 clients"
    page.get_by_role("link", name="Halden Freight").click()
    assert page.locator("h1").inner_text().startswith("Halden Freight")
    assert page.get_by_role("img", name="Health from").is_visible()
    page.get_by_role("link", name="All clients of this link").click()
    page.go_back()
    page.reload()
    assert page.locator("h1").inner_text().startswith("Halden Freight")
    with page.expect_download() as saved:
        page.get_by_role("link", name="PDF").click()
    assert re.fullmatch(r"halden-freight-2026-\d\d-\d\d\.pdf", saved.value.suggested_filename)
    kept = str(page.context.cookies()) and page.content() + page.url + page.title()
    assert made.token not in kept
    assert page.evaluate("document.cookie") == ""


def test_a_page_prints_on_a4_whole_and_in_ink(house: House, opened: Open) -> None:
    for kind, pages in (("client", 4), ("inside", 5)):
        page = opened(f"{house.server}/s/{house.link(kind=kind).token}", dark=True)
        printed = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
        assert 1 < len(printed.pages) <= pages
        text = "".join(each.extract_text() for each in printed.pages)
        assert CLIENT in text
        assert "Save as" not in text
        page.emulate_media(media="print")
        ink = "getComputedStyle(document.querySelector('.guest')).color"
        assert page.evaluate(ink) == "rgb(31, 35, 40)"
