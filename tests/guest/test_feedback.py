"""The form for feedback over HTTP: sent once, changed for a day, shut with its link."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import requests

from health.links.feedback import Asked, ask_client
from health.store import Link
from health.store.tables import answers
from tests.guest.conftest import CLIENT, WORD, Guest, House

RIGHT = {"rating": "8", "said0": "yes", "said1": "no"}
NASTY = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "template": "{{ 7 * 7 }} {% include 'x' %} ${7*7}",
    "markdown": "[click](javascript:alert(1)) **bold** `code` $x^2$ :material/home:",
    "formula": '=HYPERLINK("http://evil","x")',
    "turned": "abc \u202egnp.exe\u202c \u2066x",
    "emoji": "👩‍👩‍👧 🇵🇹 e\u0301 漢字",
    "quotes": "'\"><script>&amp;",
}


def asked(house: House, rater: str = "Ms Ek", week: bool = True) -> tuple[Guest, Asked]:
    """Somebody who was asked of this week, by a link that stands, or by none of these."""
    day = now().date() if week else None
    name = f"{rater} {len(house.store.asks())}"  # the store is shared by all tests
    made = ask_client(house.store, house.logs, CLIENT, name, day, "Ana", now())
    return Guest(house.server, made.token), made


def opened(guest: Guest, what: str = "") -> requests.Response:
    """The form, by the address in the message."""
    return guest.session.get(f"{guest.server}/s/{guest.token}/feedback{what}", timeout=30)


def sending(page: requests.Response) -> str:
    """What tells this form from others."""
    found = re.search(r'name="form" value="([^"]*)"', page.text)
    assert found is not None, page.text
    return found[1]


def send(guest: Guest, **typed: str) -> requests.Response:
    """The form sent, and the page that follows."""
    path = f"{guest.server}/shared/{guest.handle}/feedback"
    return guest.session.post(path, typed, timeout=30)


def test_an_answer_is_sent_shown_and_changed_and_counts_once(house: House) -> None:
    guest, made = asked(house)
    page = opened(guest)
    assert page.status_code == 200
    assert f"For <bdi>{made.ask.rater}</bdi>" in page.text
    assert guest.token not in page.text
    assert "<script" not in page.text
    thanks = send(guest, **RIGHT, comment="all fine", form=sending(page))
    assert (thanks.status_code, [each.status_code for each in thanks.history]) == (200, [303])
    assert "Your answer is with the team" in thanks.text
    assert "<dd>8</dd>" in thanks.text
    assert "<bdi>all fine</bdi>" in thanks.text
    again = send(guest, **RIGHT, comment="all fine", form=sending(page))
    assert again.text == thanks.text
    change = guest.get("feedback?change=1")
    assert 'value="8" required checked' in change.text
    assert 'value="all fine"' in change.text
    changed = send(guest, **{**RIGHT, "rating": "3"}, form=sending(change))
    assert "Your change was taken" in changed.text
    [answer] = [each for each in house.store.answers() if each.ask == made.ask.id]
    assert (answer.rating, answer.comment, answer.version) == (3, "", 2)
    assert answer.said == (
        ("Did we keep what we had agreed?", True),
        ("Did you know at any time where we stand?", False),
    )


def test_what_is_missing_is_told_and_nothing_typed_is_lost(house: House) -> None:
    guest, made = asked(house)
    page = opened(guest)
    wrong = send(guest, rating="11", said0="no", comment="long " * 120, form=sending(page))
    assert wrong.status_code == 422
    for words in ("from 1 to 10", "Choose yes or no", "At most 500 characters, please"):
        assert words in wrong.text
    assert 'name="said0" value="no" required checked' in wrong.text
    assert "long long" in wrong.text
    assert sending(wrong) == sending(page)
    for rating in ("", "0", "7.5", "-1", "1e1", "٧", "77", "7\0"):
        assert send(guest, **{**RIGHT, "rating": rating}).status_code == 422, rating
    assert not [each for each in house.store.answers() if each.ask == made.ask.id]


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_whatever_is_typed_is_text(house: House, text: str) -> None:
    guest, made = asked(house)
    thanks = send(guest, **RIGHT, comment=text, form=sending(opened(guest)))
    change = guest.get("feedback?change=1").text
    for page in (thanks.text, change):
        assert "<script" not in page
        assert "<img" not in page
        assert "\u202e" not in page or page is change  # in a field it is what was typed
    shown = re.search(r"<dt>Anything else\?</dt><dd><bdi>(.*)</bdi>", thanks.text)
    assert shown is not None
    plain = re.sub("[\u202a-\u202e\u2066-\u2069]", "", " ".join(text.split()))
    assert html.unescape(shown[1]) == plain
    [answer] = [each for each in house.store.answers() if each.ask == made.ask.id]
    assert answer.comment == text


def test_a_megabyte_and_what_is_no_text_are_told_kindly(house: House) -> None:
    guest, made = asked(house)
    opened(guest)
    big = send(guest, **RIGHT, comment="x" * 1_000_000)
    assert big.status_code == 413
    assert "too long to be read" in big.text
    path = f"{guest.server}/shared/{guest.handle}/feedback"
    as_json = guest.session.post(path, json=RIGHT, timeout=30)
    nothing = guest.session.post(path, b"", timeout=30)
    assert (as_json.status_code, nothing.status_code) == (413, 413)
    assert send(guest, **RIGHT, comment="a\0b \ud83d".encode("utf-8", "replace").decode()).ok
    [answer] = [each for each in house.store.answers() if each.ask == made.ask.id]
    assert answer.comment == "ab ?"


def test_a_standing_link_takes_an_answer_of_each_form(house: House) -> None:
    guest, made = asked(house, week=False)
    first = opened(guest)
    assert "How is it going?" in first.text
    other = Guest(house.server, guest.token)
    second = opened(other)
    assert sending(first) != sending(second)
    send(guest, **RIGHT, comment="mine", form=sending(first))
    send(guest, **RIGHT, comment="mine", form=sending(first))
    assert "mine" not in send(other, **RIGHT, comment="yours", form=sending(second)).text
    assert "mine" in opened(guest).text  # the browser that sent it may change it
    assert "mine" not in opened(Guest(house.server, guest.token)).text
    more = guest.get("feedback?new=1")
    send(guest, **RIGHT, comment="more", form=sending(more))
    said = [each.comment for each in house.store.answers() if each.ask == made.ask.id]
    assert said == ["mine", "yours", "more"]


SHUT: dict[str, Callable[[House, Guest, Asked], object]] = {
    "paused": lambda house, _, made: house.store.pause_link(link_of(house, made), "Ana", now()),
    "revoked": lambda house, _, made: house.store.revoke_link(link_of(house, made), "Ana", now()),
    "taken back": lambda house, _, made: house.store.withdraw_ask(made.ask, "Ana"),
    "another token": lambda _, guest, __: setattr(guest, "token", "y" * 32),
    "no cookie": lambda _, guest, __: guest.session.cookies.clear(),
}


def now() -> datetime:
    return datetime.now(UTC)


def link_of(house: House, made: Asked) -> Link:
    """The link of an ask."""
    return house.store.link(made.ask.link)


@pytest.mark.parametrize("shut", SHUT)
def test_a_form_that_is_shut_looks_as_if_it_never_was_and_takes_nothing(
    house: House, shut: str
) -> None:
    guest, made = asked(house)
    form = sending(opened(guest))
    stranger = Guest(house.server, "z" * 32)
    SHUT[shut](house, guest, made)
    found, unknown = guest.get("feedback"), stranger.get("feedback")
    assert (found.status_code, found.content) == (404, unknown.content)
    sent, never = send(guest, **RIGHT, form=form), send(stranger, **RIGHT, form=form)
    assert (sent.status_code, sent.content) == (404, never.content)
    assert not [each for each in house.store.answers() if each.ask == made.ask.id]


def test_a_form_is_of_its_own_client_and_its_link_opens_nothing_else(house: House) -> None:
    guest, _ = asked(house)
    opened(guest)
    assert guest.get("feedback", params={"client": CLIENT}).status_code == 200
    assert guest.get("feedback", params={"client": "Halden Freight"}).status_code == 404
    for what in ("", "report.pdf", "report.html", "table.csv", "picture.svg"):
        assert guest.get(what).status_code == 404, what
    for kind in ("client", "inside"):
        other = house.guest(kind=kind)
        other.open()
        assert other.get("feedback").status_code == 404, kind


def test_a_form_of_another_site_is_refused(house: House) -> None:
    guest, made = asked(house)
    form = sending(opened(guest))
    path = f"{guest.server}/shared/{guest.handle}/feedback"
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        found = guest.session.post(path, {**RIGHT, "form": form}, headers=headers, timeout=30)
        assert found.status_code == 404
    assert not [each for each in house.store.answers() if each.ask == made.ask.id]


def test_a_form_may_ask_for_a_password_first(house: House) -> None:
    made = house.link(kind="feedback", password=WORD, whom="Ms Ek")
    guest = Guest(house.server, made.token)
    assert opened(guest).status_code == 403
    assert send(guest, **RIGHT).status_code == 403
    wrong = guest.post("wrong battery", "feedback")
    assert (wrong.status_code, "not the password" in wrong.text) == (403, True)
    right = guest.post(WORD, "feedback")
    assert (right.status_code, right.headers["location"]) == (
        303,
        f"/shared/{guest.handle}/feedback",
    )
    assert send(guest, **RIGHT, form=sending(guest.get("feedback"))).ok


def test_an_answer_of_yesterday_stays_as_it_is(house: House) -> None:
    guest, made = asked(house)
    send(guest, **RIGHT, comment="first", form=sending(opened(guest)))
    with house.store.writing("the clock", "test") as write:
        long_ago = now() - timedelta(days=1, seconds=5)
        old = answers.update().where(answers.c.ask == made.ask.id)
        write.connection.execute(old.values(answered_at=long_ago))
    late = send(guest, **{**RIGHT, "rating": "1"})
    assert "stays as it is" in late.text
    assert "first" in late.text
    assert "Thank you" in guest.get("feedback?change=1").text
    assert [each.rating for each in house.store.answers() if each.ask == made.ask.id] == [8]
