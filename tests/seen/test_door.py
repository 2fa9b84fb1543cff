"""Pages get portfolio, store and server through one door, which knows who is asking."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = ROOT / "pages"
# What leads to clients of everybody, and who may go there: the door; who asks before anybody is
# known; routes that are asked by no person of the team, and check what they show themselves.
INNER = ("health.live", "health.store.opening", "health.seen", "health.sources.opening")
NAMES = {"health": {"live", "store"}, "health.store": {"current", "open_store"}}
BESIDE = {"parts/seen.py", "parts/person.py"}
ROUTES = ("server/", "guest/")


def _around(code: str) -> Iterator[str]:
    """What a page imports that leads around the door."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.startswith(INNER))
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module.startswith(INNER) and [each.name for each in node.names] != ["State"]:
                yield node.module
            some = NAMES.get(node.module, set())
            yield from (f"{node.module}.{each.name}" for each in node.names if each.name in some)


@pytest.mark.parametrize(
    "path", sorted(PAGES.rglob("*.py")), ids=lambda path: str(path.relative_to(PAGES))
)
def test_no_page_goes_around_the_door(path: Path) -> None:
    name = str(path.relative_to(PAGES))
    if name not in BESIDE and not name.startswith(ROUTES):
        found = list(_around(path.read_text("utf-8")))
        assert found == [], "ask pages.parts.seen: now(), newest(), store(), server(deed)"


def test_what_leads_around_it_is_noticed() -> None:
    for code in (
        "from health import live", "import health.live", "from health.live import current",
        "from health.store import Note, current", "from health.store.opening import Store",
        "def f():\n    from health.sources.opening import read_logs",
    ):  # fmt: skip
        assert list(_around(code)), code
    assert not list(_around("from health.store import Note, Store\nfrom health.errors import X"))
