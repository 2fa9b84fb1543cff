"""Who may enter, by what the sign-in provider says of somebody; and as what."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from health.access.person import ROLES, Person, Role
from health.logs.names import name_key

_LONGEST = 254  # letters of an e-mail address


@dataclass(frozen=True)
class Rule:
    """One rule of who may enter: by address, by its domain, or by a group; each is enough.

    own: of leads: they see the clients of which they are the lead, and no others.
    """

    role: Role
    own: bool = False
    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()

    @property
    def strength(self) -> tuple[int, bool]:
        """What decides between rules that fit the same person: the greater one holds."""
        return ROLES.index(self.role), not self.own

    def fits(self, address: str, groups: frozenset[str]) -> bool:
        """Whether somebody is meant."""
        domain = address.rpartition("@")[2]
        return (
            address in self.addresses
            or domain in self.domains
            or not groups.isdisjoint(self.groups)
        )


@dataclass(frozen=True)
class Rules:
    """All rules, and what else is known of people.

    names: by address, what the clients log calls somebody: the first stands under what they write.
    unverified: why addresses count that the provider does not call verified; empty: they do not.
    """

    rules: tuple[Rule, ...]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups_claim: str = "groups"
    unverified: str = ""


@dataclass(frozen=True)
class Refused:
    """Somebody who may not enter: why, in a sentence for them; `address` is empty if unknown.

    again: signing in once more may help, for it was no matter of who they are.
    """

    why: str
    address: str = ""
    again: bool = False


def person_of(claims: Mapping[str, Any], rules: Rules, now: float) -> Person | Refused:
    """Whoever the claims of an ID token are about, at a moment in seconds since 1970.

    Only `exp`, `email`, `email_verified` and the claim of groups are believed: a name is chosen
    by whoever has it, so the names of the rules stand in its place.
    """
    ends = expiry(claims)
    if ends is None:
        return Refused("The sign-in provider does not say until when your sign-in holds.")
    if ends <= now:
        return Refused("Your sign-in has ended.", again=True)
    address = _address(claims.get("email"))
    if not address:
        return Refused("The sign-in provider told no e-mail address of yours.")
    if claims.get("email_verified") is not True and not rules.unverified:
        return Refused("The sign-in provider does not vouch for this address.", address)
    found = person_known(address, _groups(claims.get(rules.groups_claim)), rules)
    return Refused("No rule lets this address in.", address) if found is None else found


def person_known(address: str, groups: frozenset[str], rules: Rules) -> Person | None:
    """Whoever an address is of, that is vouched for, as the rules let them in; None: they do not.

    address: as it is compared. groups: those that they are in, as far as is known.
    """
    fitting = [rule for rule in rules.rules if rule.fits(address, groups)]
    if not fitting:
        return None
    rule = max(fitting, key=lambda each: each.strength)
    names = rules.names.get(address, ())
    own = frozenset(map(name_key, (address, *names))) if rule.own else None
    named = groups & frozenset(group for each in rules.rules for group in each.groups)
    return Person(names[0] if names else address, address, rule.role, own, named)


def expiry(claims: Mapping[str, Any]) -> float | None:
    """When a sign-in ends, in seconds since 1970; None if it is not said."""
    ends = claims.get("exp")
    if isinstance(ends, bool) or not isinstance(ends, int | float) or not math.isfinite(ends):
        return None
    return float(ends)


def _address(claim: object) -> str:
    """An address in the one spelling that is compared; empty if it is none.

    Only letters A to Z are made small: others may become those of somebody else by it.
    """
    if not isinstance(claim, str) or not 3 <= len(claim) <= _LONGEST or not claim.isprintable():
        return ""
    name, _, domain = claim.partition("@")
    if not name or not domain or "@" in domain or " " in claim:
        return ""
    return spelled(claim)


def spelled(text: str) -> str:
    """An address or a domain with small letters where it is of A to Z, else as it is."""
    return text.lower() if text.isascii() else text


def _groups(claim: object) -> frozenset[str]:
    """The groups of a claim: a list of texts, or one text. Anything else is no group."""
    found = [claim] if isinstance(claim, str) else claim
    if not isinstance(found, list | tuple):
        return frozenset()
    return frozenset(each for each in found if isinstance(each, str))
