"""How alike names are, and which of many are the likeliest."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import fuzz, process

from health.tables.months import unaccented

_LONG = {
    "dept": "department", "dpt": "department", "min": "ministry", "govt": "government",
    "gov": "government", "univ": "university", "uni": "university", "assoc": "association",
    "intl": "international", "natl": "national", "org": "organisation", "mgmt": "management",
    "svcs": "services", "svc": "service", "tech": "technology", "bros": "brothers", "st": "saint",
    "organization": "organisation", "centre": "center", "auth": "authority",
    "admin": "administration", "comm": "commission", "off": "office", "bur": "bureau",
    "agcy": "agency",
}  # fmt: skip
_SMALL = frozenset("the of and for in on de la le der die das und et y".split())  # noqa: SIM905
_GENERIC = frozenset("department ministry office agency us uk hm".split())  # noqa: SIM905
LEAST = 75.0  # the least likeness, 0 to 100, that is worth a proposal
_MOST = 3  # proposals a name


class Likeness:
    """Clients by what their names are alike by: letters, words, initials.

    `folded` has each client's folded name.
    """

    def __init__(self, folded: Mapping[str, str]) -> None:
        self._clients = list(folded)
        loose = [_loose(name) for name in folded.values()]
        self._loose = loose
        self._sorted = [_sorted(words) for words in loose]
        self._short: dict[str, set[int]] = defaultdict(set)
        self._words: dict[str, set[int]] = defaultdict(set)
        self._core = [_core(words) for words in loose]
        for place, (whole, words) in enumerate(zip(folded.values(), loose, strict=True)):
            for short in _initials(whole.split(), words.split()):
                self._short[short].add(place)
            for word in self._core[place]:
                self._words[word].add(place)

    def of(self, name: str, folded: str) -> list[tuple[str, float]]:
        """The clients that a name is like, the likeliest first, each with its likeness."""
        if not folded:
            return []
        own = _loose(folded)
        scored: dict[int, float] = defaultdict(float)
        for words, mine, weight in (
            (self._loose, own, 1.0),
            (self._sorted, _sorted(own), 0.97),  # its words in another order
        ):
            for _, score, place in process.extract(
                mine, words, scorer=fuzz.ratio, limit=None, score_cutoff=LEAST / weight
            ):
                scored[place] = max(scored[place], weight * score)
        letters = re.sub(r"\W", "", unaccented(name))
        for place in self._short.get(letters, ()):
            scored[place] = max(scored[place], 85.0)
        core = _core(own)
        for place in {place for word in core for place in self._words.get(word, ())}:
            theirs = self._core[place]
            if core <= theirs or theirs <= core:
                shared = min(len(core), len(theirs)) / max(len(core), len(theirs))
                scored[place] = max(scored[place], LEAST + 15 * shared)
        best = sorted((-score, self._clients[place]) for place, score in scored.items())
        return [(client, round(-score, 1)) for score, client in best[:_MOST]]


def _loose(folded: str) -> str:
    """A folded name with its abbreviations written out, without small words."""
    words = [_LONG.get(word, word) for word in folded.split()]
    return " ".join([word for word in words if word not in _SMALL] or words)


def _sorted(words: str) -> str:
    return " ".join(sorted(words.split()))


def _core(loose: str) -> frozenset[str]:
    """The words that tell one client from another."""
    return frozenset(loose.split()) - _GENERIC


def _initials(*ways: list[str]) -> set[str]:
    """What a name may be shortened to: USDA, HUD, DoI, HMRC."""
    found = set()
    for words in (*ways, [word for word in ways[0] if word not in ("the", "and")]):
        for kept in (words, [word for word in words if word not in _GENERIC]):
            if len(kept) > 1:
                short = "".join(word[0] for word in kept)
                found |= {short, f"us{short}", f"uk{short}"}
                found.add("".join(word if len(word) == 2 else word[0] for word in kept))
    return {short for short in found if 2 <= len(short) <= 8}
