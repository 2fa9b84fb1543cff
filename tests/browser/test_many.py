"""Many viewers at once, and a restart under them: a small version of `benchmarks viewers`."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from benchmarks.meter import resident_bytes
from tests import crowd
from tests.browser.viewer import Viewer
from tests.conftest import begun, free_port

MANY, ROUNDS = 12, 4
MOST_BYTES = 5_000_000  # of memory, for one more session
VIEWS = (
    "", "?week=2026-11-08", "alerts", "client?client=Northmoor+Water",
    "client?client=Halden+Freight&week=2026-11-08", "compare?like=Kestrel+Mutual",
)  # fmt: skip


class Server:
    """A server that can be started again where it was."""

    def __init__(self, kept: Path) -> None:
        self.kept, self.port = kept, free_port()
        self.process, self.address = begun(kept, self.port)

    def restart(self) -> None:
        """Stop it, and start it again."""
        self.stop()
        self.process, _ = begun(self.kept, self.port)

    def stop(self) -> None:
        """Stop it as a service is stopped."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the sample portfolio."""
    started = Server(tmp_path)
    yield started
    started.stop()


async def they_come_and_stay(server: Server) -> tuple[list[crowd.Run], float, list[bool]]:
    """Their reruns; bytes a session; whether each saw the same again after a restart."""
    async with crowd.Viewer(server.address) as first:
        for path in VIEWS:
            await first.look(path)
            await first.until_read()
    before = resident_bytes(server.process.pid, "VmRSS")
    viewers = [crowd.Viewer(server.address) for _ in range(MANY)]
    await asyncio.gather(*(viewer.connect() for viewer in viewers))

    async def visit(place: int, viewer: crowd.Viewer) -> None:
        for turn in range(ROUNDS):
            await viewer.look(VIEWS[(place + turn) % len(VIEWS)])

    await asyncio.gather(*(visit(place, viewer) for place, viewer in enumerate(viewers)))
    took = (resident_bytes(server.process.pid, "VmRSS") - before) / MANY
    assert [viewer.closed for viewer in viewers if viewer.closed] == []
    await asyncio.to_thread(server.restart)
    same = await asyncio.gather(*(crowd.back(viewer) for viewer in viewers))
    for viewer in viewers:
        await viewer.leave()
    return [run for viewer in viewers for run in viewer.runs[1:]], took, same


def test_many_are_served_evenly_and_a_restart_brings_each_back_to_their_view(
    server: Server, browser: Any
) -> None:
    tab = Viewer(browser.new_page(), server.address).open("/client?client=Northmoor+Water")
    seen, address = tab.headline, tab.page.url
    with ThreadPoolExecutor(1) as apart:  # the browser keeps a loop running in this thread
        runs, held, same = apart.submit(asyncio.run, they_come_and_stay(server)).result()
    assert len(runs) >= MANY * (ROUNDS - 1)
    assert crowd.slowest_tenth(runs) <= 5 * statistics.median(run.seconds for run in runs)
    assert held <= MOST_BYTES
    assert same == [True] * MANY
    tab.settle()  # it found the server again by itself
    assert tab.page.url == address
    assert tab.headline == seen
    tab.page.locator(".st-key-open-promises_kept button").click()
    tab.page.get_by_text("deadlines.csv row").first.wait_for()
    tab.page.close()
