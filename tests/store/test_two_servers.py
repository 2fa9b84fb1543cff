"""Two real servers of one PostgreSQL and one folder of kept scores are one program."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from health.links.making import make_link
from health.settings import Settings
from health.sources.opening import read_logs
from health.store import Store, open_store
from tests.access.conftest import Place, guarded
from tests.access.written import COOKIE_SECRET
from tests.conftest import ROOT, free_port, in_a_thread
from tests.crowd import Viewer

CLIENT = "Northmoor Water"
# A server that is at the scores before both, and stops in the midst of writing them down.
_FIRST = """
import sys, time
from pathlib import Path
import numpy
from health.live import Live

def half(file, **arrays):
    file.write(b"half of the scores")
    file.flush()
    print("writing", flush=True)
    time.sleep(600)

numpy.savez = half
Live(Path(sys.argv[1]), kept_in=Path(sys.argv[2])).check()
"""


@dataclass
class Two:
    """The servers by their ports; what they have in common."""

    ports: tuple[int, int]
    base: str
    place: Place
    logs: Path
    kept: Path
    store: Store
    written: set[tuple[str, int]] = field(default_factory=set)  # names of kept scores, inodes

    def get(self, which: int, path: str, **asked: Any) -> requests.Response:
        """An answer of a server, asked as a proxy asks it."""
        headers = {"Host": self.base.removeprefix("http://")} | asked.pop("headers", {})
        address = f"http://127.0.0.1:{self.ports[which]}{path}"
        return requests.get(address, headers=headers, timeout=30, allow_redirects=False, **asked)

    def pulse(self, which: int) -> Any:
        """The latest day of a server's logs, once it has read them."""
        logs = self.get(which, "/healthz").json()["logs"]
        return (logs["state"], logs["latest_day"])

    def seen(self, which: int, deed: Callable[[Viewer], Any]) -> Any:
        """What a viewer who is signed in does on a server, and sees."""

        async def visit() -> Any:
            cookie = self.place.cookie("ann")
            async with Viewer(self.base, cookie=cookie, port=self.ports[which]) as viewer:
                return await deed(viewer)

        return in_a_thread(lambda: asyncio.run(visit()))


def soon(true: Callable[[], bool], seconds: float = 60) -> bool:
    """Whether something becomes true."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.1)
    return true()


@pytest.fixture(scope="module")
def two(databases: Callable[[int], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    """Both, begun while a third is at the scores, which is killed as it writes them down."""
    home, url = tmp_path_factory.mktemp("two"), databases(21)
    logs, kept = home / "logs", home / "kept"
    shutil.copytree(ROOT / "data" / "sample", logs)
    kept.mkdir()
    ports, store = (free_port(), free_port()), open_store(url)
    base = f"http://127.0.0.1:{ports[0]}"
    told = {"HEALTH_ADDRESS": base, "HEALTH_STORE": url, "HEALTH_LOGS": str(logs)}
    with ExitStack() as ended:
        ended.callback(store.close)
        command = [sys.executable, "-c", _FIRST, str(logs), str(kept)]
        first = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
        ended.callback(first.wait)
        ended.callback(first.kill)
        assert first.stdout is not None
        ended.callback(first.stdout.close)
        with ThreadPoolExecutor() as pool:
            starts = [
                pool.submit(guarded, kept, "http://127.0.0.1:9", port, **told) for port in ports
            ]
            assert first.stdout.readline() == b"writing\n"
            for server, _ in [each.result() for each in starts]:
                ended.callback(server.wait, 30)
                ended.callback(server.terminate)
        made = Two(ports, base, Place(base, kept / "access.toml", ""), logs, kept, store)
        stop = threading.Event()
        watch = threading.Thread(target=_watch, args=(made, stop))
        watch.start()
        ended.callback(watch.join)
        ended.callback(stop.set)
        time.sleep(0.5)
        assert [made.pulse(which)[0] for which in (0, 1)] == ["starting", "starting"]
        first.kill()
        assert soon(lambda: all(made.pulse(which)[0] == "read" for which in (0, 1)))
        yield made


def _watch(two: Two, stop: threading.Event) -> None:
    """Note which files of scores there ever are: one that is written twice has two inodes."""
    while not stop.wait(0.02):
        for path in two.kept.glob("*.npz"):
            with suppress(OSError):
                two.written.add((path.name, path.stat().st_ino))


def test_a_server_that_is_killed_as_it_writes_scores_leaves_none_that_are_half(two: Two) -> None:
    assert len(two.written) == 1
    assert [path.read_bytes() for path in two.kept.glob("tmp*.part")] == [b"half of the scores"]
    [kept] = two.kept.glob("*.npz")
    assert kept.read_bytes()[:2] == b"PK"
    [rows] = two.kept.glob("rows/contacts-*.rows")  # made by one, read by both
    assert rows.stat().st_size > 0


def test_rows_that_come_are_scored_once_and_shown_by_both(two: Two) -> None:
    before, contacts = len(two.written), two.logs / "contacts.csv"
    given = {"client": CLIENT, "at": "2026-11-23 10:00", "direction": "out"}
    names = contacts.read_text().partition("\n")[0].split(",")
    with contacts.open("a") as log:
        log.write(",".join(given.get(name, "") for name in names) + "\n")
    assert soon(lambda: [two.pulse(which) for which in (0, 1)] == [("read", "2026-11-23")] * 2)
    assert len(two.written) == before + 1


def test_what_is_written_on_one_is_seen_on_the_other(two: Two) -> None:
    note = "They asked <b>twice</b> for a plan"

    async def written(viewer: Viewer) -> list[str]:
        await viewer.look(f"client?client={CLIENT}")
        await viewer.until_read()
        await viewer.click("add-note")
        [save] = [key for key in viewer.buttons if key.startswith("save-")]
        await viewer.click(save, Note=note)
        await viewer.look("alerts")
        key = next(key for key in viewer.buttons if key.startswith("acknowledged-"))
        await viewer.click(key)
        return [key]

    async def read(viewer: Viewer) -> SimpleNamespace:
        await viewer.look(f"client?client={CLIENT}")
        await viewer.until_read()
        client = viewer.html
        await viewer.look("alerts?state=acknowledged")
        return SimpleNamespace(client=client, alerts=viewer.html, buttons=viewer.buttons)

    [key] = two.seen(0, written)
    seen = two.seen(1, read)
    assert "They asked &lt;b&gt;twice&lt;/b&gt; for a plan" in seen.client
    assert key not in seen.buttons
    assert {(mark.kind, mark.by) for mark in two.store.marks()} == {("acknowledged", "Ann Berg")}


def test_a_settings_version_is_in_force_on_both_and_scored_once(two: Two) -> None:
    before = len(two.written)
    text = "[bands]\ngreen = 90\n"
    two.store.add_settings("Stricter", "too many greens", text, "Ann", date(2020, 1, 1), 0)

    async def greens(viewer: Viewer) -> bool:
        await viewer.look("model")
        await viewer.until_read()
        return "In force: “Stricter”" in viewer.html

    assert soon(lambda: all(two.seen(which, greens) for which in (0, 1)))
    assert soon(lambda: len(two.written) == before + 1)


def test_a_link_that_is_opened_on_one_holds_on_the_other(two: Two) -> None:
    logs = read_logs(two.logs, Settings.default())
    made = make_link(two.store, logs, [CLIENT], "Ann", datetime.now(UTC))
    opened = two.get(1, f"/s/{made.token}")
    assert opened.status_code == 303
    for which in (0, 1):
        page = two.get(which, opened.headers["Location"], cookies=opened.cookies)
        assert (page.status_code, CLIENT in page.text) == (200, True)


def test_a_sign_in_holds_on_both_until_it_is_signed_out_on_one(two: Two) -> None:
    sent = {"Cookie": two.place.cookie("ann", secret=COOKIE_SECRET)}
    assert [two.get(which, "/", headers=sent).status_code for which in (0, 1)] == [200, 200]
    two.get(0, "/auth/logout", headers=sent)
    assert [two.get(which, "/", headers=sent).status_code for which in (0, 1)] == [401, 401]
    others = {"Cookie": two.place.cookie("ann")}
    assert two.get(1, "/", headers=others).status_code == 200
