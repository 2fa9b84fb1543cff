"""What is shown as it stands, whatever a log or a person wrote."""

from __future__ import annotations

import logging
from html import escape

import pytest

from health.errors import LogChanged
from pages.parts import look
from pages.server.startup import apologise

TURNED = "\u202eevil\u2067 co"


def test_a_sign_that_turns_the_reading_round_does_not_reach_our_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("streamlit.html", shown.append)
    look.sheet(f"<b>{escape(TURNED)}</b> is 452 days late")
    look.note("watch", TURNED, TURNED)
    assert shown[0] == '<div class="sheet"><b>evil co</b> is 452 days late</div>'
    assert "evil co" in shown[1]
    assert not set("\u202e\u2067") & set("".join(shown))
    assert look.plain(TURNED) == "evil co"


def test_letters_that_are_read_from_the_right_stay() -> None:
    assert look.plain("\u05d0\u05d1 \u200f\u0628") == "\u05d0\u05d1 \u200f\u0628"


def test_a_style_sheet_is_sent_without_what_only_people_need() -> None:
    assert look.lean("/* a: b */\na :is(b, c) {\n  x: calc(1px + 2px);  y: 1px 2px;\n}\n") == (
        "a :is(b,c){x:calc(1px + 2px);y:1px 2px}"
    )


def test_a_page_that_failed_is_a_sentence_and_a_log_that_changed_meanwhile_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("streamlit.html", shown.append)
    assert apologise(LogChanged("contacts.csv was changed; it is being read again."))
    assert "contacts.csv was changed; it is being read again." in shown[0]
    assert caplog.text == ""
    with caplog.at_level(logging.ERROR):
        assert apologise(ValueError("a secret of ours"))
    assert "a secret of ours" not in shown[1]
    assert "a secret of ours" in caplog.text
