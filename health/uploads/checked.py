"""The gate that every upload goes through: what is not taken is told, with the limit it is over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from health.errors import UploadRefused
from health.uploads.kinds import CALENDAR, SUFFIXES, TEXT, kind_of
from health.uploads.names import clean_name
from health.uploads.packed import weighed

MOST_BYTES = 50 << 20  # `maxUploadSize` in .streamlit/config.toml says the same
MOST_LINES = 1_000_000
MOST_CELLS = 5_000_000
MOST_FILES = 20  # that wait to be added, at a time
_SEPARATORS = b",;\t|"
_OTHER_SUFFIXES = (".txt", ".xls", ".xlsb", ".html", ".htm", ".zip")


@dataclass(frozen=True)
class Upload:
    """A file that may be read. `given` is the name it came with, `name` the one it is stored by."""

    given: str
    name: str
    kind: str
    content: bytes = field(repr=False)

    @cached_property
    def digest(self) -> str:
        """What tells its content from any other."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def renamed(self) -> bool:
        """Whether it is stored by another name than the one it came with."""
        return self.given != self.name


def checked(name: str, content: bytes) -> Upload:
    """The file, if it is a table of a kind that is read and is within the limits.

    UploadRefused says what is wrong, over which limit it is, and what to do.
    """
    if len(content) > MOST_BYTES:
        raise UploadRefused(
            name,
            f"has {len(content) / (1 << 20):,.0f} MB (limit: {MOST_BYTES >> 20} MB): cut it into "
            "several files, or put it into the folder of the logs by hand",
        )
    kind = kind_of(content, name)
    every = tuple(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
    clean = clean_name(name, SUFFIXES[kind], every + _OTHER_SUFFIXES)
    if kind in (TEXT, CALENDAR):
        _allow_text(content, name)
    else:
        weighed(content, name)
    return Upload(name, clean, kind, content)


def _allow_text(content: bytes, name: str) -> None:
    """Lines and cells, counted by their signs: before anything holds them one by one."""
    lines = max(content.count(b"\n"), content.count(b"\r"))
    if lines > MOST_LINES:
        raise UploadRefused(
            name, f"has {lines:,} lines (limit: {MOST_LINES:,}): cut it into several files"
        )
    cells = lines + max(content.count(sign) for sign in _SEPARATORS)
    if cells > MOST_CELLS:
        raise UploadRefused(
            name, f"has some {cells:,} cells (limit: {MOST_CELLS:,}): cut it into several files"
        )


def already_there(folder: Path, upload: Upload) -> str:
    """The name of a file of the folder with the very same content; empty where there is none."""
    try:
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.stat().st_size == len(upload.content):
                with path.open("rb") as file:
                    if hashlib.file_digest(file, "sha256").hexdigest() == upload.digest:
                        return path.name
    except OSError:
        return ""  # what can't be listed is told by whoever stores
    return ""
