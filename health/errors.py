"""The errors that a user can meet: what was wrong, with which value, where, what to do."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any


class HealthError(Exception):
    """Anything that a user can mend; its text is fit for the screen."""


class UnusableLogs(HealthError):
    """The folder as a whole can't be scored: no such folder, no clients, no other log."""


class LogChanged(HealthError):
    """A log was changed since it was read, so that what its rows say can't be shown just now."""


class UnknownClient(HealthError):
    """A client was asked for that the clients log does not name, or that has no point yet."""


@dataclass
class SettingRefused(HealthError):
    """One setting of the settings file is not allowed."""

    name: str
    value: object
    allowed: str
    where: str = "settings"

    def __str__(self) -> str:
        return f"{self.where}: {self.name} = {self.value!r} is refused; allowed: {self.allowed}"


@dataclass
class KeyRefused(HealthError):
    """A key of a file that people write by hand is not allowed, or its value is not.

    Nothing of the file is used. `where` names it, and the place in it where that helps.
    """

    where: str
    key: str
    value: object
    allowed: str

    def __str__(self) -> str:
        shown = reprlib.repr(self.value)
        return f"{self.where}: {self.key} = {shown} is refused; allowed: {self.allowed}"


class AnswerRefused(KeyRefused):
    """In a file of answers."""


class SourcesRefused(KeyRefused):
    """In a sources file."""


class RecipeError(KeyRefused):
    """In a recipe."""


class ChannelsRefused(KeyRefused):
    """In a file of channels that digests go to."""


class ChannelUnusable(HealthError):
    """A channel can't be used as it is set up; its text holds no secret."""


class SecretRefused(HealthError):
    """A secret is missing, can't be read, or is none; the text says where, and never what."""


@dataclass
class AnswersChanged(HealthError):
    """Somebody else answered the same question in another way meanwhile; nothing was saved."""

    key: str
    stored: object

    def __str__(self) -> str:
        now = "was taken out" if self.stored is None else f"is {reprlib.repr(self.stored)} now"
        return (
            f"answers.toml: {self.key} {now}: somebody else answered meanwhile. "
            "Nothing was saved: look at it as it stands, then decide again."
        )


@dataclass
class SettingsRefused(HealthError):
    """Several settings, given together, of which some are not allowed: all of these at once."""

    refusals: tuple[SettingRefused, ...]

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.refusals)


@dataclass
class AccessRefused(HealthError):
    """The file that says who may enter, what it points to, or the address that people come to:
    all that is wrong there at once. Nothing of the file is used."""

    slips: tuple[HealthError, ...]
    _most = 50  # that are told one by one

    def __str__(self) -> str:
        if len(self.slips) == 1:
            return str(self.slips[0])
        told = [f"{len(self.slips)} things have to be mended:", *map(str, self.slips[: self._most])]
        if len(self.slips) > self._most:
            told.append(f"and {len(self.slips) - self._most} more")
        return "\n  ".join(told)


@dataclass
class GoneSources(HealthError):
    """Files that the logs were read from are not there any more."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        several = len(self.names) > 1
        return (
            f"{', '.join(self.names)} {'are' if several else 'is'} not there any more: put "
            f"{'them' if several else 'it'} back, or say on the Logs page that "
            f"{'they were' if several else 'it was'} removed on purpose."
        )


class StoreUnavailable(HealthError):
    """What people add can't be read or written now; what was confirmed before is not touched.

    `place` says where it should be: for those who run the server, so it stands in no text.
    """

    def __init__(self, said: str, place: str = "") -> None:
        super().__init__(said)
        self.place = place


class SheetUnavailable(HealthError):
    """A Google spreadsheet can't be read; its text says why, and what to do.

    `passing`: it may well be read later, with nobody changing anything; `again_in`: the seconds
    that Google asks to wait, 0 if it names none.
    """

    def __init__(self, said: str, *, passing: bool, again_in: float = 0.0) -> None:
        super().__init__(said)
        self.passing, self.again_in = passing, again_in


@dataclass
class EntryRefused(HealthError):
    """Something that a person entered is not allowed; nothing was saved."""

    name: str
    value: object
    allowed: str

    def __str__(self) -> str:
        shown = reprlib.repr(self.value)
        return f"{self.name} = {shown} is refused; allowed: {self.allowed}. Nothing was saved."


class NotAllowed(HealthError):
    """Somebody asked for what is not theirs to see or to do; its text says whose it is."""


@dataclass
class Conflict(HealthError):
    """Somebody else was first; nothing was overwritten. `stored` is the row as it stands."""

    what: str
    stored: Any
    by: str
    at: datetime

    def __str__(self) -> str:
        return (
            f"{self.what} by {self.by} on {self.at:%Y-%m-%d} at {self.at:%H:%M} UTC. "
            "Nothing was overwritten: look at it as it stands, then decide again."
        )


@dataclass
class LinkRevoked(HealthError):
    """A link that was revoked can't be opened or paused again."""

    number: int
    by: str | None
    at: datetime

    def __str__(self) -> str:
        who = f" by {self.by}" if self.by else ""
        return (
            f"Link {self.number} was revoked{who} on {self.at:%Y-%m-%d} at {self.at:%H:%M} UTC. "
            "That is for ever: it can't be resumed or paused. Make a new link if one is needed."
        )


class UnreadableReview(HealthError):
    """A frozen review was kept in a format that this version of the program does not read."""


class UnreadableReport(HealthError):
    """A status report was kept in a form that this version of the program does not read."""


class BackupRefused(HealthError):
    """A backup can't be written here, or is damaged, newer, or would replace what is there."""


@dataclass
class UnreadableFile(HealthError):
    """A file is not what it should be, or can't be read; nothing of it was taken."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


@dataclass
class UploadRefused(HealthError):
    """A file that was dropped is not taken, or can't be stored; nothing of it was."""

    name: str
    why: str

    def __str__(self) -> str:
        shown = "".join(letter for letter in self.name[:300] if letter.isprintable())
        return f"{shown if len(shown) <= 80 else shown[:79] + '…'} {self.why}"
