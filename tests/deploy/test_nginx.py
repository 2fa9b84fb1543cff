"""A real nginx with our configuration before a real server: pages, links, what it logs."""

from __future__ import annotations

import http.client
import re
import secrets
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets import Origin, Subprotocol
from websockets.sync.client import connect

from health.links.making import make_link
from health.settings import Settings
from health.sources.opening import read_logs
from health.store import Store, open_store
from tests.access.conftest import Place, guarded, provider  # noqa: F401 - a fixture, here too
from tests.browser.test_signing_in import sign_in
from tests.browser.viewer import Viewer
from tests.conftest import ROOT, free_port
from tests.deploy.proxy import Proxy, needs_nginx, proxied

WORD = "correct horse"
ENVIRONMENT = ROOT / ".deploy" / "health.env"


@dataclass(frozen=True)
class Site:
    """A dashboard behind nginx, its store, and who may enter."""

    proxy: Proxy
    store: Store
    place: Place

    def link(self, **given: Any) -> str:
        """The token of a new link."""
        from datetime import UTC, datetime

        logs = read_logs(ROOT / "data" / "sample", Settings.default())
        return make_link(
            self.store, logs, ["Northmoor Water"], "Ana", datetime.now(UTC), **given
        ).token


@pytest.fixture(scope="module")
def site(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:  # noqa: F811
    """The dashboard of the sample portfolio, by https, with sign-in."""
    needs_nginx()
    folder, kept = tmp_path_factory.mktemp("nginx"), tmp_path_factory.mktemp("kept")
    https, plain = free_port(), free_port()
    told = dict(re.findall(r"^(WEBSOCKETS_\w+)=(.*)$", ENVIRONMENT.read_text("utf-8"), re.M))
    told["HEALTH_ADDRESS"] = f"https://localhost:{https}"
    server, dashboard = guarded(kept, provider, free_port(), **told)
    store = open_store(f"sqlite:///{kept / 'store.db'}")
    port = int(dashboard.rpartition(":")[2])
    try:
        with proxied(folder, https, plain, port) as proxy:
            made = Site(proxy, store, Place(proxy.address, kept / "access.toml", provider))
            end = time.monotonic() + 60
            while asked(made, "/healthz").status != 200 and time.monotonic() < end:
                time.sleep(0.2)
            yield made
    finally:
        store.close()
        server.terminate()
        server.wait(20)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Any
    text: str


def asked(
    site: Site, path: str, method: str = "GET", body: str | bytes | None = None,
    of: str = "127.0.0.1", **headers: str,
) -> Answer:  # fmt: skip
    """The answer to a request by https, from one of the addresses of this machine."""
    unknown = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection(
        "127.0.0.1", site.proxy.https, timeout=30, context=unknown, source_address=(of, 0)
    )
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named.setdefault("Host", f"localhost:{site.proxy.https}")
    try:
        connection.request(method, path, body, named)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"))
    finally:
        connection.close()


def often(site: Site, path: str, times: int) -> set[int]:
    """The statuses of as many requests as one connection gets through."""
    unknown = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection(
        "127.0.0.1", site.proxy.https, timeout=30, context=unknown, source_address=("127.0.0.9", 0)
    )
    found = set()
    for _ in range(times):
        connection.request("HEAD", path, headers={"Host": f"localhost:{site.proxy.https}"})
        answer = connection.getresponse()
        answer.read()
        found.add(answer.status)
    connection.close()
    return found


def cookies_of(answer: Answer) -> SimpleCookie:
    """The cookies that an answer sets."""
    found = SimpleCookie()
    for each in answer.headers.get_all("Set-Cookie") or ():
        found.load(each)
    return found


def opened(site: Site, token: str, of: str = "127.0.0.1") -> tuple[str, str]:
    """The page that a link leads to, and the cookie for it."""
    answer = asked(site, f"/s/{token}", of=of)
    assert answer.status == 303
    (cookie,) = cookies_of(answer).values()
    assert cookie["secure"]
    assert cookie["httponly"]
    return answer.headers["Location"], f"{cookie.key}={cookie.value}"


def test_a_link_works_by_https_and_its_token_is_in_no_log(site: Site) -> None:
    token = site.link()
    page, cookie = opened(site, token)
    shown = asked(site, page, Cookie=cookie)
    assert shown.status == 200
    assert "Northmoor Water" in shown.text
    asked(site, f"//s/{token}")
    asked(site, f"/s/{token}/feedback")
    assert 429 in often(site, f"/s/{token}", 90)  # refused, which nginx calls an error
    assert page in site.proxy.logged()
    assert token not in site.proxy.logged()


def test_plain_http_leads_to_https_and_is_not_logged(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.proxy.http, timeout=30)
    connection.request("GET", "/s/plain-token?x=1", headers={"Host": "localhost"})
    answer = connection.getresponse()
    connection.close()
    assert answer.status == 301
    assert answer.headers["Location"] == f"{site.proxy.address}/s/plain-token?x=1"
    assert "plain-token" not in site.proxy.logged()


def test_wrong_passwords_shut_out_the_address_that_sent_them_whatever_it_claims(
    site: Site,
) -> None:
    page, cookie = opened(site, site.link(password=WORD))

    def tried(password: str, of: str, **claims: str) -> Answer:
        sent = {
            "Cookie": cookie, "Origin": site.proxy.address,
            "Content_Type": "application/x-www-form-urlencoded", **claims,
        }  # fmt: skip
        return asked(site, page, "POST", urlencode({"password": password}), of, **sent)

    for number in range(6):
        tried("wrong", "127.0.0.2", X_Forwarded_For=f"192.0.2.{number}", X_Real_IP="192.0.2.9")
    assert tried(WORD, "127.0.0.2", X_Forwarded_For="192.0.2.77").status != 303
    assert tried(WORD, "127.0.0.3").status == 303  # somebody else is not held up


def test_headers_are_set_once(site: Site) -> None:
    answer = asked(site, "/sign-in")
    for name in (
        "Strict-Transport-Security", "Content-Security-Policy", "Referrer-Policy",
        "X-Content-Type-Options",
    ):  # fmt: skip
        assert len(answer.headers.get_all(name)) == 1, name
    assert "nginx/" not in answer.headers["Server"]


def test_somebody_in_many_groups_gets_through_by_page_and_by_websocket(site: Site) -> None:
    cookie = site.place.cookie(groups=[secrets.token_urlsafe(24) for _ in range(560)])
    assert 16_000 < len(cookie) < 31_000
    assert 'id="root"' in asked(site, "/", Cookie=cookie).text
    stream = f"wss://localhost:{site.proxy.https}/_stcore/stream"
    unknown = ssl._create_unverified_context()
    with connect(
        stream, ssl=unknown, subprotocols=[Subprotocol("streamlit")], max_size=None,
        additional_headers={"Cookie": cookie}, origin=Origin(site.proxy.address),
    ) as session:  # fmt: skip
        wanted = BackMsg()
        wanted.rerun_script.query_string = ""
        session.send(wanted.SerializeToString())
        assert session.recv(timeout=30)


@pytest.mark.parametrize(
    ("path", "size", "status"),
    [
        ("/shared/0123456789abcdef/feedback", 3_000_000, 413),
        ("/_stcore/upload_file", 60_000_000, 413),
    ],
)  # fmt: skip
def test_what_is_too_large_is_refused_by_its_length(
    site: Site, path: str, size: int, status: int
) -> None:
    answer = asked(site, path, "POST", "", Content_Length=str(size))
    assert answer.status == status


def test_signing_in_and_pages_work_through_it_and_no_client_is_logged(
    site: Site,
    browser: Any,
) -> None:
    context = browser.new_context(ignore_https_errors=True)
    page = context.new_page()
    page.goto(f"{site.proxy.address}/client?client=Northmoor+Water")
    sign_in(page, "ann")
    viewer = Viewer(page, site.proxy.address).settle()
    assert "Northmoor Water" in viewer.headline
    viewer.page.get_by_role("link", name="Alerts").first.click()
    viewer.until(lambda: "need someone" in viewer.settle().headline)
    # Streamlit's own script asks below the page's address first, and then above it.
    viewer.complaints = [said for said in viewer.complaints if "status of 404" not in said]
    assert viewer.complaints == []
    viewer.all_is_well()
    kept = {each["name"]: each for each in context.cookies()}
    assert kept["_streamlit_user"]["secure"]
    context.close()
    assert "/client" in site.proxy.logged()
    assert "Northmoor" not in site.proxy.logged()


def test_while_the_dashboard_is_away_a_page_says_so_and_looks_again(
    tmp_path: Path,
) -> None:
    needs_nginx()
    with proxied(tmp_path, free_port(), free_port(), free_port()) as proxy:
        alone = Site(proxy, None, None)  # type: ignore[arg-type]
        answer = asked(alone, "/")
        assert answer.status == 502
        assert "starting again" in answer.text
        assert answer.headers["Strict-Transport-Security"]
        assert asked(alone, "/s/secret-token").status == 502
        assert "secret-token" not in proxy.logged()
