"""Whether whoever made a link may show now what it shows: by the access file as it stands.

A link keeps the address that its maker signed in with, and those of their groups that a rule named
then. Who leaves a group at the provider is found out at their next sign-in, not here. What was made
without sign-in, or on the command line, is of whoever has the machine, and is not asked about.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from health.access import Person, Rules, load, person_known
from health.access.file import VARIABLE
from health.logs.rows import Logs
from health.store import Link
from health.store.links import maker_of
from health.words import first_few

Leads = Callable[[str], object]


def rules_stated() -> Rules | None:
    """Who may enter, by the access file that HEALTH_ACCESS names; None: nobody has to sign in."""
    file = os.environ.get(VARIABLE, "").strip()
    return load(Path(file)).rules if file else None


def leads_of(logs: Logs) -> Leads:
    """What the clients log says is the lead of a client; None for one that it does not name."""

    def lead(client: str) -> object:
        code = logs.code(client)
        return None if code is None else logs.clients["lead"].iloc[code]

    return lead


def maker(link: Link, rules: Rules) -> Person | None:
    """Who made a link, as they would be let in now; None where they would not."""
    address, groups = maker_of(link)
    return person_known(address, groups, rules)


def barred(link: Link, rules: Rules | None, leads: Leads) -> str:
    """Why a link is shut, whatever else it is; empty where its maker may show it."""
    if rules is None or link.maker is None:
        return ""
    who = maker(link, rules)
    if who is None:
        return f"{link.author}, who made it, is let in no more."
    if not who.may("write"):
        return f"{link.author}, who made it, may make no links any more."
    lost = unseen(who, link.clients, leads)
    return f"{link.author}, who made it, does not see {first_few(lost)} any more." if lost else ""


def unseen(who: Person, clients: Iterable[str], leads: Leads) -> list[str]:
    """Those of some clients that somebody does not see."""
    return [] if who.sees_all else [name for name in clients if not who.sees(leads(name))]
