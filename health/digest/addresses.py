"""Addresses of channels, in which secrets are named and never stand; nothing here shows one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from health.errors import ChannelsRefused
from health.secret import Place, secret_of

_NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_MOST = 4096  # letters
_PLAIN = 'a text such as "mailtos://user:{NAME}@host" or "{NAME}"'
HIDDEN = "(not shown)"


@dataclass(frozen=True)
class Address:
    """An address in which {NAME} stands for a secret."""

    written: str = field(repr=False)

    @classmethod
    def parsed(cls, given: object, here: str) -> Address:
        """From a file; ChannelsRefused where it is none. What is wrong is not repeated."""
        if not isinstance(given, str) or not given.strip() or len(given) > _MOST:
            raise ChannelsRefused(here, "url", HIDDEN, _PLAIN)
        if set("{}") & set(_NAME.sub("", given)):
            raise ChannelsRefused(here, "url", HIDDEN, "{NAME} of letters, digits and _ in braces")
        return cls(given.strip())

    @property
    def names(self) -> tuple[str, ...]:
        """The secrets that it needs."""
        return tuple(_NAME.findall(self.written))

    def whole(self) -> str:
        """With its secrets; raises SecretRefused where one is not there.

        One that is the whole address is taken as it is; one that is a part of it is quoted.
        """
        if _NAME.fullmatch(self.written):
            return secret(self.names[0])
        return _NAME.sub(lambda found: quote(secret(found[1]), safe=""), self.written)


def secret(name: str) -> str:
    """The variable of a name, or what is in the file that NAME_FILE names. SecretRefused."""
    mend = f"set {name}, or {name}_FILE to a file that holds it"
    file = os.environ.get(f"{name}_FILE", "").strip()
    if file and not os.environ.get(name, "").strip():
        return secret_of(Place(f"{{{name}}}", file, mend, Path(file)), "chosen")
    return secret_of(Place(f"{{{name}}}", name, mend), "chosen")
