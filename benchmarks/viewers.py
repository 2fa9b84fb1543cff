"""Many viewers of one real server at once: how long their reruns take, what a session holds."""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks.meter import resident_bytes
from benchmarks.served import ROOT, served
from tests.conftest import free_port
from tests.crowd import Run, Viewer, back, slowest_tenth

WITHIN = 5.0  # the slowest tenth of the reruns, by the median
MOST_MB = 5.0  # what one more session may hold
_SIGNALS = ("contact_freshness", "promises_kept", "overdue_now", "demo_freshness")
_PAGES = {"client": 45, "review": 25, "alerts": 12, "compare": 10, "past": 3, "logs": 3, "model": 2}
_WEEKS = (*[""] * 8, "2026-11-08", "2026-10-11")


def next_path(rng: random.Random, clients: Sequence[str]) -> str:
    """Where somebody goes next: as a meeting does, mostly to clients and back to all of them."""
    page = rng.choices(list(_PAGES), list(_PAGES.values()))[0]
    asked = {"week": rng.choice(_WEEKS)}
    if page == "client":
        asked["client"] = rng.choice(clients)
    if page == "compare":
        asked["like"] = rng.choice(clients)
    query = "&".join(f"{name}={quote_plus(value)}" for name, value in asked.items() if value)
    return f"{'' if page == 'review' else page}{'?' if query else ''}{query}"


async def visit(
    viewer: Viewer, clients: Sequence[str], seed: int, end: float, think: float
) -> None:
    """Look around until `end`, `think` seconds between two deeds on average."""
    rng = random.Random(seed)
    await viewer.look(next_path(rng, clients))
    await viewer.until_read()
    while time.monotonic() < end:
        await asyncio.sleep(rng.expovariate(1 / think))
        signals = [f"open-{each}" for each in _SIGNALS if f"open-{each}" in viewer.buttons]
        if signals and rng.random() < 0.4:
            await viewer.click(rng.choice(signals))
        else:
            await viewer.look(next_path(rng, clients))


def told(title: str, runs: Sequence[Run]) -> float:
    """Print the seconds of some runs; how often the median goes into the slowest tenth."""
    seconds = sorted(run.seconds for run in runs)
    if len(seconds) < 2:
        return 0.0
    median, tenth = statistics.median(seconds), slowest_tenth(runs)
    print(
        f"{title:22}{len(seconds):7}{1e3 * median:9.0f}{1e3 * tenth:9.0f}{1e3 * seconds[-1]:9.0f}"
        f"{tenth / median:7.1f}"
    )
    return tenth / median


def cpu_seconds(process: int) -> float:
    """Processor seconds that a process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def stay(
    address: str, process: int, clients: Sequence[str], count: int, seconds: float, think: float
) -> list[Viewer]:
    """Let so many come at once, look around for so long, and stay; what it took is printed."""
    async with Viewer(address) as first:  # what the first viewer makes is there for all
        for path in ("", f"client?client={quote_plus(clients[0])}", "alerts", "compare", "logs"):
            await first.look(path)
            await first.until_read()
    before, used, begun = resident_bytes(process, "VmRSS"), cpu_seconds(process), time.monotonic()
    viewers = [Viewer(address) for _ in range(count)]
    await asyncio.gather(*(viewer.connect() for viewer in viewers))
    deeds = [
        visit(viewer, clients, number, begun + seconds, think)
        for number, viewer in enumerate(viewers)
    ]
    went_wrong = [each for each in await asyncio.gather(*deeds, return_exceptions=True) if each]
    took, after = time.monotonic() - begun, resident_bytes(process, "VmRSS")
    busy = (cpu_seconds(process) - used) / took
    dropped = [viewer.closed for viewer in viewers if viewer.closed]
    print(f"{count} viewers for {took:.0f} s, {think:g} s between two deeds of one")
    print(f"dropped: {len(dropped)}, failed: {len(went_wrong)} {dropped[:3]} {went_wrong[:3]}")
    print(f"processor: {busy:.2f} cores busy with the server")
    print(
        f"memory: {before / 1e6:.0f} MB, then {after / 1e6:.0f} MB with what they looked at; "
        f"highest {resident_bytes(process, 'VmHWM') / 1e6:.0f} MB"
    )
    print(f"{'':22}{'runs':>7}{'median':>9}{'9 of 10':>9}{'slowest':>9}{'times':>7}  (ms)")
    told("arriving", [viewer.runs[0] for viewer in viewers if viewer.runs])
    later = [run for viewer in viewers for run in viewer.runs[1:]]
    by_page: dict[str, list[Run]] = defaultdict(list)
    for run in later:
        by_page[run.what.partition("-")[0]].append(run)
    for page, runs in sorted(by_page.items()):
        told(f"- {page}", runs)
    times = told("reruns", later)
    print(f"slowest tenth / median: {times:.1f}, at most {WITHIN:g}: {_met(times <= WITHIN)}")
    return viewers


async def more_of(viewers: Sequence[Viewer], process: int) -> list[Viewer]:
    """Let as many again come, to what others look at already; prints what one of them takes.

    All that they see is worked out, so that what they add is what a session holds.
    """
    before = resident_bytes(process, "VmRSS")
    others = [Viewer(viewer.address) for viewer in viewers]
    for other, viewer in zip(others, viewers, strict=True):
        await other.connect()
        await other.look(viewer.path)
        await other.look("")
    took = resident_bytes(process, "VmRSS") - before
    print(
        f"{len(others)} more, of views that are there: {took / 1e6 / len(others):.2f} MB a session,"
        f" at most {MOST_MB:g}: {_met(took <= MOST_MB * 1e6 * len(others))}"
    )
    return others


async def come_back(viewers: Sequence[Viewer]) -> None:
    """Bring viewers of a server that was restarted back, as their browsers do; what they see."""
    begun = time.monotonic()

    found = await asyncio.gather(*(back(viewer) for viewer in viewers), return_exceptions=True)
    same = sum(each is True for each in found)
    print(*[repr(each) for each in found if isinstance(each, BaseException)][:3], sep="\n")
    print(
        f"after a restart {same} of {len(viewers)} see the view of their address again, "
        f"{time.monotonic() - begun:.1f} s after the server was up: {_met(same == len(viewers))}"
    )


def _met(met: bool) -> str:
    return "met" if met else "NOT MET"


def look_on(folder: Path, count: int, seconds: float, think: float) -> None:
    """Measure a server of a folder with so many viewers, then restart it under them."""
    lines = (folder / "clients.csv").read_text(encoding="utf-8").splitlines()[1:]
    clients = [line.split(",")[0] for line in lines]
    port = free_port()

    async def all_of_it(kept: Path) -> None:
        surroundings = {"HEALTH_LOGS": str(folder.resolve()), "HEALTH_KEPT": str(kept)}
        with served(ROOT / "dashboard.py", kept, surroundings, port) as (server, address):
            viewers = await stay(address, server.pid, clients, count, seconds, think)
            for other in await more_of(viewers, server.pid):
                await other.leave()
        try:
            with served(ROOT / "dashboard.py", kept, surroundings, port) as (server, _):
                await come_back(viewers)
        finally:
            await asyncio.gather(*(viewer.leave() for viewer in viewers))

    with tempfile.TemporaryDirectory() as name:
        asyncio.run(all_of_it(Path(name)))
