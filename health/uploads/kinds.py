"""What kind of file an upload is, by its bytes: a name says what somebody wishes that it were."""

from __future__ import annotations

import re

from health.errors import UploadRefused

TEXT, XLSX, ODS, CALENDAR = "text", "xlsx", "ods", "calendar"
# Suffixes that a kind may keep, all of them read by `sources`; the first is given to a file that
# has another one.
SUFFIXES = {
    TEXT: (".csv", ".tsv", ".tab", ".psv"),
    XLSX: (".xlsx", ".xlsm"),
    ODS: (".ods",),
    CALENDAR: (".ics",),
}
_STARTS = (
    (b"%PDF", "a PDF: export the table from where it was made, as CSV or .xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or a protected Excel file: save it as .xlsx "
     "without a password"),
    (b"\x89PNG", "a picture: export the table as CSV or .xlsx"),
    (b"\xff\xd8\xff", "a picture: export the table as CSV or .xlsx"),
    (b"GIF8", "a picture: export the table as CSV or .xlsx"),
    (b"\x1f\x8b", "packed (gzip): unpack it, and drop what is in it"),
    (b"BZh", "packed (bzip2): unpack it, and drop what is in it"),
    (b"\xfd7zXZ", "packed (xz): unpack it, and drop what is in it"),
    (b"\x28\xb5\x2f\xfd", "packed (zstd): unpack it, and drop what is in it"),
    (b"7z\xbc\xaf", "packed (7z): unpack it, and drop what is in it"),
    (b"Rar!", "packed (rar): unpack it, and drop what is in it"),
    (b"SQLite format 3", "a database: export the table as CSV"),
    (b"PAR1", "a Parquet file: export the table as CSV"),
    (b"MZ", "a program, and no table"),
    (b"\x7fELF", "a program, and no table"),
    (b"{\\rtf", "a text document: export the table as CSV or .xlsx"),
)  # fmt: skip
_MARKUP = re.compile(rb"\s*<(!doctype|html|table|\?xml|meta)", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = bytes(
    code for code in range(32) if code not in b"\t\n\v\f\r\x00\x1a\x1b\x1c\x1d\x1e\x1f"
)
_LOOKED_AT = 1 << 16


def kind_of(content: bytes, name: str) -> str:
    """`text`, `xlsx`, `ods` or `calendar`; UploadRefused says what else it is, and what to do."""
    if not content.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise UploadRefused(name, "is empty: nothing is in it")
    for start, what in _STARTS:
        if content.startswith(start) and not (start == b"MZ" and _readable(content)):
            raise UploadRefused(name, f"is {what}")
    if content.startswith(b"PK\x03\x04"):
        return _packed(content, name)
    if content.startswith(b"PK\x05\x06"):
        raise UploadRefused(name, "is an empty zip file")
    text = content.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(text):
        what = "a web page or XML under another name" if b"<?xml" not in text[:64] else "XML"
        raise UploadRefused(name, f"is {what}: export or save the table as CSV or .xlsx")
    if text.lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return CALENDAR
    if not _readable(content):
        raise UploadRefused(name, "is no text, and no workbook: export the table as CSV or .xlsx")
    return TEXT


def _packed(content: bytes, name: str) -> str:
    """Which of the two workbooks a zip file is, by what its list of entries holds."""
    tail = content[-(1 << 20) :]
    if b"xl/workbook.xml" in tail:
        return XLSX
    if b"opendocument.spreadsheet" in content[:4096] and b"content.xml" in tail:
        return ODS
    if b"xl/workbook.bin" in tail:
        raise UploadRefused(name, "is a binary workbook (.xlsb): save it as .xlsx")
    if b"word/" in tail or b"ppt/" in tail or b"opendocument" in content[:4096]:
        raise UploadRefused(name, "is a document, and no table: export the table as CSV or .xlsx")
    if b"index.apple" in content.lower()[-(1 << 20) :] or b".iwa" in tail:
        raise UploadRefused(name, "is a Numbers file: export it as CSV or .xlsx")
    raise UploadRefused(name, "is a zip file: unpack it, and drop the files that are in it")


def _readable(content: bytes) -> bool:
    """Whether the beginning is text in any encoding: hardly a control sign, few NULs."""
    start = content[:_LOOKED_AT]
    odd = len(start) - len(start.translate(None, _CONTROL))
    wide = start.startswith(_UTF16) or _is_wide(start)
    nulls = 0 if wide else start.count(0)
    return odd + nulls <= max(4, len(start) // 20)


def _is_wide(start: bytes) -> bool:
    """Whether every second byte is NUL, as in UTF-16 without a mark."""
    even, uneven = start[::2].count(0), start[1::2].count(0)
    half = max(1, len(start) // 2)
    return max(even, uneven) > half * 0.6 and min(even, uneven) < half * 0.2
