"""What was typed and not saved: kept for its author, on disk where it can be, and no record."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from health import drafts as module
from health.drafts import LONGEST, Drafts

TYPED = {"note": "half a sentence <b> \ud83d\n", "who": "Mira"}


def test_a_draft_outlives_the_server(tmp_path: Path) -> None:
    Drafts(tmp_path / "drafts").put("Mira", "Acme", TYPED)
    found = Drafts(tmp_path / "drafts")
    assert found.get(" mira ", "ACME") == TYPED
    assert found.get("Jonas", "Acme") == {}
    assert found.get("Mira", "Bolt") == {}


def test_a_saved_draft_leaves_nothing_behind(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.put("Mira", "Acme", TYPED)
    assert len(list(tmp_path.iterdir())) == 1
    drafts.put("Mira", "Acme", {"note": "", "who": ""})
    assert drafts.get("Mira", "Acme") == {}
    assert list(tmp_path.iterdir()) == []


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    Drafts(tmp_path).put("Mira", "Acme", TYPED)
    (path,) = tmp_path.iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert "Acme" not in path.name


def test_where_nothing_can_be_written_memory_keeps_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for folder in (None, tmp_path / "file"):
        drafts = Drafts(folder)
        drafts.put("Mira", "Acme", TYPED)
        assert drafts.get("Mira", "Acme") == TYPED


def test_a_damaged_file_is_no_draft(tmp_path: Path) -> None:
    Drafts(tmp_path).put("Mira", "Acme", TYPED)
    (path,) = tmp_path.iterdir()
    for content in ("", "{", "[1]", '{"note": 1}'):
        path.write_text(content)
        assert Drafts(tmp_path).get("Mira", "Acme") == {}


def test_what_nobody_came_back_to_is_removed(tmp_path: Path) -> None:
    Drafts(tmp_path).put("Mira", "Acme", TYPED)
    (path,) = tmp_path.iterdir()
    long_ago = time.time() - 61 * 86_400
    os.utime(path, (long_ago, long_ago))
    Drafts(tmp_path).put("Mira", "Bolt", TYPED)
    assert Drafts(tmp_path).get("Mira", "Acme") == {}
    assert Drafts(tmp_path).get("Mira", "Bolt") == TYPED


@pytest.mark.parametrize("folder", ["drafts", None])
def test_what_is_too_long_is_not_kept_and_says_so(tmp_path: Path, folder: str | None) -> None:
    drafts = Drafts(tmp_path / folder if folder else None)
    assert drafts.put("Mira", "Acme", {"note": "x" * LONGEST}) == ""
    said = drafts.put("Mira", "Acme", {"note": "x" * LONGEST, "what": "y"})
    assert said == "it has 20,001 letters, and at most 20,000 are kept until it is saved"
    assert drafts.get("Mira", "Acme") == {"note": "x" * LONGEST}


@pytest.mark.parametrize("folder", ["drafts", None])
def test_drafts_without_number_find_no_room_and_those_there_can_be_changed(
    tmp_path: Path, folder: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    drafts = Drafts(tmp_path / folder if folder else None)
    for about in ("Acme", "Bolt", "Cove"):
        assert drafts.put("Mira", about, TYPED) == ""
    assert drafts.put("Mira", "Dune", TYPED) == "3 drafts wait already; save or clear some of them"
    assert drafts.put("Mira", "Acme", {"note": "changed"}) == ""
    for about in map(str, range(9)):
        assert drafts.get("Mira", about) == {}
    assert drafts.get("Mira", "Acme") == {"note": "changed"}
    drafts.put("Mira", "Acme", {})
    assert drafts.put("Mira", "Dune", TYPED) == ""
