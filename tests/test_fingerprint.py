"""Whether a file is what was read: without a look inside where nothing touched it, byte by byte
where something did."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from health.logs import fingerprint
from health.logs.fingerprint import fingerprint_of, grown, stamp_of

CONTENT = b"client,at\n" + b"".join(
    b"Acme,2026-10-%02d %05d\n" % (1 + n % 30, n) for n in range(30_000)
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A file of several blocks."""
    path = tmp_path / "contacts.csv"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had last been changed long before it was read."""
    monkeypatch.setattr(fingerprint, "_COARSE_NS", -(10**12))


@pytest.mark.parametrize("more", [b"", b"Acme,2026-11-01 00000\n"], ids=["as it was", "grown"])
@pytest.mark.parametrize("at", [0, 300_000, len(CONTENT) // 2, len(CONTENT) - 2])
def test_one_letter_that_was_edited_in_place_is_noticed(
    log: Path, long_ago: None, at: int, more: bytes
) -> None:
    before, time = fingerprint_of(log), log.stat().st_mtime_ns
    assert before.begins(log)
    with log.open("r+b") as file:
        file.seek(at)
        file.write(b"~")
        file.seek(0, os.SEEK_END)
        file.write(more)
    os.utime(log, ns=(time, time))  # even by who sets the time back
    assert not before.begins(log)
    assert grown(log, before) is None


@pytest.mark.parametrize("cut", [0, 1, 10, 262_144, 262_145, len(CONTENT) - 1, len(CONTENT)])
def test_what_grew_is_counted_on_to_what_all_of_it_is(log: Path, cut: int) -> None:
    log.write_bytes(CONTENT[:cut])
    before = fingerprint_of(log)
    log.write_bytes(CONTENT)
    assert before.begins(log)
    assert before.is_of(log) == (cut == len(CONTENT))
    found, whole = grown(log, before), fingerprint_of(log)
    assert found == whole
    assert (whole.size, whole.lines, whole.can_grow) == (len(CONTENT), 30_001, True)


def test_a_file_that_nothing_touched_is_not_read(
    log: Path, long_ago: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> NoReturn:
        raise AssertionError

    before = fingerprint_of(log)
    monkeypatch.setattr(fingerprint, "grown", read)
    assert before.is_of(log)
    log.touch()
    with pytest.raises(AssertionError):
        before.is_of(log)


def test_a_file_changed_just_before_it_was_read_is_looked_at_again(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = stamp_of(log)
    assert not stamp.settled
    monkeypatch.setattr(fingerprint, "stamp_of", lambda _: stamp)  # a clock that ticks coarsely
    before = fingerprint_of(log)
    assert before.is_of(log)
    log.write_bytes(CONTENT.replace(b"Acme", b"Bolt"))
    assert not before.is_of(log)


def test_a_file_that_was_replaced_or_shrank_is_told(log: Path, long_ago: None) -> None:
    before = fingerprint_of(log)
    other = log.with_name("other.csv")
    other.write_bytes(CONTENT.replace(b"Acme", b"Bolt"))
    other.replace(log)
    assert not before.begins(log)
    log.write_bytes(CONTENT[:-1])
    assert not before.begins(log)
    assert grown(log, before) is None
    assert before == replace(before, stamps=set())
