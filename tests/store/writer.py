"""A program that writes until it is killed, and prints what was confirmed, line by line.

It forks a child for each line `URL SEED` on its input, so that the imports are paid for once; the
child's id comes first. Run as `python -m tests.store.writer`.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from health.store import Conflict, Store, open_store

START = date(1900, 1, 7)
CLIENTS = ("Acme", "Bolt", "Cove")


def write(url: str, seed: int) -> None:
    """Notes, actions, and reviews that are filled and frozen, for ever."""
    store = open_store(url)
    say("open")
    for place in count():
        week = START + timedelta(weeks=seed * 200 + place)
        note = store.add_note("Acme", week, f"note {seed} {place}", by="Ana")
        say(f"note {note.id} {note.text}")
        action = store.add_action("Acme", "to do", "Ben", week, by="Ana", week=week)
        say(f"action {action.id} 1")
        action = store.update_action(replace(action, outcome="done"), by="Ben")
        say(f"action {action.id} {action.version}")
        for client in CLIENTS:
            store.mark_reviewed(week, client, by="Ana")
            say(f"reviewed {week} {client}")
        freeze(store, week)
        say(f"frozen {week}")


def freeze(store: Store, week: date) -> None:
    """Freeze a review; again if others wrote meanwhile, as the page does."""
    while True:
        review = store.review(week)
        assert review is not None
        with suppress(Conflict):
            store.freeze_review(review, {"week": str(week), "long": "x" * 50_000}, by="Ana")
            return


def say(line: str) -> None:
    """Print at once."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    for line in sys.stdin:
        url, seed = line.split()
        child = os.fork()
        if not child:
            write(url, int(seed))
        say(f"child {child}")
        os.waitpid(child, 0)
        say("gone")
