"""All that is wrong in an access file, gathered: people mend it in one go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from health.errors import (
    AccessRefused,
    HealthError,
    KeyRefused,
    SecretRefused,
    SettingRefused,
)

T = TypeVar("T")


class Slips:
    """What was found wrong so far in a file, or in what it points to."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._found: list[HealthError] = []

    def add(self, key: str, value: object, allowed: str) -> None:
        """Something is wrong: the key, the value that it has, and what is allowed there."""
        self.found(KeyRefused(self.where, key, value, allowed))

    def found(self, error: HealthError) -> None:
        """Something is wrong, which an error tells."""
        self._found.append(error)

    def of(self, look: Callable[[], T]) -> T | None:
        """What a look gives; None if it found something wrong, which is added."""
        try:
            return look()
        except AccessRefused as error:
            self._found += error.slips
        except (SecretRefused, SettingRefused) as error:
            self.found(error)
        return None

    def tell(self) -> None:
        """Raise AccessRefused if anything is wrong."""
        if self._found:
            raise AccessRefused(tuple(self._found))
