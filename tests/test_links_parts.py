"""The Links page without a browser: none, many, a store that is away, who may do what."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from health import drafts, live
from health.access import Person
from health.drafts import Drafts
from health.links.making import make_link
from health.links.telling import Day, Told
from health.portfolio import Portfolio
from health.store import Store, StoreUnavailable
from pages.parts.links_views import views_html
from pages.parts.links_words import ends, headline, scope_html, used
from pages.server import sign_in
from tests.conftest import ROOT
from tests.test_links_telling import NOW, link

LONG = "Société <b>Générale</b> d'Exploitation " + "x" * 400
NAMES = [f"Client {number:04}" for number in range(998)] + [LONG, "Bolt"]
Page = Callable[..., AppTest]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """A thousand clients."""
    folder = tmp_path_factory.mktemp("logs")
    lines = "".join(f'"{name}",2026-10-01\n' for name in NAMES)
    (folder / "clients.csv").write_text(f"client,started_on\n{lines}")
    (folder / "demos.csv").write_text("client,held_on\nBolt,2026-10-05\n")
    return Portfolio.open(folder, as_of=date(2026, 11, 22))


@pytest.fixture
def page(store: Store, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Draw the page for an address; whoever sits here writes as Mira."""
    monkeypatch.setattr(drafts, "_current", Drafts(None))

    def draw(known: Portfolio | None = portfolio, **query: str | list[str]) -> AppTest:
        state = SimpleNamespace(portfolio=known)
        monkeypatch.setattr(live, "current", lambda: SimpleNamespace(now=lambda: state))
        drawn = AppTest.from_file(str(ROOT / "pages" / "links.py"), default_timeout=30)
        drawn.session_state["author"] = "Mira"
        for name, value in query.items():
            drawn.query_params[name.replace("_", "-")] = value
        return drawn.run()

    return draw


def said(drawn: AppTest) -> str:
    """All our HTML, and the labels of buttons."""
    assert not drawn.exception
    html = " ".join(each.proto.body for each in drawn.get("html")).replace("&#x27;", "'")
    return f"{html} {' | '.join(each.label for each in drawn.button)}".replace("\u00a0", " ")


def give(store: Store, portfolio: Portfolio, *names: str, **more: Any) -> Any:
    """A link that was made an hour ago."""
    now = datetime.now(UTC) - timedelta(hours=1)
    return make_link(store, portfolio.logs, names, "Mira", now, **more)


def test_without_links_the_page_says_what_one_is(page: Page) -> None:
    drawn = page()
    assert "No link was given out yet" in said(drawn)
    assert "what was delivered and what comes" in said(drawn)
    assert [each.label for each in drawn.button] == ["Make a link"]
    assert len(drawn.radio) == len(drawn.text_input) == 0


def test_two_hundred_links_are_found_and_shown_by_and_by(
    page: Page, store: Store, portfolio: Portfolio
) -> None:
    for name in NAMES[:200]:
        give(store, portfolio, name, whom=f"somebody of {name}")
    other = give(store, portfolio, LONG, "Bolt", whom="Ms Ek")
    store.revoke_link(give(store, portfolio, "Bolt").link, "Ben", datetime.now(UTC))
    shown = said(page())
    assert shown.count("<div class='given'>") == 20
    assert "201 links are open" in shown
    assert "Show 20 more of 181" in shown
    assert said(page(shown="400")).count("<div class='given'>") == 201
    assert "<b>Générale</b>" not in shown
    assert "Société &lt;b&gt;Générale" in shown
    found = said(page(find="ms ek"))
    assert found.count("<div class='given'>") == 1
    assert f"no. {other.link.id}<" in found
    assert "No link in use matches" in said(page(find="nobody at all"))
    ended = said(page(state="ended", find="bolt"))
    assert "Revoked by Ben" in ended
    assert "Resume" not in ended


def test_one_of_a_thousand_clients_is_chosen_and_its_address_is_shown_until_put_away(
    page: Page, store: Store
) -> None:
    drawn = page(new="1", share=["client 0007", "Zoo"], as_of="2026-11-10")
    assert "The logs name no client “Zoo”" in said(drawn)
    assert (len(drawn.multiselect[0].options), drawn.multiselect[0].value) == (1000, [NAMES[7]])
    drawn.number_input(key="link-days").set_value(7)
    drawn.text_input(key="link-password").set_value("correct horse")
    drawn.button(key="make-link").click().run()
    (made,) = store.links()
    assert (made.clients, made.kind, made.as_of) == ((NAMES[7],), "client", date(2026, 11, 15))
    assert (made.has_password, (made.expires_at - made.created_at).days) == (True, 7)
    assert "Copy the address now" in said(drawn)
    assert "link-password" not in drawn.session_state
    drawn.run()
    assert "http://localhost:8501/s/" in said(drawn)
    assert "It opens on this machine only" in said(drawn)
    drawn.button(key="put-away").click().run()
    assert "/s/" not in said(drawn)
    assert "link shown once" not in drawn.session_state


def test_an_address_goes_by_itself_with_its_link_and_where_it_would_lead_nowhere_none_is_made(
    page: Page, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = page(new="1", share="Bolt")
    monkeypatch.setenv("HEALTH_ADDRESS", "http://health.example.com")
    drawn.button(key="make-link").click().run()
    assert "HEALTH_ADDRESS" in said(drawn)
    assert store.links() == []
    monkeypatch.setenv("HEALTH_ADDRESS", "https://health.example.com")
    drawn.button(key="make-link").click().run()
    assert "https://health.example.com/s/" in said(drawn)
    assert "on this machine only" not in said(drawn)
    drawn.button(key="revoke-1").click().run()
    assert "Shut this link for ever?" in said(drawn)
    drawn.button(key="revoked-1").click().run()
    assert "the link on Bolt is revoked" in said(drawn)
    assert "/s/" not in said(drawn)

    drawn = page(new="1", share="Bolt")
    drawn.button(key="make-link").click().run()
    assert "/s/" in said(drawn)
    late = time.monotonic() + 901
    monkeypatch.setattr("pages.parts.links_once.time.monotonic", lambda: late)
    assert "/s/" not in said(drawn.run())
    assert "link shown once" not in drawn.session_state


def test_a_form_for_feedback_is_of_one_client_and_of_no_week(page: Page, store: Store) -> None:
    drawn = page(new="1", kind="feedback", share=["Bolt", NAMES[0]], as_of="2026-11-10")
    assert [each.label for each in drawn.radio] == ["The link is"]
    drawn.button(key="make-link").click().run()
    assert "Not saved: the link" in said(drawn)
    drawn.multiselect[0].set_value(["Bolt"])
    drawn.button(key="make-link").click().run()
    assert re.search(r"localhost:8501/s/[\w-]{32}/feedback<", said(drawn))
    (made,) = store.links()
    assert (made.kind, made.as_of) == ("feedback", None)
    assert "a form for feedback · until" in said(drawn)


def test_links_are_shut_without_logs_and_nothing_fails_without_the_store(
    page: Page, store: Store, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(store, portfolio, "Bolt")
    drawn = page(None, new="1")
    assert "A link can be made once the logs can be read" in said(drawn)
    drawn.button(key="paused-1").click().run()
    assert store.links()[0].state(datetime.now(UTC)) == "paused"

    def away(*_args: object) -> None:
        raise StoreUnavailable("The store is away. Start it.", "x")

    monkeypatch.setattr(store, "links", away)
    assert "The links can't be shown now" in said(page())


def test_whoever_may_write_nothing_sees_links_and_no_deeds(
    page: Page, store: Store, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = give(store, portfolio, "Bolt")
    store.count_view(given.link, "page", datetime.now(UTC))
    viewer = Person("Vic", "vic@example.com", "viewer")
    monkeypatch.setattr(
        sign_in, "current", lambda: SimpleNamespace(found=lambda _: viewer, rules=lambda: None)
    )
    drawn = page(new="1")
    assert [each.label for each in drawn.button] == ["Views"]
    assert "● open" in said(drawn)


def test_a_link_is_worded_by_its_end_its_clients_and_its_uses() -> None:
    told = Told(link(clients=("A", "B", "C", "D<"), whom="x" * 500, expires_at=NOW), "expired")
    assert headline([told], NOW) == "No link is open"
    assert ends(told, NOW) == "ended 22 Nov 2026"
    assert used(told) == "Never opened"
    assert "<summary>and 1 more</summary>D&lt;" in scope_html(told)
    assert len(scope_html(told)) < 400
    near = Told(link(expires_at=NOW + timedelta(hours=3), views=1, last_viewed_at=NOW), "open")
    assert headline([near], NOW).replace("\u00a0", " ") == "1 link is open, and ends within a week"
    assert ends(near, NOW) == "until 22 Nov 2026, less than a day left"
    assert used(near).replace("\u00a0", " ") == "Opened 1 time, last Sun 22 Nov 2026, 10:30 UTC"
    html = views_html([Day(NOW.date(), Counter(page=2, feedback=1), Counter({9: 1, 14: 2}))])
    assert "<th class='num'>Feedback</th>" in html
    assert "09 h, 14 h ×2" in html
