"""What somebody has typed and not saved, so that it outlives a failed save, a reload, a restart.

A draft is no record: it is in a file of its own beside the kept scores, for all servers that share
these, and is gone once it is saved. Where there is no folder, or it can't be written, memory alone
keeps it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
import time
from contextlib import suppress
from pathlib import Path

from health.kept_folder import kept_folder
from health.logs.contract import folded
from health.whole import appearing, forget_parts

_LOG = logging.getLogger(__name__)
_DAYS = 60  # after which a draft that nobody came back to is removed
LONGEST = 20_000  # letters of a draft, twice of what a note may have
MOST = 2_000  # drafts of all people together
Draft = dict[str, str]
_Stamp = tuple[int, int, int] | None  # of a draft's file; None: there is none


class Drafts:
    """Drafts by who types and about what; safe to share between threads."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, tuple[Draft, _Stamp]] = {}
        self._lock = threading.Lock()

    def get(self, author: str, about: str) -> Draft:
        """The fields that were typed; empty where there are none."""
        key = _key(author, about)
        with self._lock:
            stamp = self._stamp(key)
            found, seen = self._memory.get(key, (None, None))
            if found is None or seen != stamp:  # another server may have written it
                found = self._read(key)
                self._remember(key, found, stamp)
            return dict(found)

    def put(self, author: str, about: str, fields: Draft) -> str:
        """Keep the fields as they are now; blank ones are dropped, and a blank draft is removed.

        Returns why they are not kept, for people; empty where they are. What was kept before stays.
        """
        key = _key(author, about)
        typed = {name: text for name, text in fields.items() if text}
        letters = sum(map(len, typed.values()))
        if letters > LONGEST:
            return f"it has {letters:,} letters, and at most {LONGEST:,} are kept until it is saved"
        with self._lock:
            try:
                if typed and not self._room(key):
                    return f"{MOST:,} drafts wait already; save or clear some of them"
                self._write(key, typed)
            except OSError as error:
                _LOG.warning("a draft is kept in memory only: %s", error)
            self._remember(key, typed, self._stamp(key))
        return ""

    def _room(self, key: str) -> bool:
        """Whether one more may be kept; those that nobody came back to make room first."""
        if self._folder is None:
            return key in self._memory or len(self._memory) < MOST
        there = self._forget_old()
        return f"{key}.json" in there or len(there) < MOST

    def _remember(self, key: str, typed: Draft, stamp: _Stamp) -> None:
        self._memory.pop(key, None)
        if typed or self._folder is not None:
            self._memory[key] = typed, stamp
        if len(self._memory) > MOST:  # the one on the disk can be read again
            del self._memory[next(iter(self._memory))]

    def _stamp(self, key: str) -> _Stamp:
        with suppress(OSError):
            if self._folder is not None:
                found = (self._folder / f"{key}.json").stat()
                return found.st_mtime_ns, found.st_size, found.st_ino
        return None

    def _read(self, key: str) -> Draft:
        if self._folder is None:
            return {}
        try:
            found = json.loads((self._folder / f"{key}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        fields = found if isinstance(found, dict) else {}
        return {str(name): text for name, text in fields.items() if isinstance(text, str)}

    def _write(self, key: str, typed: Draft) -> None:
        if self._folder is None:
            return
        path = self._folder / f"{key}.json"
        if not typed:
            path.unlink(missing_ok=True)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with (
            appearing(path) as part,
            part.open("w", encoding="utf-8", errors="surrogatepass") as file,
        ):
            json.dump(typed, file)

    def _forget_old(self) -> set[str]:
        """Remove what nobody came back to; the names of those that stay."""
        folder, there = self._folder, set()
        oldest = time.time() - _DAYS * 86_400
        if folder is not None:
            forget_parts(folder)
        for path in folder.glob("*.json") if folder else ():
            with suppress(FileNotFoundError):  # another server may have removed it just now
                if path.stat().st_mtime < oldest:
                    path.unlink()
                else:
                    there.add(path.name)
        return there


def _key(author: str, about: str) -> str:
    """A file's name: who and what stand in it for nobody to read."""
    return hashlib.sha256(
        f"{folded(author)}\n{folded(about)}".encode("utf-8", "replace")
    ).hexdigest()


_lock = threading.Lock()
_current: Drafts | None = None


def current() -> Drafts:
    """The server's drafts: in `drafts` in the HEALTH_KEPT folder (.health); empty: memory only."""
    global _current  # noqa: PLW0603 - one a process, whatever module asks first
    with _lock:
        if _current is None:
            folder = kept_folder()
            _current = Drafts(folder / "drafts" if folder else None)
        return _current
