"""What somebody has typed and not saved, so that it outlives a failed save, a reload, a restart.

A draft is no record: it stays on this server, in a file of its own beside the kept scores, and is
gone once it is saved. Where there is no folder, or it can't be written, memory alone keeps it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import threading
import time
from pathlib import Path

from health.logs.contract import folded

_LOG = logging.getLogger(__name__)
_DAYS = 60  # after which a draft that nobody came back to is removed
Draft = dict[str, str]


class Drafts:
    """Drafts by who types and about what; safe to share between threads."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._memory: dict[str, Draft] = {}
        self._lock = threading.Lock()

    def get(self, author: str, about: str) -> Draft:
        """The fields that were typed; empty where there are none."""
        key = _key(author, about)
        with self._lock:
            if key not in self._memory:
                self._memory[key] = self._read(key)
            return dict(self._memory[key])

    def put(self, author: str, about: str, fields: Draft) -> None:
        """Keep the fields as they are now; blank ones are dropped, and a blank draft is removed."""
        key = _key(author, about)
        typed = {name: text for name, text in fields.items() if text}
        with self._lock:
            self._memory[key] = typed
            try:
                self._write(key, typed)
            except OSError as error:
                _LOG.warning("a draft is kept in memory only: %s", error)

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
        self._forget_old()
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")  # for its owner only
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                json.dump(typed, file)
            os.replace(name, path)
        finally:
            Path(name).unlink(missing_ok=True)

    def _forget_old(self) -> None:
        folder = self._folder
        oldest = time.time() - _DAYS * 86_400
        for path in folder.glob("*.json") if folder else ():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


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
            kept_in = os.environ.get("HEALTH_KEPT", ".health")
            _current = Drafts(Path(kept_in) / "drafts" if kept_in else None)
        return _current
