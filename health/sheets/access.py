"""Who asks Google: a service account by its key file, or an API key, which reads public sheets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from google.auth.api_key import Credentials as ApiKey
from google.auth.exceptions import GoogleAuthError
from google.oauth2.service_account import Credentials as ServiceAccount

from health.errors import HealthError, SecretRefused, SheetUnavailable
from health.secret import Place, secret_of, text_of

SCOPES = ("https://www.googleapis.com/auth/spreadsheets.readonly",)
_FIELDS = ("client_email", "private_key", "token_uri")
_MOST_BYTES = 1 << 16  # of a key file
_ANEW = "make a new JSON key of the service account and put it there"
_HERE = "put the JSON key of the service account there"
_ALONE = "put the API key there, and nothing else"


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
        try:
            if self.key_file is not None:
                place = Place("key_file", self.key_file.name, _HERE, self.key_file)
                return _service_account(text_of(place, _MOST_BYTES), str(self))
            place = Place("api_key_env", self.api_key_variable, _ALONE)
            key = secret_of(place)
            if not key.isascii() or len(key.split()) != 1:
                raise place.refused("holds no key")
        except SecretRefused as error:
            raise _refused(str(error)) from None
        return ApiKey(key)  # type: ignore[no-untyped-call]


def who(credentials: ServiceAccount | ApiKey) -> str:
    """The address that sheets are shared with; "" for an API key."""
    if isinstance(credentials, ServiceAccount):
        return str(credentials.service_account_email)
    return ""


def _refused(said: str) -> SheetUnavailable:
    return SheetUnavailable(said, passing=False)


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
