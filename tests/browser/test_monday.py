"""The Monday review in a browser: a week and the next; two people at once; a killed server."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest

from health.logs.contract import LOGS, Kind
from tests.browser.test_accessible import violations
from tests.conftest import ROOT, begun

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
    """A dashboard with a store of its own; to be killed and started again."""

    def __init__(self, kept: Path, logs: Path, store: Path) -> None:
        self.kept, self.logs, self.store = kept, logs, store
        self.process: subprocess.Popen[bytes] | None = None
        self.address = ""

    def start(self) -> str:
        """Start it, again if need be; its address."""
        self.process, self.address = begun(
            self.kept, HEALTH_LOGS=str(self.logs), HEALTH_STORE=f"sqlite:///{self.store}"
        )
        return self.address

    def kill(self) -> None:
        """End it without a warning."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where scores are kept: the servers below make them once."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def server(kept: Path, tmp_path: Path) -> Iterator[Server]:
    """Of the logs as they were on a Friday; not started yet."""
    logs = tmp_path / "logs"
    logs.mkdir()
    cut(logs, BEFORE)
    made = Server(kept, logs, tmp_path / "store.db")
    yield made
    made.kill()


@pytest.fixture(scope="module")
def office(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Of the whole sample, started; shared by tests that look at different clients."""
    made = Server(kept, SAMPLE, tmp_path_factory.mktemp("office") / "store.db")
    made.start()
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
    assert "need you this week" in viewer.headline
    page.locator(".st-key-changes a").first.click()  # who fell most, and why
    page.wait_for_url("**/client?**")
    viewer.settle()
    button(viewer, "Rows").first.click()
    page.get_by_text(re.compile(r"\w+\.csv rows? \d+")).first.wait_for()
    writes_as(viewer, "Mira Okafor")
    page.get_by_role("link", name="Review", exact=True).click()
    button(viewer, "Start the review").click()
    page.get_by_text("0 of 23 reviewed").wait_for()
    first = viewer.headline
    assert "mode=review" in viewer.query
    page.get_by_role("button", name=re.compile("^Acknowledge")).first.click()
    page.get_by_text(re.compile(r"Saved at .*acknowledged")).wait_for()
    assert re.search(r"Alerts \d+ firing.* acknowledged", said(viewer).replace("\n", " "))
    field(viewer, "Note").fill(HOSTILE)
    field(viewer, "What is to be done").fill("Call the sponsor about the import")
    button(viewer, "Save, reviewed, next").click()
    page.get_by_text("1 of 23 reviewed").wait_for()
    viewer.settle()
    assert "the note, the action and that" in said(viewer)
    assert violations(page) == []
    assert viewer.headline != first
    page.keyboard.press("ArrowLeft")
    viewer.until(lambda: viewer.headline == first)
    viewer.settle()
    assert HOSTILE in said(viewer)
    assert page.locator(".sheet img, .sheet a[href^=javascript], .katex").count() == 0
    button(viewer, "Close the review", exact=False).click()
    page.get_by_text("22 of 23 were not looked at.").wait_for()
    button(viewer, "Close it all the same").click()
    page.wait_for_url("**/past?review=2026-11-15")
    viewer.settle()
    assert "Call the sponsor about the import" in said(viewer)
    share = page.get_by_role("link", name="Share this week").get_attribute("href")
    assert str(share).endswith("links?new=1&as-of=2026-11-15")
    assert violations(page) == []
    kept = said(viewer).partition("Week to")[2]
    all_is_well(viewer)

    # A week later: the logs have gone on, the server was killed, and a link to the review is sent.
    server.kill()
    for log in SAMPLE.glob("*.csv"):
        (server.logs / log.name).write_bytes(log.read_bytes())  # the as-of day moves on
    later = view("/", address=server.start())
    later.until(lambda: "Agreed last week" in said(later))
    later.settle()
    assert "Call the sponsor about the import" in said(later)
    assert violations(later.page) == []
    button(later, "Done").first.click()
    field(later, "What became of it").fill("She will come to the next demo")
    button(later, "Save as done").click()
    later.page.get_by_text("She will come to the next demo").first.wait_for()
    assert "1 done" in said(later)
    later.open("/past?review=2026-11-15")
    later.until(lambda: said(later).partition("Week to")[2] == kept)
    all_is_well(later)


def open_client(view: View, office: Server, name: str, writer: str) -> Any:
    """A client's page in a tab of its own, with the name of who writes there."""
    viewer = view(f"/client?client={quote(name)}", address=office.address)
    writes_as(viewer, writer)
    return viewer


def add(viewer: Any, what: str, label: str, text: str) -> None:
    """Add a note or an action on the Client page; back when it is told to be saved."""
    button(viewer, f"Add {what}").click()
    field(viewer, label).fill(text)
    button(viewer, "Save").click()
    viewer.page.get_by_text("Saved at").wait_for()
    viewer.settle()


def test_the_second_of_two_who_change_an_action_is_told_and_loses_nothing(
    view: View, office: Server
) -> None:
    mira = open_client(view, office, "Halden Freight", "Mira Okafor")
    add(mira, "an action", "What is to be done", "Write to the finance director")
    jonas = open_client(view, office, "Halden Freight", "Jonas Lindqvist")
    for viewer in (mira, jonas):
        button(viewer, "Change").first.click()
        button(viewer, "Save the change").wait_for()
    assert violations(jonas.page) == []
    field(mira, "What is to be done").fill("Call the finance director")
    button(mira, "Save the change").click()
    mira.page.get_by_text("Saved at").wait_for()
    field(jonas, "What is to be done").fill("Visit the finance director")
    button(jonas, "Save the change").click()
    jonas.page.get_by_text("Not saved: the action. What you typed is kept.").wait_for()
    jonas.settle()
    assert "changed by Mira Okafor" in said(jonas)
    assert "It now says: “Call the finance director”" in said(jonas)
    assert field(jonas, "What is to be done").input_value() == "Visit the finance director"
    button(jonas, "Save the change").click()  # now he knows
    jonas.page.get_by_text("Saved at").wait_for()
    jonas.settle()
    button(jonas, "Change").first.click()
    jonas.page.get_by_text("it said “Call the finance director”").wait_for()
    assert "it said “Write to the finance director”" in said(jonas)
    all_is_well(jonas)


def test_what_was_confirmed_or_typed_outlives_a_killed_server(view: View, office: Server) -> None:
    mira = open_client(view, office, "Northmoor Water", "Mira Okafor")
    sent: list[int] = []
    mira.page.on("websocket", lambda each: each.on("framereceived", lambda f: sent.append(len(f))))
    mira.open("/client?client=Northmoor+Water")
    writes_as(mira, "Mira Okafor")
    whole = sum(sent)
    add(mira, "a note", "Note", "Said on screen to be saved")
    assert sum(sent) - whole < whole / 4  # its fragment ran, and not the page
    button(mira, "Add an action").click()
    field(mira, "What is to be done").fill("Half a thought")
    field(mira, "What is to be done").blur()
    mira.settle()
    office.kill()
    again = view("/client?client=Northmoor+Water", address=office.start())
    again.until(lambda: "Said on screen to be saved" in said(again))
    assert button(again, "Writing as Mira Okafor").count() == 1  # this browser knows who writes
    assert field(again, "What is to be done").input_value() == "Half a thought"
    field(again, "What is to be done").fill("A whole thought, and the field never left")
    again.open("/client?client=Northmoor+Water")
    again.until(
        lambda: field(again, "What is to be done").input_value().startswith("A whole thought")
    )
    again.settle()
    button(again, "Save").click()
    again.page.get_by_text("Saved at").wait_for()
    again.settle()
    assert "1 open" in said(again)
    assert "A whole thought" in said(again)
    all_is_well(again)


def test_a_lead_reviews_only_their_own(view: View, office: Server) -> None:
    viewer = view("/?mode=review&lead=Mira+Okafor", address=office.address)
    viewer.page.get_by_text("0 of 5 reviewed").wait_for()
    viewer.settle()
    first, seen = viewer.headline, set()
    for _ in range(5):
        seen.add(viewer.headline)
        assert "Lead Mira Okafor" in said(viewer)
        viewer.page.keyboard.press("ArrowRight")
        viewer.settle()
    assert len(seen) == 5
    viewer.open(f"/?{viewer.query}")  # the link that a colleague gets
    assert viewer.headline not in (first, "")
    assert viewer.headline in seen
    all_is_well(viewer)


def test_a_health_by_hand_stands_beside_the_computed_one_until_it_is_ended(
    view: View, office: Server
) -> None:
    viewer = open_client(view, office, "Kestrel Mutual", "Priya Raghavan")
    computed = viewer.headline
    viewer.page.locator(".st-key-set-override button").click()
    field(viewer, "Health, 0 to 100").fill("45")
    button(viewer, "Set it").last.click()
    viewer.page.get_by_text("Not saved: the health by hand").wait_for()  # no reason was given
    field(viewer, "Why").fill("The sponsor has left <b>")
    button(viewer, "Set it").last.click()
    viewer.page.get_by_text("End it now").wait_for()
    viewer.settle()
    assert viewer.headline == computed
    viewer.open("/")
    assert "Kestrel Mutual set to 45 by Priya Raghavan until" in said(viewer)
    assert "The sponsor has left <b>; computed 71" in said(viewer)
    viewer.open("/client?client=Kestrel+Mutual")
    button(viewer, "End it now").click()
    viewer.page.get_by_text("Saved at").wait_for()
    viewer.open("/client?client=Kestrel+Mutual")
    assert "set to 45" not in said(viewer)
    all_is_well(viewer)


def test_without_the_store_scores_are_shown_and_what_is_missing_says_why(
    view: View, kept: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store.db"
    store.write_text("this is no database")
    server = Server(kept, SAMPLE, store)
    try:
        viewer = view("/", address=server.start())
        assert "need you this week" in viewer.headline
        assert "What was agreed can't be shown now" in said(viewer)
        viewer.open("/client?client=Kestrel+Mutual")
        assert "Notes can't be shown now" in said(viewer)
        viewer.open("/past")
        assert "The past reviews can't be shown now" in said(viewer)
        viewer.open("/?mode=review")
        assert viewer.headline == "The review can't be held now"
        button(viewer, "Show all clients").click()
        viewer.until(lambda: "need you this week" in viewer.headline)
    finally:
        server.kill()
