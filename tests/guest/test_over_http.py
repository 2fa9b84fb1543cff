"""What a link opens, and what its address and cookies give away."""

from __future__ import annotations

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import requests
from websockets import Subprotocol
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from health.errors import LinkRevoked
from health.links.guards import new_token, token_hash, visit
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


def test_whose_a_link_is_is_told_to_nobody_without_its_password(house: House) -> None:
    guest = house.guest(password=WORD)
    guest.open()
    for thing in ("", "report.pdf", "table.csv"):
        own, other = (guest.get(thing, params={"client": name}) for name in (CLIENT, "Acme"))
        assert own.status_code == 403
        assert seen(own) == seen(other), thing
    assert guest.post(WORD, params={"client": "Acme"}).status_code == 404
    assert guest.post(WORD, params={"client": CLIENT}).status_code == 303


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
    for path in ("/s/", "/shared/", f"/shared/{guest.handle}/", "/shared/a/b/c"):
        found = guest.session.get(house.server + path, timeout=20)
        assert (found.status_code, found.content) == (404, closed), path
    found = guest.session.put(f"{house.server}/shared/{guest.handle}", timeout=20)
    assert (found.status_code, found.content) == (404, closed)


# All that a link could give. Of feedback both the form and what is sent by it.
THINGS = ("", "report.pdf", "report.html", "table.csv", "picture.svg", "feedback")
OTHER = "Halden Freight"


def seen(answer: requests.Response) -> tuple[int, bytes, dict[str, str]]:
    """All that a stranger can tell one answer from another by."""
    headers = {name.lower(): value for name, value in answer.headers.items()}
    headers.pop("date")
    return answer.status_code, answer.content, headers


def strangers(house: House) -> dict[str, Guest]:
    """Browsers that hold what opens nothing, or nothing."""
    store, now = house.store, datetime.now(UTC)
    paused, revoked = house.link(), house.link(password=WORD)
    store.pause_link(paused.link, "Ana", now)
    store.revoke_link(revoked.link, "Ana", now)
    expired = house.link(now=now - timedelta(days=31), days=30)
    tokens = {
        "unknown": new_token(), "expired": expired.token, "paused": paused.token,
        "revoked": revoked.token, "no token at all": "x",
    }  # fmt: skip
    found = {name: Guest(house.server, token) for name, token in tokens.items()}
    for guest in found.values():
        guest.open()
    found["no token"] = Guest(house.server, house.link().token)  # never opened
    other = Guest(house.server, house.link(OTHER).token)
    mixed = Guest(house.server, house.link().token)
    cookie = {"name": f"link_{mixed.handle}", "path": f"/shared/{mixed.handle}"}
    mixed.session.cookies.set(value=other.token, domain="127.0.0.1", **cookie)
    return found | {"another link's token": mixed}


def test_whatever_is_closed_is_closed_for_all_that_a_link_gives_and_looks_the_same(
    house: House,
) -> None:
    closed = seen(Guest(house.server, new_token()).get())
    assert closed[0] == 404
    assert CLIENT.encode() not in closed[1]
    without_cookies = house.guest().get()  # a link that is open, in a browser that keeps none
    assert seen(without_cookies) == closed
    assert "Where a browser keeps no cookies" in without_cookies.text
    for name, guest in strangers(house).items():
        for thing in THINGS:
            for password in (None, WORD):
                answer = guest.get(thing) if password is None else guest.post(password, thing)
                assert seen(answer) == closed, (name, thing, password)
            assert seen(guest.get(thing, params={"client": CLIENT})) == closed, (name, thing)
        found = house.store.link_of(token_hash(guest.token))
        assert found is None or found[0].views == 0, name


def test_the_link_of_one_client_opens_no_other_whatever_is_asked_for(house: House) -> None:
    closed = seen(Guest(house.server, new_token()).get())
    for kind in ("client", "inside"):
        guest = house.guest(OTHER, kind=kind)
        assert guest.open().status_code == 200
        for thing in THINGS:
            for name in (CLIENT, CLIENT.upper(), "", "%", f"{OTHER}\0", f"{OTHER},{CLIENT}"):
                assert seen(guest.get(thing, params={"client": name})) == closed, (thing, name)
            assert CLIENT not in guest.get(thing).text
    several = house.guest(OTHER, "Kestrel Mutual", kind="inside")
    assert several.open().status_code == 200
    assert seen(several.get("table.csv", params={"client": CLIENT})) == closed
    assert seen(several.get("report.pdf")) == closed


def test_no_websocket_opens_with_what_guests_hold(house: House) -> None:
    """Of an open link as little as of a closed one."""
    friend = house.guest(kind="inside", password=WORD)
    friend.open()
    friend.post(WORD)
    assert friend.get().status_code == 200
    for name, guest in ({"an open link": friend} | strangers(house)).items():
        cookies = {each.name: str(each.value) for each in guest.session.cookies}
        cookies["_streamlit_user"] = guest.token
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        for path in ("_stcore/stream", f"shared/{guest.handle}", f"shared/{guest.handle}/feedback",
                     f"shared/{guest.handle}/_stcore/stream", f"s/{guest.token}"):  # fmt: skip
            address = f"{house.server.replace('http', 'ws')}/{path}"
            with pytest.raises(InvalidStatus) as refused:
                connect(address, subprotocols=[Subprotocol("streamlit")], additional_headers=sent)
            assert refused.value.response.status_code == 403, (name, path)
    for path in ("client", "media/x", "_stcore/metrics"):
        assert friend.session.get(f"{house.server}/{path}", timeout=20).status_code == 401


def test_plausible_a_password_guards_each_call_and_not_the_page_alone(house: House) -> None:
    guest = house.guest(password=WORD)
    for wrong in (None, "", "wrong battery", WORD + "x"):
        for thing in THINGS:
            answer = guest.get(thing) if wrong is None else guest.post(wrong, thing)
            assert answer.status_code in (403, 404, 405, 429), (thing, wrong)
            assert CLIENT not in answer.text
            assert not [each for each in answer.cookies if each.name.startswith("visit")]
            params = {"password": wrong or "", "token": guest.token}
            assert guest.get(thing, params=params).status_code in (403, 404, 429)


def test_superset_a_link_that_ended_while_it_was_open_exports_nothing(house: House) -> None:
    soon = datetime.now(UTC) - timedelta(days=1) + timedelta(seconds=4)
    guests = {"expired": house.guest(now=soon, days=1, password=WORD)}
    revoked = house.link(kind="inside")
    guests["revoked"] = Guest(house.server, revoked.token)
    guests["expired"].open()
    assert guests["expired"].post(WORD).status_code == 303
    for guest in guests.values():
        guest.open()
        assert guest.get("table.csv").status_code == 200
    house.store.revoke_link(revoked.link, "Ana", datetime.now(UTC))
    while datetime.now(UTC) < soon + timedelta(days=1):
        time.sleep(0.1)
    closed = seen(Guest(house.server, new_token()).get())
    for name, guest in guests.items():
        for thing in THINGS:
            assert seen(guest.get(thing)) == closed, (name, thing)


def test_superset_no_common_or_guessed_key_signs_a_visit(house: House) -> None:
    guest, friend = house.guest(password=WORD), house.guest(password=WORD)
    friend.open()
    mine = next(name for name in _visits_of(friend) if name.startswith("visit_page"))
    visits = [_visits_of(friend)[mine]] if mine else []
    until = datetime.now(UTC)
    visits += [visit(seal, "page", until) for seal in ("", "00" * 32, token_hash(guest.token))]
    guest.open()
    for forged in (*visits, "page.9999999999." + "0" * 64, "page", "", "page..", "A" * 200):
        for what in ("page", "export", "feedback"):
            guest.session.cookies.set(
                f"visit_{what}_{guest.handle}", forged, domain="127.0.0.1",
                path=f"/shared/{guest.handle}",
            )  # fmt: skip
        for thing in ("", "report.html", "picture.svg"):
            assert guest.get(thing).status_code == 403, (forged, thing)


def _visits_of(guest: Guest) -> dict[str, str]:
    guest.post(WORD)
    return {each.name: str(each.value) for each in guest.session.cookies}


def test_grafana_nothing_of_how_the_server_reads_its_sources_is_sent(house: House) -> None:
    for kind in ("client", "inside"):
        guest = house.guest(kind=kind)
        pages = [guest.open().text, *(guest.get(thing).text for thing in THINGS)]
        for word in ("HEALTH_", "sqlite", "/data/", ".csv row", ".toml", "Traceback", "store.db"):
            assert word not in "".join(pages), word


def test_grafana_what_the_team_wrote_is_in_no_link_live_or_frozen(house: House) -> None:
    for week in (date(2026, 9, 20), date(2026, 11, 22)):
        house.store.add_note(CLIENT, week, "Zebedee said so", "Ana")
    for kind in ("client", "inside"):
        for day in (None, date(2026, 9, 20)):
            guest = house.guest(kind=kind, as_of=day)
            told = guest.open().text + "".join(guest.get(thing).text for thing in THINGS)
            assert "Zebedee" not in told
            assert ("20 Sep 2026" in told) or day is None
            assert "Nov 2026" not in guest.get("report.html").text or day is None


def test_grafana_a_placeholder_opens_no_first_record(house: House) -> None:
    house.link()
    closed = seen(Guest(house.server, new_token()).get())
    for text in ("{token}", ":token", "undefined", "null", "None", "0", "1", "*", "%25", "link"):
        for path in (f"/s/{text}", f"/shared/{text}", f"/shared/{text}/report.pdf"):
            answer = requests.get(house.server + path, timeout=20)
            assert seen(answer) == closed, path


def test_metabase_a_revoked_link_never_opens_again_and_filters_hold(house: House) -> None:
    made = house.link()
    guest = Guest(house.server, made.token)
    guest.open()
    now = datetime.now(UTC)
    house.store.pause_link(made.link, "Ana", now)
    assert guest.get().status_code == 404
    house.store.resume_link(made.link, "Ana", now)
    page = guest.get()
    assert page.status_code == 200
    stripped = {"kind": "inside", "as_of": "2026-01-01", "day": "2020-01-01", "week": "2026-11-22"}
    assert guest.get(params=stripped).content == page.content
    house.store.revoke_link(made.link, "Ana", now)
    with pytest.raises(LinkRevoked):
        house.store.resume_link(made.link, "Ana", now)
    assert guest.get().status_code == 404


def test_a_form_of_another_site_is_not_taken(house: House) -> None:
    guest = house.guest(password=WORD)
    guest.open()
    for headers in (
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"}, {"Origin": "http://127.0.0.1:1"},
    ):  # fmt: skip
        assert guest.post(WORD, headers=headers).status_code == 404, headers
    huge = {"password": "x" * 1_000_000}
    path = f"{house.server}/shared/{guest.handle}"
    assert guest.session.post(path, huge, timeout=20).status_code == 403
    assert guest.session.post(path, files={"password": WORD}, timeout=20).status_code == 403
    assert guest.post(WORD, headers={"Origin": house.server}).status_code == 303


def test_wrong_passwords_are_waited_for_and_the_wait_is_told(house: House) -> None:
    guest = house.guest(password=WORD)
    guest.open()
    told = [guest.post(f"wrong {number}") for number in range(12)]
    last = told[-1]
    assert last.status_code == 429
    assert int(last.headers["Retry-After"]) > 0
    assert "Try again in" in last.text
    assert guest.post(WORD).status_code == 429  # also the right one waits, from there
    again = guest.post(WORD, headers={"X-Forwarded-For": "203.0.113.9"})
    assert again.status_code == 303  # the one before the server is a proxy, which says who asks


def test_passwords_tried_from_many_addresses_keep_no_other_guest_waiting(house: House) -> None:
    link, other = house.link(password=WORD), house.guest()
    assert other.open().status_code == 200
    tried = [Guest(house.server, link.token) for _ in range(16)]  # each from somewhere else
    with ThreadPoolExecutor(len(tried)) as tries:
        list(tries.map(Guest.open, tried))
        found = [tries.submit(guest.post, f"wrong {n}") for n, guest in enumerate(tried)]
        while not any(each.done() for each in found):
            time.sleep(0.01)
        assert other.get().status_code == 200
        waiting = sum(not each.done() for each in found)
        assert waiting > len(found) // 2, waiting
        assert {each.result().status_code for each in found} <= {403, 503}


def test_closed_links_take_as_long_as_unknown_ones(house: House) -> None:
    guests = [guest for name, guest in strangers(house).items() if name != "no token at all"]
    times: list[list[float]] = [[] for _ in guests]
    for _ in range(15):
        for guest, mine in zip(guests, times, strict=True):
            mine.append(guest.get().elapsed.total_seconds())
    usual = [statistics.median(mine) for mine in times]
    assert max(usual) < 3 * min(usual) + 0.01, usual
