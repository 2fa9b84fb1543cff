"""Which characters a file's bytes are.

In this order: a byte order mark; UTF-16 or UTF-32 without one, by where the NUL bytes stand; UTF-8,
strictly; UTF-8 with a few foreign bytes; the one-byte encoding in which the letters are those of
one language (`alphabets`); then charset-normalizer, asked only about encodings that office programs
write. Measured (`python -m benchmarks messy --encodings`): charset-normalizer by itself takes short
French for Cyrillic or Turkish, as a table has few words; for East Asian text it is right.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from health.errors import UnreadableFile
from health.tables.alphabets import likeliest

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3", "an SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_ASKED = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("iso8859_2", "iso8859_5", "iso8859_7", "iso8859_15", "mac_roman", "cp850", "cp852", "cp866"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
_LOOK = 1 << 16
_SURE = 0.95
_FOREIGN = re.compile(rb"[\x80-\xff]")
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f\x1a\x1b\x1c\x1d\x1e\x1f\x00")


@dataclass(frozen=True)
class Encoding:
    """The name that Python knows an encoding by, how it was found, and how sure that is, 0-1."""

    name: str
    how: str
    certainty: float = 1.0
    mark: int = 0

    def __str__(self) -> str:
        sure = "" if self.certainty >= 1 else f", {self.certainty:.0%} sure"
        return f"{self.name} ({self.how}{sure})"


def decoded(content: bytes, where: str) -> tuple[str, Encoding, list[str]]:
    """The text of a file, its encoding, and what had to be mended."""
    for start, kind in _KINDS:
        if content.startswith(start):
            raise UnreadableFile(where, f"is {kind}, no table: export it as CSV or .xlsx")
    encoding = encoding_of(content, where)
    doubts = []
    body = memoryview(content)[encoding.mark :]
    if encoding.name == "utf-8":
        text, foreign = _mostly_utf8(bytes(body))
        if foreign:
            doubts.append(
                f"{foreign:,} {'byte is' if foreign == 1 else 'bytes are'} no UTF-8, "
                "and read as Windows-1252"
            )
    else:
        text = codecs.decode(body, encoding.name, "replace")
        if lost := text.count("\ufffd"):
            doubts.append(f"{lost:,} characters can't be read as {encoding.name}; shown as \ufffd")
    text = text.removeprefix("\ufeff")
    if nuls := text.count("\0"):
        text = text.replace("\0", "")
        doubts.append(f"{nuls:,} NUL characters were removed")
    return text, encoding, doubts


def encoding_of(content: bytes, where: str = "the file") -> Encoding:
    """The encoding of a file's bytes; refuses what is no text."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return Encoding(name, "byte order mark", mark=len(mark))
    start = content[:_LOOK]
    wide = _wide(start)
    if wide:
        return Encoding(wide, "by its NUL bytes", _SURE)
    strange = len(start) - len(start.translate(None, _CONTROL))
    if strange + start.count(0) > max(len(start) // 10, 2):
        raise UnreadableFile(where, "is no text: export it as CSV, UTF-8")
    try:
        content.decode("utf-8")
        return Encoding("utf-8", "every byte fits" if not content.isascii() else "plain ASCII")
    except UnicodeDecodeError:
        pass
    valid = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]+", content[: 1 << 20]))
    alone = len(_FOREIGN.findall(re.sub(rb"[\xc2-\xf4][\x80-\xbf]+", b"", content[: 1 << 20])))
    if valid > 9 * alone and not _double_byte(content):
        return Encoding("utf-8", "with foreign bytes", valid / (valid + alone))
    return _guessed(content)


def _wide(start: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, where that is plain."""
    if len(start) < 4 or 0 not in start:
        return ""
    places = [start[at::4].count(0) / max(len(start) // 4, 1) for at in range(4)]
    zero = [share > 0.6 for share in places]
    none = [share < 0.05 for share in places]
    if zero[1] and zero[2] and zero[3] and none[0]:
        return "utf-32-le"
    if zero[0] and zero[1] and zero[2] and none[3]:
        return "utf-32-be"
    even = start[0::2].count(0) / (len(start) / 2)
    odd = start[1::2].count(0) / (len(start) / 2)
    if odd > 0.3 and even < odd / 10:
        return "utf-16-le"
    if even > 0.3 and odd < even / 10:
        return "utf-16-be"
    return ""


def _double_byte(content: bytes) -> bool:
    """Whether the bytes fit an East Asian encoding throughout, whose pairs can look like UTF-8."""
    for name in ("cp932", "gb18030"):
        try:
            text = content[: 1 << 20].decode(name)
        except UnicodeDecodeError:
            continue
        if sum("\u3040" <= letter <= "\u9fff" for letter in text[:4000]) > 20:
            return True
    return False


def _telling(content: bytes) -> bytes:
    """The lines that are not plain ASCII, up to a bound: what an encoding can be told from."""
    if len(content) <= 4096:
        return content
    lines, size = [], 0
    for line in content[: 1 << 22].splitlines():
        if not line.isascii():
            lines.append(line[:2000])
            size += len(lines[-1])
            if size > 1 << 14:
                break
    return b"\n".join(lines) or content[:4096]


def _guessed(content: bytes) -> Encoding:
    """The encoding in which the letters are those of one language; else charset-normalizer's."""
    telling = _telling(content)
    name, sure = likeliest(telling)
    if sure >= 0.5:
        return Encoding(name, "by the letters of its words", sure)
    found = from_bytes(telling, cp_isolation=list(_ASKED), threshold=0.35).best()
    if found is None:
        return Encoding("cp1252", "by default: no encoding fits well", 0.3)
    sure = max(0.3, min(_SURE, 1 - found.chaos - 0.5 * (1 - found.coherence)))
    name = "cp1252" if "cp1252" in found.could_be_from_charset else found.encoding
    return Encoding(name, "by the look of its words", sure)


def _mostly_utf8(content: bytes) -> tuple[str, int]:
    """UTF-8 in which single foreign bytes stand for themselves in Windows-1252; their number."""
    try:
        return content.decode("utf-8"), 0
    except UnicodeDecodeError:
        text = content.decode("utf-8", "surrogateescape")
    foreign = {
        code: bytes([code - 0xDC00])
        .decode("cp1252", "replace")
        .replace("\ufffd", chr(code - 0xDC00))
        for code in range(0xDC80, 0xDD00)
    }
    number = sum(text.count(chr(code)) for code in foreign)
    return text.translate(foreign), number
