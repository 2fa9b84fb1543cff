"""A file that is added appears whole or not at all, and what it replaces is kept."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from health.errors import UnreadableFile, UploadRefused
from health.uploads import storing
from health.uploads.checked import Upload, checked
from health.uploads.mended import Mended, kept
from health.uploads.storing import SAMPLE, AlreadyThere, refusal, stored
from health.uploads.taken_back import store_mended

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def upload(content: bytes = b"client\nAcme\n", name: str = "clients.csv") -> Upload:
    return checked(name, content)


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_stored_under_its_name(tmp_path: Path) -> None:
    assert stored(tmp_path, upload()).path == tmp_path / "clients.csv"
    assert (tmp_path / "clients.csv").read_bytes() == b"client\nAcme\n"
    assert names(tmp_path) == ["clients.csv"]


def test_what_is_there_is_replaced_only_after_a_yes_and_kept(tmp_path: Path) -> None:
    (tmp_path / "Clients.csv").write_bytes(b"client\nOld\n")
    with pytest.raises(AlreadyThere, match="replaced"):
        stored(tmp_path, upload())
    assert (tmp_path / "Clients.csv").read_bytes() == b"client\nOld\n"
    for content in (b"client\nNew\n", b"client\nNewer\n"):
        done = stored(tmp_path, upload(content), replace=True, at=AT)
    assert done.replaced is not None
    assert names(tmp_path) == [
        "Clients.csv",
        "replaced/Clients.csv.2026-11-25T09-30-00Z",
        "replaced/Clients.csv.2026-11-25T09-30-00Z.2",
    ]
    assert [path.read_bytes() for path in sorted(tmp_path.rglob("*.csv*"))] == [
        b"client\nNewer\n", b"client\nOld\n", b"client\nNew\n",
    ]  # fmt: skip


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failing_disk_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, links: bool
) -> None:
    (tmp_path / "clients.csv").write_bytes(b"client\nOld\n")

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def no_links(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    with monkeypatch.context() as broken:
        broken.setattr(os, failing, full)
        if not links:
            broken.setattr(os, "link", no_links)
        with pytest.raises(UploadRefused, match="not stored: the disk is full: make room"):
            stored(tmp_path, upload(), replace=True)
    assert (tmp_path / "clients.csv").read_bytes() == b"client\nOld\n"
    assert [each for each in names(tmp_path) if "replaced" not in each] == ["clients.csv"]


def test_without_links_it_is_stored_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    monkeypatch.setattr(os, "link", no_links)
    stored(tmp_path, upload())
    stored(tmp_path, upload(b"client\nNew\n"), replace=True, at=AT)
    assert names(tmp_path) == ["clients.csv", "replaced/clients.csv.2026-11-25T09-30-00Z"]


def test_two_who_store_at_once_do_not_overwrite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "there", lambda *_: None)  # both looked before either stored
    stored(tmp_path, upload())
    with pytest.raises(AlreadyThere, match="somebody else"):
        stored(tmp_path, upload(b"client\nBolt\n"))
    assert (tmp_path / "clients.csv").read_bytes() == b"client\nAcme\n"


def test_where_nothing_can_be_stored_it_says_what_to_do(tmp_path: Path) -> None:
    assert "HEALTH_LOGS=" in refusal(SAMPLE)
    assert "make it" in refusal(tmp_path / "gone")
    assert refusal(tmp_path) == ""
    before = names(SAMPLE)
    with pytest.raises(UploadRefused, match="sample portfolio"):
        stored(SAMPLE, upload(b"client\nX\n", "new.csv"))
    assert names(SAMPLE) == before


def test_what_a_killed_server_left_is_swept_up(tmp_path: Path) -> None:
    left, young = tmp_path / ".upload-a.part", tmp_path / ".upload-b.part"
    for path in (left, young):
        path.write_bytes(b"half")
    os.utime(left, (0, 0))
    stored(tmp_path, upload())
    assert names(tmp_path) == [".upload-b.part", "clients.csv"]


def test_mended_rows_join_those_that_are_kept(tmp_path: Path) -> None:
    first, other = Mended("a.csv", 2, "row-a", {"x": "1"}), Mended("a.csv", 3, "row-b", {"x": "2"})
    again = Mended("a.csv", 7, "row-a", {"x": "3", "y": "=4"})
    store_mended(tmp_path, {"demos": [first, other]})
    store_mended(tmp_path, {"demos": [again]}, AT)
    assert [row.cells["x"] for row in kept(tmp_path, "demos").values()] == ["3", "2"]
    assert names(tmp_path) == ["mended/demos.csv", "replaced/mended-demos.csv.2026-11-25T09-30-00Z"]
    (tmp_path / "mended" / "demos.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableFile, match=r"mended/demos\.csv"):
        store_mended(tmp_path, {"demos": [again]})
    assert (tmp_path / "mended" / "demos.csv").read_bytes() == b"\xff\xfe"


def test_two_who_mend_at_once_lose_nothing(tmp_path: Path) -> None:
    def mend(number: int) -> None:
        store_mended(tmp_path, {"demos": [Mended("a.csv", number, f"row-{number}", {"x": "1"})]})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(mend, range(24)))
    assert len(kept(tmp_path, "demos")) == 24
