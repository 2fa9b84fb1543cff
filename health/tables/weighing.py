"""What a workbook would take to read: looked at before it is read.

The reader holds a sheet as a full grid, so a small file can claim a billion cells; and it never
ends on some sheets that are no XML.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from health.errors import UnreadableFile

MOST_UNPACKED = 512 << 20
MOST_CELLS = 10_000_000
_BLOCK = 1 << 20
_XML = (".xml", ".rels")
# A cell or row of a sheet of either kind, its tag as a whole.
_TAG = re.compile(
    rb"<(?:[\w.-]+:)?(row|c|table-row|table-cell|covered-table-cell|table)(?=[\s/>])"
    rb"""((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>"""
)
_BEGIN = re.compile(rb"<(?:[\w.-]+:)?(?:c|table-row|table-cell|covered-table-cell|table)[\s/>]")
_USUAL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')  # how spreadsheet programs write a cell
_PLACE = re.compile(rb"""\sr\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb"([A-Za-z]{0,3})(\d{0,9})")
_TIMES = re.compile(rb"\+?(\d{1,9})")
_DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, expat.ExpatError,
    ValueError, OSError, RuntimeError, EOFError,
)  # fmt: skip


class _Odd(ValueError):
    """A place in a sheet that is none."""


def weigh(content: bytes, where: str) -> None:
    """Refuses a workbook that is damaged, or would unpack to more than can be held."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
            raise UnreadableFile(where, f"unpacks to more than {MOST_UNPACKED >> 20} MB: cut it up")
        for each in archive.infolist():
            if each.filename.lower().endswith(_XML):
                with archive.open(each) as file:
                    cells = grid(_proper(iter(lambda file=file: file.read(_BLOCK), b"")))  # type: ignore[misc]
                if cells > MOST_CELLS:
                    raise UnreadableFile(
                        where,
                        f"claims {cells:,} cells in one sheet ({MOST_CELLS:,} at most): "
                        "delete the rows and columns that hold nothing",
                    )
    except _DAMAGES as error:
        raise UnreadableFile(where, f"is a damaged workbook ({error}): save it anew") from error


def _proper(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """The blocks of a part while they are XML in an encoding that the reader knows."""
    parser = expat.ParserCreate()
    parser.XmlDeclHandler = _known
    first = True
    for block in blocks:
        if first and (b"\0" in block[:4] or block[:2] in (b"\xff\xfe", b"\xfe\xff")):
            raise _Odd("a part of it is not UTF-8")
        first = False
        parser.Parse(block)
        yield block
    parser.Parse(b"", True)


def _known(_version: str, encoding: str | None, _standalone: int) -> None:
    if (encoding or "utf-8").lower() not in ("utf-8", "utf8", "us-ascii", "ascii"):
        raise _Odd(f"a part of it is {encoding}, not UTF-8")


def grid(blocks: Iterator[bytes]) -> int:
    """The cells of the largest grid in a sheet's XML: rows times columns up to the last filled."""
    most = row = column = rows = columns = 0
    rest = b""
    for block in blocks:
        text = rest + block
        cut = text.rfind(b"<")
        text, rest = (text[:cut], text[cut:]) if cut >= 0 else (text, b"")
        if len(rest) > _BLOCK:
            raise _Odd("a tag of a megabyte")
        usual = _USUAL.findall(text)
        if usual and len(usual) == len(_BEGIN.findall(text)):
            columns = max([columns, *map(_column, {letters for letters, _ in usual})])
            rows = max([rows, *map(int, {number for _, number in usual})])
            most = max(most, rows * columns)
            continue
        for tag in _TAG.finditer(text):
            kind, inner = tag[1], tag[2]
            if kind == b"table":
                row = rows = columns = 0
                continue
            letters, number = _place(inner)
            if kind in (b"row", b"table-row"):
                row = number if number else row + _times(inner)
                column = 0
            else:
                column = _column(letters) if letters else column + _times(inner)
                row = max(row, number)
                if kind == b"c" or b"value-type" in inner:
                    rows, columns = max(rows, row), max(columns, column)
                    most = max(most, rows * columns)
    return most


def _place(inner: bytes) -> tuple[bytes, int]:
    """The letters of a cell's column, and the number of its row; 0 where it says none."""
    found = _PLACE.search(inner)
    if not found:
        return b"", 0
    place = _CELL.fullmatch(found[1] or found[2] or b"")
    if not place:
        raise _Odd(f"a cell at {(found[1] or found[2])[:20]!r}")
    return place[1], int(place[2] or 0)


def _times(inner: bytes) -> int:
    """How often a row or a cell is repeated."""
    found = _REPEATED.search(inner) if b"repeated" in inner else None
    if not found:
        return 1
    times = _TIMES.fullmatch((found[1] or found[2] or b"").strip())
    if not times:
        raise _Odd(f"a cell repeated {(found[1] or found[2])[:20]!r} times")
    return int(times[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
