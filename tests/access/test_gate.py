"""The gate: what strangers get, over HTTP and over raw websockets, and when it shuts again."""

from __future__ import annotations

import hashlib
import threading
import time
from contextlib import ExitStack, suppress
from typing import Any
from urllib.parse import quote

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.access.conftest import Place, asked

PAGES = ("", "review", "client", "compare", "past", "alerts", "logs", "model", "links", "report",
         "app", "pages/review", "parts/page", "no-such-page", "client/", "static-not", "s",
         "shared-not", "healthz/", "sign-in/other")  # fmt: skip
FILES = ("_stcore/metrics", "_stcore/host-config", "_stcore/script-health-check", "_stcore/stream",
         "media/0123456789abcdef.csv", "component/x/index.html", "signed-in", "_stcore/agent/mcp",
         "_stcore/upload_file/a/b", "app/static/x.png", "_stcore/bidi-components/x/y")  # fmt: skip
TELLING = ("Halden", "Northmoor", "Mira", "Traceback", 'id="root"')


def joined(place: Place, cookie: str, **headers: str) -> ClientConnection:
    """A raw session, as a page has one."""
    sent = {"Origin": place.address, **headers} | ({"Cookie": cookie} if cookie else {})
    origin = sent.pop("Origin")
    return connect(
        place.address.replace("http", "ws") + "/_stcore/stream", max_size=None,
        subprotocols=[Subprotocol("streamlit")], additional_headers=sent,
        origin=origin or None,  # type: ignore[arg-type]
    )  # fmt: skip


def asking(page: str = "", fragment: str = "") -> bytes:
    """A message that asks for a run."""
    wanted = BackMsg()
    wanted.rerun_script.page_name = page
    wanted.rerun_script.fragment_id = fragment
    return bytes(wanted.SerializeToString())


def rerun(session: ClientConnection, page: str = "", fragment: str = "") -> list[ForwardMsg]:
    """All that a session is told about one run."""
    session.send(asking(page, fragment))
    told = []
    while True:
        told.append(ForwardMsg.FromString(session.recv(timeout=60)))
        if told[-1].WhichOneof("type") == "script_finished":
            return told


def seen(told: list[ForwardMsg]) -> str:
    return "".join(str(each) for each in told)


def session_id(told: list[ForwardMsg]) -> str:
    """What Streamlit calls a session."""
    begun = next(each.new_session for each in told if each.HasField("new_session"))
    return str(begun.initialize.session_id)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_gets_the_sign_in_page_at_every_address(place: Place, page: str) -> None:
    status, text, headers = asked(f"{place.address}/{page}?client=Halden+Freight&week=2026-11-15")
    assert status == 401
    assert "Sign in with Agency" in text
    assert "<script" not in text
    assert headers["Cache-Control"] == "no-store"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    text = text.replace("client%3DHalden", "")  # where it leads back to
    assert [word for word in TELLING if word in text] == []


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD"])
@pytest.mark.parametrize("file", FILES)
def test_a_stranger_gets_no_file(place: Place, file: str, method: str) -> None:
    status, text, headers = asked(f"{place.address}/{file}", method=method)
    assert status == 401
    assert text in ("", "Sign in first.")
    assert headers["Access-Control-Allow-Origin"] is None


def test_what_is_open_to_all_is_a_short_list_and_tells_nothing(place: Place) -> None:
    answers = {
        "healthz": {200, 503}, "_stcore/health": {200}, "sign-in": {401}, "page.js": {200},
        "favicon.png": {200}, "s/x": {303, 404}, "shared/x": {200, 404},
    }  # fmt: skip
    for path, statuses in answers.items():
        status, text, _ = asked(f"{place.address}/{path}")
        assert status in statuses, path
        assert [word for word in TELLING if word in text] == []


def forged(place: Place) -> dict[str, str]:
    """Cookies that let nobody in."""
    good, name = place.cookie(), "_streamlit_user"
    body, _, signature = good.removeprefix(f"{name}=").rpartition(".")
    other = place.cookie(secret="Kd_RmUb4ZhPn81JgFo3iQ7Yq2-vLxT0aWcE9s")
    return {
        "none": "",
        "empty": f"{name}=",
        "rubbish": f"{name}=\xff\xfe;{name}_1=x",
        "unsigned": f"{name}={body}",
        "signature of another": f"{name}={body}.{place.cookie('zoe').rpartition('.')[2]}",
        "signature cut": f"{name}={body}.{signature[:-2]}",
        "foreign secret": other,
        "expired": place.cookie(seconds=-1),
        "never ending": place.cookie(exp=None),
        "other origin": place.cookie(origin="http://evil.example"),
        "other provider": place.cookie(provider="default"),
        "not signed in": place.cookie(is_logged_in=False),
        "unverified": place.cookie(email_verified=False),
        "wrong domain": place.cookie("eve"),
        "domain as a prefix": place.cookie(email="ann@agency.example.evil.example"),
        "name of another": good.replace(name, f"{name}_tokens"),
        "chunks that are not there": place.cookie().replace(name, f"{name}_1"),
    }  # fmt: skip


def test_no_forged_or_ended_cookie_opens_a_page_a_file_or_a_socket(place: Place) -> None:
    for kind, cookie in forged(place).items():
        for path in ("client", "media/x", "_stcore/metrics", "signed-in"):
            status, text, _ = asked(f"{place.address}/{path}", cookie)
            assert status in (401, 403), (kind, path)
            assert [word for word in TELLING if word in text.replace("Ann", "")] == [], kind
        with pytest.raises(InvalidStatus) as refused:
            joined(place, cookie)
        assert refused.value.response.status_code == 403, kind


def test_somebody_who_may_not_enter_is_told_so_with_the_address(place: Place) -> None:
    status, text, _ = asked(f"{place.address}/client", place.cookie(email="<b>@other.example"))
    assert status == 403
    assert "You signed in as <b>&lt;b&gt;@other.example</b>" in text
    assert "No rule lets this address in." in text


def test_whoever_may_enter_gets_pages_and_a_session(place: Place) -> None:
    cookie = place.cookie()
    status, text, _ = asked(f"{place.address}/client", cookie)
    assert (status, 'id="root"' in text) == (200, True)
    assert text.count('src="/page.js"></script></head>') == 1  # which leads out at the end
    assert asked(f"{place.address}/signed-in", cookie)[0] == 204
    assert asked(f"{place.address}/media/x", cookie)[0] == 404
    with joined(place, cookie) as session:
        told = seen(rerun(session))
    assert "ann@agency.example" in told
    assert "Writing as" not in told


def test_a_file_of_a_page_is_for_whoever_it_was_made_for_and_no_cache_keeps_it(
    place: Place,
) -> None:
    """Streamlit gives it, and makes it, for whoever can name it."""
    mira, priya = place.cookie("mira"), place.cookie("mira", email="priya@agency.example")

    def made(session: ClientConnection, told: list[ForwardMsg], file: str) -> ForwardMsg:
        """What a session is told that asks to have a file made."""
        wanted = BackMsg()
        wanted.backend_operation_request.request_id = file
        wanted.backend_operation_request.session_id = session_id(told)
        wanted.backend_operation_request.deferred_file.file_id = file
        session.send(wanted.SerializeToString())
        answer = ForwardMsg()
        while not answer.HasField("backend_operation_response"):
            answer = ForwardMsg.FromString(session.recv(timeout=30))
        assert answer.backend_operation_response.request_id == file
        assert not answer.backend_operation_response.error_msg
        return answer

    def to_be_made(told: list[ForwardMsg]) -> str:
        drawn = [each.delta.new_element.download_button.deferred_file_id for each in told]
        return next(filter(None, drawn))

    with joined(place, mira) as session, joined(place, priya) as other:
        while "Reading the logs" in seen(told := rerun(session)):
            time.sleep(0.5)
        name = to_be_made(told)
        answer = made(session, told, name)
        file = place.address + answer.backend_operation_response.deferred_file.url
        status, text, headers = asked(file, mira)
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        assert text.startswith("\ufeff")
        assert asked(file)[0] == 401
        assert asked(file, place.cookie("mira", seconds=-1))[0] == 401
        hers = rerun(other)
        for cookie in (priya, place.cookie("ann"), place.cookie("mira")):
            assert asked(file, cookie)[:2] == (404, "File not found")
        for odd in ("/media/x.csv", f"{file.removeprefix(place.address)}x", "/media/"):
            assert asked(place.address + odd, mira)[:2] == (404, "File not found")
        session_asks = BackMsg()
        session_asks.backend_operation_request.request_id = "hers"
        session_asks.backend_operation_request.deferred_file.file_id = name
        other.send(session_asks.SerializeToString())  # which is not even answered: the next one is
        mine = made(other, hers, to_be_made(hers)).backend_operation_response.deferred_file.url
        assert asked(place.address + mine, priya)[0] == 200
        assert asked(place.address + mine, mira)[0] == 404


def test_only_those_who_may_add_files_can_send_any_to_the_server(place: Place) -> None:
    """What is sent stays in the server's memory while a session lasts, as many as are sent."""

    token = "2|00000000|61616161|1"

    def sent(person: str) -> tuple[int, str]:
        with joined(place, place.cookie(person)) as session:
            address = f"{place.address}/_stcore/upload_file/{session_id(rerun(session))}/a-file"
            status, text, _ = asked(
                address, f"{place.cookie(person)}; _streamlit_xsrf={token}", "PUT",
                X_Xsrftoken=token, Content_Type="multipart/form-data; boundary=x",
            )  # fmt: skip
            return status, text

    for person in ("zoe", "mira"):
        assert sent(person) == (403, "The files of the logs are for admins."), person
    assert sent("ann")[0] == 400  # it held no file, and got as far as being read


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "http://127.0.0.1:1"}, {"Origin": "null"},
     {"Host": "evil.example"}],
    ids=str,
)  # fmt: skip
def test_no_other_site_can_open_a_session_with_a_good_cookie(
    place: Place, headers: dict[str, str]
) -> None:
    with pytest.raises(InvalidStatus):
        joined(place, place.cookie(), **headers)


def test_it_answers_to_no_other_name(place: Place) -> None:
    for host in ("evil.example", "localhost:1", ""):
        status, text, _ = asked(f"{place.address}/", place.cookie(), Host=host)
        assert status == 421
        assert text == f"This program is at {place.address} only."
    assert asked(f"{place.address}/healthz", Host="10.0.0.7")[0] in (200, 503)


def closed(session: ClientConnection) -> int:
    """Wait until the server closes a session; with which code."""
    with suppress(ConnectionClosed):
        while True:
            session.recv(timeout=20)
    return int(session.close_code or 0)


def test_a_session_ends_with_its_sign_in_and_no_fragment_runs_after(place: Place) -> None:
    with joined(place, place.cookie()) as session:
        told = rerun(session)
        fragment = next(each.delta.fragment_id for each in told if each.delta.fragment_id)
    ends = time.time() + 3
    cookie = place.cookie(exp=ends)
    with joined(place, cookie) as session:
        session.send(asking("", fragment))
        assert closed(session) == 1008
        assert -0.1 < time.time() - ends < 3
        with pytest.raises(ConnectionClosed):
            rerun(session, fragment=fragment)
    assert asked(f"{place.address}/", cookie)[0] == 401
    with pytest.raises(InvalidStatus):
        joined(place, cookie)


def test_nothing_is_sent_after_the_end_of_a_sign_in_even_in_the_midst_of_a_run(
    place: Place,
) -> None:
    ends = time.time() + 1.5
    late = []
    with joined(place, place.cookie(exp=ends)) as session, suppress(ConnectionClosed):
        while True:  # a run is always under way
            session.send(asking())
            session.recv(timeout=5)
            late.append(time.time() - ends)
    assert late
    assert max(late) < 0.3


def test_signing_out_ends_every_session_of_that_cookie_and_no_other(place: Place) -> None:
    gone, other = place.cookie(), place.cookie()
    with joined(place, gone) as one, joined(place, gone) as two, joined(place, other) as third:
        assert asked(f"{place.address}/auth/logout", gone)[0] == 302
        assert closed(one) == 1008
        assert closed(two) == 1008
        assert asked(f"{place.address}/auth/logout", other, Sec_Fetch_Site="cross-site")[0] == 303
        assert "ann@agency.example" in seen(rerun(third))
    status, text, _ = asked(f"{place.address}/client", gone)  # kept by somebody
    assert status == 401
    assert "You signed out." in text
    assert asked(f"{place.address}/client", other)[0] == 200


def test_somebody_taken_out_of_the_file_is_out_at_once(place: Place) -> None:
    before = place.file.read_text()
    with joined(place, place.cookie("zoe")) as zoe, joined(place, place.cookie()) as ann:
        try:
            place.file.write_text(before.replace('["agency.example"]', '["elsewhere.example"]'))
            assert closed(zoe) == 1008
            assert "admin: sees all clients" in seen(rerun(ann))
            place.file.write_text("nonsense")  # a slip opens to nobody, and shuts out nobody
            time.sleep(1.2)
            assert asked(f"{place.address}/", place.cookie("zoe"))[0] == 403
            assert asked(f"{place.address}/", place.cookie())[0] == 200
        finally:
            place.file.write_text(before)
            while asked(f"{place.address}/", place.cookie("zoe"))[0] != 200:
                time.sleep(0.1)


def test_a_session_is_not_taken_up_by_somebody_else(place: Place) -> None:
    ann = place.cookie()
    with joined(place, ann) as session:
        told = rerun(session)
    mine = session_id(told)

    def taken_up(cookie: str) -> bool:
        protocols: list[Any] = [Subprotocol("streamlit"), Subprotocol("x"), Subprotocol(mine)]
        headers = {"Cookie": cookie, "X-Health-Ticket": hashlib.sha256(b"x").hexdigest()}
        address = place.address.replace("http", "ws") + "/_stcore/stream"
        with connect(
            address, subprotocols=protocols, max_size=None, additional_headers=headers
        ) as other:  # fmt: skip
            return mine in seen(rerun(other))

    assert not taken_up(place.cookie("zoe"))
    assert not taken_up(place.cookie())  # by herself, but signed in anew
    assert taken_up(ann)


def test_many_at_once_are_told_apart(place: Place) -> None:
    found: dict[str, str] = {}

    def look(person: str) -> None:
        with joined(place, place.cookie(person)) as session:
            found[person] = seen(rerun(session))

    people = [threading.Thread(target=look, args=(each,)) for each in ("ann", "mira", "zoe")]
    for each in people:
        each.start()
    for each in people:
        each.join(60)
    assert "Mira Okafor" in found["mira"]
    assert "viewer: sees all clients, and changes nothing" in found["zoe"]
    assert "mira@agency.example" not in found["ann"] + found["zoe"]


def joined_again(place: Place, person: str) -> ClientConnection:
    """A raw session, as soon as there is room for it."""
    end = time.monotonic() + 10
    while True:
        try:
            return joined(place, place.cookie(person))
        except InvalidStatus:
            assert time.monotonic() < end
            time.sleep(0.05)


def test_pages_are_open_up_to_a_bound_of_one_person_and_of_all(place: Place) -> None:
    """Each holds a session of the server: without a bound one person could fill its memory."""
    with ExitStack() as all_open:

        def filled(person: str) -> tuple[list[ClientConnection], str]:
            mine: list[ClientConnection] = []
            with suppress(InvalidStatus):
                while len(mine) < 100:
                    mine.append(all_open.enter_context(joined(place, place.cookie(person))))
            with pytest.raises(InvalidStatus) as refused:
                joined(place, place.cookie(person))
            assert refused.value.response.status_code == 403
            status, why, _ = asked(f"{place.address}/signed-in", place.cookie(person))
            assert status == 503
            return mine, why

        ann, why = filled("ann")
        assert len(ann) == 40
        assert "as many pages of this program open as one person can (40)" in why
        assert asked(f"{place.address}/signed-in", place.cookie("zoe"))[0] == 204
        zoe, why = filled("zoe")
        assert 10 <= len(zoe) <= 20
        assert "are open as it allows (60)" in why
        assert "mira@agency.example" not in filled("mira")[1]
        ann.pop().close()  # which makes room at once
        with joined_again(place, "mira") as mira:
            assert "Mira Okafor" in seen(rerun(mira))
    with joined_again(place, "ann") as session:
        assert "ann@agency.example" in seen(rerun(session))


@pytest.mark.parametrize(
    ("asks", "leads"),
    [
        ("/client?client=Halden+Freight", "/client?client=Halden+Freight"),
        ("https://evil.example/", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"), ("/auth/logout", "/"), ("/sign-in?next=/x", "/"),
        ("/x\r\nSet-Cookie: a=b", "/"), ("/" + "x" * 3000, "/"), ("/\t/evil.example", "/"),
        ("", "/"), ("/;@evil.example", "/;@evil.example"),
    ],
)  # fmt: skip
def test_signing_in_leads_back_to_a_page_of_this_program_only(
    place: Place, asks: str, leads: str
) -> None:
    address = f"{place.address}/sign-in?next={quote(asks, safe='')}"
    status, _, headers = asked(address, place.cookie())
    assert (status, headers["Location"]) == (303, leads)
    _, _, headers = asked(f"{place.address}/sign-in/start?next={quote(asks, safe='')}")
    assert headers["Location"].startswith("/auth/login?provider=")
    assert f"after_sign_in={quote(leads, safe='')};" in headers["Set-Cookie"]
    assert "HttpOnly" in headers["Set-Cookie"]
