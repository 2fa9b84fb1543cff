"""Secrets: in a file or a variable, never in the file that says who may enter; and checked."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from health.access.slips import refuse
from health.plain_files import content_of

MAKE = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
LEAST_LETTERS = 32  # of a secret that signs: 192 bits where they are drawn at random
_LEAST_DIFFERENT = 10
_MOST_BYTES = 4096
_EXAMPLE = re.compile(
    r"change.?(me|this|it)|replace|example|your|(cookie|client).?secret|placeholder|insert"
    r"|secret.?key|this.?is|qwerty|correct.?horse"
    r"|password|default|dummy|xxxx|\.\.\.|^<.*>$|^\$|^secret|0123456|abcdefg",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Place:
    """Where a secret is: the access file and its key; the name of a variable or file; the file.

    name: empty where that is not said, which is told by itself.
    """

    where: str
    key: str
    name: str
    file: Path | None = None


def secret_of(place: Place, signs: bool) -> str:
    """A secret; `signs`: whoever guesses it can be anybody, so it has to be long and random.

    Raises AccessRefused, without the secret, for one that is missing, short or an example.
    """
    if not place.name:
        return ""
    found = os.environ.get(place.name, "") if place.file is None else _content(place, place.file)
    wrong = _wrong(found.strip(), signs)
    if wrong:
        kind = "variable" if place.file is None else "file"
        made = f"the output of: {MAKE}" if signs else "the secret that the sign-in provider gave"
        refuse(place.where, place.key, place.name, f"a {kind} with {made}; it {wrong}")
    return found.strip()


def _content(place: Place, file: Path) -> str:
    try:
        return content_of(file, _MOST_BYTES).decode("utf-8-sig")  # as some editors save it
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "not UTF-8"
        allowed = f"a file that holds nothing but the secret ({why})"
        refuse(place.where, place.key, place.name, allowed)


def _wrong(secret: str, signs: bool) -> str:
    """What is wrong with a secret, as the end of a sentence; empty if nothing is."""
    different = len(set(secret))
    if not secret:
        return "is empty or not there"
    if not secret.isprintable() or len(secret) > _MOST_BYTES:
        return "holds more than one line"
    if _EXAMPLE.search(secret) or different < min(_LEAST_DIFFERENT, len(secret) / 2):
        return "holds an example, which everybody knows"
    if signs and (len(secret) < LEAST_LETTERS or different < _LEAST_DIFFERENT):
        return f"holds less than {LEAST_LETTERS} letters"
    return ""
