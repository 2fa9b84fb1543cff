"""The health endpoint: what a monitor is told of a server that is well, and of one that is not."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from health.errors import StoreUnavailable
from health.live import State
from health.portfolio import Portfolio
from health.pulse import Pulse, pulse
from health.store import Store, open_store
from pages.server.healthz import Healthz
from tests.conftest import FolderOf, Serve

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WELL = Pulse("read", 1, 1, None, "reachable")


@pytest.fixture
def state(folder_of: FolderOf) -> State:
    """Logs that were read a minute ago, and looked at five seconds ago."""
    contacts = "client,at,direction\nAcme,2026-11-20 10:00,out\n"
    return State(
        Portfolio.open(folder_of(contacts=contacts)),
        checked_at=NOW - timedelta(seconds=5),
        scored_at=NOW - timedelta(minutes=1),
    )


@pytest.fixture
def store(tmp_path: Path) -> Callable[[], Store]:
    """A store that can be reached."""
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    return lambda: opened


def away() -> Store:
    """A store that can't."""
    raise StoreUnavailable("The store of secret things can't be reached.", "/secret/place")


def test_a_server_that_is_well_tells_how_old_its_logs_are(
    state: State, store: Callable[[], Store]
) -> None:
    found = pulse(state, store, NOW)
    assert found.well
    assert found.told() == {
        "status": "ok",
        "logs": {
            "state": "read", "read_seconds_ago": 60, "looked_at_seconds_ago": 5,
            "latest_day": "2026-11-20",
        },
        "store": {"state": "reachable"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "logs", "status"),
    [
        ({"problem": "/secret/contacts.csv is gone"}, "outdated", "degraded"),
        ({"portfolio": None, "problem": "/secret: no such folder"}, "unreadable", "failing"),
        ({"portfolio": None, "doing": "reading the logs"}, "starting", "failing"),
        ({"portfolio": None, "problem": "/secret", "doing": "reading"}, "starting", "failing"),
        ({"checked_at": NOW - timedelta(hours=1)}, "stuck", "failing"),
        ({"checked_at": NOW - timedelta(hours=1), "doing": "reading"}, "read", "ok"),
        ({"checked_at": NOW + timedelta(hours=1)}, "read", "ok"),  # the clock was set back
    ],
)
def test_what_is_wrong_with_the_logs_is_a_state_without_names(
    state: State, store: Callable[[], Store], change: dict[str, Any], logs: str, status: str
) -> None:
    found = pulse(replace(state, **change), store, NOW)
    assert (found.logs, found.told()["status"]) == (logs, status)
    assert found.well == (status != "failing")
    assert "secret" not in json.dumps(found.told())
    assert "Acme" not in json.dumps(found.told())


def test_a_store_that_is_away_makes_the_server_fail_without_saying_where_it_is(
    state: State,
) -> None:
    found = pulse(state, away, NOW)
    assert not found.well
    assert found.told()["store"] == {"state": "unreachable"}
    assert "secret" not in json.dumps(found.told())


def test_many_who_ask_at_once_cost_one_look() -> None:
    looks: list[float] = []

    def feel() -> Pulse:
        looks.append(time.monotonic())
        time.sleep(0.05)
        return WELL

    async def ask() -> list[int]:
        endpoint = Healthz(feel)
        answers = await asyncio.gather(*(endpoint.answer(None) for _ in range(50)))  # type: ignore[arg-type]
        return [answer.status_code for answer in answers]

    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(asyncio.run, ask()).result() == [200] * 50
    assert len(looks) == 1


def asked(address: str) -> tuple[int, dict[str, Any], str]:
    """The status, the pulse, and the caching header that a server answers with."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=20)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    return answer.status, told, str(answer.headers["Cache-Control"])


def until(address: str, status: int) -> dict[str, Any]:
    """What a server says once it answers with a status."""
    end = time.monotonic() + 30
    while (found := asked(address))[0] != status and time.monotonic() < end:
        time.sleep(0.2)
    assert found[0] == status, found
    assert found[2] == "no-store"
    return found[1]


def test_a_real_server_comes_up_and_fails_while_its_store_is_gone(
    serve: Serve, tmp_path: Path
) -> None:
    address = serve(kept=tmp_path)
    told = until(address, 200)
    assert (told["status"], told["logs"]["state"], told["store"]["state"]) == (
        "ok", "read", "reachable",
    )  # fmt: skip
    (tmp_path / "store.db").rename(tmp_path / "elsewhere.db")
    told = until(address, 503)
    assert (told["status"], told["store"]["state"]) == ("failing", "unreachable")
    assert str(tmp_path) not in json.dumps(told)
    (tmp_path / "elsewhere.db").rename(tmp_path / "store.db")
    assert until(address, 200)["status"] == "ok"
