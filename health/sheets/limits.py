"""How long, how often and how much is read from Google."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_LONGEST = 30.0  # seconds between two attempts, unless Google names more


class Quota:
    """The reads that a process makes within any minute: Google allows an account 60."""

    def __init__(self, reads: int = 60, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._taken: deque[float] = deque(maxlen=reads)
        self._lock = threading.Lock()

    def take(self, most: float) -> float | None:
        """Seconds until the next read may be made, which is counted then; None, and nothing
        counted, if that is more than `most`."""
        with self._lock:
            now = time.monotonic()
            full = len(self._taken) == self._taken.maxlen
            free = max(now, self._taken[0] + self._seconds) if full else now
            if free - now > most:
                return None
            self._taken.append(free)
            return free - now


SHARED = Quota()


@dataclass(frozen=True)
class Limits:
    """Bounds of one `fetched`: `attempts` of each question, `seconds` in all with every wait,
    seconds to `connect` and to `read` without a byte, `first_wait` before the second attempt
    (doubled for each further one), bytes of all answers, cells of one tab with its blanks."""

    attempts: int = 5
    seconds: float = 60.0
    connect: float = 5.0
    read: float = 30.0
    first_wait: float = 1.0
    most_bytes: int = 96 << 20
    most_cells: int = 10_000_000
    quota: Quota = field(default=SHARED, compare=False)

    def wait(self, attempt: int, asked: float) -> float:
        """Seconds to wait behind an attempt (the first is 1): what Google asked for, else longer
        each time, and by chance, so that several who failed at once do not come back at once."""
        most = min(self.first_wait * 2.0 ** (attempt - 1), _LONGEST)
        return max(asked, most * random.uniform(0.5, 1.0))  # noqa: S311 - no secret


class Deadline:
    """The moment by which all must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then, never below 0."""
        return max(0.0, self._end - time.monotonic())


def retry_after(text: str | None) -> float:
    """The seconds of a Retry-After header, given as seconds or as a date; 0 if it says none."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return 0.0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
