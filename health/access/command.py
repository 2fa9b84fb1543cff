"""`python -m health access`: what the rules say of somebody, before anybody signs in."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

from health.access.file import VARIABLE, Access, load
from health.access.person import DEEDS, Person
from health.access.rules import Refused, person_of
from health.errors import HealthError
from health.served_at import VARIABLE as ADDRESS
from health.served_at import address
from health.words import many

MORE = (
    f"FILE is that of {VARIABLE} if none is given, else access.toml in this folder. `who` ends\n"
    "with 1 for somebody who may not enter.\n\n"
    "  python -m health access check --file access.toml\n"
    "  python -m health access who mira@agency.example --group delivery --file access.toml"
)


def add_options(made: argparse.ArgumentParser) -> None:
    """What `access` does."""
    deeds = made.add_subparsers(dest="deed", required=True, metavar="check|who")
    checking = deeds.add_parser("check", help="whether a server would start: rules and secrets")
    asking = deeds.add_parser("who", help="what somebody would see, and may do")
    asking.add_argument("address", metavar="ADDRESS", help="the verified address of an account")
    asking.add_argument(
        "--group", action="append", default=[], metavar="G", help="a group that it is in"
    )
    for each in (checking, asking):
        each.add_argument("--file", type=Path, metavar="FILE", help="the access file")


def run(options: argparse.Namespace) -> int:
    """Print what was asked; 1 for somebody who may not enter."""
    named = os.environ.get(VARIABLE, "").strip()
    file = options.file or Path(named or "access.toml")
    if not options.file and not named and not file.exists():
        raise HealthError(f"There is no access.toml here: give --file, or set {VARIABLE}.")
    access = load(file, to_serve=options.deed == "check")
    if options.deed == "check":
        print(*_checked(access), sep="\n")
        return 0
    claims = {
        "exp": 1, "email": options.address, "email_verified": True,
        access.rules.groups_claim: options.group,
    }  # fmt: skip
    found = person_of(claims, access.rules, now=0)
    if isinstance(found, Refused) and not found.address:
        raise HealthError(
            f"{options.address!r} is no e-mail address; give it as the sign-in provider tells it, "
            "such as mira@agency.example"
        )
    print(*(_refused(found, file) if isinstance(found, Refused) else _let_in(found)), sep="\n")
    return 1 if isinstance(found, Refused) else 0


def _checked(access: Access) -> Iterator[str]:
    rules = access.rules
    told = f"{many(len(rules.rules), 'rule')}, {many(len(rules.names), 'name')}"
    yield f"{told}; the secrets are usable"
    yield f"the provider has to know this address: {address()}/oauth2callback"
    if not os.environ.get(ADDRESS, "").strip():
        yield f"{ADDRESS} is not set: that address leads nobody here but on this very machine"
    if access.rules.unverified:
        yield f"unverified addresses count, because: {access.rules.unverified}"


def _refused(found: Refused, file: Path) -> Iterator[str]:
    yield f"{found.address} may not enter: {found.why}"
    yield f"{file}: no [[allow]] names it, its domain or its groups; --group G says it is in G"


def _let_in(found: Person) -> Iterator[str]:
    yield f"{found.address} enters as {found.role}, and writes as {found.name}"
    if found.own is None:
        yield "sees all clients"
    else:
        names = " or ".join(sorted(found.own))
        yield f"sees the clients whose lead is {names} (in any case), and no others"
    yield f"may: {', '.join(deed for deed in DEEDS if found.may(deed)) or 'change nothing'}"
