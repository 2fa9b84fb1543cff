"""Which client a text names: its name, or one that a person has confirmed, as whole words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_SHORT = 4  # letters; a name below that is looked for in its own case: Go is no "go"
_GAPS = re.compile(r"[\s_-]+")
_MOST = 2000  # characters of a text that are looked through


class Names:
    """Names to look for. Where one is within another (Acme, Acme Retail), the longer one counts."""

    def __init__(self, names: Sequence[str]) -> None:
        bare = [name.strip() for name in names if re.search(r"[^\W_]", name)]
        self._names = {" ".join(_GAPS.split(_plain(name))).casefold(): name for name in bare}
        longest = sorted(self._names, key=len, reverse=True)
        either = "|".join(map(_pattern, longest))
        self._search = re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.I) if longest else None

    def within(self, texts: Iterable[str]) -> dict[str, str]:
        """The names that stand in the texts, folded, each as it is written there."""
        found: dict[str, str] = {}
        for text in texts:
            composed = unicodedata.normalize("NFC", text[:_MOST])
            for hit in self._search.finditer(_plain(composed)) if self._search else ():
                key = " ".join(_GAPS.split(hit[0])).casefold()
                name, written = self._names.get(key, ""), composed[hit.start() : hit.end()]
                if name and (len(name) >= _SHORT or written == name):
                    found.setdefault(key, written)
        return found


def _pattern(name: str) -> str:
    return r"[\s_-]+".join(map(re.escape, _GAPS.split(name)))


def _plain(text: str) -> str:
    """A composed text without accents, as long as it was."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFKD", letter)[0] for letter in composed)
