"""Names of clients that are written in several ways.

Names that are the same but for case, spaces, accents, punctuation and legal form are one by
themselves. Others that are alike are proposed, with their likeness, and never joined by themselves:
two names with one letter between them may be two clients.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from health.tables.likeness import Likeness
from health.tables.months import PLAIN

_LEGAL = """
inc incorporated ltd limited llc llp lp plc corp corporation co company pty pte pvt
gmbh ag kg kgaa ohg ug zzev zzeg mbh sa sas sarl sasu eurl sl slu srl zzspa snc bv nv cv vof
oy oyj ab as asa aps ivs hf ehf spzoo sro doo kft zrt nyrt ltda lda sarlu ooo zao oao ао ооо
"""
_FORMS = frozenset(_LEGAL.split())
_MARKS = re.compile("[®™©]")
_WORDS = re.compile(r"[\W_]+")
# Forms that are words too, unless they are written as forms.
_SURE_FORM = re.compile(r"\b(?:S\.\s?p\.\s?A\b\.?|SpA\b|e\.\s?[VG]\b\.?|e[VG]\b|A/S\b|S/A\b)")
_SURE = {"spa": "zzspa", "ev": "zzev", "eg": "zzeg", "as": "as", "sa": "sa"}


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
    """A name without case, accents, punctuation, outer `the` and legal form.

    Signs that make another name stay: Disney+ is not Disney, C# not C.
    """
    spelled = _SURE_FORM.sub(lambda found: f" {_SURE[_bare(found[0])]} ", text)
    plain = _plain(re.sub(r"(?<=\w)\s?[&+]\s?(?=\w)", " and ", spelled))
    plain = re.sub(r"(?<=\b[^\W\d])\.\s?(?=[^\W\d]\b)", "", plain)  # s.r.o. is one word
    words = _WORDS.sub(_spaced, re.sub(r"['’`®™©]", "", plain)).split()
    kept = words[1:] if len(words) > 1 and words[0] == "the" else words
    while len(kept) > 1 and kept[-1] in _FORMS:
        kept = kept[:-2] if len(kept) > 2 and kept[-2] == "and" else kept[:-1]
    return " ".join(kept)


def _bare(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def _plain(text: str) -> str:
    """Lower case, without the accents of Latin and Greek letters: elsewhere a mark is a letter."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", _MARKS.sub("", text).casefold().translate(PLAIN))
    kept: list[str] = []
    for letter in apart:
        if not (unicodedata.combining(letter) and kept and kept[-1] < "\u0400"):
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)).replace("ё", "е")


def _spaced(found: re.Match[str]) -> str:
    """What stands for a sign: itself where it makes another name, or is part of a letter."""
    return "".join(
        each if kind == "M" else f" {each} " if kind == "S" or each in "#%@" else " "
        for each in found[0]
        for kind in unicodedata.category(each)[0]
    )


def matches(
    names: Iterable[str], clients: Iterable[str], aliases: Mapping[str, str] | None = None
) -> Matches:
    """The clients that names mean; `aliases` are names that a person has confirmed, to clients.

    A name that folds to two clients, or to aliases of two, means neither by itself.
    """
    folds = {client: folded_name(client) for client in clients}
    known: dict[str, list[str]] = defaultdict(list)
    for client, fold in folds.items():
        known[fold].append(client)
    confirmed: dict[str, set[str]] = defaultdict(set)
    for name, client in (aliases or {}).items():
        confirmed[folded_name(name)].add(client)
    found = Matches()
    like = cache(lambda: Likeness(folds))  # of no use where every name is known
    for name in dict.fromkeys(names):
        key = folded_name(name)
        group = known.get(key, []) if key else []
        meant = {aliases[name]} if aliases and name in aliases else confirmed.get(key, set())
        if not name.strip():
            continue
        if name in folds:
            found.same[name] = name
        elif len(meant) == 1:
            found.same[name] = next(iter(meant))
        elif len(group) == 1:
            found.same[name] = group[0]
        elif near := [(client, 100.0) for client in group] or like().of(name, key):
            found.near.extend(Near(name, client, likeness) for client, likeness in near)
        else:
            found.unknown.append(name)
    return found
