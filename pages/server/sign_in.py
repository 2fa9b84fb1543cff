"""How people sign in on this server: whose cookie it is, who may enter, who signed out."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from itsdangerous import BadData, URLSafeTimedSerializer
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_server_config import (
    AUTH_COOKIE_MAX_AGE_SECONDS,
    USER_COOKIE_NAME,
)

from health.access import Person, Refused, Rules, expiry, load, person_of
from health.access.file import VARIABLE
from health.errors import HealthError
from health.kept_folder import kept_folder
from health.served_at import address
from pages.server.ended import Ended
from pages.server.handed import Handed

PROVIDER = "oidc"  # what Streamlit calls the one provider
TICKET = "x-health-ticket"  # a header of the gate's own: it tells Streamlit whose a session is
_LOG = logging.getLogger(__name__)
_LOOK_AGAIN = 1.0  # seconds between looks at the access file
_NOBODY = Refused("Nobody is signed in here.", again=True)
_OURS = re.compile(rf"{USER_COOKIE_NAME}(_\d+)?")
_TOGETHER = 2.0  # seconds within which all pieces of a cookie are signed


@dataclass(frozen=True)
class Ticket:
    """What a cookie that we signed says; `key` tells it from all others, `ends` since 1970."""

    claims: Mapping[str, Any]
    key: str
    ends: float


class SignIn:
    """Sign-in as an access file has it. Its rules are read again when they change."""

    def __init__(self, file: Path) -> None:
        access = load(file, to_serve=True)
        self.provider, self._file, self._rules = access.provider, file, access.rules
        self._client_secret, self._cookie_secret = access.provider.secrets()
        self.base = address()
        self._looked, self._stamp = time.monotonic(), _stamp(file)
        self._ended = Ended(kept_folder())
        self._open: dict[str, set[Callable[[], None]]] = defaultdict(set)
        self.handed = Handed()
        self._ticket = lru_cache(maxsize=512)(self._decoded)

    def secrets(self) -> dict[str, Any]:
        """What Streamlit has to know to ask the provider; kept from pages by nobody showing it."""
        provider = {
            "client_id": self.provider.client_id,
            "client_secret": self._client_secret,
            "server_metadata_url": self.provider.metadata_url,
            "client_kwargs": {"scope": self.provider.scope, "prompt": self.provider.prompt},
        }
        auth = {"redirect_uri": f"{self.base}/oauth2callback", "cookie_secret": self._cookie_secret}
        return {"auth": {**auth, PROVIDER: provider}}

    def rules(self) -> Rules:
        """Who may enter now. While the file can't be used, whoever could before it changed."""
        if time.monotonic() >= self._looked + _LOOK_AGAIN:
            self._looked = time.monotonic()
            stamp = _stamp(self._file)
            if stamp != self._stamp:
                self._stamp = stamp
                try:
                    self._rules = load(self._file).rules
                    _LOG.warning("%s has changed: its rules hold from now on", self._file)
                except HealthError as error:
                    _LOG.error("the rules of before stay in force: %s", error)
        return self._rules

    def ticket(self, cookies: Mapping[str, str]) -> Ticket | None:
        """What the cookies of a request say, if we signed them; it may have ended."""
        return self._ticket(tuple(each for each in cookies.items() if _OURS.fullmatch(each[0])))

    def _decoded(self, values: tuple[tuple[str, str], ...]) -> Ticket | None:
        content = unsigned(dict(values), self._cookie_secret)
        try:
            claims = json.loads(content or b"")
        except ValueError:
            return None
        ours = {"origin": self.base, "provider": PROVIDER, "is_logged_in": True}
        if not isinstance(claims, dict) or any(claims.get(key) != ours[key] for key in ours):
            return None
        return Ticket(claims, hashlib.sha256(content or b"").hexdigest(), expiry(claims) or 0.0)

    def person(self, ticket: Ticket | None) -> Person | Refused:
        """Whose ticket it is, if it holds and they may enter."""
        if ticket is None:
            return _NOBODY
        if ticket.key in self._ended:
            return Refused("You signed out.", again=True)
        return person_of(ticket.claims, self.rules(), time.time())

    def found(self, cookies: Mapping[str, str]) -> Person | Refused:
        """Whoever sends such cookies."""
        return self.person(self.ticket(cookies))

    def watch(self, ticket: Ticket, end: Callable[[], None]) -> Callable[[], None]:
        """Have `end` called when the ticket is signed out; what to call when that is not needed."""
        self._open[ticket.key].add(end)

        def unwatch() -> None:
            self._open[ticket.key].discard(end)
            if not self._open[ticket.key]:
                del self._open[ticket.key]

        return unwatch

    def sign_out(self, ticket: Ticket) -> None:
        """End a ticket wherever it is used, for as long as it would hold."""
        self._ended.add(ticket.key, ticket.ends)
        for end in list(self._open.get(ticket.key, ())):
            end()


def unsigned(cookies: Mapping[str, str], secret: str) -> bytes | None:
    """What the cookie of a sign-in says; None unless each piece of it was signed with the secret.

    A large one is in pieces, each signed by itself: those of two sign-ins are not put together.
    """
    moments: list[float] = []

    def one(name: str) -> bytes | None:
        try:
            value, moment = URLSafeTimedSerializer(secret, salt=name).loads(
                cookies.get(name, ""), max_age=AUTH_COOKIE_MAX_AGE_SECONDS, return_timestamp=True
            )
        except (BadData, UnicodeError):
            return None
        moments.append(moment.timestamp())
        return value.encode() if isinstance(value, str) else None

    content = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    return content if content and max(moments) - min(moments) <= _TOGETHER else None


def _stamp(file: Path) -> tuple[int, int, int]:
    try:
        found = file.stat()
    except OSError:
        return 0, 0, 0
    return found.st_mtime_ns, found.st_size, found.st_ino


@lru_cache(maxsize=1)
def current() -> SignIn | None:
    """Sign-in of this server; None where nobody has to. Raises HealthError for what is amiss."""
    file = os.environ.get(VARIABLE, "").strip()
    return SignIn(Path(file)) if file else None


def rules_now() -> Rules | None:
    """Who may enter now; None where nobody has to sign in."""
    signing = current()
    return None if signing is None else signing.rules()
