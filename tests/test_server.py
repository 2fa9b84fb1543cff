"""The server: which script a stranger can run, what it drops, what it sends along."""

from __future__ import annotations

import asyncio
import gzip
import re
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest, BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLsRequest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.exceptions import ConnectionClosedError
from websockets.sync.client import connect

from pages.server.traffic import OrdersOfPages
from tests.conftest import Serve

MENU = ["Review", "Client"]


def run(address: str, query: str = "", page_name: str = "", first: bytes = b"") -> list[ForwardMsg]:
    """All that a raw session is told about one run of the script, once the logs are read."""
    for _ in range(120):
        told = run_once(address, query, page_name, first)
        if "Reading the logs" not in texts(told):
            return told
        time.sleep(0.5)
    raise AssertionError("the logs were not read within a minute")


def run_once(address: str, query: str, page_name: str, first: bytes) -> list[ForwardMsg]:
    """All that a raw session is told about one run of the script."""
    wanted = BackMsg()
    wanted.rerun_script.query_string = query
    wanted.rerun_script.page_name = page_name
    found = []
    socket = address.replace("http", "ws") + "/_stcore/stream"
    with connect(socket, subprotocols=[Subprotocol("streamlit")], max_size=None) as session:
        if first:
            session.send(first)
        session.send(wanted.SerializeToString())
        while True:
            told = ForwardMsg.FromString(session.recv(timeout=60))
            found.append(told)
            if told.WhichOneof("type") == "script_finished":
                return found


def elements(told: list[ForwardMsg]) -> list[Any]:
    """The elements that were drawn."""
    return [each.delta.new_element for each in told if each.delta.HasField("new_element")]


def texts(told: list[ForwardMsg]) -> str:
    """All HTML that was drawn, with the apostrophe as it is read."""
    return "\n".join(each.html.body for each in elements(told) if each.HasField("html")).replace(
        "&#x27;", "'"
    )


def menu(told: list[ForwardMsg]) -> list[str]:
    """The menu: only the entry script draws it."""
    return [each.page_link.label for each in elements(told) if each.HasField("page_link")][:2]


def get(address: str, **headers: str) -> Any:
    """The answer to a GET."""
    request = urllib.request.Request(address, headers=headers)
    return urllib.request.urlopen(request, timeout=20)


ADDRESSES = ("", "review", "client", "app", "pages/review", "parts/page", "no-such-page")


@pytest.mark.parametrize("page", ["client", "review"])
def test_a_cold_server_runs_no_page_without_the_entry_script(serve: Serve, page: str) -> None:
    cold = serve()
    for address in ADDRESSES:
        with get(f"{cold}/{address}") as answer:
            assert b'id="root"' in answer.read()
    told = run(cold, page_name=page)
    assert menu(told) == MENU


@pytest.mark.parametrize("page", ADDRESSES)
def test_every_address_opens_through_the_entry_script(dashboard: str, page: str) -> None:
    assert menu(run(dashboard, page_name=page)) == MENU


@pytest.mark.parametrize(
    "query",
    [
        "week=2026-99-99", "week=1066-10-14", "week=9999-12-31", "week=", "week=2026-11-15&week=x",
        "client=nobody", "client=%00", "lead=nobody&band=purple&segment=", "band=red&band=red",
        "find=%5B(%2A", "find=" + "x" * 5000, "week=2026-11-15T10:00", "lead=%F0%9F%92%A9&x=1",
    ],
)  # fmt: skip
def test_an_address_that_makes_no_sense_does_no_harm(dashboard: str, query: str) -> None:
    told = run(dashboard, query)
    assert not [each for each in elements(told) if each.HasField("exception")]
    assert "can't be shown" not in texts(told)
    assert "<h1>" in texts(told)


_NAMES = {  # what each page reads of its address, besides the week
    "": "mode client lead segment band find",
    "client": "client signal practice practices deadlines",
    "compare": "by with like group", "alerts": "state severity lead rule shown alert",
    "past": "review", "logs": "log", "model": "part set all",
}  # fmt: skip
_RUBBISH = [
    "<img src=x onerror=alert(1)>", "²", "9" * 5000, "-1", "\0", "\x1b[31m\u202e", "nan",
    "[a](javascript:alert(1))", "=1+1", "../../etc/passwd", "{0}%s", "😀",
]  # fmt: skip


@pytest.mark.parametrize("page", _NAMES)
def test_no_page_fails_on_rubbish_in_its_address(dashboard: str, page: str) -> None:
    names = _NAMES[page].split()
    for rubbish in (*([each] for each in _RUBBISH), _RUBBISH):
        told = run(dashboard, urlencode(dict.fromkeys(names, rubbish), doseq=True), page)
        assert not [each for each in elements(told) if each.HasField("exception")]
        assert "can't be shown" not in texts(told), rubbish
        assert "<img" not in texts(told)


def test_a_week_that_is_none_is_named(dashboard: str) -> None:
    assert "“2026-99-99” is not a week" in texts(run(dashboard, "week=2026-99-99"))


def test_what_comes_from_the_address_is_escaped(dashboard: str) -> None:
    drawn = texts(run(dashboard, "week=%3Cimg+src%3Dx%3E"))
    assert "<img" not in drawn
    assert "&lt;img" in drawn


def operation(**payload: Any) -> BackMsg:
    return BackMsg(backend_operation_request=BackendOperationRequest(request_id="1", **payload))


def test_only_orders_that_pages_give_are_passed_on() -> None:
    dropped = [
        BackMsg(clear_cache=True), BackMsg(load_git_info=True), BackMsg(set_run_on_save=True),
        BackMsg(debug_shutdown_runtime=True), BackMsg(debug_disconnect_websocket=True), BackMsg(),
        operation(install_skills={}), operation(dismiss_skills_nudge={}), operation(),
    ]  # fmt: skip
    usual = [
        BackMsg(stop_script=True), BackMsg(rerun_script=ClientState()), BackMsg(app_heartbeat=True),
        BackMsg(file_urls_request=FileURLsRequest()),
        operation(deferred_file={}), operation(dataframe_chunk={}),
    ]  # fmt: skip
    sent = [*dropped, *usual, *dropped]
    passed: list[BackMsg] = []

    async def receive() -> dict[str, Any]:
        if not sent:
            return {"type": "websocket.disconnect"}
        return {"type": "websocket.receive", "bytes": sent.pop(0).SerializeToString()}

    async def streamlit(scope: Any, receive: Any, send: Any) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            passed.append(BackMsg.FromString(message["bytes"]))

    async def send(message: Any) -> None:
        raise AssertionError(message)

    call = OrdersOfPages(streamlit)({"type": "websocket"}, receive, send)
    with ThreadPoolExecutor(1) as apart:  # the browser tests keep a loop running in this thread
        apart.submit(asyncio.run, call).result()
    assert passed == usual


def test_a_session_lives_on_after_that_order(dashboard: str) -> None:
    order = BackMsg(clear_cache=True).SerializeToString()
    assert menu(run(dashboard, first=order)) == MENU


def test_a_session_that_sends_rubbish_ends_alone(dashboard: str) -> None:
    with pytest.raises(ConnectionClosedError):
        run_once(dashboard, "", "", first=b"\xff\xff not a message")
    assert menu(run(dashboard)) == MENU


@pytest.mark.parametrize("path", ["/", "/client", "/compare", "/_stcore/health", "/no-such-page"])
def test_every_answer_has_the_security_headers(dashboard: str, path: str) -> None:
    with get(dashboard + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self' 'wasm-unsafe-eval'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in policy.partition("script-src")[2].partition(";")[0]
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_scripts_are_sent_compressed_to_those_who_can_read_it(dashboard: str) -> None:
    with get(dashboard) as answer:
        script = re.search(r'src="\./(static/js/[^"]+)"', answer.read().decode())
    assert script
    with get(f"{dashboard}/{script[1]}") as answer:
        plain = answer.read()
    with get(f"{dashboard}/{script[1]}", **{"Accept-Encoding": "gzip"}) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        packed = answer.read()
    assert gzip.decompress(packed) == plain
    assert len(packed) < 0.5 * len(plain)


def test_a_folder_that_is_not_there_is_said_without_a_traceback(
    serve: Serve, tmp_path: Path
) -> None:
    address = serve(tmp_path / "nowhere", tmp_path)
    drawn = texts(run(address))
    assert "The logs can't be shown" in drawn
    assert "there is no such folder" in drawn
    assert "Traceback" not in drawn
    port = address.rpartition(":")[2]
    said = (tmp_path / f"{port}.log").read_text()
    assert f"Client health is at http://localhost:{port}" in said
    assert "Links that are given out begin with http://localhost:8501; HEALTH_ADDRESS" in said
    assert said.count("nowhere: there is no such folder; give the folder with clients.csv") == 1
    assert "Traceback" not in said
