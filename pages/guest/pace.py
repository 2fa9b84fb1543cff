"""How often somebody may ask: far more than a person does, far less than others would feel."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections.abc import Callable

from health.links.opening import network

MOST, SECONDS = 240, 60
_KEPT = 20_000  # addresses that are counted at once


class Pace:
    """Counts requests by address and minute. Of an address only a hash is kept, with a key that
    lasts as long as the server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST) -> None:
        self._clock, self._key, self._most = clock, secrets.token_bytes(16), most
        self._minute, self._counted = -1, dict[bytes, int]()
        self._lock = threading.Lock()

    def wait(self, address: str) -> int:
        """For how many seconds an address has to wait; 0 if it may ask."""
        whose = hmac.digest(self._key, network(address).encode("utf-8", "replace"), "sha256")
        now = self._clock()
        with self._lock:
            if self._minute != int(now // SECONDS) or len(self._counted) >= _KEPT:
                self._minute, self._counted = int(now // SECONDS), {}
            self._counted[whose] = found = self._counted.get(whose, 0) + 1
        return 0 if found <= self._most else int(SECONDS - now % SECONDS) + 1
