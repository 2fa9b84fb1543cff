"""How the C library holds memory: a server that lives long should give back what it took once.

Where there is no such function (but in glibc on Linux) nothing happens.
"""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h


def use_few_arenas(most: int = 2) -> None:
    """Let threads share pools of memory: each has one to itself otherwise, which keeps what a
    page took when it is done. To be called before threads have theirs.
    """
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, most)


def give_back() -> None:
    """Give the system back what is not in use, though it was for a while; takes some 0.1 s."""
    import pyarrow as pa  # not above: whoever wants few arenas wants no threads yet

    gc.collect()
    pa.default_memory_pool().release_unused()
    trim()


def trim() -> None:
    """Give the system back what was freed already; takes some milliseconds."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
