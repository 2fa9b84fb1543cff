"""What a digest says in each form, and that no text of others is more than text in any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from apprise.plugins.discord import NotifyDiscord
from apprise.plugins.slack import NotifySlack
from hypothesis import given
from hypothesis import strategies as some

from health.digest.addresses import Address
from health.digest.content import Due, Move
from health.digest.fresh import Fresh
from health.digest.harmless import harmless
from health.digest.message import Message
from health.digest.services import form_of, send, service_of
from tests.digest.made import ALARM, BASE, CONTENT, message
from tests.digest.receivers import Hook, webhook

EVIL = (
    "<script>alert(1)</script> <!channel> <!here|x> <@U123> @everyone @here "
    "[click](https://evil.example/x) <https://evil.example|bank> www.evil.example evil.example "
    "https://evil.example javascript:alert(1) *bold* `code` ![i](https://evil.example/p.png) "
    "<at>Boss</at> =HYPERLINK(1) \u202egnp.exe \x00 👩‍👩‍👧 &amp; \"'"
)


def evil() -> Message:
    """A digest in which whatever others write is hostile."""
    return message(
        lead=f"Ana {EVIL}",
        alerts=(replace(ALARM, client=f"Acme {EVIL}", message=EVIL),),
        movers=(Move(f"Acme {EVIL}", -6.0, EVIL),),
        actions=(Due(f"Bolt {EVIL}", EVIL, EVIL, date(2026, 11, 18), overdue=True),),
        fresh=replace(CONTENT.fresh, problems=(EVIL,)),
    )


class Page(HTMLParser):
    """Tags and addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [
            value or "" for name, value in attrs if name in ("href", "src", "background")
        ]
        assert not [name for name, _ in attrs if name.startswith("on")]


def test_all_that_there_is_to_tell_is_told() -> None:
    for text in (message().text(), message().html()):
        for told in (
            "3 clients: 1 at risk and 2 healthy.",
            "They wait for us",
            "Next: Answer what waits.",
            "−6",
            "last demo 36 business days ago (−5)",
            "Call Ms Ek",
            "Ben, overdue since Wed 18 Nov",
            "7 more alerts (4 over the number told in a week, 2 acknowledged or snoozed and 1 true",
            "The logs reach to Fri 20 Nov 2026.",
            "3 rows of the logs could not be used",
        ):
            assert told in " ".join(text.split()), told


def test_a_quiet_week_says_so() -> None:
    quiet = message(alerts=(), movers=(), actions=(), over=0, handled=0, passed=0, moved=0)
    for text in (quiet.text(), quiet.html(), quiet.short(3000)):
        assert "No alert needs you." in text
        assert "Not told" not in text
    assert quiet.title.endswith("no alerts")


def test_links_lead_to_the_clients_that_it_is_about_also_to_those_without_a_lead() -> None:
    for lead, asked in (("Ana Ruiz", ["Ana Ruiz"]), ("", ["nobody"])):
        links = [urlsplit(link) for link in Page(message(lead=lead).html()).links]
        for path in ("/", "/alerts"):
            (query,) = {link.query for link in links if link.path == path}
            assert parse_qs(query)["lead"] == asked, path


def test_old_news_is_said_to_be_old() -> None:
    old = Fresh(date(2026, 11, 3), (("contacts", date(2026, 11, 3)),), True, ("demos",), 0)
    for text in (
        message(fresh=old).text(),
        message(fresh=old).html(),
        message(fresh=old).short(900),
    ):
        assert "The logs end on Tue 3 Nov 2026" in text
    assert "Could not be read, or not anew: demos." in message(fresh=old).text()


def test_the_page_holds_no_tag_and_no_address_but_ours() -> None:
    page = Page(evil().html())
    assert set(page.tags) <= {
        "html", "head", "meta", "title", "body", "table", "tr", "td", "p", "h1", "h2", "div", "a",
        "span", "strong", "br",
    }  # fmt: skip
    assert page.links
    assert all(link.startswith(f"{BASE}/") for link in page.links)
    client = next(link for link in page.links if "/client?" in link)
    assert parse_qs(urlsplit(client).query)["client"] == [f"Acme {EVIL}"]


def test_nothing_of_others_looks_like_an_address_or_a_mention() -> None:
    made = evil()
    for text in (made.title, made.text(), made.short(3000), Page(made.html()).text):
        own = re.sub(rf"{BASE}/\S*", "", text)
        for bad in ("://", "www.e", "evil.e", "@everyone", "@here", "<@U", "javascript:a"):
            assert bad not in own, bad
        assert "\x00" not in text
        assert "\u202e" not in text
    assert "\n" not in made.title


@given(some.text(max_size=80))
def test_a_harmless_text_is_one_line_that_reads_the_same(text: str) -> None:
    said = harmless(text)
    assert len(said.splitlines()) <= 1
    assert harmless(said) == said
    assert "@e" not in harmless(text + "@e")
    assert "://" not in said
    assert "m.e" not in harmless(text + "m.e")


def test_a_long_text_is_cut() -> None:
    assert harmless("a" * 1_000_000, 100) == "a" * 99 + "…"
    assert len(message(alerts=(replace(ALARM, message="x " * 10_000),) * 40).short(1000)) < 1200


def test_what_does_not_fit_a_chat_is_counted() -> None:
    many = message(alerts=tuple(replace(ALARM, client=f"Client {n}") for n in range(40)))
    short = many.short(1000)
    told = short.count("They wait for us")
    assert 1 < told < 40
    assert f"{40 - told} more of these" in short
    assert len(short) < 1050
    assert short.endswith(f"{BASE}/alerts?lead=Ana+Ruiz")


def test_of_many_alike_the_rest_is_counted() -> None:
    bare = replace(ALARM, message="", next_step="")
    some = (ALARM, *[bare] * 7, *[replace(bare, client="Bolt")] * 9)
    for text in (message(alerts=some).text(), Page(message(alerts=some).html()).text):
        assert text.count("Ms Ek has waited") == 1
        assert "7 more like these." in text
        assert "9 of these." in text
        assert text.count("Next: Answer what waits.") == 1
    assert "16 more of these" in message(alerts=some).short(3000)
    assert message(alerts=some).title.endswith("17 alerts")


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook() as opened:
        yield opened


def told(payload: Any) -> str:
    """All texts of a payload."""
    if isinstance(payload, dict):
        return "\n".join(told(each) for each in payload.values())
    if isinstance(payload, list):
        return "\n".join(told(each) for each in payload)
    return str(payload)


def test_slack_gets_text_in_which_nothing_is_markup(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NotifySlack, "webhook_url", f"http://127.0.0.1:{hook.port}/services")
    monkeypatch.setenv(
        "ROOM", "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"
    )
    service = service_of(Address.parsed("{ROOM}", "test"))
    assert form_of(service) == "short"
    send(service, evil(), "room")
    ((path, payload),) = hook.got
    assert path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7"
    text = told(payload)
    assert "<" not in text
    assert "&lt;!channel&gt;" in text
    assert "@everyone" not in text
    assert "https://evil" not in text
    assert f"{BASE}/alerts?lead=" in text


def test_teams_gets_a_card_in_which_nothing_is_markup(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIG", "aB-3")
    service = service_of(Address.parsed("workflows://prod.example.com:443/abcdef/{SIG}", "test"))
    assert form_of(service) == "markdown"
    posted: dict[str, Any] = {}

    def post(url: str, **given: Any) -> Any:  # its address is https always; so only the card
        import requests

        posted["url"] = url
        given.pop("verify")
        return requests.api.request("post", f"http://127.0.0.1:{hook.port}/card", **given)

    monkeypatch.setattr("apprise.plugins.workflows.requests.post", post)
    send(service, evil(), "room")
    ((_, payload),) = hook.got
    assert posted["url"].startswith("https://prod.example.com:443/workflows/abcdef/")
    text = told(payload)
    assert not re.search(r"(?<!\\)[<>*`]|(?<!\\)\[(?!Open the alerts\])", text)
    assert f"[Open the alerts]({BASE}/alerts?lead=Ana+" in text
    assert "github" not in text
    assert "https://evil" not in text


def test_discord_calls_nobody(hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NotifyDiscord, "notify_url", f"http://127.0.0.1:{hook.port}/api")
    monkeypatch.setenv("ID", "1234")
    service = service_of(Address.parsed("discord://{ID}/abcd", "test"))
    send(service, evil(), "room")
    text = told(hook.got[0][1])
    assert "@everyone" not in text
    assert "<@U" not in text
