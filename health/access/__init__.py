"""Who may enter, and what each may do: read from `access.toml`, decided in one place."""

from health.access.person import DEEDS, ROLES, Deed, Person, Role, local

__all__ = ["DEEDS", "ROLES", "Deed", "Person", "Role", "local"]
