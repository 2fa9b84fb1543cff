"""A part of a copy of a log: a file in which the lines of each client stand together.

It is written whole or not at all, and every client's lines are checked when they are read.
"""

from __future__ import annotations

import os
import secrets
import struct
import zlib
from collections.abc import Iterable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from health.logs.marks import NotPlain
from health.logs.texts import empty, texts_of

_MARK = b"health rows 1\n\0\0"
_END = struct.Struct("<QQI16s")  # where the index begins, how many clients, its sum, the mark
Numbers = npt.NDArray[np.int64]
Lines = Iterable[tuple[int, bytes]]  # of clients, in the order in which they come


class Damaged(Exception):
    """A part, or the list of a copy's parts, is not what was written."""


class Part:
    """Lines of some rows of a log, those of each client together."""

    def __init__(self, path: Path) -> None:
        """Damaged where the file is no part, or not whole."""
        self.path = path
        try:
            size = path.stat().st_size
            begin, clients, crc, mark = _END.unpack(self._read(size - _END.size, _END.size))
            index = self._read(begin, size - _END.size - begin)
        except (OSError, OverflowError, ValueError, struct.error) as error:
            raise Damaged(str(path)) from error
        if mark != _MARK or zlib.crc32(index) != crc or len(index) != 24 * clients:
            raise Damaged(str(path))
        self.begins, self.sizes, self.sums = np.frombuffer(index, "<i8").reshape(3, clients)

    def lines(self, client: int) -> bytes:
        """The lines of a client, in the order of the log; Damaged where they are not as written."""
        if client >= len(self.sizes) or not self.sizes[client]:
            return b""
        try:
            found = self._read(int(self.begins[client]), int(self.sizes[client]))
        except OSError as error:
            raise Damaged(str(self.path)) from error
        if len(found) != self.sizes[client] or zlib.crc32(found) != self.sums[client]:
            raise Damaged(str(self.path))
        return found

    def of(self, clients: Numbers) -> Part:
        """The same file, of which only the lines of some clients can be had, in their order."""
        some = copy(self)
        there = clients[clients < len(self.sizes)]
        for name in ("begins", "sizes", "sums"):
            index = np.zeros(len(clients), np.int64)
            index[clients < len(self.sizes)] = getattr(self, name)[there]
            setattr(some, name, index)
        return some

    def _read(self, begin: int, size: int) -> bytes:
        with self.path.open("rb", buffering=0) as file:
            file.seek(begin)
            return file.read(size) or b""


@dataclass
class Damage:
    """Whether a copy was found damaged when it was read: shared with what was cut from it."""

    found: bool = False


@dataclass
class Copy:
    """A copy of the first `rows` usable rows of a log, whose columns are `names`."""

    names: tuple[str, ...]
    rows: int
    parts: tuple[Part, ...]
    several_lines: bool
    damage: Damage = field(default_factory=Damage)

    @property
    def damaged(self) -> bool:
        """Whether it was found so when it was read."""
        return self.damage.found

    def of(self, clients: Numbers, rows: int) -> Copy:
        """The same copy, of which only the lines of some clients can be had: `rows` of them."""
        return replace(self, rows=rows, parts=tuple(part.of(clients) for part in self.parts))

    def discard(self) -> None:
        """Take the copy for damaged, whoever has it: it is made anew from the log."""
        self.damage.found = True
        for part in self.parts:
            with suppress(OSError):
                part.path.unlink()

    def lines(self, client: int) -> bytes:
        """All lines of a client."""
        return b"".join(part.lines(client) for part in self.parts)

    def texts(self, client: int) -> pa.Table:
        """All cells of a client's rows as texts; Damaged where they can't be read."""
        lines = self.lines(client)
        try:
            return (
                texts_of(lines, self.names, None, self.several_lines)
                if lines
                else empty(self.names)
            )
        except NotPlain as error:
            raise Damaged(str(self.parts[0].path)) from error


def write_part(folder: Path, log: str, clients: int, lines: Lines, room: Numbers | None) -> Part:
    """Write the lines of so many clients, of which each has so much room.

    Without room each client comes once.
    """
    path = folder / f"{log}-{secrets.token_hex(8)}.rows"
    unfinished = path.with_suffix(".part")
    try:
        with unfinished.open("wb", buffering=0) as file:
            _write(file, clients, lines, room)
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return Part(path)


def _write(file: BinaryIO, clients: int, lines: Lines, room: Numbers | None) -> None:
    begins, sizes, sums = (np.zeros(clients, np.int64) for _ in range(3))
    end = 0
    if room is not None:
        end = int(room.sum())
        begins[1:] = np.cumsum(room)[:-1]
    for client, some in lines:
        if room is None:
            begins[client], end = end, end + len(some)
        file.seek(int(begins[client] + sizes[client]))
        file.write(some)
        sizes[client] += len(some)
        sums[client] = zlib.crc32(some, int(sums[client]))
    index = np.stack([begins, sizes, sums]).astype("<i8").tobytes()
    file.seek(end)
    file.write(index + _END.pack(end, clients, zlib.crc32(index), _MARK))
