"""Files that somebody put there, read with bounds: whatever they are, nobody waits for ever.

And texts and keys as such a file in TOML holds them.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from health.errors import UnreadableFile

_MOST_BYTES = 1 << 20
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DEEP = re.compile(r"(?:[\w\"'-]{1,80}[ \t]*\.[ \t]*){40}")  # parts of a key, or of a table's name


def content_of(path: Path, most: int) -> bytes:
    """The bytes of a file, `most` of them and one at the most: who asks tells that it is too large.

    OSError where it can't be read, or is none: a pipe gives no end, a device no sense.
    """
    number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(number, "rb") as file:
        mode = os.fstat(number).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, no file", str(path))
        return file.read(most + 1)


def toml_of(text: str) -> dict[str, Any]:
    """What a text in TOML says. ValueError says what is wrong with it: it is none, or so deep that
    no person wrote it, and reading it would take long."""
    if _DEEP.search(text):
        raise ValueError("a key of more than 40 parts")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def toml_file(path: Path, mend: str) -> dict[str, Any]:
    """What a file in TOML says. UnreadableFile says why it can't be had, and what to do: `mend`."""
    try:
        content = content_of(path, _MOST_BYTES)
        if len(content) > _MOST_BYTES:
            raise UnreadableFile(str(path), f"is larger than 1 MB; {mend}")
        return toml_of(content.decode("utf-8-sig"))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UnreadableFile(str(path), f"can't be read ({why}); {mend}") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(str(path), f"is no text in UTF-8; {mend}") from error
    except ValueError as error:
        raise UnreadableFile(str(path), f"is no TOML: {error}; {mend}") from error


def toml_text(text: str) -> str:
    """A text as it stands in TOML: letters stay letters, for TOML knows no surrogate pairs."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON lets DEL stand


def toml_key(name: str) -> str:
    """A key as it stands in TOML, in quotes where it has to be."""
    return name if _BARE.fullmatch(name) else toml_text(name)
