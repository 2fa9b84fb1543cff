"""Files that appear whole or not at all, whoever is killed and whatever disk is full meanwhile."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
