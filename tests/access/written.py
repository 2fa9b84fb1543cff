"""Access files as tests write them, and the secrets that these name."""

from __future__ import annotations

from collections.abc import Mapping

COOKIE_SECRET = "7Yq2-vLxT0aWcE9sKd_RmUb4ZhPn81JgFo3iQ"
SECRETS = {"CLIENT": "q8wZ4tRb1Lx7", "COOKIE": COOKIE_SECRET}  # variables of the server
LOGIN = "https://login.agency.example"


def access_text(*rules: str, names: Mapping[str, str] = {}, provider: str = LOGIN) -> str:
    """An access file with rules, each the lines of an [[allow]]; `names` by address."""
    allowed = "".join(f"[[allow]]\n{rule}\n" for rule in rules)
    called = "".join(f'"{address}" = "{name}"\n' for address, name in names.items())
    return (
        f'[provider]\nname = "Agency"\n'
        f'metadata_url = "{provider}/.well-known/openid-configuration"\nclient_id = "health"\n'
        f'client_secret_env = "CLIENT"\ncookie_secret_env = "COOKIE"\n{allowed}[names]\n{called}'
    )
