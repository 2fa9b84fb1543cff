"""Somebody who uses the program: under which name they write, what they see, what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, get_args

from health.logs.names import name_key

Role = Literal["viewer", "lead", "admin"]
Deed = Literal["write", "close", "logs", "settings", "all links"]
ROLES: tuple[Role, ...] = get_args(Role)  # the weakest first
DEEDS: tuple[Deed, ...] = get_args(Deed)
_OF_ADMINS: frozenset[Deed] = frozenset({"logs", "settings", "all links"})


@dataclass(frozen=True)
class Person:
    """Somebody who uses the program.

    name: stands under what they write; empty where nobody signed in and none was chosen.
    address: their verified e-mail address in small letters; empty where nobody signed in.
    own: the names, as by `name_key`, by which the column `lead` of the clients log means them; they
    see those clients and no others. None: they see all.
    groups: those of theirs at the provider that some rule names.
    """

    name: str
    address: str
    role: Role
    own: frozenset[str] | None = None
    groups: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def signed_in(self) -> bool:
        """Whether somebody vouches for who it is; else it is whoever sits at this machine."""
        return bool(self.address)

    @property
    def sees_all(self) -> bool:
        """Whether all clients are shown, also those that will come."""
        return self.own is None

    def sees(self, lead: object) -> bool:
        """Whether a client is shown, by what its column `lead` holds (a text, or missing)."""
        return self.own is None or (isinstance(lead, str) and name_key(lead) in self.own)

    def seen_of(self, leads: Iterable[object]) -> list[bool]:
        """Which clients are shown, one answer a client."""
        return [self.sees(lead) for lead in leads]

    def may(self, deed: Deed) -> bool:
        """Whether they may do something, on the clients that they see.

        "write": notes, actions, marks on alerts, healths set by hand, reports, links, asking for
        feedback. "close": freeze the week's review, which is of all clients. "logs": the Logs page
        with the files of everybody. "settings": save or withdraw a version of the settings.
        "all links": links that others made, on any client.
        """
        if deed in _OF_ADMINS:
            return self.role == "admin"
        return self.role != "viewer" and (deed == "write" or self.sees_all)


def local(name: str) -> Person:
    """Whoever sits at this machine while nobody has to sign in: under a name of their choice."""
    return Person(name, "", "admin")
