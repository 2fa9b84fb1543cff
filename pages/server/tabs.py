"""How many pages are open at once, and how many may be: each is a connection, with a session.

Only open connections count. What Streamlit keeps of those that were closed is bounded by itself:
128 sessions, for two minutes each.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

from health.errors import SettingRefused

VARIABLE = "HEALTH_TABS"
USUAL = 200  # of a server: as measured they take 60 MB more than none do
OF_ONE = 40
_MOST = 10_000


class Tabs:
    """The pages that are open on a server: `most` of all people, and 40 of one."""

    def __init__(self, most: int) -> None:
        self.most, self.of_one = most, min(most, OF_ONE)
        self._open: Counter[str] = Counter()

    def why_not(self, who: str) -> str:
        """Why no further page can be opened by somebody, for them; empty if it can.

        who: their address; empty where nobody signs in, when all are of one machine.
        """
        if who and self._open[who] >= self.of_one:
            return (
                f"You have as many pages of this program open as one person can ({self.of_one}). "
                "Close some: this one opens by itself then."
            )
        if self._open.total() >= self.most:
            return (
                f"As many pages of this program are open as it allows ({self.most}). This one "
                "opens by itself once somebody closes one; whoever runs the program can allow "
                f"more, by {VARIABLE}."
            )
        return ""

    @contextmanager
    def opened(self, who: str) -> Iterator[str]:
        """While it lasts, somebody has one page more, unless it gives why not, as `why_not`."""
        if why := self.why_not(who):
            yield why
            return
        self._open[who] += 1
        try:
            yield ""
        finally:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]


def allow_handles() -> None:
    """Let the process have the handles that so many pages need, as far as it may: six each, with
    what Streamlit keeps of those that were closed, and some for all else."""
    try:
        import resource
    except ImportError:  # on Windows, which has no such bound
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted, endless = 6 * tabs().most + 1000, resource.RLIM_INFINITY
    most = wanted if hard == endless else min(wanted, hard)
    if soft != endless and soft < most:
        with suppress(OSError, ValueError):  # a system may have another bound than it tells
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


@lru_cache(maxsize=1)
def tabs() -> Tabs:
    """The open pages of this server. Raises SettingRefused for a bound that is none."""
    said = os.environ.get(VARIABLE, "").strip() or str(USUAL)
    if not (said.isascii() and said.isdigit() and len(said) <= 5 and 0 < int(said) <= _MOST):
        allowed = f"how many pages may be open at once, a whole number up to {_MOST}"
        raise SettingRefused(VARIABLE, said, allowed, "environment")
    return Tabs(int(said))
