"""The folder in which copies of sources and prepared logs are kept."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from health.errors import HealthError

_OLD_SECONDS = 3600.0  # servers say every minute what they use


@dataclass(frozen=True)
class Workspace:
    """`copies` has the last good tables of each source, `prepared` a folder for each preparing."""

    folder: Path

    @classmethod
    def temporary(cls) -> Workspace:
        """One for this process alone, gone when it ends."""
        return _temporary(os.getpid())

    @property
    def copies(self) -> Path:
        """Where copies of sources are."""
        return self.folder / "copies"

    @property
    def prepared(self) -> Path:
        """Where prepared logs are."""
        return self.folder / "prepared"

    def filled(self, fill: Callable[[Path], None]) -> Held:
        """A new folder of prepared logs; it is there whole, or HealthError says why it is not."""
        try:
            self.prepared.mkdir(parents=True, exist_ok=True)
            self._forget_old()
            made = Path(tempfile.mkdtemp(dir=self.prepared, prefix="part-"))
            try:
                fill(made)
                whole = made.with_name(made.name.replace("part-", "logs-"))
                made.rename(whole)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
        except OSError as error:
            raise HealthError(
                f"The logs can't be prepared in {self.prepared} ({error.strerror}): make room "
                "there, or name another folder by HEALTH_KEPT."
            ) from error
        return Held(whole)

    def _forget_old(self) -> None:
        """Remove what a server that was killed has left: what is in use is touched every minute."""
        for path in self.prepared.iterdir():
            with suppress(OSError):  # another server may have removed it just now
                if time.time() - path.stat().st_mtime > _OLD_SECONDS:
                    shutil.rmtree(path, ignore_errors=True)

    def using(self, files: Iterable[Path]) -> None:
        """Say that prepared logs are in use still."""
        for folder in {file.parent for file in files}:
            if folder.parent == self.prepared:
                with suppress(OSError):
                    os.utime(folder)


class Held:
    """A folder that is removed when nobody holds it any more, and when the process ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        weakref.finalize(self, _remove, path, os.getpid())


def _remove(folder: Path, process: int) -> None:
    """Remove a folder, in the process that made it alone."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


@lru_cache(maxsize=1)
def _temporary(process: int) -> Workspace:
    folder = Path(tempfile.mkdtemp(prefix="health-"))
    atexit.register(_remove, folder, process)
    return Workspace(folder)
