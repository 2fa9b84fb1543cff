"""Work in the background: asked for by many, done once, bounded, and never silent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from health.background import Background, Make, Progress, Work
from health.errors import UnusableLogs


def done(made: Background, key: str, make: Make[Any]) -> Work[Any]:
    """The work when it is done."""
    made.ask(key, make)
    found = made.wait(key, 5)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """The thread ends when there is nothing more to do."""
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) <= before


class Gate:
    """Work that says what it does, and goes on only when it is let."""

    def __init__(self) -> None:
        self.begun, self.let = threading.Event(), threading.Event()

    def __call__(self, tell: Progress) -> str:
        """Wait to be let through."""
        tell("standing at the gate")
        self.begun.set()
        assert self.let.wait(5)
        return "through"


def test_it_is_done_once_and_its_progress_is_seen_by_all() -> None:
    gate, made = Gate(), Background()
    assert made.ask("a", gate).doing == "waiting for its turn"
    assert gate.begun.wait(5)
    for _ in range(3):
        assert made.ask("a", lambda _: "not me").doing == "standing at the gate"
    gate.let.set()
    assert done(made, "a", lambda _: "not me").result == "through"


def test_the_latest_asked_is_done_first_and_the_oldest_is_given_up() -> None:
    gate, made, order = Gate(), Background(most_waiting=2), []

    def noting(name: str) -> str:
        order.append(name)
        return name

    made.ask("gate", gate)
    assert gate.begun.wait(5)
    for name in "abcb":
        made.ask(name, lambda _, name=name: noting(name))  # type: ignore[misc]
    gate.let.set()
    assert done(made, "b", lambda _: "else").result == "b"
    assert done(made, "c", lambda _: "else").result == "c"
    assert order == ["b", "c"]
    assert done(made, "a", lambda _: noting("a")).result == "a"


def test_results_are_bounded_in_number_and_the_one_in_use_stays() -> None:
    made, count = Background(most_kept=2), {"a": 0}

    def counted(_: Progress) -> int:
        count["a"] += 1
        return count["a"]

    done(made, "a", counted)
    for name in "bcd":
        done(made, name, lambda _: "else")
        assert made.ask("a", counted).result == 1
    for name in "ef":
        done(made, name, lambda _: "else")
    assert done(made, "a", counted).result == 2


def test_what_goes_wrong_is_told_until_it_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    made = Background()

    def refused(_: Progress) -> str:
        raise UnusableLogs("no such folder: x")

    def broken(_: Progress) -> str:
        raise ZeroDivisionError("secret figures")

    assert done(made, "a", refused).problem == "no such folder: x"
    told = done(made, "b", broken).problem
    assert "ZeroDivisionError" in told
    assert "secret" not in told
    assert "secret figures" in caplog.text
    assert made.ask("a", lambda _: "well").problem
    made.forget("a")
    assert done(made, "a", lambda _: "well").result == "well"
