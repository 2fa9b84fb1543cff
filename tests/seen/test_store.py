"""The store for somebody who sees some clients: theirs alone is read, and written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from health.access import DEEDS as PERSONS
from health.access import Person, Role, local
from health.errors import EntryRefused, NotAllowed
from health.seen.store import DEEDS, keys_of, store_of, why_not
from health.settings.edits import without_clients
from health.store import LinkSecrets, Store, open_store
from health.store.links import maker_of
from health.store.tables import METADATA
from tests.conftest import ROOT

WEEK, DUE = date(2026, 11, 22), date(2026, 12, 4)
SECRET = "Bolt is about to leave"
CLIENTS = pd.DataFrame({"client": ["Acme", "Bolt"], "lead": ["Mira Okafor", "Tom"]})
CLIENTS["key"] = CLIENTS["client"].str.casefold()
SNAPSHOT = json.loads((ROOT / "tests" / "review_format_1.json").read_text("utf-8"))


def person(role: Role = "lead", own: frozenset[str] | None = frozenset({"mira okafor"})) -> Person:
    return Person("Mira Okafor", "mira@agency.example", role, own)


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Store]:
    """A store in which Tom wrote the same of both clients."""
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    for client in ("Acme", "Bolt"):
        text = SECRET if client == "Bolt" else "all well"
        store.add_note(client, WEEK, text, f"Tom of {client}")
        store.add_action(client, text, "Tom", DUE, "Tom", WEEK)
        store.mark_reviewed(WEEK, client, "Tom")
        store.mark_alerts([(client, "gone-quiet", text, WEEK)], "acknowledged", "Tom", on=WEEK)
        store.override_health(client, 40, text, "Tom", WEEK, DUE)
        store.add_report(client, WEEK, {"text": text}, "Tom")
        link(store, [client])
        secrets = LinkSecrets(f"ask {client}", None, "seal")
        until = datetime.now(UTC) + timedelta(days=30)
        asked = store.add_ask(client, "Ms Ek", WEEK, WEEK, "UTC", until, secrets, "Tom")
        store.answer(asked, "form", 7, "How was it?", [], text)
    link(store, ["Acme", "Bolt"])
    yield store
    store.close()


def link(store: Store, clients: list[str]) -> int:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    secrets = LinkSecrets(f"hash {clients} {len(store.links())}", None, "seal")
    end = now + timedelta(days=30)
    return store.add_link(clients, "client", "whom", None, end, secrets, "Tom", now).id


def everything(store: Store) -> str:
    """Whatever the store gives out, as text."""
    found: list[object] = [
        store.notes(), store.notes("Bolt"), store.actions(), store.actions("bolt"), store.marks(),
        store.marks("Bolt"), store.overrides(), store.overrides(WEEK), store.reports(),
        store.reports("Bolt"), store.links(), store.reviews(), store.review(WEEK),
        store.authors(), store.settings_versions(), store.frozen_weeks(),
        store.last_sent_report("Bolt", DUE), store.report_lines(), store.asks(), store.answers(),
        store.asks("Bolt"), store.answers("Bolt"),
    ]  # fmt: skip
    found += [store.history(each) for each in store.notes()]
    found += [store.history(each) for each in store.actions()]
    found += [each.frozen_as for each in store.reviews()]
    found += [store.views(each) for each in store.links()]
    return repr(found)


def seen(whole: Store, who: Person | None = None) -> Store:
    who = who or person()
    return store_of(whole, who, keys_of(who, CLIENTS))


def test_nothing_of_another_client_is_read(whole: Store) -> None:
    mine = seen(whole)
    assert [note.text for note in mine.notes()] == ["all well"]
    assert [each.clients for each in mine.links()] == [("Acme",)] * 2
    assert len(mine.actions()) == len(mine.marks()) == len(mine.reports()) == 1
    assert [each.comment for each in mine.answers()] == ["all well"]
    review = mine.review(WEEK)
    assert review is not None
    assert list(review.reviewed) == ["Acme"]
    assert "Bolt" not in everything(mine)
    assert SECRET not in everything(mine)
    assert SECRET in everything(whole)


def test_of_links_that_somebody_made_on_clients_that_they_see_no_more_they_are_told_the_number(
    whole: Store,
) -> None:
    both = seen(whole, person(own=frozenset({"mira okafor", "tom"})))
    made = whole.link(link(both, ["Acme", "Bolt"]))
    assert maker_of(made) == ("mira@agency.example", frozenset())
    assert (both.links_lost(), seen(whole).links_lost(), whole.links_lost()) == (0, 1, 0)
    whole.revoke_link(made, "Tom", datetime.now(UTC))
    assert seen(whole).links_lost() == 0


def test_who_sees_nobody_reads_nothing(whole: Store) -> None:
    nobody = person(own=frozenset({"somebody else"}))
    assert not seen(whole, nobody).notes()
    assert not seen(whole, nobody).links()
    assert "Acme" not in everything(seen(whole, nobody))


def test_what_is_another_clients_can_not_be_written(whole: Store) -> None:
    mine = seen(whole)
    foreign, theirs = whole.notes("Bolt")[0], whole.actions("Bolt")[0]
    report, override = whole.reports("Bolt")[0], next(iter(whole.overrides()))
    both = whole.links()[0]
    before = everything(whole)
    for deed in (
        lambda: mine.add_note("bolt ", WEEK, "x", "Mira"),
        lambda: mine.change_note(replace(foreign, text="x"), "Mira"),
        lambda: mine.remove_note(foreign, "Mira"),
        lambda: mine.remove_action(theirs, "Mira"),
        lambda: mine.mark_alerts([("Acme", "r", "", WEEK), ("Bolt", "r", "", WEEK)], "woken", "M"),
        lambda: mine.mark_reviewed(WEEK, "Bolt", "Mira"),
        lambda: mine.end_override(override, "Mira"),
        lambda: mine.change_report(replace(report, edited={"risks": "x"}), "Mira"),
        lambda: mine.freeze_report(report, "Mira"),
        lambda: link(mine, ["Acme", "Bolt"]),
        lambda: mine.revoke_link(both, "Mira", datetime.now(UTC)),
        lambda: mine.link(both.id),
    ):
        with pytest.raises((NotAllowed, EntryRefused)) as refused:
            deed()
        assert SECRET not in str(refused.value)
    assert everything(whole) == before


def test_what_is_written_stands_under_the_name_that_sign_in_vouches_for(whole: Store) -> None:
    note = seen(whole).add_note("Acme", WEEK, "mine", "Tom")
    assert note.author == "Mira Okafor"
    free = local("Anybody")
    assert store_of(whole, free, None).add_note("Bolt", WEEK, "x", "Nia").author == "Nia"


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (person("viewer", None), set()),
        (person("viewer"), set()),
        (person("lead"), {"write"}),
        (person("lead", None), {"write", "close"}),
        (person("admin", None), set(PERSONS)),
    ],
    ids=["viewer", "viewer of some", "lead", "lead of all", "admin"],
)
def test_a_role_writes_what_it_may(whole: Store, who: Person, may: set[str]) -> None:
    store, review = seen(whole, who), whole.review(WEEK)
    assert review is not None
    for needs, deed in (
        ("write", lambda: store.add_note("Acme", WEEK, "x", "x")),
        ("close", lambda: store.freeze_review(store.review(WEEK) or review, {}, "x")),
        ("settings", lambda: store.add_settings("n", "why", "", "x", WEEK)),
    ):
        told = ""
        try:
            deed()
        except NotAllowed as error:
            told = str(error)
        assert (told == "") == (needs in may), needs
        assert not told or "Nothing was saved." in told
    assert {deed for deed in PERSONS if not why_not(who, deed)} == may


def test_a_closed_review_tells_of_no_other_client(whole: Store) -> None:
    names = [each["client"] for each in SNAPSHOT["clients"]]
    review = whole.open_review(WEEK, "Tom")
    whole.freeze_review(review, SNAPSHOT, "Tom")
    clients = pd.DataFrame({"key": [names[0].casefold()], "lead": ["Mira Okafor"]})
    mine = store_of(whole, person(), keys_of(person(), clients)).review(WEEK)
    assert mine is not None
    assert mine.snapshot is not None
    assert [each["client"] for each in mine.snapshot["clients"]] == names[:1]
    assert sum(now for now, _ in mine.snapshot["counts"].values()) == 1
    assert not [name for name in names[1:] if name in str(mine.frozen_as)]


def test_settings_tell_no_other_clients_name(whole: Store) -> None:
    toml = '# for Bolt\n[client."Bolt".bands]\nred = 30\n[client."Acme".bands]\nred = 20\n'
    whole.add_settings("one", "why", toml, "Tom", WEEK)
    (mine,) = seen(whole).settings_versions()
    assert "Bolt" not in mine.toml
    assert "red = 20" in mine.toml
    assert without_clients("[client.Bolt]\nnonsense = 1", {"acme"}) == "unreadable"


def test_what_is_cached_by_the_stores_version_is_not_that_of_others(whole: Store) -> None:
    tom = person(own=frozenset({"tom"}))
    versions = {each.version() for each in (whole, seen(whole), seen(whole, tom))}
    assert len(versions) == 3
    assert seen(whole).version() in versions
    whole.add_note("Acme", WEEK, "more", "Tom")
    assert seen(whole).version() not in versions


def test_every_deed_of_the_store_is_known_to_be_of_a_role() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "health" / "store").glob("*.py"))
    deeds = set(re.findall(r'writing\([^,]+, "([a-z ]+)"', code))
    deeds |= set(re.findall(r'_change\(link, by, "([a-z ]+)"', code))
    of_nobody = {"view link", "try password", "send digest", "answer"}  # guests, the program
    assert deeds - of_nobody == set(DEEDS), "say in health/seen/store.py who may do it"


def test_a_table_is_of_clients_or_of_everybody_or_shown_to_nobody() -> None:
    apart = {table.name for table in METADATA.sorted_tables if "client_key" not in table.c}
    assert apart >= {"reviews", "settings_versions", "identity", "links", "link_views", "writes"}
