"""Texts of a column's cells, each different one kept once, found by arithmetic on their bytes.

Cells are compared eight bytes at a time, all rows of a piece at once; only a text that was not met
before is looked at by itself. Two cells get the same place only if their bytes are the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Places = npt.NDArray[np.intp]

WIDEST = 4  # words of eight bytes: a longer text is found by itself
_LIMIT = 8 * WIDEST
_FEW = 200
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB], np.uint64
)
_NO_TEXT = np.uint64(2**64 - 1)  # these bytes are no UTF-8
_BITS = np.uint64(64)


def _masks() -> Words:
    """What of each word belongs to a text of so many bytes, (word, bytes)."""
    whole = [min(max(length - 8 * word, 0), 8) for word in range(WIDEST) for length in range(33)]
    return np.array([(1 << 8 * each) - 1 for each in whole], np.uint64).reshape(WIDEST, 33)


_MASKS = _masks()


class Lookup:
    """The different texts of a column so far; the first one is none."""

    def __init__(self) -> None:
        self.texts: list[str] = [""]
        self._places: dict[bytes, int] = {}
        self._words = np.full((WIDEST, 256), _NO_TEXT)
        self._slots = np.zeros(1 << 12, np.intp)
        self._indexed = 1  # texts that have a slot, or share one
        self._width = 1

    def places(self, data: Bytes, words: Words, begin: Places, length: Places) -> Places:
        """Of each cell, the place of its text in `texts`, (n,).

        `words` are the eight bytes from each byte of `data` on, and `data` has as many as the
        widest text more than any cell needs. No cell holds a zero byte.
        """
        if not len(begin):
            return np.zeros(0, np.intp)
        longest, shortest = int(length.max()), int(length.min())
        shown = np.minimum(length, _LIMIT) if longest > _LIMIT else length
        found: list[Words] = []
        total: Words = np.zeros(1, np.uint64)
        for number in range(max(1, (min(longest, _LIMIT) + 7) // 8)):
            word = words[begin + 8 * number if number else begin]
            if longest != shortest:
                word &= _MASKS[number].take(shown)
            elif longest < 8 * (number + 1):
                word &= _MASKS[number][longest]
            total = total + word * _FACTORS[number]
            found.append(word)
        place: Places = self._slots.take((total >> self._shift).view(np.intp))
        other = self._differing(found, place)
        if longest > _LIMIT:
            other |= length > _LIMIT
        if other.any():
            self._learn(data, begin, length, np.flatnonzero(other), found, total, place)
        return place

    @property
    def _shift(self) -> np.uint64:
        return _BITS - np.uint64(len(self._slots).bit_length() - 1)

    def _differing(self, found: list[Words], place: Places) -> npt.NDArray[np.bool_]:
        """Where the text at a place is not the one found."""
        other = self._words[0].take(place) != found[0]
        for number in range(1, max(len(found), self._width)):
            word = found[number] if number < len(found) else 0
            other |= self._words[number].take(place) != word
        return np.asarray(other)

    def _learn(
        self,
        data: Bytes,
        begin: Places,
        length: Places,
        rows: Places,
        found: list[Words],
        total: Words,
        place: Places,
    ) -> None:
        """Put the places of some rows right; new texts in the order in which they come."""
        if len(rows) > _FEW:
            long = length[rows] > _LIMIT
            short = rows[~long]
            _, first, of = np.unique(total[short], return_index=True, return_inverse=True)
            self._put(data, begin, length, np.sort(np.append(short[first], rows[long])), place)
            place[short] = place[short[first]][of]
            rows = short[self._differing([word[short] for word in found], place[short])]
        self._put(data, begin, length, rows, place)  # few, or such with equal sums
        self._index()

    def _put(self, data: Bytes, begin: Places, length: Places, rows: Places, place: Places) -> None:
        """Put the places of some rows right, by the bytes of their cells in the file."""
        begins, view, known = begin[rows], data.data, self._places
        ends = begins + length[rows]
        cells = [
            view[first:end].tobytes()
            for first, end in zip(begins.tolist(), ends.tolist(), strict=True)
        ]
        new = [cell for cell in dict.fromkeys(cells) if cell not in known]
        known.update(zip(new, range(len(self.texts), len(self.texts) + len(new)), strict=True))
        self._add(new)
        place[rows] = [known[cell] for cell in cells]

    def _add(self, new: list[bytes]) -> None:
        """Texts that were not met before."""
        if not new:
            return
        first = len(self.texts)
        self.texts += texts_of_cells(new)
        while len(self.texts) > self._words.shape[1]:
            self._words = np.concatenate([self._words, np.full_like(self._words, _NO_TEXT)], 1)
        length = np.fromiter(map(len, new), np.intp, len(new))
        short = np.flatnonzero(length <= _LIMIT)
        if len(short):
            padded = np.array(new, f"S{_LIMIT}").view("<u8").reshape(-1, WIDEST)
            self._words[:, first + short] = padded[short].T
            self._width = max(self._width, (int(length[short].max()) + 7) // 8)

    def _index(self) -> None:
        """Slots by which places are found: one for each text, or for the later of two."""
        if self._indexed == len(self.texts):
            return
        size = len(self._slots)
        while size < 64 * len(self.texts) and size < 1 << 22:
            size *= 4
        if size > len(self._slots):
            self._slots, self._indexed = np.zeros(size, np.intp), 1
        new = slice(self._indexed, len(self.texts))
        total = (self._words[:, new] * _FACTORS[:, None]).sum(axis=0, dtype=np.uint64)
        self._slots[total >> self._shift] = np.arange(new.start, new.stop)
        self._indexed = new.stop


def text_of(raw: bytes) -> str:
    """What a cell says, by its bytes in the file."""
    text = raw.decode("utf-8", "replace")
    return text[1:-1].replace('""', '"') if text[:1] == '"' else text


def texts_of_cells(raw: list[bytes]) -> list[str]:
    """What cells say that hold no zero byte, all at once."""
    joined = b"\0".join(raw)
    if b'"' in joined:
        return [text_of(each) for each in raw]
    return joined.decode("utf-8", "replace").split("\0")
