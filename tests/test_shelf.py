"""The shelf: each result made once for all who ask, as many kept as have room."""

from __future__ import annotations

import pickle
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from health.shelf import Shelf, size_of


def made(by: list[str], name: str, size: int) -> bytes:
    by.append(name)
    return b"x" * size


def test_a_result_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    shelf, makers = Shelf(1000), list[int]()

    def make() -> str:
        makers.append(threading.get_ident())
        time.sleep(0.05)
        return "made"

    with ThreadPoolExecutor(8) as viewers:
        found = list(viewers.map(lambda _: shelf.get("key", make), range(8)))
    assert found == ["made"] * 8
    assert len(makers) == 1


def test_one_result_is_made_at_a_time_and_what_is_there_waits_for_none() -> None:
    shelf, busy, most = Shelf(1000), list[int](), list[int]()
    shelf.get("there", lambda: "kept")

    def make(number: int) -> int:
        busy.append(number)
        time.sleep(0.02)
        most.append(len(busy))
        assert shelf.get("there", lambda: "made anew") == "kept"
        assert shelf.get(("part", number), lambda: number) == number  # made of others
        busy.remove(number)
        return number

    with ThreadPoolExecutor(8) as viewers:
        assert list(viewers.map(lambda n: shelf.get(n, lambda: make(n)), range(8))) == [*range(8)]
    assert most == [1] * 8


def test_what_nobody_asked_for_longest_makes_room() -> None:
    shelf, by = Shelf(2500), list[str]()
    for name in ("a", "b", "a", "c", "a", "b"):
        shelf.get(name, lambda name=name: made(by, name, 1000))  # type: ignore[misc]
    assert by == ["a", "b", "c", "b"]
    assert len(shelf) == 2
    assert shelf.held_bytes <= 2500


def test_what_is_larger_than_the_whole_shelf_is_kept_alone() -> None:
    shelf, by = Shelf(1000), list[str]()
    for name, size in (("small", 10), ("huge", 5000), ("huge", 5000), ("small", 10)):
        assert len(shelf.get(name, lambda n=name, s=size: made(by, n, s))) == size  # type: ignore[misc]
    assert by == ["small", "huge", "small"]
    assert len(shelf) == 1


def test_what_could_not_be_made_is_tried_again_by_the_next() -> None:
    shelf = Shelf(1000)

    def fail() -> str:
        raise ValueError("not today")

    with pytest.raises(ValueError, match="not today"):
        shelf.get("key", fail)
    assert shelf.get("key", lambda: "made") == "made"
    assert shelf.get("key", fail) == "made"


def test_many_small_frames_count_for_the_memory_that_they_take() -> None:
    def frames() -> list[pd.DataFrame]:
        return [pd.DataFrame({"when": [n], "what": [f"row {n}"]}) for n in range(200)]

    frames()
    tracemalloc.start()
    found = frames()
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert taken > 3 * len(pickle.dumps(found))
    assert taken / 2 < size_of(found) < 3 * taken
