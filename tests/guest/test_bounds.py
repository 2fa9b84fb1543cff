"""Guests are drawn for beside the server's loop, so many at once, and once for all who ask."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from types import SimpleNamespace

import anyio
import pytest
from starlette.requests import Request
from starlette.responses import Response

from health.links import door
from health.links.opening import Grant
from pages.guest import bounds
from pages.guest.pace import MOST, Pace
from pages.guest.quiet import keep_tokens_out_of_logs
from pages.guest.routes import safely
from tests.conftest import in_a_thread

GRANT = Grant(("Acme", "Bolt"), "client", None, "page", datetime(2030, 1, 1, tzinfo=UTC), "")


def test_the_loop_goes_on_while_guests_wait_and_too_many_are_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bounds, "WAITING", 2)
    free, began = threading.Event(), threading.Semaphore(0)
    found: list[object] = []

    def work() -> str:
        began.release()
        free.wait(20)
        return "drawn"

    async def ask() -> None:
        try:
            found.append(await bounds.in_thread(work))
        except bounds.TooMany:
            found.append("too many")

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(bounds.AT_ONCE + 3):
                tasks.start_soon(ask)
            while found != ["too many"]:  # the one for whom not even a place to wait is left
                await anyio.sleep(0.01)
            for _ in range(bounds.AT_ONCE):
                assert began.acquire(timeout=5)
            assert not began.acquire(blocking=False)  # no further one has begun
            free.set()

    in_a_thread(lambda: anyio.run(main))
    assert found == ["too many"] + ["drawn"] * (bounds.AT_ONCE + 2)


def test_who_waits_too_long_is_asked_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "SECONDS", 0.05)
    free = threading.Event()

    async def main() -> None:
        async with anyio.create_task_group() as tasks:
            for _ in range(bounds.AT_ONCE):
                tasks.start_soon(bounds.in_thread, free.wait, 20)
            await anyio.sleep(0.01)
            with pytest.raises(bounds.TooMany):
                await bounds.in_thread(free.wait)
            free.set()

    in_a_thread(lambda: anyio.run(main))


def test_a_client_is_drawn_once_until_logs_or_day_change_or_a_report_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[tuple[object, ...]] = []
    portfolio = SimpleNamespace(version="1", as_of=20_000)
    sent: dict[str, SimpleNamespace] = {}

    def snapshot(given: SimpleNamespace, grant: Grant, last: object) -> dict[str, object]:
        drawn.append((given.version, grant.clients, grant.day))
        assert last is sent.get(grant.clients[0])
        return {"clients": [{"client": grant.clients[0]}], "without": []}

    monkeypatch.setattr(door, "snapshot", snapshot)
    store = SimpleNamespace(last_sent_report=lambda client, *_, **__: sent.get(client))
    monkeypatch.setattr(door, "current", lambda: store)
    state = SimpleNamespace(now=lambda: SimpleNamespace(portfolio=portfolio))
    monkeypatch.setattr("health.live.current", lambda: state)
    threads = [threading.Thread(target=door.shown, args=(GRANT,)) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(drawn) == [("1", ("Acme",), None), ("1", ("Bolt",), None)]
    mine = door.shown(GRANT)
    assert mine is not None
    mine["clients"][0]["client"] = "changed by who drew it"
    again = door.shown(GRANT)
    assert again is not None
    assert [one["client"] for one in again["clients"]] == ["Acme", "Bolt"]
    portfolio.version = "2"
    door.shown(GRANT)
    assert len(drawn) == 4
    sent["Bolt"] = SimpleNamespace(id=1, version=3)
    door.shown(GRANT)
    assert drawn[4:] == [("2", ("Bolt",), None)]
    portfolio = None  # type: ignore[assignment]
    assert door.shown(GRANT) is None
    assert door.listed(GRANT) is None


def test_a_token_is_black_in_what_the_server_logs_of_requests(
    caplog: pytest.LogCaptureFixture,
) -> None:
    keep_tokens_out_of_logs()
    asked = ("127.0.0.1:1", "GET", "/s/zE7ZPsveCpNsl7uMAcyEWyzgaJxSeNdy?x=1", "1.1", 303)
    with caplog.at_level("INFO", "uvicorn.access"):
        logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', *asked)
    assert caplog.messages == ['127.0.0.1:1 - "GET /s/...?x=1 HTTP/1.1" 303']


def test_an_address_that_asks_without_end_waits_and_nobody_else_does() -> None:
    clock = [30.0]
    pace = Pace(lambda: clock[0])
    asked = [pace.wait("2001:db8::1") for _ in range(MOST + 1)]
    assert asked == [0] * MOST + [31]
    assert pace.wait("2001:db8::2")  # of the same network
    assert not pace.wait("203.0.113.9")
    clock[0] += 31
    assert not pace.wait("2001:db8::1")


def test_what_fails_is_told_to_nobody_and_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(_request: Request) -> Response:
        raise ValueError("a secret of the store")

    async def main() -> Response:
        scope = {"type": "http", "method": "GET", "path": "/shared/x", "headers": []}
        return await safely(fails)(Request(scope))

    answer = in_a_thread(lambda: anyio.run(main))
    assert answer.status_code == 503
    assert b"Try again in a moment" in bytes(answer.body)
    assert b"secret" not in bytes(answer.body)
    assert "a secret of the store" in caplog.text
