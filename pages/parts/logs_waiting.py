"""The files that somebody dropped and has not added yet: they outlive a rerun and other pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from health.errors import UploadRefused
from health.recipes import Recipe
from health.uploads.checked import MOST_FILES, Upload, checked
from health.values import Answers
from pages.parts.logs_questions import Asked, Key

Deed = tuple[str, bool, Callable[[], None]]  # what a button says, whether it is the main one, does
_WAITING, _NUMBER, _FOUND = "files that wait", "files dropped", "what was understood of files"
MOST_BYTES = 200 << 20  # of one viewer's files together: they are held in memory


@dataclass
class Waiting:
    """One file. `refused` says why it is not taken; `said` and `recipes` (by table) are what was
    said of it here, and are kept when it is added; `asked` is all that was asked about it."""

    number: int
    name: str
    upload: Upload | None = None
    refused: str = ""
    said: Answers = field(default_factory=Answers)
    recipes: dict[str, Recipe] = field(default_factory=dict)
    asked: dict[Key, Asked] = field(default_factory=dict)

    def say(self, said: Answers) -> None:
        """Take what was said of it."""
        self.said = said


def files() -> list[Waiting]:
    """All files that wait, in the order in which they came."""
    found: list[Waiting] = st.session_state.setdefault(_WAITING, [])
    return found


def take(name: str, content: bytes, stored: bool = False) -> None:
    """Take a file that was dropped, or keep why it is not taken. The same file is taken once.

    stored: it is one of the folder, which keeps its name.
    """
    number = st.session_state[_NUMBER] = st.session_state.get(_NUMBER, 0) + 1
    one = Waiting(number, name)
    try:
        found = checked(name, content)
        one.upload = replace(found, name=name) if stored else found
        _allow(one.upload)
    except UploadRefused as error:
        one.upload, one.refused = None, str(error)
    # What was dropped before under the same name is what somebody has just mended.
    left = [each for each in files() if not _same(each, one)]
    st.session_state[_WAITING] = [*left, one]


def _same(before: Waiting, now: Waiting) -> bool:
    if before.upload is None or now.upload is None:
        return before.name == now.name
    return before.upload.name.casefold() == now.upload.name.casefold()


def _allow(upload: Upload) -> None:
    others = [each.upload for each in files() if each.upload and each.upload.name != upload.name]
    if len(others) >= MOST_FILES:
        raise UploadRefused(
            upload.given, f"has to wait: {MOST_FILES} files are here (limit). Add these first"
        )
    if sum(len(each.content) for each in others) + len(upload.content) > MOST_BYTES:
        raise UploadRefused(
            upload.given,
            f"has to wait: the files that are here have {MOST_BYTES >> 20} MB together with it "
            "(limit). Add these first",
        )


def drop(number: int) -> None:
    """Forget one file."""
    st.session_state[_WAITING] = [each for each in files() if each.number != number]


def remembered(key: object, make: Callable[[], Any]) -> Any:
    """What was found out for a key, which is all that it depends on; found out once."""
    found: dict[object, Any] = st.session_state.setdefault(_FOUND, {})
    if key not in found:
        while len(found) >= 2 * MOST_FILES:
            found.pop(next(iter(found)))
        found[key] = make()
    return found[key]


def joined(before: Answers, said: Answers) -> Answers:
    """Answers, and what was said since."""
    for name, source in said.sources.items():
        for key, each in source.columns.items():
            log, _, column = key.partition(".")
            before = before.with_said(name, log, column, each)
        if source.ignored:
            before = before.with_ignored(name, source.ignored)
    return replace(before, aliases={**before.aliases, **said.aliases})
