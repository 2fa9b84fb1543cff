"""What guards a link: its token, its password, and the visits that were let in before.

A token is 192 bits from the system's generator, so that its SHA-256 can't be searched for: a slow
hash would add nothing but work for whoever asks for tokens that are not there. A password is chosen
by a person and can be searched for, so it is hashed by scrypt, which needs memory: it is in
Python itself, where argon2 would be one more package for the same. Its costs stand in the hash.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import threading
import unicodedata
from datetime import UTC, datetime, timedelta

from health.errors import EntryRefused

TOKEN_BYTES = 24
PASSWORD_LEAST, PASSWORD_MOST = 8, 200
COST = (2**14, 8, 5)  # n, r, p: 16 MB, and a fifth of a second
VISIT = timedelta(hours=12)
_MEMORY = 64 * 2**20
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_VISIT = re.compile(r"([a-z]{1,20})\.([0-9]{1,12})\.([0-9a-f]{64})", re.ASCII)
_NOT_SHOWN = ("Cc", "Cs", "Cn")  # control characters, half pairs, no characters
_hashing = threading.BoundedSemaphore(2)  # of all guests at once: each takes memory and a core


def new_token() -> str:
    """A token, fit for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_seal() -> str:
    """What the visits of one link are signed with."""
    return secrets.token_hex(32)


def token_hash(token: object) -> str:
    """The hash that a token is kept as; what can be no token, however long, has that of nothing."""
    fits = isinstance(token, str) and len(token) == 32 and _TOKEN.fullmatch(token)
    return hashlib.sha256(str(token).encode() if fits else b"").hexdigest()


def hashed_password(password: object) -> str:
    """A new password as it is kept; EntryRefused for one that is too short or can't be typed."""
    allowed = f"{PASSWORD_LEAST} to {PASSWORD_MOST} characters that can be typed"
    typed = _typed(password)
    if typed is None or len(typed) < PASSWORD_LEAST:
        raise EntryRefused("password", "(not shown)", allowed)
    if any(unicodedata.category(letter) in _NOT_SHOWN for letter in typed):
        raise EntryRefused("password", "(not shown)", allowed)
    salt = secrets.token_bytes(16)
    n, r, p = COST
    parts = (salt, _scrypt(typed, salt, n, r, p))
    told = "$".join(base64.b64encode(part).decode() for part in parts)
    return f"scrypt${n}${r}${p}${told}"


def is_password(password: object, kept: str) -> bool | None:
    """Whether a password is the one that was kept; None if too many others are being looked at."""
    typed = _typed(password)
    _, n, r, p, salt, known = kept.split("$")
    if not _hashing.acquire(timeout=10):
        return None
    try:
        found = _scrypt(typed or "", base64.b64decode(salt), int(n), int(r), int(p))
    finally:
        _hashing.release()
    return hmac.compare_digest(found, base64.b64decode(known)) and typed is not None


def visit(seal: str, what: str, now: datetime) -> str:
    """What shows for some hours that somebody was let in, and counted, before."""
    until = int((now + VISIT).timestamp())
    return f"{what}.{until}.{_signed(seal, what, str(until))}"


def visited(shown: object, seal: str, now: datetime) -> str:
    """What somebody was let in for before; empty for no visit, a forged one, one that is over."""
    fits = isinstance(shown, str) and len(shown) < 120
    found = _VISIT.fullmatch(str(shown)) if fits else None
    if found is None or not hmac.compare_digest(found[3], _signed(seal, found[1], found[2])):
        return ""
    until = datetime.fromtimestamp(int(found[2]), UTC)
    return found[1] if now < until <= now + VISIT else ""


def _signed(seal: str, what: str, until: str) -> str:
    return hmac.new(bytes.fromhex(seal), f"{what}.{until}".encode(), hashlib.sha256).hexdigest()


def _typed(password: object) -> str | None:
    """A password as it is compared: the same whatever keyboard typed it, and whatever blanks came
    along from a mail; None for one that is none, or too long to be looked at."""
    if not isinstance(password, str) or len(password) > 2 * PASSWORD_MOST:
        return None
    typed = unicodedata.normalize("NFKC", password).strip()
    return typed if len(typed) <= PASSWORD_MOST else None


def _scrypt(typed: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    said = typed.encode(errors="replace")
    return hashlib.scrypt(said, salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)
