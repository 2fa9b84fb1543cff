"""Settings versions on the pages: which is in force, what differs, where each begins on a line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import plotly.graph_objects as go
import pytest

from health.settings import Settings
from health.settings.edits import edited, settings_file
from health.store import SettingsVersion
from pages.parts import model_keep, model_versions, version_marks
from pages.parts.palette import LIGHT

TODAY = date.today()
BEFORE = TODAY - timedelta(days=30)
DEFAULT = Settings.default()
STRICT = edited(DEFAULT, {"bands.green": 80})


def version(number: int, name: str, toml: str, from_on: date = BEFORE) -> SettingsVersion:
    """As the store gives it."""
    return SettingsVersion(
        id=number, author="Mira & Co", created_at=datetime.now(UTC), name=name,
        reason="Because <b>", toml=toml, from_on=from_on,
    )  # fmt: skip


FIRST, SECOND = version(1, "Strict", settings_file(STRICT)), version(2, "As it was", "")
BROKEN = version(3, "Broken", "[bands]\ngreener = 1\n")
AHEAD = version(4, "Ahead", settings_file(STRICT), TODAY + timedelta(days=3))


def test_the_version_in_force_is_the_one_that_the_scores_are_made_with() -> None:
    every = [FIRST, SECOND, BROKEN, AHEAD]
    assert model_versions.in_force(every, STRICT) is FIRST
    assert model_versions.in_force(every, DEFAULT) is SECOND
    assert model_versions.in_force([BROKEN], DEFAULT) is None
    assert model_versions.in_force([AHEAD], STRICT) is None


def test_what_is_in_force_is_said_in_a_sentence_and_escaped() -> None:
    said = model_versions.in_force_html([FIRST], STRICT)
    assert "“Strict”, since" in said
    assert "by Mira &amp; Co. Because &lt;b&gt;." in said
    assert "the defaults" in model_versions.in_force_html([], DEFAULT)
    own = Settings(STRICT.values, {"retainer": {"bands.red": 40.0}})
    said = model_versions.in_force_html([], own).replace("\u00a0", " ")
    assert "1 setting of the settings file differ from the defaults" in said
    assert "1 segment or client have their own" in said


def test_a_version_that_can_not_be_read_says_why() -> None:
    said = model_versions.settings_of(BROKEN.toml)
    assert isinstance(said, str)
    assert "greener" in said


def test_many_differences_are_counted_and_texts_escaped() -> None:
    many = edited(DEFAULT, {f"weights.dimensions.{name}": 3 for name in ("demos", "feedback")})
    assert model_keep.differences_html(DEFAULT, DEFAULT) == '<p class="soft">The same settings.</p>'
    assert model_keep.differences_html(DEFAULT, many).count("<li>") == 2
    assert "and 1 more, in the file" in model_keep.differences_html(DEFAULT, many, 1)
    own = Settings(DEFAULT.values, {"<script>": {"bands.red": 40.0}})
    assert "<script>" not in model_keep.differences_html(DEFAULT, own)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three versions, two of one day, one after the last row of the logs."""
    versions = [
        version(1, "One", "", date(2026, 1, 5)),
        version(2, "Two", "", date(2026, 1, 5)),
        version(3, "Three", "", TODAY),
    ]
    monkeypatch.setattr(version_marks, "known", lambda: versions)


def test_a_mark_stands_where_a_version_begins(known: None) -> None:
    marks = version_marks.version_marks
    last = TODAY - timedelta(days=5)
    assert marks(date(2025, 1, 1), last, False) == ((date(2026, 1, 5), "Two"),)
    assert marks(date(2025, 1, 1), last, True) == ((date(2026, 1, 5), "Two"), (last, "Three"))
    assert marks(date(2026, 2, 1), date(2026, 3, 1), False) == ()


def test_every_mark_is_drawn_and_names_that_would_overlap_are_left_out() -> None:
    figure = go.Figure(layout={"xaxis": {"range": [date(2025, 12, 1), date(2026, 12, 1)]}})
    marks = [
        (date(2026, 1, 1), "<i>Old</i>"),
        (date(2026, 8, 1), "Near"),
        (date(2026, 8, 20), "A name that is much too long for a line"),
    ]
    drawn = version_marks.with_versions(figure, marks, LIGHT)
    assert len(drawn.layout.shapes) == 3
    said = [note.text for note in drawn.layout.annotations]
    assert said == ["settings: A name that is much t…", "settings: &lt;i&gt;Old&lt;/i&gt;"]
