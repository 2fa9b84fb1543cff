"""What tests share: small folders of logs; a real server of the dashboard, on a port of its own."""

from __future__ import annotations

import csv
import io
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from health.store import Store, open_store, opening

ROOT = Path(__file__).resolve().parent.parent
Serve = Callable[..., str]
Log = str | bytes | Sequence[Mapping[str, object]]
FolderOf = Callable[..., Path]
T = TypeVar("T")
# What takes longest, most of it with servers and browsers that are waited for.
LONG = (
    "access", "browser", "cluster", "deploy", "guest", "seen", "sources", "store",
    "test_explain", "test_live", "test_properties", "test_server", "test_sharing", "test_style",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no process works alone at the end.

    By name of file, so that those that wait for a browser run beside those that compute.
    """
    ours = (ROOT / "tests").parts

    def turn(item: pytest.Item) -> tuple[bool, str]:
        inside = item.path.parts[len(ours) :]
        return inside[0].removesuffix(".py") not in LONG, item.path.name

    items.sort(key=turn)


def write_log(path: Path, log: Log) -> None:
    """One log: its text or bytes as they are, or rows by the names of their columns."""
    if not isinstance(log, str | bytes):
        text = io.StringIO(newline="")
        columns = list(dict.fromkeys(name for row in log for name in row))
        table = csv.DictWriter(text, columns, "", lineterminator="\n")
        table.writeheader()
        table.writerows(log)
        log = text.getvalue()
    path.write_bytes(log.encode() if isinstance(log, str) else log)


@pytest.fixture
def folder_of(tmp_path_factory: pytest.TempPathFactory) -> FolderOf:
    """Write a folder of the logs that are named; the clients are Acme and Bolt if not told."""

    def write(**logs: Log) -> Path:
        folder = tmp_path_factory.mktemp("logs")
        for name, log in ({"clients": "client\nAcme\nBolt\n"} | logs).items():
            write_log(folder / f"{name}.csv", log)
        return folder

    return write


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The store of the pages of this process, with nothing in it."""
    made = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    monkeypatch.setattr(opening, "_current", made)
    yield made
    made.close()


def reachable(path: Path) -> None:
    """Let everybody get to a file of a test."""
    for parent in path.parents:
        if str(parent).startswith(tempfile.gettempdir() + os.sep):
            parent.chmod(parent.stat().st_mode | 0o055)


@pytest.fixture
def as_nobody() -> Iterator[None]:
    """Without the rights of root, to whom no file is closed."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    yield
    os.seteuid(0)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(address: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a dashboard answers that it is well."""
    wait_for_page(f"{address}/_stcore/health", server, seconds)


def wait_for_page(page: str, server: subprocess.Popen[bytes], seconds: float = 60) -> None:
    """Wait until a server answers when a page of it is asked for."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            pytest.fail(f"the server ended by itself with exit code {server.returncode}")
        try:
            with urllib.request.urlopen(page, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{page} did not come up in {seconds:.0f} s")


def begun(kept: Path, port: int = 0, **surroundings: str) -> tuple[subprocess.Popen[bytes], str]:
    """`streamlit run dashboard.py`, up and well, and its address; what it says is in `kept`."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1"]
    told = {**os.environ, "HEALTH_KEPT": str(kept), **surroundings}
    with (kept / f"{port}.log").open("ab") as log:
        server = subprocess.Popen(command + options, cwd=kept, env=told, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server)
    except BaseException:
        server.kill()
        raise
    return server, address


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Start a dashboard of a folder of logs (default: the sample); its address.

    All share one store, unless a server is given a folder of its own to keep things in.
    """
    started: list[subprocess.Popen[bytes]] = []
    shared = tmp_path_factory.mktemp("kept")

    def start(logs: Path = ROOT / "data" / "sample", kept: Path = shared) -> str:
        server, address = begun(kept, HEALTH_LOGS=str(logs))
        started.append(server)
        return address

    yield start
    for server in started:
        server.terminate()
    for server in started:
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


@pytest.fixture(scope="session")
def dashboard(serve: Serve) -> str:
    """The address of a dashboard of the sample portfolio, shared by all tests."""
    return serve()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium, one for all tests of a process; skipped where there is none, never in CI."""
    from tests.browser.viewer import FLAGS, chromium

    found = chromium()
    if found is None:
        reason = "no Chromium is installed (on Debian: apt-get install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield opened
        opened.close()


def in_a_thread(make: Callable[[], T]) -> T:
    """What a function gives in a thread of its own: once a browser is open, this one has an event
    loop that runs."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(make).result()
