"""Files that are gone on purpose: somebody has said so, to one of the servers for all of them."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from health.turns import turn
from health.whole import appearing

_LOG = logging.getLogger(__name__)
_PATIENCE_SECONDS = 2.0


class GivenUp:
    """Names of such files of a portfolio's folder, in a file that servers share."""

    def __init__(self, folder: Path, place: Path) -> None:
        key = hashlib.sha256(str(place.resolve()).encode("utf-8", "surrogatepass")).hexdigest()
        self.file = folder / f"given-up-{key[:16]}.json"
        self._unwritten: frozenset[str] = frozenset()  # where it can't be written

    @property
    def names(self) -> frozenset[str]:
        """The names, whoever gave them up."""
        with suppress(OSError, ValueError, TypeError):
            return self._unwritten | {str(each) for each in json.loads(self.file.read_text())}
        return self._unwritten

    def add(self, names: Iterable[str]) -> None:
        """Do without some more."""
        self._change(frozenset(names), frozenset())

    def remove(self, names: Iterable[str]) -> None:
        """What came back is missed when it goes again."""
        back = frozenset(names)
        if back & self.names:
            self._change(frozenset(), back)

    def _change(self, more: frozenset[str], fewer: frozenset[str]) -> None:
        with turn(self.file.parent, self.file.name, patience=_PATIENCE_SECONDS):
            names = (self.names | more) - fewer
            try:
                with appearing(self.file) as part:
                    part.write_text(json.dumps(sorted(names)))
                self._unwritten = frozenset()
            except OSError as error:
                _LOG.warning("%s can't be written (%s)", self.file, error.strerror)
                self._unwritten = names
