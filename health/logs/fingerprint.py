"""What a file held when it was read, so that it is known later to be the same, or to have grown.

A file whose size, times and place on the disk are those under which it was read is taken for the
same without a look at its content. Of any other file every byte that was read before is read again,
and compared by a 64-bit hash: an edit anywhere is noticed, whether or not the file grew as well.
"""

from __future__ import annotations

import csv
import io
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from xxhash import xxh3_64

_BLOCK = 1 << 18  # bytes: stays in the processor's cache between reading and hashing
_LAST_LINE = 1 << 20
# Times of a file may be as coarse as this: one that was changed within it may change unseen.
_COARSE_NS = 3_000_000_000


@dataclass(frozen=True)
class Stamp:
    """What the file system tells of a file without reading it."""

    size: int
    changed: tuple[int, int]  # nanoseconds: of its content, of anything about it
    place: tuple[int, int]  # device and inode: another one where the file was replaced
    settled: bool = field(compare=False)  # no change since then can have gone unseen


def stamp_of(path: Path) -> Stamp:
    """The stamp of a file now."""
    now, stat = time.time_ns(), path.stat()
    changed = stat.st_mtime_ns, stat.st_ctime_ns
    settled = max(changed) < now - _COARSE_NS
    return Stamp(stat.st_size, changed, (stat.st_dev, stat.st_ino), settled)


@dataclass(frozen=True)
class Fingerprint:
    """What a file held when it was read."""

    size: int
    digest: int
    lines: int
    quotes: int
    ends_line: bool
    closed: bool = field(default=True, compare=False)  # no quotation is open in the last line
    stamps: set[Stamp] = field(default_factory=set, repr=False, compare=False)

    @property
    def can_grow(self) -> bool:
        """Whether what comes behind begins a row of its own: no line, no quotation is open."""
        return self.ends_line and self.quotes % 2 == 0 and self.closed

    def begins(self, path: Path) -> bool:
        """Whether the file is what was read, or begins with it."""
        stamp = stamp_of(path)
        if stamp in self.stamps:
            return True
        if stamp.size < self.size or grown(path, self, self.size) is None:
            return False
        self._remember(stamp)
        return True

    def is_of(self, path: Path) -> bool:
        """Whether the file is what was read."""
        return stamp_of(path).size == self.size and self.begins(path)

    def under(self, stamp: Stamp) -> Fingerprint:
        """The same, of a file that had this stamp before it was read."""
        self._remember(stamp)
        return self

    def _remember(self, stamp: Stamp) -> None:
        if stamp.settled:
            self.stamps.add(stamp)


NOTHING = Fingerprint(0, xxh3_64().intdigest(), 0, 0, True)


class Counting:
    """The fingerprint of a file, as it is read."""

    def __init__(self) -> None:
        self.size, self.lines, self.quotes = 0, 0, 0
        self._hash = xxh3_64()
        self._last = np.zeros(0, np.uint8)

    def add(self, content: npt.NDArray[np.uint8], lines: int, quotes: int) -> None:
        """Some more bytes, the lines that end in them, their quotation marks."""
        self._hash.update(content.data)
        self.size += len(content)
        self.lines += lines
        self.quotes += quotes
        self._last = content

    def done(self, stamp: Stamp) -> Fingerprint:
        """Of all that was added; the last bytes hold a whole line at least."""
        line = self._last.tobytes().rstrip(b"\r\n").rsplit(b"\n", 1)[-1]
        closed = not self.quotes or not is_open([line.decode("utf-8", "replace")])
        ends_line = not self.size or self._last[-1] == ord("\n")
        found = Fingerprint(
            self.size, self._hash.intdigest(), self.lines, self.quotes, bool(ends_line), closed
        )
        return found.under(stamp)


def fingerprint_of(path: Path) -> Fingerprint:
    """What a file holds now."""
    stamp = stamp_of(path)
    found = grown(path, NOTHING)
    assert found is not None  # every file begins with nothing
    return found.under(stamp)


def grown(path: Path, before: Fingerprint, end: int | None = None) -> Fingerprint | None:
    """Of a file (up to `end`) that begins with what was read before; None where it does not.

    Lines and quotation marks are counted in what is new alone.
    """
    block = np.empty(_BLOCK, np.uint8)
    view, seen, hash_ = block.data, 0, xxh3_64()
    lines, quotes, ends_line = before.lines, before.quotes, before.ends_line
    with path.open("rb", buffering=0) as file:
        while True:
            limit = before.size if seen < before.size else end
            number = file.readinto(view[: _BLOCK if limit is None else min(_BLOCK, limit - seen)])
            if not number:
                break
            hash_.update(view[:number])
            seen += number
            if seen == before.size and hash_.intdigest() != before.digest:
                return None
            if seen > before.size:
                quotes += int(np.count_nonzero(block[:number] == ord('"')))
                lines += int(np.count_nonzero(block[:number] == ord("\n")))
                ends_line = bool(block[number - 1] == ord("\n"))
        closed = not quotes or not is_open([_last_line(file, seen)])
    if seen < before.size:
        return None
    return Fingerprint(seen, hash_.intdigest(), lines, quotes, ends_line, closed)


def _last_line(file: io.RawIOBase, size: int) -> str:
    begin = max(0, size - _LAST_LINE)
    file.seek(begin)
    content = file.read(size - begin) or b""
    return content.rstrip(b"\r\n").rsplit(b"\n", 1)[-1].decode("utf-8", "replace")


def is_open(lines: list[str]) -> bool:
    """Whether a quotation in a record is closed by none of its own: at the end, or by another's."""
    try:
        list(csv.reader(iter(lines), strict=True))
    except csv.Error as error:
        return len(lines) > 1 or "end of data" in str(error)
    return False
