"""Sign-ins that were signed out before they ended by themselves, also over a restart."""

from __future__ import annotations

import json
import logging
import math
import time
from pathlib import Path

from health.whole import appearing

_LOG = logging.getLogger(__name__)
_NAME = "signed-out.json"


class Ended:
    """Keys of such sign-ins, each until it would have ended; in a folder, or in memory alone."""

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / _NAME if folder else None
        self._ends = self._read()

    def __contains__(self, key: str) -> bool:
        return key in self._ends

    def add(self, key: str, ends: float) -> None:
        """Have a sign-in be over; `ends` when it would be anyway, in seconds since 1970."""
        now = time.time()
        self._ends = {
            each: end for each, end in (self._ends | {key: ends}).items() if end > now
        }  # fmt: skip
        try:
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with appearing(self._file) as part:
                    part.write_text(json.dumps(self._ends), "utf-8")
        except OSError as error:  # it is over all the same, until this server is restarted
            _LOG.warning("%s can't be written (%s)", self._file, error.strerror)

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
