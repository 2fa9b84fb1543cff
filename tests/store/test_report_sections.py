"""Two leads on one report: a section is what one of them writes at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from health.errors import EntryRefused
from health.report import Report, of_store
from health.report.content import Line, Part, Section
from health.report.saving import freeze, redraft, save_section
from health.store import Conflict, Store
from tests.store.test_at_once import at_once

DAY = date(2026, 11, 20)
SEEN = "Open risks:\n- Flood – plan B: boats"


def drafted(day: date = DAY, plan: str = "boats") -> Report:
    """What the page shows before anybody wrote."""
    risks = Part("Open risks", (Line("Flood", f"plan B: {plan}"),))
    sections = Section("risks", (risks,)), Section("questions", (Part("", empty="None."),))
    return Report("Acme", day, day - timedelta(days=7), sections)


def test_whoever_saves_first_begins_the_report_and_all_sections_are_kept(store: Store) -> None:
    saves = [
        lambda: save_section(store, None, drafted(), "risks", SEEN, "All calm.", "Ana"),
        lambda: save_section(store, None, drafted(), "questions", "None.", "Just one.", "Ben"),
    ]
    at_once(saves)
    (kept,) = store.reports("Acme")
    assert kept.edited == {"risks": "All calm.", "questions": "Just one."}
    assert {kept.author, kept.changed_by} <= {"Ana", "Ben"}
    assert of_store(kept).sections == drafted().sections


def test_of_two_who_write_the_same_section_the_second_is_told(store: Store) -> None:
    first = save_section(store, None, drafted(), "risks", SEEN, "All calm.", "Ana")
    with pytest.raises(Conflict, match="This section was changed by Ana"):
        save_section(store, None, drafted(), "risks", SEEN, "All lost.", "Ben")
    assert store.reports() == [first]
    second = save_section(store, first, drafted(), "risks", "All calm.", "All lost.", "Ben")
    assert second.edited == {"risks": "All lost."}
    back = save_section(store, first, drafted(), "risks", "All lost.", SEEN + "\n", "Ben")
    assert back.edited == {}


def test_a_draft_made_anew_keeps_what_people_wrote_and_takes_the_new_day(store: Store) -> None:
    kept = save_section(store, None, drafted(), "questions", "None.", "Just one.", "Ana")
    later = drafted(DAY + timedelta(days=2), "pumps")
    anew = redraft(store, kept, later, "Ben")
    assert (anew.day, anew.edited) == (later.day, {"questions": "Just one."})
    assert of_store(anew) == replace(later, edited=anew.edited)
    with pytest.raises(Conflict, match="This section was changed by Ben"):
        save_section(store, kept, drafted(), "risks", SEEN, "Mine", "Ana")
    other = store.add_report("Acme", DAY, {}, "Cy")
    with pytest.raises(Conflict, match="A report of that day was begun by Cy"):
        redraft(store, anew, drafted(), "Ben")
    assert store.report(other.id) == other
    assert [line.id for line in store.report_lines("acme")] == [anew.id, other.id]


def test_only_what_was_shown_is_frozen_and_nothing_is_written_after_that(store: Store) -> None:
    kept = save_section(store, None, drafted(), "risks", SEEN, "All calm.", "Ana")
    with pytest.raises(Conflict, match="This report was begun by Ana"):
        freeze(store, None, drafted(), "Ben")
    more = save_section(store, kept, drafted(), "questions", "None.", "Just one.", "Ana")
    with pytest.raises(Conflict, match="This report was changed by Ana"):
        freeze(store, kept, drafted(), "Ben")
    frozen = freeze(store, more, drafted(), "Ben")
    assert frozen.frozen_by == "Ben"
    with pytest.raises(Conflict, match="This report was frozen by Ben"):
        save_section(store, more, drafted(), "risks", "All calm.", "Oh.", "Ana")
    with pytest.raises(Conflict, match="This report was frozen by Ben"):
        redraft(store, more, drafted(), "Ana")
    assert freeze(store, None, drafted(DAY + timedelta(days=1)), "Cy").edited == {}


def test_a_report_that_a_backup_took_away_is_not_written_to(store: Store) -> None:
    kept = save_section(store, None, drafted(), "risks", SEEN, "All calm.", "Ana")
    gone = replace(kept, created_at=kept.created_at - timedelta(days=1))
    with pytest.raises(EntryRefused, match="reports that are in the store"):
        save_section(store, gone, drafted(), "risks", SEEN, "Oh.", "Ana")
