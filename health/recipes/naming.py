"""Which client a text names: its name, or one that a person has confirmed, as whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from health.logs.contract import folded
from health.tables.names import folded_name

Clients = Sequence[str] | Mapping[str, str]  # their names; or names, to the client that each means

_SHORT = 4  # letters; a name below that is looked for in its own case: Go is no "go"
_GAPS = re.compile(r"[\s_-]+")
_MOST = 20_000  # characters of a text that are looked through


class Names:
    """Names to look for, with or without their legal form.

    Where one is within another (Acme, Acme Retail), the longer one counts.
    """

    def __init__(self, clients: Clients) -> None:
        pairs = (
            clients.items() if isinstance(clients, Mapping) else ((name, name) for name in clients)
        )
        self._names: dict[str, tuple[str, str]] = {}
        shorter = []
        for name, client in pairs:
            if re.search(r"[^\W_]", name):
                self._names[_key(name)] = name.strip(), folded(client)
                shorter.append((folded_name(name), client))
        for name, client in shorter:
            if len(name) >= _SHORT:
                self._names.setdefault(_key(name), (name, folded(client)))
        longest = sorted(self._names, key=len, reverse=True)
        either = "|".join(map(_pattern, longest))
        self._search = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.I) if longest else None

    def within(self, texts: Iterable[str]) -> dict[str, str]:
        """The clients that the texts name, folded, each as it is first written there."""
        found: dict[str, str] = {}
        if self._search is None:
            return found
        for text in texts:
            composed = unicodedata.normalize("NFC", text[:_MOST])
            for hit in self._search.finditer(_plain(composed)):
                name, client = self._names.get(_key(hit[0]), ("", ""))
                written = composed[hit.start() : hit.end()]
                if name and (len(name) >= _SHORT or written == name):
                    found.setdefault(client, written)
        return found


def _key(name: str) -> str:
    return " ".join(_GAPS.split(_plain(name.strip()))).casefold()


def _pattern(name: str) -> str:
    return r"[\s_-]+".join(map(re.escape, _GAPS.split(name)))


def _plain(text: str) -> str:
    """A composed text without accents, as long as it was."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFKD", letter)[0] for letter in composed)
