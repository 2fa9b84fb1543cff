"""The Report page without a browser: newer rows, held back lines, a store that is away, roles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from health import drafts, live
from health.access import Person
from health.drafts import Drafts
from health.portfolio import Portfolio
from health.report import as_json, draft
from health.store import StatusReport, Store, StoreUnavailable
from pages.server import sign_in
from tests.conftest import ROOT, FolderOf
from tests.test_links_parts import said
from tests.test_report import DAY, LOGS

NEWER = "Acme,Flood,2026-11-19,2026-11-19,,,\n"
Page = Callable[..., AppTest]


@pytest.fixture
def page(store: Store, folder_of: FolderOf, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Draw the page of logs (default: LOGS) as of a day; whoever sits here writes as Mira."""
    monkeypatch.setattr(drafts, "_current", Drafts(None))
    monkeypatch.setattr(streamlit, "page_link", lambda *_, **__: None)  # needs all of the pages

    def draw(risks: str = "", day: date = DAY, client: str = "Acme", **query: str) -> AppTest:
        portfolio = opened(folder_of, risks, day)
        state = SimpleNamespace(
            portfolio=portfolio, problem="", settings_problem="", scored_at=None, doing=""
        )
        whole = SimpleNamespace(now=lambda: state, folder=Path("x"), settings_file=Path("y"))
        monkeypatch.setattr(live, "current", lambda: whole)
        drawn = AppTest.from_file(str(ROOT / "pages" / "report.py"), default_timeout=30)
        drawn.session_state["author"] = "Mira"
        for name, value in {"client": client, **query}.items():
            drawn.query_params[name] = value
        return drawn.run()

    return draw


def opened(folder_of: FolderOf, risks: str = "", day: date = DAY) -> Portfolio:
    """The logs, with further risks."""
    return Portfolio.open(folder_of(**{**LOGS, "risks": LOGS["risks"] + risks}), as_of=day)


def begun(store: Store, folder_of: FolderOf, **edited: str) -> StatusReport:
    """A report that was begun on the day, with sections in Ana's words."""
    report = draft(opened(folder_of), 0)
    kept = store.add_report("Acme", DAY, as_json(report), "Ana")
    return store.change_report(replace(kept, edited=edited), "Ana")


def press(drawn: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    return drawn.button(key).click().run()


def test_beside_a_draft_stands_what_only_we_see_and_a_held_line_is_put_in_by_a_click(
    page: Page, store: Store
) -> None:
    shown = said(drawn := page())
    for told in ("Angry again", "1 older ask of theirs left out", "deadlines.csv row"):
        assert told in shown
    assert store.reports() == []  # looking begins nothing
    drawn = press(drawn, "tell-risks-0")
    field = drawn.text_area[0]
    assert field.label == "Risks, in your words"
    assert str(field.value).splitlines()[-1].startswith("- Sponsor may leave – no plan B yet")
    press(drawn, "save-risks")
    (kept,) = store.reports("Acme")
    assert (kept.author, list(kept.edited)) == ("Mira", ["risks"])
    assert "Sponsor may leave" in kept.edited["risks"]


def test_newer_rows_are_told_by_section_and_own_words_stay_when_it_is_drafted_anew(
    page: Page, store: Store, folder_of: FolderOf
) -> None:
    begun(store, folder_of, budget="All spent.")
    assert "would change" not in said(page())
    drawn = page(NEWER)
    assert "Rows as of Fri 20 Nov would change Risks" in said(drawn)
    drawn = press(drawn, "redraft")
    assert "would change" not in said(drawn)
    assert "Flood" in said(drawn)
    later = page(NEWER, date(2026, 11, 22))
    assert "Draft anew as of Sun 22 Nov" in said(later)
    press(later, "redraft")
    (kept,) = store.reports()
    assert (kept.day, kept.edited) == (date(2026, 11, 22), {"budget": "All spent."})


def test_a_frozen_report_stays_as_it_is_and_another_can_be_begun_with_newer_rows(
    page: Page, store: Store, folder_of: FolderOf
) -> None:
    store.freeze_report(begun(store, folder_of, risks="<b>None</b>"), "Ana")
    shown = said(page(NEWER))
    assert "&lt;b&gt;None&lt;/b&gt;" in shown
    assert "Flood" not in shown
    assert "Frozen by Ana, not marked as sent." in shown
    assert "Begin another" not in shown
    later = page(NEWER, date(2026, 11, 22))
    press(later, "another")
    assert [each.day.day for each in store.report_lines("Acme")] == [22, 20]
    assert "A draft, last changed by Mira" in said(page(NEWER, date(2026, 11, 22)))
    old = said(page(NEWER, date(2026, 11, 22), on="2026-11-20"))
    assert "Frozen by Ana" in old


def test_without_the_store_the_draft_is_read_and_nothing_is_offered(
    page: Page, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailable("The store is away.")

    monkeypatch.setattr(Store, "report_lines", away)
    drawn = page()
    assert "The report can be read, but not changed now" in said(drawn)
    assert "Holidays" in said(drawn)
    assert not [each for each in drawn.button if each.label.startswith(("Edit", "Freeze"))]
    assert "The reports can't be shown now" in said(page(client=""))


def test_a_viewer_reads_and_is_offered_nothing_to_write(
    page: Page, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = Person("Vi", "vi@agency.example", "viewer")
    monkeypatch.setattr(sign_in, "current", lambda: SimpleNamespace(found=lambda _: viewer))
    shown = said(page())
    assert "Holidays" in shown
    for deed in ("Edit", "Freeze", "Tell the client", "Draft anew"):
        assert deed not in shown


def test_an_unknown_client_is_said_to_be_unknown_and_its_reports_are_listed(
    page: Page, store: Store, folder_of: FolderOf
) -> None:
    begun(store, folder_of)
    store.add_report("Gone <b>", DAY, {}, "Ana")
    shown = said(page(client="Gone <b>"))
    assert "There is no client" in shown
    assert "A draft, last changed by Ana" in shown
    whole = said(page(client=""))
    assert "0 of 1 sent, 1 begun" in whole
    assert "13 Nov 2026" in whole  # the last one that the log knows


def test_what_the_draft_was_kept_as_long_ago_is_told_where_it_can_not_be_read(
    page: Page, store: Store
) -> None:
    store.add_report("Acme", DAY, {"format": 99}, "Ana")
    assert "reads format 1" in said(page())
