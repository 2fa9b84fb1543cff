"""The client that each text of a column means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from health.logs.contract import folded
from health.tables.likeness import Likeness
from health.tables.names import Near, folded_name, matches


class ClientNames(NamedTuple):
    """A column of clients: `values` (one a text), the client's name where one is sure.

    Other texts stay as they are, and stand once in `near`, the likeliest first, with the clients
    that they may mean, or in `unknown`. None of these is joined before a person says so.
    """

    values: list[str]
    near: list[Near]
    unknown: list[str]


def canonical_clients(
    texts: Sequence[str], clients: Sequence[str], aliases: Mapping[str, str]
) -> ClientNames:
    """The clients that texts mean; `aliases` are confirmed names, each to a client.

    An alias to a client that there is no longer counts for nothing.
    """
    there = {folded(client): client for client in clients}
    usable = {name: there[folded(to)] for name, to in aliases.items() if folded(to) in there}
    own = {text: text.strip() for text in dict.fromkeys(texts)}
    known = {text for text, name in own.items() if not name or folded(name) in there}
    found = matches([own[text] for text in own if text not in known], clients, usable)
    once = {
        text: text if text in known else found.same.get(name, text) for text, name in own.items()
    }
    return ClientNames([once[text] for text in texts], found.near, found.unknown)


def same_clients(texts: Sequence[str], aliases: Mapping[str, str]) -> ClientNames:
    """The names of a table that says itself who the clients are, each in its commonest spelling.

    Names that are the same after folding, or by an alias, are one; `near` proposes for a rarer name
    the commoner ones that it is like.
    """
    rows = Counter(text.strip() for text in texts)
    del rows[""]
    confirmed = canonical_clients(list(rows), [*aliases.values()], aliases)
    meant = dict(zip(rows, confirmed.values, strict=True))
    keys = {text: folded_name(name) or folded(name) for text, name in meant.items()}
    common: dict[str, str] = {}
    number: Counter[str] = Counter()
    for text, count in rows.most_common():
        aliased = meant[text] != text
        common[keys[text]] = meant[text] if aliased else common.get(keys[text], text)
        number[keys[text]] += count
    like = Likeness({name: key for key, name in common.items()})
    rank = {name: (number[key], name) for key, name in common.items()}
    near = [
        Near(name, other, likeness)
        for key, name in common.items()
        for other, likeness in like.of(name, key)
        if rank[other] > rank[name]
    ]
    values = [common[keys[own]] if (own := text.strip()) else text for text in texts]
    return ClientNames(values, near, [])
