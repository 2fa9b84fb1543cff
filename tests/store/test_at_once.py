"""Two people at once: the second is told what the first did, and nothing is overwritten."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from health.store import Action, Conflict, Store, open_store
from tests.conftest import ROOT

SUNDAY = date(2026, 11, 22)
PEOPLE = ("Ana", "Ben", "Cy", "Di", "Eve", "Flo")


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """What each deed gave or was told, all begun at the same moment."""
    found: list[Any] = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def run(place: int) -> None:
        gate.wait()
        try:
            found[place] = deeds[place]()
        except Exception as error:
            found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def one_won(found: list[Any]) -> Any:
    """The only one that was kept; all others were told of it."""
    (won,) = [each for each in found if not isinstance(each, BaseException)]
    told = [each for each in found if isinstance(each, BaseException)]
    for each in told:
        assert isinstance(each, Conflict), each
        assert each.stored == won
    return won


def action_of(store: Store) -> Action:
    """An action that everybody sees."""
    return store.add_action("Acme", "Call", "Ben", SUNDAY, by="Ana", week=SUNDAY)


def test_the_second_who_saves_an_action_is_told_by_whom_and_when_it_was_changed(
    store: Store,
) -> None:
    seen = action_of(store)
    first = store.update_action(replace(seen, text="Call them on Monday"), by="Ben")
    with pytest.raises(Conflict, match="This action was changed by Ben on 20") as told:
        store.update_action(replace(seen, text="Write"), by="Cy")
    assert told.value.stored == first
    assert (told.value.by, told.value.at) == ("Ben", first.changed_at)
    assert store.actions() == [first]
    again = store.update_action(replace(first, text="Write"), by="Cy")
    assert store.actions() == [again]


def test_many_who_save_one_action_at_once(store: Store) -> None:
    seen = action_of(store)
    found = at_once(
        [
            lambda who=who: store.update_action(replace(seen, text=f"by {who}"), by=who)  # type: ignore[misc]
            for who in PEOPLE
        ]
    )
    won = one_won(found)
    assert store.actions() == [won]
    assert won.text == f"by {won.changed_by}"


def test_many_who_freeze_one_review_at_once(store: Store) -> None:
    review = store.mark_reviewed(SUNDAY, "Acme", by="Ana")
    found = at_once(
        [
            lambda who=who: store.freeze_review(review, {"by": who}, by=who)  # type: ignore[misc]
            for who in PEOPLE
        ]
    )
    won = one_won(found)
    assert store.review(SUNDAY) == won
    assert won.snapshot == {"by": won.frozen_by}


def test_a_review_that_somebody_filled_meanwhile_is_not_frozen(store: Store) -> None:
    seen = store.open_review(SUNDAY, by="Ana")
    filled = store.mark_reviewed(SUNDAY, "Acme", by="Ben")
    with pytest.raises(Conflict, match="changed by Ben") as told:
        store.freeze_review(seen, {}, by="Ana")
    assert told.value.stored == filled
    assert store.review(SUNDAY) == filled


@pytest.mark.parametrize(
    "write",
    [
        lambda store, action: store.add_note("Acme", SUNDAY, "They are pleased", by="Ben"),
        lambda store, action: store.add_action(
            "Acme", "Write", "Ben", SUNDAY, by="Ben", week=SUNDAY
        ),
        lambda store, action: store.update_action(replace(action, done_on=SUNDAY), by="Ben"),
        lambda store, action: store.mark_alerts(
            [("Acme", "drift", "Talk", SUNDAY)], "woken", by="Ben"
        ),
    ],
    ids=["note", "action", "done", "mark"],
)
def test_a_review_is_not_frozen_without_what_somebody_wrote_while_it_was_put_together(
    store: Store, write: Callable[[Store, Action], object]
) -> None:
    action = store.add_action("Acme", "Call", "Ben", SUNDAY, by="Ana", week=SUNDAY)
    seen = store.open_review(SUNDAY, by="Ana")
    write(store, action)
    with pytest.raises(Conflict, match="by Ben") as told:
        store.freeze_review(seen, {}, by="Ana")
    assert told.value.stored == store.review(SUNDAY)
    again = store.open_review(SUNDAY, by="Ana")
    store.add_note("Acme", SUNDAY + timedelta(weeks=1), "Of another week", by="Ben")
    assert store.freeze_review(again, {}, by="Ana").frozen_by == "Ana"


def test_stores_of_several_servers_meet_in_the_database(store_url: str) -> None:
    stores = [open_store(store_url) for _ in range(3)]
    seen = action_of(stores[0])
    found = at_once(
        [
            lambda store=store, who=who: store.update_action(replace(seen, text=who), by=who)  # type: ignore[misc]
            for store, who in zip(stores, PEOPLE, strict=False)
        ]
    )
    won = one_won(found)
    assert all(store.actions() == [won] for store in stores)
    opened = at_once([lambda store=store: store.open_review(SUNDAY, by="Ana") for store in stores])  # type: ignore[misc]
    assert opened == opened[:1] * 3
    names = at_once(
        [
            lambda store=store: store.add_settings("Mine", "x", "", by="Ana", from_on=SUNDAY)  # type: ignore[misc]
            for store in stores
        ]
    )
    one_won(names)
    for store in stores:
        store.close()


def test_programs_that_save_one_action_at_once(store_url: str) -> None:
    store = open_store(store_url)
    seen = action_of(store)
    program = (
        "import sys; from dataclasses import replace\n"
        "from health.store import Conflict, open_store\n"
        "store = open_store(sys.argv[1]); seen = store.actions()[0]; who = sys.argv[2]\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "try: store.update_action(replace(seen, text=who), by=who); print('kept')\n"
        "except Conflict as told: print('told of', told.by)\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, store_url, who],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for who in PEOPLE[:2]
    ]  # fmt: skip
    for each in started:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n"
    said = {who: each.communicate("\n", 60)[0] for who, each in zip(PEOPLE, started, strict=False)}
    kept = store.actions()[0]
    assert kept.version == seen.version + 1
    assert said[kept.text] == "kept\n"
    (other,) = set(said) - {kept.text}
    assert said[other] == f"told of {kept.text}\n"
    store.close()


def test_what_many_threads_add_through_one_store_is_all_there(store: Store) -> None:
    def add(who: str) -> None:
        for place in range(8):
            store.add_note("Acme", SUNDAY + timedelta(weeks=place), f"{who} {place}", by=who)
            assert store.notes()

    many = [f"P{place}" for place in range(12)]
    assert at_once([lambda who=who: add(who) for who in many]) == [None] * 12  # type: ignore[misc]
    assert len({note.text for note in store.notes()}) == 12 * 8
    assert set(store.authors()) == set(many)
