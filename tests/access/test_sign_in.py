"""Cookies that we signed, whole or in pieces; sign-ins that ended; where signing in leads."""

from __future__ import annotations

import asyncio
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from itsdangerous import TimestampSigner
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from health.access import Person, Refused
from pages.server.callback import Callback
from pages.server.ended import Ended
from pages.server.sign_in import SignIn
from tests.access.written import COOKIE_SECRET, SECRETS, access_text

USER = "_streamlit_user"
_NOISE = random.Random(1)  # so that it can't be compressed
MANY = [f"group-{_NOISE.getrandbits(128):032x}" for _ in range(400)]
ACCESS = access_text('role = "lead"\ngroups = ["delivery"]')


@pytest.fixture
def signing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SignIn:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    monkeypatch.setenv("HEALTH_KEPT", str(tmp_path))
    monkeypatch.setenv("HEALTH_ADDRESS", "https://health.agency.example")
    (tmp_path / "access.toml").write_text(ACCESS)
    return SignIn(tmp_path / "access.toml")


def cookies(**claims: Any) -> dict[str, str]:
    """The cookies that Streamlit sets at the end of signing in."""
    said = {
        "email": "mira@agency.example", "email_verified": True, "exp": time.time() + 60,
        "groups": ["delivery"], "provider": "oidc", "is_logged_in": True,
        "origin": "https://health.agency.example",
    } | claims  # fmt: skip
    found: dict[str, str] = {}

    def signed(name: str, value: str) -> bytes:
        return create_signed_value(COOKIE_SECRET, name, value)

    set_cookie_with_chunks(
        lambda name, value: found.update({name: signed(name, value).decode()}), signed, USER, said,
        cookie_attr_size=80,
    )  # fmt: skip
    return found


def test_somebody_in_hundreds_of_groups_has_a_cookie_in_pieces(signing: SignIn) -> None:
    sent = cookies(groups=[*MANY, "delivery"])
    assert len(sent) > 3
    assert isinstance(signing.found(sent), Person)
    for lost in sent:
        assert signing.found({n: v for n, v in sent.items() if n != lost}) != signing.found(sent)
        assert isinstance(signing.found({n: v for n, v in sent.items() if n != lost}), Refused)


def test_the_pieces_of_two_sign_ins_are_not_put_together(
    signing: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(now - 90))
    before = cookies(groups=["delivery", *MANY], exp=now + 5)  # and then taken out of the group
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: int(now))
    since = cookies(groups=["deliverx", *MANY], exp=now + 9)
    assert isinstance(signing.found(before), Person)
    assert len(since) == len(before) > 3
    for name in since:
        assert isinstance(signing.found(since | {name: before[name]}), Refused)


def test_a_sign_in_that_was_signed_out_stays_so_over_a_restart(
    signing: SignIn, tmp_path: Path
) -> None:
    sent = cookies()
    ticket = signing.ticket(sent)
    assert ticket
    ended: list[str] = []
    unwatch = signing.watch(ticket, lambda: ended.append("one"))
    signing.watch(ticket, lambda: ended.append("two"))
    unwatch()
    signing.sign_out(ticket)
    assert ended == ["two"]
    again = SignIn(tmp_path / "access.toml")
    assert again.found(sent) == Refused("You signed out.", again=True)
    assert isinstance(again.found(cookies()), Person)


def test_what_is_over_anyway_is_not_kept_and_rubbish_stops_nobody(tmp_path: Path) -> None:
    kept = Ended(tmp_path)
    kept.add("past", time.time() - 1)
    kept.add("to come", time.time() + 60)
    assert list(json.loads((tmp_path / "signed-out.json").read_text())) == ["to come"]
    for rubbish in ("[", "[1]", '{"a": "b"}', '{"a": NaN}', "7"):
        (tmp_path / "signed-out.json").write_text(rubbish)
        assert "a" not in Ended(tmp_path)
    nowhere = Ended(None)
    nowhere.add("key", time.time() + 60)
    assert "key" in nowhere


def test_a_text_of_the_claims_does_not_show_the_secrets(signing: SignIn) -> None:
    assert COOKIE_SECRET not in repr(signing.provider) + repr(signing.ticket(cookies()))
    assert signing.secrets()["auth"]["redirect_uri"] == (
        "https://health.agency.example/oauth2callback"
    )


def led(
    signing: SignIn, path: str, status: int, query: str = "", sets: str = "", back: str = ""
) -> tuple[int, str]:
    """Where an answer of Streamlit's leads to, once it is through."""
    sent: list[Any] = []
    headers = [(b"location", b"/"), (b"content-length", b"5")]
    headers += [(b"set-cookie", sets.encode())] if sets else []

    async def streamlit(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"error"})

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
        "headers": [(b"host", b"health.agency.example"), (b"cookie", back.encode())],
    }  # fmt: skip
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, Callback(streamlit, signing)(scope, receive, send)).result()
    found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    assert len(sent[1].get("body", b"")) == int(found["content-length"])
    return sent[0]["status"], found["location"]


BACK = "after_sign_in=%2Fclient%3Fclient%3DAcme"


def test_signing_in_leads_back_and_what_went_wrong_is_told(signing: SignIn) -> None:
    user = f"{USER}=x; HttpOnly"
    called = ("/oauth2callback", 302, "state=a&code=b")
    assert led(signing, *called, sets=user, back=BACK) == (302, "/client?client=Acme")
    assert led(signing, *called, sets=user) == (302, "/")
    assert led(signing, *called, sets=user, back="after_sign_in=%2F%2Fevil.example") == (302, "/")
    failed = "/sign-in?said=failed&next=%2Fclient%3Fclient%3DAcme"
    assert led(signing, *called, back=BACK) == (302, failed)
    gone = f"{USER}=; Max-Age=0"
    assert led(signing, *called, sets=gone, back=BACK) == (302, failed)
    assert led(signing, "/oauth2callback", 302, "error=access_denied", back=BACK) == (302, failed)
    assert led(signing, "/oauth2callback", 302) == (302, "/sign-in?said=out")
    assert led(signing, "/auth/logout", 302) == (302, "/sign-in?said=out")
    assert led(signing, "/auth/login", 400, back=BACK) == (303, failed)
    assert led(signing, "/auth/login", 302) == (302, "/sign-in?next=%2F")


def answers(
    signing: SignIn, query: str, times: int = 1, address: str = "192.0.2.7"
) -> tuple[list[int], list[bytes]]:
    """The statuses of answers to somebody who comes back from the provider; what Streamlit got."""
    got: list[bytes] = []
    statuses = []

    async def streamlit(scope: Any, _receive: Any, send: Any) -> None:
        got.append(scope["query_string"])
        await send({"type": "http.response.start", "status": 302, "headers": []})
        await send({"type": "http.response.body"})

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if "status" in message else [])

    async def main() -> None:
        scope = {
            "type": "http", "method": "GET", "path": "/oauth2callback", "headers": [],
            "query_string": query.encode(), "client": (address, 1),
        }  # fmt: skip
        for _ in range(times):
            await Callback(streamlit, signing)(scope, None, send)  # type: ignore[arg-type]

    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, main()).result()
    return statuses, got


def test_what_a_stranger_says_went_wrong_is_logged_as_a_short_line_of_letters(
    signing: SignIn,
) -> None:
    told = {
        "error": "\x1b[31mno\x1b]0;x\x07\u2028\u202e", "error_description": "\x85" + "long " * 99,
        "state": "a\x1b",
    }  # fmt: skip
    _, [query] = answers(signing, urlencode(told))
    found = dict(parse_qsl(query.decode()))
    assert found["error"] == "[31mno]0;x"
    assert found["error_description"] == ("long " * 99)[:200]
    assert found["state"] == told["state"]  # compared, never logged
    assert answers(signing, "&".join("a=b" for _ in range(99)))[1] == [b""]
    assert answers(signing, "code=a%2Bb+c&state=x")[1] == [b"code=a%2Bb+c&state=x"]


def test_who_begins_to_sign_in_without_end_waits_and_nobody_else_does(signing: SignIn) -> None:
    """Each asks the provider, and takes as long as a page: the server would do nothing else."""
    statuses, _ = answers(signing, "state=x", times=300, address="192.0.2.8")
    assert statuses.count(429) >= 60  # a minute may end meanwhile
    assert statuses[:120] == [302] * 120
    assert answers(signing, "state=x", address="192.0.2.9")[0] == [302]


def test_the_server_answers_others_while_it_asks_the_provider(signing: SignIn) -> None:
    """Streamlit reads all trusted certificates for each question."""
    turns = 0

    async def streamlit(scope: Any, receive: Any, send: Any) -> None:
        time.sleep(0.3)  # as reading them is: it gives nobody a turn
        await send({"type": "http.response.start", "status": 302, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async def main() -> None:
        nonlocal turns
        scope = {
            "type": "http", "method": "GET", "path": "/auth/login", "query_string": b"",
            "headers": [], "client": ("192.0.2.11", 1),
        }  # fmt: skip
        asking = asyncio.create_task(Callback(streamlit, signing)(scope, None, send))  # type: ignore[arg-type]
        while not asking.done():
            turns += 1
            await asyncio.sleep(0.01)

    sent: list[str] = []
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, main()).result()
    assert sent == ["http.response.start", "http.response.body"]
    assert turns > 3
