"""What is in a workbook, weighed before anything reads it: a small file may unpack to anything.

The sizes that a zip file states are claims. Here every part is unpacked, a block at a time, into
nothing, and the count ends where a limit does: bounded time and memory, whatever the file claims.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from health.errors import UploadRefused

MOST_PARTS = 2_000
MOST_UNPACKED = 256 << 20
MOST_RATIO, _RATIO_COUNTS = 150, 16 << 20  # small parts may well be packed that tightly
_BLOCK, _READ = 1 << 18, 1 << 15
_LOCAL = struct.Struct("<4s22xHH")  # of a part's own header: its sign, length of name and extra
# No program that writes workbooks defines a document type or entities of its own.
_DEFINES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_DEFINES_WIDE = re.compile(rb"<\0!\0(D\0O\0C|E\0N\0T)|\0<\0!\0(D\0O|E\0N)", re.IGNORECASE)


def weighed(content: bytes, name: str) -> int:
    """How many bytes a workbook unpacks to; UploadRefused where it is a bomb, or damaged."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise _damaged(name) from error
    if len(parts) > MOST_PARTS:
        raise UploadRefused(
            name, f"has {len(parts):,} parts inside (limit: {MOST_PARTS:,}): save the sheet anew"
        )
    whole = 0
    for part in parts:
        if part.flag_bits & 1:
            raise UploadRefused(name, "is protected by a password: save it without one")
        own, before = 0, b""
        for block in _blocks(content, part, name):
            own += len(block)
            _allow(name, whole + own, own, part.compress_size)
            if _DEFINES.search(before + block) or _DEFINES_WIDE.search(before + block):
                raise UploadRefused(
                    name,
                    "defines a document type or entities in its XML, which no spreadsheet program "
                    "does: open it in one, and save it anew",
                )
            before = (before + block)[-32:]
        if own != part.file_size:
            raise _damaged(name)
        whole += own
    return whole


def _allow(name: str, whole: int, own: int, packed: int) -> None:
    if whole > MOST_UNPACKED:
        raise UploadRefused(
            name,
            f"unpacks to more than {MOST_UNPACKED >> 20} MB (limit): delete what is no table, or "
            "cut it into several files",
        )
    if own > _RATIO_COUNTS and own > MOST_RATIO * max(packed, 1):
        raise UploadRefused(
            name,
            f"unpacks to more than {MOST_RATIO} times its size (limit): delete the rows and "
            "columns that repeat the same, or save the table as CSV",
        )


def _blocks(content: bytes, part: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    """A part, unpacked from the bytes that are really there, piece by piece."""
    at = part.header_offset
    head = content[at : at + _LOCAL.size]
    if at < 0 or len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
        raise _damaged(name)
    _, length, extra = _LOCAL.unpack(head)
    begin = at + 30 + length + extra
    packed = memoryview(content)[begin : begin + part.compress_size]
    if len(packed) != part.compress_size:
        raise _damaged(name)
    if part.compress_type == zipfile.ZIP_STORED:
        for place in range(0, len(packed), _BLOCK):
            yield bytes(packed[place : place + _BLOCK])
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise UploadRefused(name, "is packed in a way that spreadsheets do not use: save it anew")
    unpacking = zlib.decompressobj(-15)
    try:
        for place in range(0, len(packed), _READ):
            rest: bytes | memoryview = packed[place : place + _READ]
            while rest and not unpacking.eof:
                yield unpacking.decompress(rest, _BLOCK)
                rest = unpacking.unconsumed_tail
        while not unpacking.eof:  # what is still inside
            block = unpacking.decompress(b"", _BLOCK)
            if not block:
                raise _damaged(name)
            yield block
    except zlib.error as error:
        raise _damaged(name) from error


def _damaged(name: str) -> UploadRefused:
    return UploadRefused(name, "is a damaged workbook: open it in its program, and save it anew")
