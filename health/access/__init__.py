"""Who may enter, and what each may do: read from `access.toml`, decided in one place."""

from health.access.file import Access, load
from health.access.person import DEEDS, ROLES, Deed, Person, Role, local
from health.access.provider import Provider
from health.access.rules import Refused, Rule, Rules, expiry, person_known, person_of

__all__ = [
    "DEEDS", "ROLES", "Access", "Deed", "Person", "Provider", "Refused", "Role", "Rule", "Rules",
    "expiry", "load", "local", "person_known", "person_of",
]  # fmt: skip
