"""Files that appear whole or not at all, whoever is killed and whatever disk is full meanwhile."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from health.errors import HealthError

_OLD_SECONDS = 3600.0  # nobody writes a file for so long


def forget_parts(folder: Path) -> None:
    """Remove what was being written there by processes that were killed."""
    for part in folder.glob("tmp*.part"):
        with suppress(OSError):  # another process may be as tidy
            if part.stat().st_mtime < time.time() - _OLD_SECONDS:
                part.unlink()


@contextmanager
def appearing(path: Path, rights: int | None = None, synced: bool = False) -> Iterator[Path]:
    """A file to write beside `path`, whose place it takes in the end; there is none if that fails.

    It is for its owner's eyes only where no `rights` are given. `synced`: its content outlives a
    loss of power from the moment it appears. OSError is left to be told by who asked.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        if synced:
            with part.open("r+b") as written:
                os.fsync(written.fileno())
        if rights is not None:
            part.chmod(rights)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def asked_for(path: Path, rights: int | None = 0o644, synced: bool = False) -> Iterator[Path]:
    """The same for a file that a command was asked to write; HealthError where that can't be."""
    folder_there(path)
    try:
        with appearing(path, rights, synced) as part:
            yield part
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise HealthError(f"{path}: can't be written ({why}); give another file") from error


def folder_there(*paths: Path | None) -> None:
    """HealthError before long work whose files could not be written in the end."""
    for path in paths:
        why = "" if path is None else _why_no_folder(path.parent)
        if why:
            raise HealthError(f"{path}: can't be written ({why}); give another file")


def _why_no_folder(folder: Path) -> str:
    """Why something is no folder that can be had; empty if it is one."""
    try:
        return "" if folder.is_dir() else f"there is no folder {folder}"
    except OSError as error:  # a name too long, or a folder above it that is closed to us
        return error.strerror or type(error).__name__
