"""The Monday review in a browser: a week and the next; two people at once; a killed server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from health.logs.contract import LOGS, Kind
from tests.conftest import ROOT, free_port, wait_for

View = Callable[..., Any]
SAMPLE = ROOT / "data" / "sample"
BEFORE = date(2026, 11, 13)
HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(2)) **b** $x^2$ =1+1"


def cut(folder: Path, day: date) -> None:
    """The sample's logs as they were at the end of a day."""
    for log, contract in LOGS.items():
        rows = pd.read_csv(SAMPLE / f"{log}.csv", dtype=str, keep_default_na=False)
        for column in contract.columns:
            if log != "clients" and column.kind in (Kind.DATE, Kind.MOMENT):
                later = rows[column.name].str[:10] > day.isoformat()
                rows.loc[later, column.name] = ""
                rows = rows[~later] if column.required or log == "feedback" else rows
        rows.to_csv(folder / f"{log}.csv", index=False)


class Server:
    """A dashboard on a folder of logs, with a store of its own; to be killed and started again."""

    def __init__(self, folder: Path, logs: Path) -> None:
        self.folder, self.logs = folder, logs
        self.process: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(self) -> str:
        """Start it, again if need be; its address."""
        port = free_port()
        surroundings = {
            **os.environ, "HEALTH_LOGS": str(self.logs), "HEALTH_KEPT": str(self.folder),
        }  # fmt: skip
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
        command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=self.folder, env=surroundings, stdout=log, stderr=log
            )
        self.address = f"http://127.0.0.1:{port}"
        wait_for(self.address, self.process)
        return self.address

    def kill(self) -> None:
        """End it without a warning."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    logs = tmp_path / "logs"
    logs.mkdir()
    cut(logs, BEFORE)
    made = Server(tmp_path, logs)
    yield made
    made.kill()


def button(viewer: Any, name: str, exact: bool = True) -> Any:
    return viewer.page.get_by_role("button", name=name, exact=exact)


def field(viewer: Any, name: str) -> Any:
    return viewer.page.get_by_role("textbox", name=name, exact=True)


def said(viewer: Any) -> str:
    return str(viewer.page.locator("[data-testid=stMain]").inner_text())


def writes_as(viewer: Any, name: str) -> None:
    """Choose who is writing, in the menu."""
    viewer.page.locator(".st-key-author-menu button").click()
    box = viewer.page.get_by_role("combobox", name="Who is writing?")
    box.fill(name)
    box.press("Enter")
    viewer.page.get_by_role("button", name=f"Writing as {name}").wait_for()
    viewer.page.keyboard.press("Escape")
    viewer.settle()


def all_is_well(viewer: Any) -> None:
    """Nothing failed. Streamlit looks for its server under the page's own path first, in vain."""
    viewer.complaints = [said for said in viewer.complaints if "404 (Not Found)" not in said]
    viewer.all_is_well()


def test_a_monday_and_the_next(view: View, server: Server) -> None:
    viewer = view("/", address=server.start())
    page = viewer.page
    writes_as(viewer, "Mira Okafor")
    button(viewer, "Start the review").click()
    page.get_by_text("0 of 23 reviewed").wait_for()
    first = viewer.headline
    assert "mode=review" in viewer.query
    field(viewer, "Note").fill(HOSTILE)
    field(viewer, "What is to be done").fill("Call the sponsor about the import")
    button(viewer, "Save, reviewed, next").click()
    page.get_by_text("1 of 23 reviewed").wait_for()
    viewer.settle()
    assert "the note, the action and that" in said(viewer)
    assert viewer.headline != first
    page.keyboard.press("ArrowLeft")
    viewer.until(lambda: viewer.headline == first)
    viewer.settle()
    assert HOSTILE in said(viewer)
    assert page.locator(".sheet img, .sheet a[href^=javascript], .katex").count() == 0
    button(viewer, "Close the review", exact=False).click()
    page.get_by_text("1 of 23 clients were reviewed.").wait_for()
    button(viewer, "Close it").click()
    page.wait_for_url("**/past?review=2026-11-15")
    viewer.settle()
    assert "Call the sponsor about the import" in said(viewer)
    kept = said(viewer).partition("Week to")[2]
    all_is_well(viewer)

    # A week later: the logs have gone on, the server was killed, and a link to the review is sent.
    server.kill()
    for log in SAMPLE.glob("*.csv"):
        (server.logs / log.name).write_bytes(log.read_bytes())
    later = view("/", address=server.start())
    later.until(lambda: "Agreed last week" in said(later))
    assert "Call the sponsor about the import" in said(later)
    button(later, "Done").first.click()
    field(later, "What became of it").fill("She will come to the next demo")
    button(later, "Save as done").click()
    later.page.get_by_text("She will come to the next demo").first.wait_for()
    assert "1 done" in said(later)
    later.open("/past?review=2026-11-15")
    later.until(lambda: said(later).partition("Week to")[2] == kept)
    all_is_well(later)
