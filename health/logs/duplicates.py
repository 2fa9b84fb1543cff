"""Rows that are equal in every column, as parsed: found by a 64-bit number a row."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Keys = npt.NDArray[np.uint64]
_ODD = np.uint64(0x9E3779B97F4A7C15)
_STRETCH = 1 << 14  # rows
_SHORT = 512  # bytes
_SAMPLE, _FEW = 2000, 200
_STEP = 0xD6E8FEB86659FD93
_BLANK = np.uint64(0x7FF8_0000_0000_0001)  # one of the bit patterns that are no number


def text_keys(texts: pa.ChunkedArray) -> Keys:
    """A number a text, (n,): the same for the same text, trimmed; blank as missing."""
    few = len(texts) > _SAMPLE and pc.count_distinct(texts.slice(0, _SAMPLE)).as_py() < _FEW
    if few:  # names, channels: each different text once
        coded = texts.combine_chunks().dictionary_encode()
        keys = np.append(text_keys(pa.chunked_array([coded.dictionary])), np.uint64(0))
        return np.asarray(keys[coded.indices.fill_null(len(keys) - 1).to_numpy()])
    column = pc.utf8_trim_whitespace(texts.cast(pa.string())).combine_chunks()
    column = column.fill_null("")
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
    offsets = np.frombuffer(column.buffers()[1], np.int32, len(column) + 1, column.offset * 4)
    length = np.diff(offsets)
    most = int(length.max(initial=0))
    content = column.buffers()[2]
    data = np.frombuffer(content, np.uint8)[: offsets[-1]] if content else np.zeros(0, np.uint8)
    data = np.concatenate([data, np.zeros(most + 16, np.uint8)])
    words: npt.NDArray[np.uint64] = np.ndarray((len(data) - 7,), "<u8", data, 0, (1,))
    keys = length.astype(np.uint64) * _ODD
    begin = offsets[:-1].astype(np.intp)
    for place in range((min(most, _SHORT) + 7) // 8):  # eight bytes of every text at a time
        word = words[begin + 8 * place]
        beyond = np.clip(8 * (place + 1) - length, 0, 8).astype(np.uint64)
        word = np.where(beyond >= 8, np.uint64(0), word << (beyond * np.uint64(8)))
        word *= _ODD
        word ^= word >> np.uint64(29)
        word *= np.uint64((2 * place + 3) * _STEP & (2**64 - 1))
        keys += word ^ (word >> np.uint64(32))
    for row in np.flatnonzero(length > _SHORT):  # the rest of the few long ones
        rest = data[begin[row] + _SHORT : begin[row] + length[row]].tobytes()
        keys[row] ^= np.uint64(int.from_bytes(blake2b(rest, digest_size=8).digest(), "little"))
    return keys


def other_keys(table: pa.Table, names: Iterable[str]) -> Keys:
    """A number a row from the texts of some columns, whatever the columns' order."""
    keys = np.zeros(len(table), np.uint64)
    for name in sorted(names):
        keys = mixed(keys, text_keys(table[name]))
    return keys


def mixed(keys: Keys, values: npt.NDArray[Any]) -> Keys:
    """Keys of rows with one more column of numbers."""
    if values.dtype == np.float64:
        blank = np.isnan(values)
        values = (values + 0.0).view(np.uint64)  # -0 is 0
        values[blank] = _BLANK
    keys = (keys ^ (keys >> np.uint64(29))) * _ODD
    keys += values.astype(np.uint64, copy=False)
    return keys


def repeating(keys: Keys, days: npt.NDArray[np.int32]) -> npt.NDArray[np.intp]:
    """Places of the rows whose key another row has (or nearly has), in order.

    Rows with the same key are of the same day: where a log is in the order of its days, only rows
    near each other are compared.
    """
    number = len(keys)
    cuts = np.array([0, number])
    if number > _STRETCH and bool((days[1:] >= days[:-1]).all()):
        begins = np.flatnonzero(days[1:] > days[:-1]) + 1
        wanted = np.searchsorted(begins, np.arange(_STRETCH, number, _STRETCH))
        cuts = np.unique([0, *begins[wanted[wanted < len(begins)]], number])
    found = [_repeating(keys[a:b]) + a for a, b in itertools.pairwise(cuts.tolist())]
    return np.concatenate(found)


def _repeating(keys: Keys) -> npt.NDArray[np.intp]:
    """Places of the rows whose key begins like another one's."""
    low = np.uint64((1 << len(keys).bit_length()) - 1)
    ordered = keys & ~low
    ordered |= np.arange(len(keys), dtype=np.uint64)
    ordered.sort()
    like = np.flatnonzero((ordered[1:] ^ ordered[:-1]) <= low)
    return np.unique(ordered[np.append(like, like + 1)] & low).astype(np.intp)


def later(keys: Keys) -> npt.NDArray[np.intp]:
    """Places of the rows whose key an earlier row has."""
    again = np.ones(len(keys), bool)
    again[np.unique(keys, return_index=True)[1]] = False
    return np.flatnonzero(again)


def among(keys: Keys, some: Keys) -> npt.NDArray[np.bool_]:
    """Which of many keys are among a few sorted ones: a table of low bits sieves first."""
    sieve = np.zeros(1 << 16, bool)
    sieve[(some & np.uint64(0xFFFF)).astype(np.intp)] = True
    found = sieve[(keys & np.uint64(0xFFFF)).astype(np.intp)]
    at = np.flatnonzero(found)
    if len(at) and len(some):
        place = np.minimum(np.searchsorted(some, keys[at]), len(some) - 1)
        found[at] = some[place] == keys[at]
    return found
