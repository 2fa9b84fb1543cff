"""Names of clients that are written in several ways.

Names that are the same but for case, spaces, accents, punctuation and legal form are one by
themselves. Others that are alike are proposed, with their likeness, and never joined by themselves:
two names with one letter between them may be two clients.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from health.tables.months import unaccented

_LEGAL = """
inc incorporated ltd limited llc llp lp plc corp corporation co company pty pte pvt
gmbh ag kg kgaa ohg ug ev eg mbh sa sas sarl sasu eurl sl slu srl spa snc bv nv cv vof
oy oyj ab as asa aps ivs hf ehf spzoo sro doo kft zrt nyrt ltda lda sarlu ooo zao oao ао ооо
"""
_FORMS = frozenset(_LEGAL.split())
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
LEAST = 75.0  # the least likeness, 0 to 100, that is worth a proposal
_MOST = 3  # proposals a name


@dataclass(frozen=True)
class Near:
    """A client that a name may mean: its likeness, 0 to 100."""

    name: str
    client: str
    likeness: float


@dataclass(frozen=True)
class Matches:
    """Which client each name means; what may be meant by others, the likeliest first; the rest."""

    same: dict[str, str] = field(default_factory=dict)
    near: list[Near] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def folded_name(text: str) -> str:
    """A name without case, accents, punctuation, outer `the` and legal form."""
    plain = unaccented(text).replace("&", " and ").replace("+", " and ")
    plain = re.sub(r"(?<=\b\w)\.\s?(?=\w\b)", "", plain)  # s.r.o. is one word
    words = re.sub(r"[^\w]+", " ", re.sub(r"['’`]", "", plain)).split()
    kept = words[1:] if len(words) > 1 and words[0] == "the" else words
    while len(kept) > 1 and (kept[-1] in _FORMS or kept[-1] == "and"):
        kept = kept[:-1]
    return " ".join(kept)


def matches(
    names: Iterable[str], clients: Iterable[str], aliases: Mapping[str, str] | None = None
) -> Matches:
    """The clients that names mean; `aliases` are names that a person has confirmed, to clients.

    A name that folds to two clients means neither by itself.
    """
    known: dict[str, list[str]] = defaultdict(list)
    for client in dict.fromkeys(clients):
        known[folded_name(client)].append(client)
    exact = {client for group in known.values() for client in group}
    confirmed = {folded_name(name): client for name, client in (aliases or {}).items()}
    found = Matches()
    loose = {client: _loose(client) for client in sorted(exact)}
    for name in dict.fromkeys(names):
        key = folded_name(name)
        group = known.get(key, [])
        if not key:
            continue
        if name in exact:
            found.same[name] = name
        elif key in confirmed:
            found.same[name] = confirmed[key]
        elif len(group) == 1:
            found.same[name] = group[0]
        elif near := [Near(name, client, 100.0) for client in group] or _near(name, loose):
            found.near.extend(near)
        else:
            found.unknown.append(name)
    return found


def _near(name: str, loose: dict[str, str]) -> list[Near]:
    """Clients whose names are like it."""
    own = _loose(name)
    scored = {
        client: score
        for client, words in loose.items()
        if (score := _likeness(own, words)) >= LEAST
    }
    letters = re.sub(r"\W", "", unaccented(name))
    for client, words in loose.items():
        if 2 <= len(letters) <= 8 and letters in _initials(words, folded_name(client)):
            scored[client] = max(scored.get(client, 0.0), 85.0)
    best = sorted(scored.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]
    return [Near(name, client, round(score, 1)) for client, score in best]


def _likeness(one: str, other: str) -> float:
    """How alike two names are, letter by letter or with their words in another order."""
    return max(fuzz.ratio(one, other), 0.97 * fuzz.token_sort_ratio(one, other))


def _loose(name: str) -> str:
    """A folded name with its abbreviations written out, without small words."""
    words = [_LONG.get(word, word) for word in folded_name(name).split()]
    return " ".join([word for word in words if word not in _SMALL] or words)


def _initials(*names: str) -> set[str]:
    """The initials of names of several words."""
    return {"".join(word[0] for word in name.split()) for name in names if " " in name}
