"""Signing in and out at a real OpenID Connect provider, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from tests.access.conftest import Place
from tests.access.test_gate import joined
from tests.browser.viewer import Viewer

CLIENT = "/client?client=Halden+Freight"


@pytest.fixture
def someone(window: Any) -> Iterator[Any]:
    """A browser in which nobody is signed in."""
    window.clear_cookies()
    window.set_default_timeout(20_000)
    others = set(window.pages)
    yield window
    for page in set(window.pages) - others:
        page.close()
    window.clear_cookies()


def sign_in(page: Any, sub: str) -> None:
    """From the sign-in page to the provider, and back as somebody."""
    page.get_by_role("link", name=re.compile("Sign in with Agency|Use another")).click()
    page.get_by_role("button", name=sub, exact=True).first.click()


def opened(someone: Any, place: Place, path: str = "/", sub: str = "ann") -> Viewer:
    page = someone.new_page()
    page.goto(place.address + path)
    sign_in(page, sub)
    return Viewer(page, place.address).settle()


def test_somebody_signs_in_where_they_were_going_and_out_everywhere(
    someone: Any, place: Place
) -> None:
    ann = opened(someone, place, CLIENT)
    assert ann.page.url == place.address + CLIENT
    assert "Halden Freight" in ann.headline
    second = Viewer(someone.new_page(), place.address).open("/alerts")
    cookies = {each["name"]: each for each in someone.cookies()}
    assert cookies["_streamlit_user"]["httpOnly"]
    assert cookies["_streamlit_user"]["sameSite"] == "Lax"
    ann.page.get_by_role("button", name="Ann Berg").click()
    ann.page.get_by_text("admin: sees all clients").wait_for()
    ann.page.get_by_role("button", name="Sign out").click()
    ann.page.get_by_role("button", name="End session").click()
    ann.page.get_by_role("heading", name="You are signed out").wait_for()
    second.page.get_by_role("heading", name="Sign in").wait_for()  # by itself
    assert second.page.url == place.address + "/alerts"
    assert "_streamlit_user" not in {each["name"] for each in someone.cookies()}
    ann.page.go_back()
    assert ann.page.locator("[data-testid=stApp]").count() == 0
    assert [said for said in ann.complaints if "Policy" in said] == []  # 401s are told as errors


def test_what_is_written_stands_under_the_name_of_the_file_not_of_the_provider(
    someone: Any, place: Place
) -> None:
    mira = opened(someone, place, CLIENT, "mira")  # who calls herself Ann Berg there
    mira.page.get_by_role("button", name="Mira Okafor").first.wait_for()
    assert mira.page.get_by_text("Ann Berg").count() == 0
    assert mira.page.get_by_text("Who is writing?").count() == 0


def test_who_has_too_many_pages_open_is_told_and_gets_the_page_once_there_is_room(
    someone: Any, place: Place
) -> None:
    name, _, value = place.cookie("mira").partition("=")
    someone.add_cookies([{"name": name, "value": value, "url": place.address}])
    with ExitStack() as all_open:
        pages = [all_open.enter_context(joined(place, place.cookie("mira"))) for _ in range(40)]
        mira = Viewer(someone.new_page(), place.address)
        mira.page.goto(place.address + CLIENT)
        told = mira.page.get_by_role("alert").filter(has_text="open as one person can (40)")
        told.wait_for()
        pages[0].close()
        assert "Halden Freight" in mira.settle().headline
        assert told.count() == 0


def test_somebody_of_another_domain_is_told_and_may_try_another_account(
    someone: Any, place: Place
) -> None:
    page = someone.new_page()
    page.goto(place.address + CLIENT)
    sign_in(page, "eve")
    page.get_by_role("heading", name="You may not enter").wait_for()
    assert "You signed in as eve@other.example" in page.locator("main").inner_text()
    assert page.url == place.address + CLIENT
    sign_in(page, "zoe")
    assert "Halden Freight" in Viewer(page, place.address).settle().headline


def test_an_ended_sign_in_leads_to_the_sign_in_page_and_back_to_the_same_view(
    someone: Any, place: Place
) -> None:
    name, _, value = place.cookie("zoe", seconds=5).partition("=")
    someone.add_cookies([{"name": name, "value": value, "url": place.address}])
    zoe = Viewer(someone.new_page(), place.address)
    zoe.page.goto(place.address + CLIENT)
    zoe.page.locator("[data-testid=stApp]").wait_for()
    zoe.page.get_by_text("Your sign-in has ended.").wait_for()
    assert zoe.page.url == place.address + CLIENT
    sign_in(zoe.page, "zoe")
    assert "Halden Freight" in zoe.settle().headline


def test_saying_no_at_the_provider_is_told_and_can_be_tried_again(
    someone: Any, place: Place
) -> None:
    page = someone.new_page()
    page.goto(place.address + CLIENT)
    page.get_by_role("link", name="Sign in with Agency").click()
    page.get_by_role("button", name="Deny").click()
    page.get_by_role("heading", name="Signing in did not work").wait_for()
    sign_in(page, "ann")
    page.wait_for_url(place.address + CLIENT)


def test_the_sign_in_page_is_accessible_and_needs_no_script(browser: Any, place: Place) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme, viewport={"width": 390, "height": 700},
                                bypass_csp=True)  # fmt: skip
        page.goto(place.address + CLIENT)
        assert Axe().run(page).response["violations"] == []
        page.close()
    plain = browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(place.address + CLIENT)
    page.get_by_role("link", name="Sign in with Agency").click()
    page.get_by_role("button", name="ann", exact=True).first.click()
    assert page.url == place.address + CLIENT
    plain.close()
