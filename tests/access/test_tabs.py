"""How many pages may be open, and what the process needs for them."""

from __future__ import annotations

import resource

import pytest

from pages.server import tabs
from pages.server.tabs import Tabs, allow_handles

ENDLESS = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("bounds", "then"),
    [
        ((256, ENDLESS), (2200, ENDLESS)),  # as macOS has it
        ((1024, 4096), (2200, 4096)),
        ((1024, 1500), (1500, 1500)),
        ((8192, 524288), None),
        ((1024, 1024), None),
        ((ENDLESS, ENDLESS), None),
    ],
)
def test_a_process_is_let_have_the_handles_that_its_pages_need_and_no_fewer_than_it_has(
    monkeypatch: pytest.MonkeyPatch, bounds: tuple[int, int], then: tuple[int, int] | None
) -> None:
    said = list[tuple[int, int]]()
    monkeypatch.setattr(tabs, "tabs", lambda: Tabs(200))
    monkeypatch.setattr(resource, "getrlimit", lambda _: bounds)
    monkeypatch.setattr(resource, "setrlimit", lambda _, given: said.append(given))
    allow_handles()
    assert said == ([] if then is None else [then])


def test_a_system_that_allows_no_more_handles_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, ENDLESS))
    monkeypatch.setattr(resource, "setrlimit", refuse)
    allow_handles()
