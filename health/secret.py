"""Secrets: each in a file of its own, or in a variable; checked, and never told.

Whoever needs one says by a Place where it is. What is wrong with it is told in one way for all.
"""

from __future__ import annotations

import logging
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from health.errors import SecretRefused
from health.plain_files import content_of

MAKE = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
LEAST_LETTERS = 32  # of a secret that signs: 192 bits where they are drawn at random
_LEAST_DIFFERENT = 10
_MOST_LETTERS = 4096
_EXAMPLE = re.compile(
    r"change.?(me|this|it)|replace|example|your|(cookie|client).?secret|placeholder|insert"
    r"|secret.?key|this.?is|qwerty|correct.?horse"
    r"|password|default|dummy|xxxx|\.\.\.|^<.*>$|^\$|^secret|0123456|abcdefg",
    re.IGNORECASE,
)
# What nobody has filled in. People choose words such as those above, and hosts are called so.
_UNFILLED = re.compile(
    r"\bchange.?(me|this|it)\b|\.\.\.|^<.*>$|^\$[({]|^(?-i:\$[A-Z][A-Z0-9_]*)$", re.IGNORECASE
)
_LOG = logging.getLogger(__name__)

# `signs`: whoever guesses it can be anybody; `word`: a program drew it for us; `chosen`: anything
# that opens what is not ours to guard, such as a password of a mailbox, or a URL with one.
Kind = Literal["signs", "word", "chosen"]


@dataclass(frozen=True)
class Place:
    """Where a secret is: in the variable `name`, or in `file`, which is told as `name`.

    `asked` is what asks for it, in the words of whoever wrote that; `mend` what to do about a
    fault.
    """

    asked: str
    name: str
    mend: str
    file: Path | None = None

    def refused(self, fault: str) -> SecretRefused:
        """The error that tells a fault, which is the end of a sentence and holds no secret."""
        kind = "variable" if self.file is None else "file"
        return SecretRefused(f"{self.asked}: the {kind} {self.name} {fault}; {self.mend}")


def secret_of(place: Place, kind: Kind = "word") -> str:
    """A secret of one line. Raises SecretRefused for one that is missing, short or an example."""
    found = text_of(place, _MOST_LETTERS)
    if fault := _fault(found, kind):
        raise place.refused(fault)
    return found


def text_of(place: Place, most: int) -> str:
    """What is in a place, of any number of lines and at most `most` bytes; never blank.

    Raises SecretRefused. A file that everybody may read is warned of, once, in the log.
    """
    content = os.fsencode(os.environ.get(place.name, ""))
    if place.file is not None:
        content = _content(place, place.file, most)
    if len(content) > most:
        raise place.refused(f"holds more than {most} bytes")
    try:
        found = content.decode("utf-8-sig").strip()  # as some editors save it
    except UnicodeDecodeError:
        raise place.refused("is no text in UTF-8") from None
    if not found:
        raise place.refused("is empty or not there")
    return found


def _content(place: Place, file: Path, most: int) -> bytes:
    try:
        content = content_of(file, most)
        if _open_to_all(file):
            _warn(place.name, f"chmod 600 {file.name}")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is no name of a file"
        raise place.refused(f"can't be read ({why})") from error
    return content


def _open_to_all(file: Path) -> bool:
    """Whether every user of this machine can read it: it, and all the folders that it is in."""
    if os.name != "posix":
        return False
    whole = file.resolve()
    return bool(whole.stat().st_mode & 0o004) and all(
        above.stat().st_mode & 0o001 for above in whole.parents
    )


@lru_cache(maxsize=64)
def _warn(name: str, mend: str) -> None:
    _LOG.warning("the file %s holds a secret, and everybody on this machine may read it: %s",
                 name, mend)  # fmt: skip


def _fault(secret: str, kind: Kind) -> str:
    """What is wrong with a secret, as the end of a sentence; empty if nothing is."""
    different = len(set(secret))
    if not secret.isprintable():
        return "holds more than one line"
    example = _UNFILLED if kind == "chosen" else _EXAMPLE
    if example.search(secret) or (different < 3 and len(secret) > 3):
        return "holds an example, which everybody knows"
    if kind == "signs" and (len(secret) < LEAST_LETTERS or different < _LEAST_DIFFERENT):
        return f"holds less than {LEAST_LETTERS} letters drawn at random"
    return ""
