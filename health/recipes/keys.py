"""The keys of one TOML table, each taken once and checked; what is left over is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from health.errors import RecipeError

NAMES = "the name of a column, or a list of such names"
_T = TypeVar("_T")


class Keys:
    """A table at `key` of a file; every method that takes a key raises RecipeError if it is not
    what is allowed."""

    def __init__(self, table: object, key: str, file: str, allowed: str = "a table") -> None:
        self.file, self.key = file, key
        if not isinstance(table, Mapping):
            raise RecipeError(file, key, table, allowed)
        self._rest: dict[str, Any] = dict(table)
        self._seen: list[str] = []

    def __contains__(self, name: str) -> bool:
        return name in self._rest

    def place(self, name: str) -> str:
        """A key with those that it stands under."""
        return f"{self.key}.{name}" if self.key else name

    def refuse(self, name: str, value: object, allowed: str) -> RecipeError:
        """The error for a key whose value is not allowed."""
        return RecipeError(self.file, self.place(name), value, allowed)

    def take(self, name: str, kind: type[_T], default: _T, allowed: str) -> _T:
        """The value of a key, which has to be of a kind."""
        self._seen.append(name)
        value = self._rest.pop(name, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.refuse(name, value, allowed)
        return value

    def text(self, name: str, default: str = "") -> str:
        """The text of a key."""
        return self.take(name, str, default, "some text")

    def flag(self, name: str) -> bool:
        """Whether a key is true."""
        return self.take(name, bool, False, "true or false")

    def names(self, name: str, allowed: str = NAMES) -> tuple[str, ...]:
        """One text or a list of them; none where the key is not there."""
        self._seen.append(name)
        return self._texts(name, self._rest.pop(name, []), allowed)

    def groups(self, name: str) -> tuple[tuple[str, ...], ...]:
        """A list of texts or of lists of them."""
        entries = self.take(name, list, [], "a list of names, or of lists of names")
        return tuple(self._texts(f"{name}[{at}]", each, NAMES) for at, each in enumerate(entries))

    def tables(self, name: str, allowed: str) -> list[Keys]:
        """The tables that a key lists."""
        entries = self.take(name, list, [], allowed)
        return [
            Keys(each, self.place(f"{name}[{at}]"), self.file, allowed)
            for at, each in enumerate(entries)
        ]

    def _texts(self, name: str, value: object, allowed: str) -> tuple[str, ...]:
        texts = [value] if isinstance(value, str) else value
        if not isinstance(texts, list) or not all(isinstance(each, str) for each in texts):
            raise self.refuse(name, value, allowed)
        for each in texts:
            if not each.strip():
                raise self.refuse(name, each, "a text that is not blank")
        return tuple(texts)

    def done(self) -> None:
        """Refuses keys that nobody took."""
        for name, value in self._rest.items():
            raise self.refuse(name, value, "these keys here: " + ", ".join(self._seen))
