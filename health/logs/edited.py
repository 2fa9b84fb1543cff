"""What an edit of a file changed: since which day scores can be others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from health.logs.duplicates import Keys, mixed, text_keys
from health.logs.gathering import first_known
from health.logs.rows import Array, Rows

_OWN = ("row", "key")  # of a row's place, or made of what it holds


def edited_since(old: Rows, new: Rows) -> int | None:
    """The first day that rows which came or went touch; None where any day may be another.

    Rows that stayed must be in the same order as before: sums are made in it, to the last bit.
    So must be the codes of the names that stayed: sums are made by them, too.
    """
    if old.problem or new.problem or not old.columns or not new.columns:
        return None
    if old.tracked != new.tracked or old.columns.keys() != new.columns.keys():
        return None
    if new.span[0] > old.span[0] or new.span[1] < old.span[1]:
        return None  # the history itself may begin later, or end earlier
    codes = _codes(old, new)
    if codes is None:
        return None
    was, now = _contents(old), _contents(replace(new, columns={**new.columns, **codes}))
    gone, came = ~np.isin(was, now), ~np.isin(now, was)
    if not np.array_equal(was[~gone], now[~came]):
        return None
    return min(
        first_known(rows.only(np.flatnonzero(which))) for rows, which in ((old, gone), (new, came))
    )


def _codes(old: Rows, new: Rows) -> dict[str, Array] | None:
    """The columns of names in `new` with the codes of `old`; None where their order is another."""
    found = {}
    for column, names in new.names.items():
        known = old.names.get(column, {})
        of = np.array([known.get(name, len(known) + code) for name, code in names.items()])
        stayed = of[of < len(known)]
        if np.any(np.diff(stayed) < 0) or list(names.values()) != list(range(len(names))):
            return None
        codes, there = new[column], new[column] >= 0
        found[column] = np.where(there, of[np.where(there, codes, 0)] if len(of) else codes, codes)
        found[column] = found[column].astype(old[column].dtype)
    return found


def _contents(rows: Rows) -> Keys:
    """A number a row from all that scores are made of."""
    keys = np.zeros(len(rows), np.uint64)
    for name in sorted(rows.columns):
        values = rows.columns[name]
        if values.dtype == object:
            keys = mixed(keys, text_keys(pa.chunked_array([pa.array(values, pa.string())])))
        elif name not in _OWN:
            keys = mixed(keys, np.ascontiguousarray(values))
    return keys
