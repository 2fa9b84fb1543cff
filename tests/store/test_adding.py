"""What people add, on both databases: as it was given, by whom, when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from health.errors import SettingRefused
from health.store import Conflict, EntryRefused, Store

SUNDAY = date(2026, 11, 22)


def test_a_note_is_kept_with_its_author_and_time(store: Store) -> None:
    before = datetime.now(UTC)
    note = store.add_note("Acme", date(2026, 11, 18), "  Asked for a demo ", by="Ana")
    assert (note.client, note.week, note.text) == ("Acme", SUNDAY, "Asked for a demo")
    assert (note.author, note.changed_by, note.version) == ("Ana", "Ana", 1)
    assert before <= note.created_at == note.changed_at <= datetime.now(UTC)
    assert note.created_at.utcoffset() == timedelta(0)
    assert store.notes() == [note]


def test_notes_are_listed_by_client_in_any_case_and_by_week_newest_first(store: Store) -> None:
    first = store.add_note("Acme", SUNDAY, "one", by="Ana")
    second = store.add_note("acme ", SUNDAY, "two", by="Ana")
    other = store.add_note("Bolt", SUNDAY + timedelta(days=7), "three", by="Ben")
    assert store.notes("ACME") == [second, first]
    assert store.notes(week=SUNDAY - timedelta(days=3)) == [second, first]
    assert store.notes("bolt", SUNDAY) == []
    assert store.notes() == [other, second, first]


def test_a_note_is_changed_and_removed(store: Store) -> None:
    note = store.add_note("Acme", SUNDAY, "one", by="Ana")
    changed = store.change_note(replace(note, text="two"), by="Ben")
    assert (changed.text, changed.author, changed.changed_by) == ("two", "Ana", "Ben")
    assert changed.version == 2
    store.remove_note(changed, by="Cy")
    assert store.notes() == []
    with pytest.raises(Conflict, match="removed by Cy"):
        store.change_note(changed, by="Ana")


def test_an_action_is_kept_changed_done_and_removed(store: Store) -> None:
    due = date(2026, 12, 1)
    action = store.add_action("Acme", "Send the plan", "Ben", due, by="Ana", week=SUNDAY)
    assert (action.who, action.due, action.done_on, action.outcome) == ("Ben", due, None, "")
    later = store.add_action("Acme", "Call", "Ana", due + timedelta(days=1), by="Ana", week=SUNDAY)
    assert store.actions("Acme") == [action, later]
    done = store.update_action(
        replace(action, done_on=date(2026, 11, 30), outcome="Sent, and liked"), by="Ben"
    )
    assert (done.version, done.changed_by, done.author) == (2, "Ben", "Ana")
    assert store.actions(open_only=True) == [later]
    assert store.actions(week=SUNDAY) == [done, later]
    assert store.actions(week=SUNDAY + timedelta(days=1)) == []
    store.remove_action(later, by="Ana")
    assert store.actions() == [done]


def test_saving_what_is_so_already_changes_nothing(store: Store) -> None:
    action = store.add_action("Acme", "Call", "Ben", SUNDAY, by="Ana", week=SUNDAY)
    token = store.version()
    assert store.update_action(action, by="Ben") == action
    assert store.version() == token


def test_a_review_is_opened_once_filled_and_frozen_for_ever(store: Store) -> None:
    assert store.review(SUNDAY) is None
    review = store.open_review(SUNDAY - timedelta(days=2), by="Ana")
    assert store.open_review(SUNDAY, by="Ben") == review
    assert (review.week, review.opened_by, review.reviewed) == (SUNDAY, "Ana", {})
    store.mark_reviewed(SUNDAY, "Acme", by="Ana")
    store.mark_reviewed(SUNDAY, "Bolt", by="Ana")
    review = store.unmark_reviewed(SUNDAY, "bolt", by="Ben")
    assert list(review.reviewed) == ["Acme"]
    snapshot = {"clients": [{"client": "Acme", "health": 61.25, "band": None}]}
    frozen = store.freeze_review(review, snapshot, by="Ben")
    assert (frozen.frozen_by, frozen.snapshot) == ("Ben", snapshot)
    assert store.review(SUNDAY) == frozen
    changes: list[Callable[[], object]] = [
        lambda: store.freeze_review(frozen, {}, by="Ana"),
        lambda: store.mark_reviewed(SUNDAY, "Cove", by="Ana"),
        lambda: store.unmark_reviewed(SUNDAY, "Acme", by="Ana"),
    ]
    for change in changes:
        with pytest.raises(Conflict, match="frozen by Ben") as told:
            change()
        assert told.value.stored == frozen
    assert store.review(SUNDAY) == frozen


def test_reviews_are_listed_newest_first(store: Store) -> None:
    weeks = [SUNDAY, SUNDAY - timedelta(days=14), SUNDAY + timedelta(days=7)]
    for week in weeks:
        store.open_review(week, by="Ana")
    assert [review.week for review in store.reviews()] == sorted(weeks, reverse=True)


def test_what_is_added_after_the_freeze_belongs_to_the_next_week(store: Store) -> None:
    note = store.add_note("Acme", SUNDAY, "shown", by="Ana")
    action = store.add_action("Acme", "Call", "Ben", SUNDAY, by="Ana", week=SUNDAY)
    store.freeze_review(store.open_review(SUNDAY, by="Ana"), {}, by="Ana")
    following = SUNDAY + timedelta(days=7)
    assert store.add_note("Acme", SUNDAY, "late", by="Ana").week == following
    assert store.add_action("A", "b", "c", SUNDAY, by="Ana", week=SUNDAY).week == following
    with pytest.raises(Conflict, match="frozen by Ana"):
        store.change_note(replace(note, text="other"), by="Ana")
    assert store.update_action(replace(action, done_on=SUNDAY), by="Ben").done_on == SUNDAY


def test_marks_are_added_in_order_and_never_changed(store: Store) -> None:
    today = datetime.now(UTC).date()
    alert = [("Acme", "gone_quiet", "contact", date(2026, 11, 1))]
    (first,) = store.mark_alerts(alert, "assigned", by="Ana", to="Ben")
    until = today + timedelta(days=28)
    (second,) = store.mark_alerts(
        alert, "snoozed", by="Ben", until=until, reason="On holiday", health=61
    )
    assert (first.kind, first.to, first.on) == ("assigned", "Ben", today)
    assert (second.until, second.reason, second.health) == (until, "On holiday", 61.0)
    assert store.marks() == store.marks("acme") == [first, second]
    assert store.marks("Bolt") == []


def test_several_alerts_are_marked_at_once_or_none_is(store: Store) -> None:
    alerts = [("Acme", "waiting_client", each, SUNDAY) for each in ("mail", "call")]
    made = store.mark_alerts(alerts, "acknowledged", by="Ana")
    assert store.marks() == made
    assert [(mark.subject, mark.by) for mark in made] == [("mail", "Ana"), ("call", "Ana")]
    with pytest.raises(EntryRefused):
        store.mark_alerts([*alerts, ("", "drift", "", SUNDAY)], "woken", by="Ana")
    assert store.marks() == made


@pytest.mark.parametrize(
    ("kind", "more", "name"),
    [
        ("slept", {}, "kind"),
        ("snoozed", {"reason": "why"}, "until"),
        ("snoozed", {"until": 0, "reason": "why"}, "until"),
        ("snoozed", {"until": 29, "reason": "why"}, "until"),
        ("snoozed", {"until": 7}, "reason"),
        ("assigned", {}, "to"),
        ("acknowledged", {"health": 101}, "health"),
    ],
)
def test_a_mark_that_is_not_allowed_is_refused(
    store: Store, kind: str, more: dict[str, Any], name: str
) -> None:
    on = date(2025, 3, 1)
    if isinstance(more.get("until"), int):
        more = {**more, "until": on + timedelta(days=more["until"])}
    with pytest.raises(EntryRefused) as told:
        store.mark_alerts([("Acme", "drift", "", SUNDAY)], kind, by="Ana", on=on, **more)
    assert told.value.name == name
    assert store.marks() == []


def test_settings_versions_have_a_name_a_reason_and_allowed_settings(store: Store) -> None:
    assert store.settings_versions() == []
    toml = "[bands]\ngreen = 80\n"
    first = store.add_settings("Stricter", "Too many green", toml, by="Ana", from_on=SUNDAY)
    assert (first.toml, first.author) == (toml, "Ana")
    with pytest.raises(Conflict, match="Ana") as told:
        store.add_settings(" stricter", "Again", "", by="Ben", from_on=SUNDAY)
    assert told.value.stored == first
    with pytest.raises(SettingRefused, match="greener"):
        store.add_settings("Wrong", "x", "[bands]\ngreener = 80\n", by="Ben", from_on=SUNDAY)
    second = store.add_settings("As it was", "Too few", "", by="Ben", from_on=SUNDAY)
    assert store.settings_versions() == [first, second]


def test_settings_made_from_a_version_that_is_not_the_newest_are_refused(store: Store) -> None:
    first = store.add_settings("Mine", "x", "", by="Ana", from_on=SUNDAY, after=0)
    with pytest.raises(Conflict, match="'Mine', were put in force meanwhile by Ana") as told:
        store.add_settings("Theirs", "y", "", by="Ben", from_on=SUNDAY, after=0)
    assert told.value.stored == first
    second = store.add_settings("Theirs", "y", "", by="Ben", from_on=SUNDAY, after=first.id)
    assert store.settings_versions() == [first, second]


def test_an_override_is_in_force_until_it_expires_or_is_ended(store: Store) -> None:
    last = SUNDAY + timedelta(days=90)
    override = store.override_health("Acme", 40, "They told us", "Ana", SUNDAY, last)
    assert store.overrides(SUNDAY) == store.overrides(last) == [override]
    for day in (SUNDAY - timedelta(days=1), last + timedelta(days=1)):
        assert store.overrides(day) == []
    with pytest.raises(Conflict, match="Ana"):
        store.override_health("ACME", 50, "No", "Ben", last, last + timedelta(days=5))
    ended = store.end_override(override, by="Ben")
    assert ended.ended_by == "Ben"
    assert ended.ended_at is not None
    assert store.overrides(ended.ended_at.date()) == []
    assert store.overrides() == [ended]
    with pytest.raises(Conflict, match="ended by Ben"):
        store.end_override(override, by="Ana")


@pytest.mark.parametrize(
    ("health", "reason", "days", "name"),
    [(101, "x", 5, "health"), (50, " ", 5, "reason"), (50, "x", 0, "expires_on"),
     (50, "x", 91, "expires_on"), (float("nan"), "x", 5, "health")],
)  # fmt: skip
def test_an_override_without_reason_or_expiry_is_refused(
    store: Store, health: float, reason: str, days: int, name: str
) -> None:
    with pytest.raises(EntryRefused) as told:
        store.override_health("Acme", health, reason, "Ana", SUNDAY, SUNDAY + timedelta(days=days))
    assert told.value.name == name


def test_authors_are_those_who_wrote_the_most_recent_first(store: Store) -> None:
    assert store.authors() == []
    for who in ("Ana", "Ben", "Ana", "Cy", "Ben"):
        store.add_note("Acme", SUNDAY, "x", by=who)
    assert store.authors() == ["Ben", "Cy", "Ana"]


def test_the_token_changes_with_any_write_and_with_nothing_else(store: Store) -> None:
    tokens = [store.version()]
    assert store.changed_at() is None
    note = store.add_note("Acme", SUNDAY, "x", by="Ana")
    assert store.changed_at() == note.created_at
    tokens.append(store.version())
    store.notes()
    assert store.version() == tokens[-1]
    store.remove_note(note, by="Ana")
    tokens.append(store.version())
    store.open_review(SUNDAY, by="Ana")
    tokens.append(store.version())
    assert len(set(tokens)) == len(tokens)


def test_an_action_tells_who_changed_what_of_it(store: Store) -> None:
    first = store.add_action("Acme", "Call", "Ben", SUNDAY, by="Ana", week=SUNDAY)
    later = store.update_action(replace(first, who="Cy", due=SUNDAY + timedelta(days=3)), by="Ben")
    store.add_action("Acme", "Another", "Ben", SUNDAY, by="Ana", week=SUNDAY)
    store.add_note("Acme", SUNDAY, "of the same number", by="Cy")
    found = store.history(later)
    assert [(each.by, each.deed, each.before) for each in found] == [
        ("Ana", "add action", {}),
        ("Ben", "change action", {"who": "Ben", "due": SUNDAY.isoformat()}),
    ]
    assert [each.at for each in found] == [first.created_at, later.changed_at]


def test_the_frozen_weeks_are_told_without_what_they_hold(store: Store) -> None:
    weeks = [SUNDAY, SUNDAY + timedelta(days=7), SUNDAY + timedelta(days=14)]
    for week in weeks:
        review = store.open_review(week, by="Ana")
        if week != weeks[1]:
            store.freeze_review(review, {"format": 1}, by="Ana")
    assert store.frozen_weeks() == [weeks[2], weeks[0]]
