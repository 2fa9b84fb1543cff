"""What a link opens, and what its address and cookies give away."""

from __future__ import annotations

import re

from tests.guest.conftest import CLIENT, WORD, Guest, House


def test_a_link_opens_its_client_and_the_token_is_in_one_request_only(house: House) -> None:
    guest = house.guest()
    first = guest.session.get(f"{house.server}/s/{guest.token}", allow_redirects=False, timeout=20)
    assert (first.status_code, first.text) == (303, "")
    assert first.headers["location"] == f"/shared/{guest.handle}"
    cookie = first.headers["set-cookie"]
    for word in ("HttpOnly", "SameSite=lax", f"Path=/shared/{guest.handle}"):
        assert word in cookie
    page = guest.get()
    assert page.status_code == 200
    assert f"<title>{CLIENT}" in page.text
    assert guest.token not in page.text + str(page.headers)
    headers = page.headers
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"].startswith("noindex")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "<script" not in page.text
    assert not re.search(r"\s(style|on\w+)=", page.text)


def test_a_password_is_asked_for_once(house: House) -> None:
    guest = house.guest(password=WORD)
    asked = guest.open()
    assert asked.status_code == 403
    assert "asks for a password" in asked.text
    assert CLIENT not in asked.text
    wrong = guest.post("wrong battery")
    assert wrong.status_code == 403
    assert "not the password" in wrong.text
    right = guest.post(WORD)
    assert (right.status_code, right.headers["location"]) == (303, f"/shared/{guest.handle}")
    assert CLIENT in guest.get().text


def test_several_links_live_side_by_side_in_one_browser(house: House) -> None:
    one = house.guest()
    other = Guest(house.server, house.link("Halden Freight").token, one.session)
    assert CLIENT in one.open().text
    assert "Halden Freight" in other.open().text
    assert CLIENT in one.get().text


def test_below_the_addresses_of_links_no_page_of_the_team_is_served(house: House) -> None:
    guest = house.guest()
    guest.open()
    closed = Guest(house.server, "x").get().content
    for path in ("/s", "/s/", "/shared", "/shared/", f"/shared/{guest.handle}/", "/shared/a/b/c"):
        found = guest.session.get(house.server + path, timeout=20)
        assert (found.status_code, found.content) == (404, closed), path
    found = guest.session.put(f"{house.server}/shared/{guest.handle}", timeout=20)
    assert (found.status_code, found.content) == (404, closed)
