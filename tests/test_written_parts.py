"""What people wrote, as HTML: it is text, all of it, and the long ones are cut."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from health.store import Action, Change, Override
from pages.parts.override import told_as
from pages.parts.past_review import action_html as frozen_html
from pages.parts.past_review import client_html, table_html
from pages.parts.written_actions import action_html, history_html, tally
from pages.parts.written_notes import said_html

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DAY = date(2026, 11, 27)
HOSTILE = "<img src=x onerror=alert(1)>[x](javascript:alert(2))\"'&"
ACTION = Action(
    id=1, client=HOSTILE, week=date(2026, 11, 22), text=HOSTILE, who=HOSTILE, due=DAY,
    done_on=None, outcome="", author=HOSTILE, created_at=AT, changed_by="", changed_at=AT,
    version=1,
)  # fmt: skip


def as_read(html: str) -> str:
    """The letters that a reader sees, without spaces."""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", html)))


@given(some.text(max_size=2000) | some.text("ab <&\n", min_size=400, max_size=4000))
def test_a_text_is_shown_whole_as_text_and_cut_where_it_is_long(text: str) -> None:
    html = said_html(text)
    assert as_read(html.replace("<summary>more</summary>", "")) == re.sub(r"\s+", "", text)
    shown = html.partition("<details>")[0]
    assert len(unescape(shown)) < 600
    assert shown.count("\n") <= 9
    rest = re.sub(r'</?(span|details|summary)( class="said")?>', "", html)
    assert "<" not in rest


@pytest.mark.parametrize(
    ("today", "done_on", "said"),
    [
        (DAY, None, "due Fri 27 Nov"),
        (DAY + timedelta(days=1), None, "overdue since Fri 27 Nov"),
        (DAY, DAY, "done 27 Nov, with no outcome noted"),
    ],
)
def test_an_action_says_how_it_stands(today: date, done_on: date | None, said: str) -> None:
    html = action_html(replace(ACTION, done_on=done_on), today, named=True)
    assert said.replace(" ", "") in as_read(html)
    assert "<img" not in html
    assert tally([replace(ACTION, done_on=done_on)], today).startswith("1 ")


def test_the_history_says_what_an_action_had_been() -> None:
    changes = [
        Change("Ana", AT, "add action", {}),
        Change(HOSTILE, AT, "change action", {"text": HOSTILE, "due": "2026-11-20"}),
        Change("Cy", AT, "change action", {"done_on": None, "outcome": ""}),
        Change("Cy", AT, "change action", {"done_on": "2026-11-24"}),
    ]
    html = history_html(changes)
    assert "<img" not in html
    lines = html.split("<br>")
    assert lines[0].endswith("UTC: agreed")
    assert "due was 20 Nov 2026" in lines[1]
    assert lines[2].endswith(": done")
    assert "opened again" in lines[3]


def test_an_override_is_told_with_who_until_when_why_and_the_computed_score() -> None:
    given = Override(
        id=1, client="Acme", health=45, reason="Sponsor left.", from_on=DAY, author="Mira",
        expires_on=date(2026, 12, 12), ended_by=None, ended_at=None, version=1, created_at=AT,
    )  # fmt: skip
    assert told_as(given, 71.2) == (
        "set to 45 by Mira until 12 Dec 2026: Sponsor left; computed 71"
    )


def test_a_closed_review_shows_texts_as_text_and_missing_as_missing() -> None:
    client = {
        "client": HOSTILE, "lead": HOSTILE, "segment": "", "band": "none", "health": None,
        "low": None, "high": None, "coverage": 0.1, "change_1w": None, "change_4w": None,
        "value": None, "sentence": HOSTILE, "open_alerts": 0,
        "dimensions": dict.fromkeys(
            ("communication", "demos", "deadlines", "feedback", "transparency")
        ),
        "reviewed": {"by": HOSTILE, "at": AT.isoformat()},
        "override": {"health": 45, "by": HOSTILE, "reason": HOSTILE, "expires_on": "2026-12-12"},
    }  # fmt: skip
    action = {
        "client": HOSTILE, "text": HOSTILE, "who": HOSTILE, "due": "2026-11-27", "state": "done",
        "done_on": "2026-11-25", "outcome": HOSTILE,
    }  # fmt: skip
    note = {"client": HOSTILE, "text": HOSTILE, "by": HOSTILE}
    alert = {"message": HOSTILE}
    html = table_html([client]) + frozen_html(action, named=True)
    html += client_html(client, [note], [action], alerts=[alert])
    html += client_html(None, [note], [])
    assert "<img" not in html
    assert html.count("–") >= 8  # five dimensions, health, two changes


def _page() -> None:
    import json
    from datetime import UTC, date, datetime
    from pathlib import Path

    import tests
    from health.review import opened
    from health.store import Review
    from pages.parts import past_review

    kept = (Path(tests.__file__).parent / "review_format_1.json").read_text("utf-8")
    at = datetime(2026, 11, 16, 10, 2, tzinfo=UTC)
    review = Review(
        id=1, week=date(2026, 11, 15), opened_by="Mira Okafor", opened_at=at, version=3,
        frozen_by="Mira Okafor", frozen_at=at, frozen_as=kept, reviewed={},
    )  # fmt: skip
    past_review.show(review, opened(json.loads(kept)))


def test_a_review_of_format_1_is_read_for_ever() -> None:
    """The file is one as this format wrote it: never change it; a later format gets its own."""
    page = AppTest.from_function(_page).run(timeout=20)
    assert not page.exception
    said = as_read("".join(each.proto.body for each in page.get("html")))
    for part in (
        "Week to Sun 15 Nov 2026: three clients needed you that week",
        "1 of 4 clients reviewed. Closed by Mira Okafor on Mon 16 Nov 2026, 10:02 UTC",
        "settings “Lighter on demos”",
        "Call the finance director and ask who decides now",
        "Callum Reid, done 17 Nov 2026: Sent; no answer yet",
        "Health set to 45 by Priya Raghavan until 12 Dec 2026: The sponsor is leaving",
        "Sonnfeld Solar (ended on 28 Aug 2026)",
        "✓ Mira Okafor",
    ):
        assert part.replace(" ", "") in said, part
