"""The client that each text of a column means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from health.logs.contract import folded
from health.tables.names import Near, matches


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
