"""A program may be killed at any moment: what it confirmed is there, the rest whole or absent."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from threading import Timer

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from health.store import Store, open_store
from health.store.tables import reviewed, reviews, writes
from tests.conftest import ROOT
from tests.store.writer import CLIENTS

KILLS = 20


pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is forked here")


@pytest.fixture(scope="module")
def writer() -> Iterator[subprocess.Popen[str]]:
    """The program that starts one writer after the other."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    ) as program:  # fmt: skip
        yield program
        assert program.stdin is not None
        program.stdin.close()


def killed_after(
    writer: subprocess.Popen[str], url: str, seed: int, lines: int, seconds: float
) -> list[str]:
    """What a writer had confirmed when it was killed, a moment after so many lines."""
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdin.write(f"{url} {seed}\n")
    writer.stdin.flush()
    said: list[str] = []
    child = 0
    timer: Timer | None = None
    for line in writer.stdout:
        if line.startswith("child"):
            child = int(line.split()[1])
        elif line == "gone\n":
            break
        else:
            said.append(line.strip())
        if child and len(said) >= lines and timer is None:
            timer = Timer(seconds, os.kill, (child, signal.SIGKILL))
            timer.start()
    assert timer is not None
    timer.join()
    return said


def test_what_was_confirmed_is_there_after_many_kills_and_nothing_is_half_done(
    url: str, writer: subprocess.Popen[str]
) -> None:
    dice = random.Random(7)
    said: list[str] = []
    for seed in range(4):  # while the tables are made
        said += killed_after(writer, url, seed, 0, dice.uniform(0, 0.3))
    for seed in range(4, KILLS):
        lines, seconds = dice.randint(1, 12), dice.uniform(0, 0.01)
        said += killed_after(writer, url, seed, lines, seconds)
    confirmed = [line.split(" ", 2) for line in said if line != "open"]
    assert len(confirmed) > KILLS
    store = open_store(url)
    began = time.monotonic()
    store.add_note("Acme", date(2019, 1, 6), "a lock that was left would be in the way", by="Ana")
    assert time.monotonic() - began < 3
    check_confirmed(store, confirmed)
    check_whole(store)
    store.close()
    if url.startswith("sqlite"):
        with sqlite3.connect(str(make_url(url).database)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert file.execute("PRAGMA foreign_key_check").fetchall() == []
        file.close()


def check_confirmed(store: Store, confirmed: list[list[str]]) -> None:
    """Everything that was said to be kept is kept."""
    notes = {note.id: note.text for note in store.notes()}
    actions = {action.id: action.version for action in store.actions()}
    found = {str(review.week): review for review in store.reviews()}
    kinds = set()
    for kind, name, *rest in confirmed:
        kinds.add(kind)
        if kind == "note":
            assert notes[int(name)] == rest[0]
        elif kind == "action":
            assert actions[int(name)] >= int(rest[0])
        elif kind == "reviewed":
            assert rest[0] in found[name].reviewed
        else:
            assert found[name].frozen_by == "Ana"
    assert kinds == {"note", "action", "reviewed", "frozen"}


def check_whole(store: Store) -> None:
    """Each deed touches several rows: all of them are there, or none."""
    for review in store.reviews():
        frozen = review.snapshot is not None
        assert (review.frozen_by is not None, review.frozen_at is not None) == (frozen, frozen)
        assert review.version == 1 + len(review.reviewed) + frozen
        if review.snapshot is not None:
            assert review.snapshot["week"] == str(review.week)
            assert list(review.reviewed) == list(CLIENTS)
    noted = [(row["table"], row["row"]) for row in store.rows(select(writes))]
    for action in store.actions():
        assert noted.count(("actions", action.id)) == action.version
    for note in store.notes():
        assert noted.count(("notes", note.id)) == 1
    for row in store.rows(select(reviews)):
        assert noted.count(("reviews", row["id"])) == row["version"]
    for row in store.rows(select(reviewed)):
        assert noted.count(("reviewed", row["id"])) == 1
