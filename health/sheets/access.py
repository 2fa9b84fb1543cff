"""Who asks Google: a service account by its key file, or an API key, which reads public sheets."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from google.auth.api_key import Credentials as ApiKey
from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials as ServiceAccount

from health.errors import HealthError, SheetUnavailable

SCOPES = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
_FIELDS = ("client_email", "private_key", "token_uri")
_MOST = 1 << 16  # characters of a key file
_ANEW = "make a new JSON key of the service account and put it there"


@dataclass(frozen=True)
class Access:
    """Exactly one of a service account's key file and the name of an environment variable that
    holds an API key. What they hold is read for each use, and kept out of texts.
    """

    key_file: Path | None = None
    api_key_variable: str = ""

    def __post_init__(self) -> None:
        if (self.key_file is None) == (not self.api_key_variable):
            raise HealthError(
                "a spreadsheet is read with exactly one of a service account's key file and an "
                "API key's environment variable: give one of them"
            )

    def __str__(self) -> str:
        if self.key_file is not None:
            return f"the key file {self.key_file.name}"
        return f"the API key in {self.api_key_variable}"

    def credentials(self) -> ServiceAccount | ApiKey:
        """What signs the requests; one object as long as the key file is the same, for it keeps
        Google's token. Raises SheetUnavailable."""
        if self.key_file is not None:
            return _service_account(_read(self.key_file, str(self)), str(self))
        key = os.environ.get(self.api_key_variable, "").strip()
        if not key or not key.isascii() or len(key.split()) != 1 or len(key) > 200:
            raise _refused(f"{self} is empty or no key: put the API key there, and nothing else")
        return ApiKey(key)  # type: ignore[no-untyped-call]


def who(credentials: ServiceAccount | ApiKey) -> str:
    """The address that sheets are shared with; "" for an API key."""
    if isinstance(credentials, ServiceAccount):
        return str(credentials.service_account_email)
    return ""


def _refused(said: str) -> SheetUnavailable:
    return SheetUnavailable(said, passing=False)


def _read(path: Path, what: str) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_MOST + 1)
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise _refused(f"{what} can't be read ({why}): look at its name and its rights") from error
    if len(text) > _MOST:
        raise _refused(f"{what} is far too long for a key: name the right file")
    return text


@lru_cache(maxsize=16)
def _service_account(content: str, what: str) -> ServiceAccount:
    try:
        key = json.loads(content)
    except (ValueError, RecursionError):
        raise _refused(f"{what} is not JSON: {_ANEW}") from None
    if not isinstance(key, dict):
        raise _refused(f"{what} holds no JSON object: {_ANEW}")
    if "installed" in key or "web" in key or key.get("type", "") == "authorized_user":
        raise _refused(f"{what} is that of an OAuth client, not of a service account: {_ANEW}")
    missing = [field for field in _FIELDS if not isinstance(key.get(field), str) or not key[field]]
    if missing:
        raise _refused(f"{what} lacks {', '.join(missing)}: {_ANEW}")
    try:
        made = ServiceAccount.from_service_account_info(key, scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, GoogleAuthError):
        # The cause may quote the key: it is not told, and not chained.
        raise _refused(f"the private_key in {what} can't be read: {_ANEW}") from None
    assert isinstance(made, ServiceAccount)
    return made
