"""Which buckets of clients are scored together: neighbours, about as many bytes each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from health.cluster.shuffle import BUCKETS, Numbers, Run

Span = tuple[int, int]  # the first bucket, and the one behind the last
_MOST, _LEAST = 64 << 20, 4 << 20  # bytes of rows of a partition


def usual(weight: Numbers, threads: int) -> int:
    """How many partitions suit so many bytes, and so many that work at once."""
    size = int(weight.sum())
    return max(1 + size // _MOST, min(threads, 1 + size // _LEAST))


def weights(runs: Iterable[Run]) -> Numbers:
    """Bytes of rows by bucket, (BUCKETS,)."""
    return sum((np.diff(run.bytes) for run in runs), np.zeros(BUCKETS, np.int64))


def spans(weight: Numbers, clients: Numbers, wanted: int) -> list[Span]:
    """All buckets in about `wanted` spans, twice as many at most, the heaviest first.

    None weighs more than its share, unless it is one bucket: a client with half of all rows is
    scored by itself (and with the few others that share its bucket). Each has one of the `clients`
    (BUCKETS,) at least: rows that name no client stand with those of somebody else.
    """
    share = max(1.0, float(weight.sum()) / max(1, wanted))
    found: list[Span] = []
    first, inside, known = 0, 0, 0
    for bucket, (more, named) in enumerate(zip(weight.tolist(), clients.tolist(), strict=True)):
        if named and known and inside + more > share:
            found.append((first, bucket))
            first, inside, known = bucket, 0, 0
        inside, known = inside + more, known + named
    found.append((first, BUCKETS))
    return sorted(found, key=lambda span: -int(weight[slice(*span)].sum()))
