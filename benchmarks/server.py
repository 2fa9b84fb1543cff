"""The real server on a portfolio, looked at with a real browser: its memory, and clicks to rows."""

import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.meter import resident_bytes
from benchmarks.served import ROOT, served
from tests.browser.viewer import FLAGS, Viewer, chromium

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


def held(server: subprocess.Popen[bytes]) -> str:
    """What a server holds, and the most that it ever did, in words."""
    now, highest = (resident_bytes(server.pid, field) / 1e6 for field in ("VmRSS", "VmHWM"))
    return f"memory {now:.0f} MB, highest {highest:.0f} MB"


def ready(page: Any, address: str) -> float:
    """Open the Review page and wait for its scores; seconds."""
    begun = time.monotonic()
    page.goto(address)
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
        told = {"HEALTH_LOGS": str(folder.resolve()), "HEALTH_KEPT": name}
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for title in ("first start", "started again"):
            with served(ROOT / "dashboard.py", Path(name), told) as (server, address):
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
