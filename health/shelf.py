"""What was worked out once, at hand for all who ask: bounded by how much memory it takes."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")
# What an object takes beside what it says: frames of some rows take nine times what they say.
_OBJECT_BYTES = 100


class Shelf:
    """Keeps the results that were asked for last, as many as have room in `most_bytes`.

    A number of results would not do as a bound: those of one portfolio take a hundred times what
    those of another take. Safe to share between threads; what is kept is never to be changed.

    One result is made at a time. Fifty threads that each make one take as long as one after the
    other would, all of them until the last has its own; and who wants what is there waits for all.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes, self.held_bytes = most_bytes, 0
        self.made_bytes = 0  # of all results so far, also those that had to go
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._making = threading.RLock()  # what is made may be made of what is kept here, too
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result of a key; made if it is not there, once for all who ask at the same time."""
        with self._lock:
            if key in self._kept:
                return cast("T", self._taken(key))
        with self._making:
            with self._lock:
                if key in self._kept:
                    return cast("T", self._taken(key))
            made = make()
            self._put(key, made, size_of(made))
        return made

    def _taken(self, key: Hashable) -> Any:
        self._kept.move_to_end(key)
        return self._kept[key][0]

    def _put(self, key: Hashable, made: object, size: int) -> None:
        """Keep one more; those that nobody asked for longest make room for it."""
        with self._lock:
            self._kept[key] = (made, size)
            self.held_bytes += size
            self.made_bytes += size
            while self.held_bytes > self.most_bytes and len(self._kept) > 1:
                self.held_bytes -= self._kept.popitem(last=False)[1][1]


def size_of(made: object) -> int:
    """About how many bytes of memory a result takes: what it says, and the objects it is made of.

    Measured of evidence, practices and happenings of the sample's clients: within a quarter below
    and the double of what they take.
    """
    said = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    # Objects are noted so that they are said once; among other bytes the mark is rare.
    return len(said) + _OBJECT_BYTES * said.count(pickle.MEMOIZE)
