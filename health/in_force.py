"""Which settings are in force: the newest version of the store, else the file's, else defaults."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from health.errors import HealthError
from health.settings import Settings
from health.store import SettingsVersion, Store

_LOG = logging.getLogger(__name__)
_WEEK = timedelta(days=7)
Dated = tuple[date, Settings]


def usable(versions: Iterable[SettingsVersion]) -> tuple[list[Dated], str]:
    """The versions that can be used, in the order they were saved, with their first days.

    And what is wrong with those that are newer: a later program saved them, or somebody's hand.
    """
    found: list[Dated] = []
    problem = ""
    for version in versions:
        try:
            settings = Settings.parsed(version.toml, f"settings version {version.name!r}")
        except HealthError as error:
            problem = f"{error}. The settings before it stay in force."
        else:
            found.append((version.from_on, settings))
            problem = ""
    return found, problem


def on(day: date, versions: Iterable[Dated], base: Settings) -> Settings:
    """The settings in force on a day: of those that had begun, the one saved last."""
    begun = [settings for from_on, settings in versions if from_on <= day]
    return begun[-1] if begun else base


@dataclass
class InForce:
    """The settings of a server: watches a settings file and a store's versions.

    `problem` says why the settings in force are not those that they should be.
    """

    file: Path | None = None
    store: Callable[[], Store] | None = None
    problem: str = ""

    def __post_init__(self) -> None:
        self._base = Settings.default()
        self._bases: list[Dated] = []  # of the file: since when, the oldest first
        self._versions: list[SettingsVersion] = []
        self._seen = self._away = ""

    def watched(self) -> tuple[tuple[str, int, int], ...]:
        """What changes when the store's versions do, or can't be read; the last known stay."""
        if self.store is None:
            return ()
        try:
            store = self.store()
            if (seen := store.version()) != self._seen:
                self._versions, self._seen = store.settings_versions(), seen
            self._away = ""
        except Exception as error:  # whatever it is, the scores go on
            if not isinstance(error, HealthError):
                _LOG.exception("the settings versions could not be read")
            told = str(error) if isinstance(error, HealthError) else type(error).__name__
            self._away = f"{told} The settings last known stay in force."
        found = [(f"{each.from_on} {each.toml}", each.id, 0) for each in self._versions]
        return (*found, (self._away, 0, 0))

    def now_and_week_ago(self, today: date) -> tuple[Settings, Settings]:
        """The settings in force on a day, and seven days before; SettingRefused for a wrong file.

        The store's versions know since when they are in force; a file's changes are known as far
        as this server has seen them.
        """
        versions, refused = usable(self._versions)
        try:
            self._base = Settings.read(self.file) if self.file else self._base
        except HealthError:
            if all(from_on > today for from_on, _ in versions):  # else the file is not in force
                raise
        if not self._bases or self._bases[-1][1] != self._base:
            self._bases.append((today, self._base))
        ended = [each for day, each in self._bases[1:] if today - day >= _WEEK]
        if ended:
            self._bases = self._bases[len(ended) :]
        self.problem = self._away or refused
        earlier = on(today - _WEEK, versions, self._bases[0][1])
        return on(today, versions, self._base), earlier
