"""All that is wrong in an access file, gathered: people mend it in one go."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, TypeVar

from health.errors import AccessRefused, KeyRefused, SettingRefused

T = TypeVar("T")


class Slips:
    """What was found wrong so far in a file, or in what it points to."""

    def __init__(self, where: str) -> None:
        self.where = where
        self._found: list[KeyRefused | SettingRefused] = []

    def add(self, key: str, value: object, allowed: str) -> None:
        """Something is wrong: the key, the value that it has, and what is allowed there."""
        self._found.append(KeyRefused(self.where, key, value, allowed))

    def of(self, look: Callable[[], T]) -> T | None:
        """What a look gives; None if it found something wrong, which is added."""
        try:
            return look()
        except AccessRefused as error:
            self._found += error.slips
        except SettingRefused as error:
            self._found.append(error)
        return None

    def tell(self) -> None:
        """Raise AccessRefused if anything is wrong."""
        if self._found:
            raise AccessRefused(tuple(self._found))


def refuse(where: str, key: str, value: object, allowed: str) -> NoReturn:
    """Raise AccessRefused for one thing, after which nothing else can be looked at."""
    raise AccessRefused((KeyRefused(where, key, value, allowed),))
