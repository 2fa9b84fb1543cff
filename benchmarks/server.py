"""The real server on a portfolio, looked at with a real browser: its memory, and clicks to rows."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.viewer import FLAGS, Viewer, chromium

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 900
REST_SECONDS = 15.0  # in which a server gives back what its pages took
# From the click until a row of the log stands on the page, milliseconds.
CLICK = """async (signal) => {
  const page = document.querySelector("[data-testid=stMain]");
  const button = document.querySelector(`.st-key-open-${signal} button`);
  const begun = performance.now();
  button.click();
  while (!page.innerText.includes("contacts.csv row")) {
    if (performance.now() - begun > 30000) return NaN;
    await new Promise(requestAnimationFrame);
  }
  return performance.now() - begun;
}"""


def memory(server: subprocess.Popen[bytes], field: str = "VmRSS") -> float:
    """Resident memory of a process in MB; its highest for VmHWM. On Linux only."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1]) * 1024 / 1e6


def held(server: subprocess.Popen[bytes]) -> str:
    """What a server holds, and the most that it ever did, in words."""
    return f"memory {memory(server):.0f} MB, highest {memory(server, 'VmHWM'):.0f} MB"


@contextmanager
def started(folder: Path, kept: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A server of the portfolio, and its address; nothing is read before somebody looks."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = str(listener.getsockname()[1])
    surroundings = {**os.environ, "HEALTH_LOGS": str(folder.resolve()), "HEALTH_KEPT": str(kept)}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
    options = ["--server.port", port, "--server.address", "127.0.0.1"]
    with (kept / "server.log").open("wb") as log:
        server = subprocess.Popen(
            command + options, cwd=kept, env=surroundings, stdout=log, stderr=log
        )
    try:
        time.sleep(3)
        yield server, f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def ready(page: Any, address: str) -> float:
    """Open the Review page and wait for its scores; seconds."""
    begun = time.monotonic()
    while True:
        try:
            page.goto(address)
            break
        except Exception:
            if time.monotonic() - begun > PATIENCE_SECONDS:
                raise
            time.sleep(0.2)
    headline = page.locator(".sheet h1").filter(has_not_text="Reading the logs").first
    headline.wait_for(timeout=PATIENCE_SECONDS * 1000)
    return time.monotonic() - begun


def clicks(page: Any, address: str, clients: list[str]) -> list[float]:
    """Milliseconds from the click on a signal to its rows, the first click on each client."""
    found = []
    for number, client in enumerate(clients):
        viewer = Viewer(page, address)
        page.set_default_timeout(120_000)
        viewer.open(f"/client?client={client.replace(' ', '+')}")
        signal = ("quiet_hours", "reply_time")[number % 2]
        page.locator(f".st-key-open-{signal} button").wait_for()
        found.append(float(page.evaluate(CLICK, signal)))
    return found


def serve(folder: Path, clients: int) -> None:
    """Measure a server that finds nothing kept, and one that is started again."""
    from playwright.sync_api import sync_playwright

    names = (folder / "clients.csv").read_text(encoding="utf-8").splitlines()[1:]
    chosen = [line.split(",")[0] for line in names[:: max(1, len(names) // clients)]][:clients]
    with (
        tempfile.TemporaryDirectory(prefix="kept-", dir=folder.resolve().parent) as name,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for title in ("first start", "started again"):
            with started(folder, Path(name)) as (server, address):
                page = browser.new_page()
                seconds = ready(page, address)
                print(f"{title}: scores on screen after {seconds:.1f} s", flush=True)
                print(f"  {held(server)}", flush=True)
                times = clicks(page, address, chosen)
                shown = f"{statistics.median(times):.0f} ms, at most {max(times):.0f} ms"
                print(f"  from click to rows, {len(times)} clients: {shown}")
                print(f"  {held(server)}", flush=True)
                time.sleep(REST_SECONDS)
                print(f"  {held(server)}, {REST_SECONDS:.0f} s later", flush=True)
                page.close()
        browser.close()
