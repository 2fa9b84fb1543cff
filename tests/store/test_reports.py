"""Status reports in the store: begun once, edited, frozen for ever, then sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from health.report import Report, as_json, of_store
from health.report.content import Line, Part, Section
from health.store import Conflict, EntryRefused, LinkSecrets, StatusReport, Store
from tests.store.test_at_once import at_once, one_won

DAY = date(2026, 11, 20)
CONTENT = {"format": 1, "text": "ä 漢 \0 \ud83d", "lines": [1.5, None]}


def begun(store: Store, client: str = "Acme", day: date = DAY) -> StatusReport:
    """A report that was drafted."""
    return store.add_report(client, day, CONTENT, by="Ana")


def test_a_report_is_drafted_edited_frozen_and_sent(store: Store) -> None:
    report = begun(store)
    assert report.content == CONTENT
    assert (report.client, report.day, report.edited, report.version) == ("Acme", DAY, {}, 1)
    texts = {"risks": "None <b>\n\nat all", "budget": ""}
    edited = store.change_report(replace(report, edited=texts), by="Ben")
    assert (edited.edited, edited.changed_by, edited.version) == (texts, "Ben", 2)
    assert store.change_report(edited, by="Cy") == edited
    anew = store.change_report(edited, "Cy", content={"format": 1})
    assert (anew.content, anew.edited) == ({"format": 1}, texts)
    with pytest.raises(EntryRefused, match="frozen, to be sent"):
        store.send_report(anew, DAY, by="Cy")
    frozen = store.freeze_report(anew, by="Cy")
    assert (frozen.frozen_by, frozen.sent_on) == ("Cy", None)
    assert frozen.frozen_at is not None
    sent = store.send_report(frozen, DAY + timedelta(days=3), by="Di")
    assert sent.sent_on == DAY + timedelta(days=3)
    assert (sent.sent_how, sent.sent_by) == ("e-mail", "Di")
    assert sent.sent_at is not None
    assert store.send_report(frozen, DAY + timedelta(days=9), by="Di", how="link") == sent
    assert store.reports("ACME") == [sent]


def test_a_frozen_report_is_never_changed(store: Store) -> None:
    frozen = store.freeze_report(begun(store), by="Ana")
    deeds: list[Callable[[], object]] = [
        partial(store.change_report, _with(frozen, "x"), "Ben"),
        partial(store.change_report, frozen, "Ben", {}),
        partial(store.freeze_report, frozen, "Ben"),
    ]
    for deed in deeds:
        with pytest.raises(Conflict, match="This report was frozen by Ana"):
            deed()
    assert store.reports() == [frozen]


def test_a_frozen_report_is_opened_again_beside_itself_and_counted_anew_once_it_was_out(
    store: Store,
) -> None:
    first = store.freeze_report(begun(store), by="Ana")
    draft = store.open_report_again(first, by="Ben")
    assert (draft.content, draft.day, draft.take, draft.edition) == (CONTENT, DAY, 2, 1)
    with pytest.raises(Conflict, match="opened again by Ben"):
        store.open_report_again(first, by="Cy")
    with pytest.raises(EntryRefused, match="that are frozen, to be opened"):
        store.open_report_again(draft, by="Cy")
    with pytest.raises(EntryRefused, match="day = "):
        store.change_report(draft, "Cy", on=DAY + timedelta(days=1))
    assert store.later_edition(first) is None
    sent = store.send_report(first, DAY, by="Ana", how="file")  # it had been sent after all
    second = store.freeze_report(_changed(store, draft, "x"), by="Ben")
    assert (second.edition, store.later_edition(sent), sent.edition) == (2, None, 1)
    third = store.freeze_report(store.open_report_again(second, by="Cy"), by="Cy")
    assert (third.take, third.edition) == (3, 2)  # nobody outside had the second
    for late in (partial(store.send_report, second, DAY, "Ana"), partial(linked, store, second)):
        with pytest.raises(Conflict, match="Another was frozen in place of this report by Cy"):
            late()
    linked(store, third)
    assert store.later_edition(sent) == third
    assert store.open_report_again(third, by="Ana").edition == 3
    assert [each.take for each in store.report_lines("acme")] == [4, 3, 2, 1]
    assert store.last_sent_report("Acme", DAY + timedelta(days=1)) == sent
    assert store.last_sent_report("Acme", date(2027, 1, 1), known_on=date(2026, 11, 19)) is None


def test_who_opens_a_report_again_knows_that_it_was_sent(store: Store) -> None:
    seen = store.freeze_report(begun(store), by="Ana")
    store.send_report(seen, DAY, by="Ben")
    with pytest.raises(Conflict, match="marked as sent by Ben"):
        store.open_report_again(seen, by="Ana")
    with pytest.raises(EntryRefused, match="how it was sent"):
        store.send_report(seen, DAY, by="Ben", how="pigeon")


def linked(store: Store, report: StatusReport) -> object:
    """A link on a report."""
    secrets = LinkSecrets(f"hash {report.id}", None, "seal")
    until, now = datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
    return store.add_link(["Acme"], "client", "", DAY, until, secrets, "Ana", now, report=report.id)


def _changed(store: Store, report: StatusReport, text: str) -> StatusReport:
    return store.change_report(_with(report, text), by="Ben")


def test_of_several_who_save_at_once_one_wins_and_the_others_are_told(store: Store) -> None:
    report = one_won(at_once([lambda: begun(store) for _ in range(3)]))
    deeds: list[Callable[[], object]] = [
        partial(store.change_report, _with(report, text), text) for text in ("a", "b", "c")
    ]
    won = one_won(at_once(deeds))
    assert store.reports() == [won]


def _with(report: StatusReport, text: str) -> StatusReport:
    return replace(report, edited={"risks": text})


def test_the_last_that_was_sent_is_that_of_the_latest_day_before(store: Store) -> None:
    for days in (0, 7, 14):
        report = store.freeze_report(begun(store, day=DAY + timedelta(days=days)), by="Ana")
        if days < 14:
            store.send_report(report, report.day, by="Ana")
    begun(store, "Bolt", DAY + timedelta(days=10))
    found = [store.last_sent_report("acme ", DAY + timedelta(days=days)) for days in (0, 7, 8, 30)]
    assert [each and each.day for each in found] == [
        None, DAY, DAY + timedelta(days=7), DAY + timedelta(days=7),
    ]  # fmt: skip
    assert store.last_sent_report("Bolt", date(2027, 1, 1)) is None
    assert [each.client for each in store.reports()] == ["Acme", "Bolt", "Acme", "Acme"]


def test_what_is_not_allowed_is_refused_and_nothing_is_saved(store: Store) -> None:
    report = begun(store)
    for edited in ({"gossip": "x"}, {"risks": "x" * 20_001}, {"risks": None}, {"risks": "\ud83d"}):
        with pytest.raises(EntryRefused, match="Nothing was saved"):
            store.change_report(replace(report, edited=edited), by="Ana")  # type: ignore[arg-type]
    for content in ([1], {"day": DAY}, {"x": float("nan")}):
        with pytest.raises(EntryRefused, match="content = "):
            store.add_report("Bolt", DAY, content, by="Ana")  # type: ignore[arg-type]
    frozen = store.freeze_report(report, by="Ana")
    with pytest.raises(EntryRefused, match="sent_on"):
        store.send_report(frozen, DAY - timedelta(days=1), by="Ana")
    assert store.reports() == [frozen]


def test_a_draft_comes_back_as_it_was_with_what_was_written_and_who_froze_it(store: Store) -> None:
    line = Line("Logo", "due", ("a", "b"), (("deadlines", 4),), "they were cross")
    part = Part("Coming", (line,), ("x", "y"), "", "", (line,), ("a note",))
    draft = Report("Acme", DAY, DAY - timedelta(days=7), (Section("timeline", (part,)),))
    kept = store.add_report("Acme", DAY, as_json(draft), by="Ana")
    assert of_store(kept) == draft
    kept = store.freeze_report(
        store.change_report(replace(kept, edited={"timeline": "x"}), "Ben"), "Cy"
    )
    assert kept.frozen_at is not None
    assert of_store(kept) == draft.with_text("timeline", "x").frozen("Cy", kept.frozen_at)
