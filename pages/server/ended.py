"""Sign-ins that were signed out before they ended by themselves, also over a restart.

Servers that share a folder all know of them: who signs out on one is out of the others, too.
"""

from __future__ import annotations

import json
import logging
import math
import time
from contextlib import suppress
from pathlib import Path

from health.turns import turn
from health.whole import appearing

_LOG = logging.getLogger(__name__)
_NAME = "signed-out.json"
_PATIENCE_SECONDS = 2.0  # with another server that writes it
_Stamp = tuple[int, int, int] | None  # of the file; None: there is none


class Ended:
    """Keys of such sign-ins, each until it would have ended; in a folder, or in memory alone."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _NAME if folder else None
        self._seen, self._ends = self._stamp(), self._read()

    def __contains__(self, key: str) -> bool:
        self._look()
        return key in self._ends

    def add(self, key: str, ends: float) -> None:
        """Have a sign-in be over; `ends` when it would be anyway, in seconds since 1970."""
        self._keep({key: ends})
        try:
            if self._file is not None:
                with turn(self._file.parent, _NAME, patience=_PATIENCE_SECONDS):
                    self._look()
                    with appearing(self._file) as part:
                        part.write_text(json.dumps(self._ends), "utf-8")
        except OSError as error:  # it is over all the same, until this server is restarted
            _LOG.warning("%s can't be written (%s)", self._file, error.strerror)

    def _look(self) -> None:
        """Take over what another server has written."""
        stamp = self._stamp()
        if stamp != self._seen:
            self._seen = stamp
            self._keep(self._read())

    def _keep(self, more: dict[str, float]) -> None:
        """Know of more; what would be over by now is forgotten."""
        now = time.time()
        self._ends = {key: end for key, end in (self._ends | more).items() if end > now}

    def _stamp(self) -> _Stamp:
        with suppress(OSError):
            if self._file is not None:
                found = self._file.stat()
                return found.st_mtime_ns, found.st_size, found.st_ino
        return None

    def _read(self) -> dict[str, float]:
        try:
            found = json.loads(self._file.read_text("utf-8")) if self._file else {}
            return {str(key): _moment(ends) for key, ends in found.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            _LOG.warning("%s can't be read (%s): who signed out is not known", self._file, error)
            return {}


def _moment(ends: object) -> float:
    if not isinstance(ends, int | float) or not math.isfinite(ends):
        raise ValueError(f"{ends!r} is no moment")
    return float(ends)
