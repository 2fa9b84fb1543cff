"""The errors that a user can meet: what was wrong, with which value, where, what to do."""

from __future__ import annotations

from dataclasses import dataclass


class HealthError(Exception):
    """Anything that a user can mend; its text is fit for the screen."""


class UnusableLogs(HealthError):
    """The folder as a whole can't be scored: no such folder, no clients, no other log."""


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
class SettingsRefused(HealthError):
    """Several settings, given together, of which some are not allowed: all of these at once."""

    refusals: tuple[SettingRefused, ...]

    def __str__(self) -> str:
        return "\n".join(str(each) for each in self.refusals)
