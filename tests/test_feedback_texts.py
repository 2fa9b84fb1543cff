"""What a guest typed is text wherever the team meets it; and what is written to whom was asked."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from health.check import check
from health.evidence import evidence
from health.links.asking import askings, message, reminder
from health.links.feedback import ask_client
from health.logs.rows import Logs
from health.portfolio import Portfolio
from health.report import as_html, as_text, draft
from health.settings import Settings
from health.sources.given import Giving
from health.sources.opening import read_logs
from health.sources.workspace import Workspace
from health.store import Store, open_store
from health.store.tables import answers
from pages.parts.client_rows import rows_html, rows_lines
from pages.parts.download import as_csv
from pages.parts.logs_set_aside import lines
from tests.conftest import FolderOf
from tests.guest.test_feedback import NASTY

NOW = datetime(2026, 11, 24, 10, 2, tzinfo=UTC)
CONTACTS = "client,at,direction\nAcme,2026-11-20 10:00,in\n"
SAID = [("Kept?", True), ("Known?", False)]


class House:
    """Logs, and a store whose rows they take up."""

    def __init__(self, folder: Path, place: Path) -> None:
        self.folder, self.place = folder, place
        self.store: Store = open_store(f"sqlite:///{place / 'store.db'}", lambda: NOW)

    def logs(self) -> Logs:
        workspace = Workspace(self.place / "sources")
        giving = Giving(lambda: self.store, workspace)
        giving.look()
        return read_logs(self.folder, workspace=workspace, given=giving.sources)


@pytest.fixture
def house(folder_of: FolderOf, tmp_path: Path) -> House:
    return House(folder_of(contacts=CONTACTS), tmp_path)


def test_what_was_typed_is_text_on_pages_and_in_files(house: House) -> None:
    for number, text in enumerate(NASTY.values()):
        asked = ask_client(house.store, house.logs(), "Acme", text, NOW.date(), "Ana", NOW)
        house.store.answer(asked.ask, "", 1 + number, "How?", SAID, text)
    unanswered = f"{NASTY['script']} {NASTY['formula']}"
    ask_client(house.store, house.logs(), "Acme", unanswered, NOW.date(), "Ana", NOW)
    portfolio = Portfolio.of(house.logs(), Settings.default())
    assert not portfolio.logs.set_aside
    rows = evidence(portfolio, 0, "rating", portfolio.days[-1]).rows
    assert len(rows) == len(NASTY)
    shown = rows_html(rows, "feedback", portfolio.logs)
    assert "<script" not in shown
    assert "<img" not in shown
    table = list(csv.DictReader(io.StringIO(
        as_csv(rows_lines(rows, "feedback", portfolio.logs)).decode("utf-8-sig"))))  # fmt: skip
    said = {row["comment"] for row in table}
    assert said == {f"'{text}" if text.startswith("=") else text for text in NASTY.values()}
    assert {row["file"] for row in table} == {"answers by link"}
    report = draft(portfolio, 0)
    page = as_html(report)
    assert "<script" not in page
    assert "<img" not in page
    assert "asked Tue 24 Nov 2026" in as_text(report)
    assert "\u202e" not in page + as_text(report)


def test_what_is_set_aside_is_text_on_the_page_of_logs_and_in_check(house: House) -> None:
    asked = ask_client(house.store, house.logs(), "Acme", "Ms Ek", NOW.date(), "Ana", NOW)
    house.store.answer(asked.ask, "", 7, "How?", SAID, "=1+1")
    with house.store.writing("a hand", "answer") as write:
        write.connection.execute(update(answers).values(rating=99))
    logs = house.logs()
    [line] = lines(logs.set_aside)
    assert line[:3] == ("answers by link", "1", "rating")
    text, clean = check(logs, Settings.default(), None)
    assert clean is False
    assert "answers by link row 1, rating = '99'" in text


def test_messages_name_whom_when_and_until_when_and_the_link_is_in_the_first_only(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTH_ADDRESS", "https://health.agency.example")
    made = ask_client(house.store, house.logs(), "acme", "Ms Ek", NOW.date(), "Ana", NOW)
    until = house.store.link(made.ask.link).expires_at
    first = message(made.ask, made.token, until)
    assert f"https://health.agency.example/s/{made.token}/feedback" in first
    assert "works until Thu 24 Dec 2026" in first
    [asking] = askings(house.store.asks(), house.store.answers(), house.store.links())
    again = reminder(asking, "Ben")
    assert "I asked you on Tue 24 Nov 2026" in again
    assert made.token not in again
    states = [asking.state(NOW), asking.state(until)]
    house.store.answer(made.ask, "", 7, "How?", SAID, "")
    [answered] = askings(house.store.asks(), house.store.answers(), house.store.links())
    assert [*states, answered.state(until + timedelta(days=9))] == ["waiting", "shut", "answered"]
