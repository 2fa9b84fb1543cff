"""Turns of several processes that share a folder: one makes what the others then take.

The system holds a turn and ends it with the process: whoever is killed keeps nobody waiting. Where
it knows no such thing, or the folder is on a disk that does not, all go on at once, and make twice
what one could have made.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without it: two servers are not kept apart
    fcntl = None  # type: ignore[assignment]

_FILES = 16  # no more, whatever turns are about: one that was removed would be held by nobody
_LOOK_SECONDS = 0.05
_PATIENCE_SECONDS = 300.0  # with one that lives and does not come to an end


@contextmanager
def turn(
    folder: Path,
    about: str,
    stopped: Callable[[], bool] = lambda: False,
    patience: float = _PATIENCE_SECONDS,
) -> Iterator[bool]:
    """Wait until no other process that shares the folder has its turn `about` something.

    Gives whether it is ours: not where that was not to be had within `patience` seconds or before
    it was `stopped`. Then there is nobody to wait for any longer, and all that is lost is work.
    """
    handle = _opened(folder, about)
    try:
        yield handle is not None and _had(handle, stopped, time.monotonic() + patience)
    finally:
        if handle is not None:
            os.close(handle)


def _opened(folder: Path, about: str) -> int | None:
    number = int(hashlib.sha256(about.encode()).hexdigest(), 16) % _FILES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return os.open(folder / f"turn-{number:02d}", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


def _had(handle: int, stopped: Callable[[], bool], end: float) -> bool:
    while fcntl is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if stopped() or time.monotonic() >= end:
                return False
            time.sleep(_LOOK_SECONDS)
        except OSError:
            return False
        else:
            return True
    return False
