"""What may be entered: any text that fits, whole; whatever else is refused with what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from health.errors import HealthError
from health.store import EntryRefused, Store, entries, week_of

SUNDAY = date(2026, 11, 22)
TEXTS = (
    "ä ö ü ß Ǆ İ ﬃ",
    "漢字 かな 한글",
    "שלום مرحبا",
    "👩‍👩‍👧‍👦 🇵🇹 é é",
    "line one\nline two\ttabbed\r\nthree",
    "'; DROP TABLE notes; -- \" % %s :x {0} \\",
    "<script>alert(1)</script>",
    "\x01\x1b\x7f\u200b\u202e\ufeff.\U0010ffff",
)


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_comes_back_as_it_was_given(store: Store, text: str) -> None:
    note = store.add_note(text.strip(), SUNDAY, text, by="Ana")
    action = store.add_action("Acme", text, "Ben", SUNDAY, by="Ana", week=SUNDAY)
    snapshot = {text: [text, {"deep": text}]}
    frozen = store.freeze_review(store.mark_reviewed(SUNDAY, text, by="Ana"), snapshot, by="Ana")
    assert store.notes(text) == [note]
    assert (note.client, note.text) == (text.strip(), text.strip())
    assert store.actions()[0].text == action.text == text.strip()
    assert store.review(SUNDAY) == frozen
    assert (frozen.snapshot, list(frozen.reviewed)) == (snapshot, [text.strip()])


def test_a_nul_is_left_out_wherever_it_stands(store: Store) -> None:
    note = store.add_note("Ac\0me", SUNDAY, "one\0two", by="A\0na")
    assert (note.client, note.text, note.author) == ("Acme", "onetwo", "Ana")
    frozen = store.freeze_review(store.open_review(SUNDAY, by="Ana"), {"a\0": "b\0"}, by="Ana")
    assert store.review(SUNDAY) == frozen
    assert frozen.snapshot == {"a\0": "b\0"}
    assert store.notes("Ac\0me") == [note]


def test_the_longest_texts_fit_and_one_more_is_refused_with_the_bound(store: Store) -> None:
    wide = "\U0001f600"
    note = store.add_note(wide * entries.CLIENT, SUNDAY, wide * entries.TEXT, by="ﬃ" * entries.NAME)
    assert store.notes(note.client) == [note]
    store.add_settings("ΐ" * entries.NAME, "x", "", by="Ana", from_on=SUNDAY)
    for name, most, deed in (
        ("client", 500, lambda text: store.add_note(text, SUNDAY, "x", by="Ana")),
        ("text", 10_000, lambda text: store.add_note("Acme", SUNDAY, text, by="Ana")),
        ("by", 200, lambda text: store.add_note("Acme", SUNDAY, "x", by=text)),
        ("reason", 2_000, lambda text: store.override_health(
            "Acme", 5, text, "Ana", SUNDAY, SUNDAY + timedelta(days=3))),
        ("toml", 200_000, lambda text: store.add_settings(
            "n", "r", "#" + text, by="Ana", from_on=SUNDAY)),
    ):  # fmt: skip
        with pytest.raises(EntryRefused, match=f"{name} = .* at most {most:,} characters") as told:
            deed("x" * (most + 1))
        assert len(str(told.value)) < 300
    assert len(store.notes()) == 1


def test_an_alert_on_an_item_with_a_name_of_a_paragraph_can_be_marked(store: Store) -> None:
    alert(store, subject="Import of the old records, by hand. " * 100)
    with pytest.raises(EntryRefused, match=r"subject = .* at most 100,000 characters"):
        alert(store, subject="x" * 100_001)
    assert len(store.marks()) == 1


def alert(store: Store, **changed: Any) -> object:
    """A mark on an alert, with something changed."""
    given: dict[str, Any] = {
        "client": "Acme", "rule": "drift", "subject": "", "since": SUNDAY,
        "kind": "acknowledged", "by": "Ana",
    }  # fmt: skip
    given |= changed
    which = tuple(given.pop(name) for name in ("client", "rule", "subject", "since"))
    return store.mark_alerts([which], **given)


WRONG: list[tuple[str, Callable[[Store], object]]] = [
    ("text", lambda store: store.add_note("Acme", SUNDAY, " \n ", by="Ana")),
    ("text", lambda store: store.add_note("Acme", SUNDAY, "\0", by="Ana")),
    ("text", lambda store: store.add_note("Acme", SUNDAY, "half \ud83d", by="Ana")),
    ("text", lambda store: store.add_note("Acme", SUNDAY, None, by="Ana")),  # type: ignore[arg-type]
    ("by", lambda store: store.add_note("Acme", SUNDAY, "x", by="")),
    ("client", lambda store: store.add_note("", SUNDAY, "x", by="Ana")),
    ("week", lambda store: store.add_note("Acme", "2026-11-22", "x", by="Ana")),  # type: ignore[arg-type]
    ("week", lambda store: store.add_note("Acme", date(2200, 1, 1), "x", by="Ana")),
    ("week", lambda store: store.add_note("Acme", datetime.now(UTC), "x", by="Ana")),
    ("week", lambda store: store.open_review(date(1066, 10, 14), by="Ana")),
    ("who", lambda store: store.add_action("A", "x", " ", SUNDAY, by="Ana", week=SUNDAY)),
    ("due", lambda store: store.add_action("A", "x", "y", None, by="Ana", week=SUNDAY)),  # type: ignore[arg-type]
    ("snapshot", lambda store: freeze(store, {"nan": float("nan")})),
    ("snapshot", lambda store: freeze(store, {"day": SUNDAY})),
    ("snapshot", lambda store: freeze(store, [1])),
    ("rule", lambda store: alert(store, rule="")),
    ("since", lambda store: alert(store, since=5)),
    ("kind", lambda store: alert(store, kind="deleted")),
    ("health", lambda store: alert(store, health=True)),
    ("health", lambda store: alert(store, health=10**400)),
    ("to", lambda store: alert(store, kind="assigned", to="")),
]  # fmt: skip


def freeze(store: Store, snapshot: Any) -> object:
    """Freeze a review with something."""
    return store.freeze_review(store.open_review(SUNDAY, by="Ana"), snapshot, by="Ana")


@pytest.mark.parametrize(("name", "deed"), WRONG)
def test_what_is_not_allowed_is_refused_by_name_and_nothing_is_saved(
    store: Store, name: str, deed: Callable[[Store], object]
) -> None:
    with pytest.raises(HealthError) as told:
        deed(store)
    assert isinstance(told.value, EntryRefused)
    assert told.value.name == name
    assert str(told.value).startswith(f"{name} = ")
    assert "Nothing was saved" in str(told.value)
    assert [*store.notes(), *store.actions(), *store.marks()] == []
    review = store.review(SUNDAY)
    assert review is None or review.frozen_at is None


def test_what_is_not_in_the_store_is_told(store: Store) -> None:
    note = store.add_note("Acme", SUNDAY, "x", by="Ana")
    with pytest.raises(EntryRefused, match="note = 99"):
        store.change_note(replace(note, id=99), by="Ana")


@pytest.mark.parametrize("day", [date.min, date.max])
def test_of_a_day_that_no_week_can_hold_there_is_nothing(store: Store, day: date) -> None:
    assert store.review(day) is None
    assert [*store.notes(week=day), *store.actions(week=day)] == []


@pytest.mark.parametrize("day", [SUNDAY + timedelta(days=place) for place in range(8)])
def test_a_week_ends_on_its_sunday(day: date) -> None:
    week = week_of(day)
    assert week.isoweekday() == 7
    assert 0 <= (week - day).days < 7
