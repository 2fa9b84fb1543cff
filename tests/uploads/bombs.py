"""Real workbooks, and such that are made to harm whoever unpacks them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def workbook() -> bytes:
    """A small real workbook."""
    book, out = Workbook(), io.BytesIO()
    for row in (["client", "at", "direction"], ["Acme", "2026-11-02", "out"]):
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def with_part(name: str, data: bytes) -> bytes:
    """The workbook with one part put in place of its own, or added."""
    source, out = zipfile.ZipFile(io.BytesIO(workbook())), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in source.namelist():
            if part != name:
                packed.writestr(part, source.read(part))
        packed.writestr(name, data)
    return out.getvalue()


def sheet(text: str, before: str = "") -> bytes:
    """A worksheet with one cell."""
    cell = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    return f'{before}<worksheet xmlns="{MAIN}"><sheetData>{cell}</sheetData></worksheet>'.encode()


def billion_laughs() -> bytes:
    """Entities within entities: a billion words from a hundred."""
    entities = ['<!ENTITY e0 "lol">']
    entities += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10)]
    return with_part(SHEET, sheet("&e9;", f"<!DOCTYPE x [{''.join(entities)}]>"))


def of_zeros(size: int) -> bytes:
    """A part that unpacks to so many bytes."""
    return with_part("xl/media/image1.bin", bytes(size))


def that_lies(size: int) -> bytes:
    """A part of so many bytes that states a thousand, with the checksum of its first thousand."""
    content, part = bytes(size), bytes(1000)
    made = with_part("xl/media/image1.bin", content)
    for true, claimed in ((size, 1000), (zlib.crc32(content), zlib.crc32(part))):
        made = made.replace(struct.pack("<I", true), struct.pack("<I", claimed))
    return made
