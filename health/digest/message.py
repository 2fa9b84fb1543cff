"""A digest in the form that a channel takes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from health.digest.content import Content
from health.digest.html import as_html
from health.digest.plain import as_short, as_text
from health.digest.words import subject

CHAT_MOST = 3000  # letters that anybody reads in a chat


@dataclass(frozen=True)
class Message:
    """One digest, to be worded: `base` is the address that its links begin with."""

    content: Content
    base: str

    @property
    def title(self) -> str:
        """Its subject, on one line."""
        return subject(self.content)

    def text(self) -> str:
        """Whole, as plain text."""
        return as_text(self.content, self.base)

    def html(self) -> str:
        """Whole, as a designed page."""
        return as_html(self.content, self.base)

    def short(self, room: int, marked: bool = False) -> str:
        """For a chat, in at most about so many letters; as Markdown where it takes nothing else."""
        return as_short(self.content, self.base, min(room, CHAT_MOST), marked)

    def ident(self, channel: str) -> str:
        """The same for the same digest to the same channel, so that a mail program can tell a
        second copy."""
        which = f"{self.base}\n{self.content.week}\n{self.content.lead}\n{channel}"
        return f"digest-{self.content.week}-{hashlib.sha256(which.encode()).hexdigest()[:20]}"


class NotSent(Exception):
    """A message was not taken; its text is fit for the screen, and holds no secret.

    `again`: it may go better in a moment.
    """

    def __init__(self, said: str, *, again: bool) -> None:
        super().__init__(said)
        self.again = again


@dataclass(frozen=True)
class Taken:
    """A message was taken; `but` says by whom it was not, "" if by all."""

    but: str = ""
