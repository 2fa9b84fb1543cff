"""The soak from end to end: a real server, what happens to it, what it takes, what it shows."""

from __future__ import annotations

import asyncio
import csv
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks.served import ROOT
from benchmarks.soak.figures import Figures, heading, judged, line, taken
from benchmarks.soak.logs import Growing, troubles
from benchmarks.soak.people import Told, come_and_go, links
from health.sources.opening import read_logs
from health.store import open_store
from health.words import whole
from tests.conftest import begun
from tests.crowd import Viewer

_SEATS, _LOOK_SECONDS, _GROW_SECONDS, _DAYS = 12, 15.0, 10.0, 2
_TROUBLE_SECONDS = 20.0
_LEAVE_SECONDS = 20.0  # in which viewers end what they began
_PATIENCE_SECONDS = 90.0  # until the screen has to say what `score` says


def soak(minutes: float, warm_up: float) -> bool:
    """Let a server live for so long; all figures are printed. Whether nothing grew or was wrong."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the server ends with it
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder, kept = Path(name, "logs"), Path(name, "kept")
        folder.mkdir()
        kept.mkdir()
        steps = int(minutes * 60 / (2 * _GROW_SECONDS)) + 1
        logs, told = Growing(folder, steps * _DAYS), Counter[str]()
        server, address = begun(kept, HEALTH_LOGS=str(folder))
        try:
            found = asyncio.run(_lived(server.pid, address, logs, kept, minutes, told))
        finally:
            server.terminate()
            server.wait(60)
        said = "".join(path.read_text(errors="replace") for path in kept.glob("*.log"))
    print("\nwhat happened")
    for what, times in sorted(told.items()):
        print(f"{times:7}  {what}")
    for text in sorted(set(re.findall(r".*(?:Error|ERROR|CRITICAL).*", said)))[:20]:
        print("  in the log:", text[:200])
    flat = judged(found, warm_up * 60)
    right = not any(what.startswith("WRONG") for what in told)
    print("flat:", "yes" if flat else "NO", "- nothing wrong:", "yes" if right else "NO")
    return flat and right


async def _lived(
    process: int, address: str, logs: Growing, kept: Path, minutes: float, told: Told
) -> list[Figures]:
    store = open_store(f"sqlite:///{kept / 'store.db'}")
    ended, rest = asyncio.Event(), asyncio.Lock()
    found: list[Figures] = []
    read = read_logs(logs.folder)
    async with Viewer(address, patience=90) as first:
        await first.look("")
        await first.until_read()
    print(heading(), flush=True)
    began = time.monotonic()
    tasks = [
        asyncio.create_task(come_and_go(address, logs.clients, seed, ended, told))
        for seed in range(_SEATS)
    ]
    tasks.append(asyncio.create_task(links(address, store, read, ended, rest, told)))
    tasks.append(asyncio.create_task(_looks(process, address, kept, began, ended, found)))
    try:
        async with asyncio.timeout(minutes * 60):
            await _through_it_all(address, logs, kept, rest, told)
    except TimeoutError:
        ended.set()
        await asyncio.wait(tasks, timeout=_LEAVE_SECONDS)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        store.close()
    return found


async def _through_it_all(
    address: str, logs: Growing, kept: Path, rest: asyncio.Lock, told: Told
) -> None:
    """Rows, a trouble, its repair, and whether the screen is right then: for ever."""
    for what, begin, repair in troubles(logs):
        await _grows(logs, told)
        await asyncio.to_thread(begin)
        told[what] += 1
        await asyncio.sleep(_TROUBLE_SECONDS)
        await asyncio.to_thread(repair)
        async with rest:
            await _checked(address, logs, kept, told)


async def _grows(logs: Growing, told: Told) -> None:
    """Rows come, in two goes."""
    for _ in range(2):
        told["rows added"] += await asyncio.to_thread(logs.grow, _DAYS)
        told["times that rows were added"] += 1
        await asyncio.sleep(_GROW_SECONDS)


async def _looks(
    process: int, address: str, kept: Path, began: float, ended: asyncio.Event, found: list[Figures]
) -> None:
    """Take the figures again and again; one a minute is printed."""
    while not ended.is_set():
        found.append(await asyncio.to_thread(taken, process, address, kept, began))
        if len(found) % int(60 / _LOOK_SECONDS) == 1:
            print(line(found[-1]), flush=True)
        await asyncio.sleep(_LOOK_SECONDS)


async def _checked(address: str, logs: Growing, kept: Path, told: Told) -> None:
    """Whether a viewer is shown what `score` says of the logs as they stand, once they rest."""
    begun_at = time.monotonic()
    some = random.Random(told["times that rows were added"]).sample(logs.clients, 6)
    wanted, seen = await asyncio.to_thread(_scores, logs.folder, kept), dict[str, str]()
    while time.monotonic() < begun_at + _PATIENCE_SECONDS:
        seen = await _seen(address, some)
        if all(seen[name] == wanted.get(name) for name in some):
            told["clients shown as score says"] += len(some)
            told["times that the screen was compared, and right"] += 1
            told["seconds until it was right, in sum"] += round(time.monotonic() - begun_at)
            return
        await asyncio.sleep(1)
    for name in some:
        if seen[name] != wanted.get(name):
            wrong = f"WRONG on screen: {name} at {seen[name]}, score says {wanted.get(name)}"
            print(wrong, flush=True)
            told[wrong] += 1


def _scores(folder: Path, kept: Path) -> dict[str, str]:
    """The health of each client by the command line, as a page would word it."""
    out = folder.parent / "scores.csv"
    command = [sys.executable, "-m", "health", "score", str(folder), "--out", str(out)]
    told = {**os.environ, "HEALTH_KEPT": str(kept)}
    subprocess.run(command, cwd=ROOT, env=told, capture_output=True, check=True)
    with out.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["client"]: whole(float(row["health"] or "nan")) for row in rows}


async def _seen(address: str, clients: Sequence[str]) -> dict[str, str]:
    """The health of each client on its page."""
    found = {}
    async with Viewer(address, patience=90) as viewer:
        for name in clients:
            await viewer.look(f"client?client={quote_plus(name)}")
            await viewer.until_read()
            shown = re.search(r"<h1>.*?<span[^>]*>\S+ (\S+?)</span>", viewer.html, re.DOTALL)
            found[name] = unescape(shown[1]) if shown else viewer.headline
    return found
