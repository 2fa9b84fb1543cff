"""A report as a PDF on A4, made without a browser; its fonts are in it."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, TextDirection, XPos, YPos
from fpdf.fonts import FontFace
from pymupdf_fonts import myfont

from health.report.content import Report
from health.report.shown import Block, Shown, shown

# Its tables of a font are told about in detail while one is cut to the letters that are needed.
logging.getLogger("fontTools").setLevel(logging.ERROR)

_FONT = "FiraGO"  # Latin, Greek, Cyrillic, Hebrew, Arabic, Georgian, Thai, Vietnamese
_FACES = {"": "figo", "B": "figbo"}
_INK, _SOFT, _LINE, _ACCENT = (29, 36, 48), (91, 100, 114), (217, 221, 227), (31, 95, 139)
_SIDE, _TOP, _INDENT, _HEIGHT = 20, 18, 4, 5.4  # mm
_PLACEHOLDER = "?"


def as_pdf(report: Report) -> bytes:
    """What the client reads. A letter that the font does not have is a question mark:
    `not_in_font` names these.
    """
    page = shown(report)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pdf = _Pdf(page.title, report, Path(folder))
        pdf.title_block(page)
        for title, blocks in page.sections:
            pdf.section(title)
            for block in blocks:
                pdf.block(block)
        return bytes(pdf.output())


def not_in_font(report: Report) -> str:
    """The letters of a report that a PDF can't show, each once."""
    page = shown(report)
    texts = [page.title, page.when]
    texts += [text for _, blocks in page.sections for block in blocks for text in _texts(block)]
    return "".join(sorted({letter for text in texts for letter in text} - _letters()))


def _texts(block: Block) -> Iterator[str]:
    yield block.heading
    yield from block.text
    for each in (block.head, *block.cells, *block.points):
        yield from each


@cache
def _letters() -> frozenset[str]:
    """The letters of the font."""
    from io import BytesIO

    from fontTools.ttLib import TTFont

    return frozenset(chr(code) for code in TTFont(BytesIO(myfont(_FACES[""]))).getBestCmap())


def _fit(text: str) -> str:
    letters = _letters()
    return "".join(each if each in letters else _PLACEHOLDER for each in text)


class _Pdf(FPDF):
    """A page that a report is written down on, from above."""

    def __init__(self, title: str, report: Report, folder: Path) -> None:
        super().__init__(format="A4")
        self.set_title(title)
        self.set_lang("en")
        # Not the clock: the same report is the same file.
        self.set_creation_date(datetime.combine(report.day, time(), UTC))
        for style, name in _FACES.items():
            path = folder / f"{name}.ttf"
            path.write_bytes(myfont(name))
            self.add_font(_FONT, style, path)
        self.set_text_shaping(True, direction=TextDirection.LTR)
        self.c_margin = 0
        self.set_margins(_SIDE, _TOP, _SIDE)
        self.set_auto_page_break(True, _SIDE)
        self.set_draw_color(*_LINE)
        self.add_page()

    def footer(self) -> None:
        """Which page this is, of how many."""
        self.set_y(-14)
        self._pen(8, colour=_SOFT)
        self.cell(0, 5, f"{self.page_no()} / {{nb}}", align="R")

    def title_block(self, page: Shown) -> None:
        """Whose report, and of when."""
        self._line(page.title, 17, "B", height=8)
        self._line(page.when, 10.5, colour=_SOFT)

    def section(self, title: str) -> None:
        """The head of a section, which never stands alone at the foot of a page."""
        if self.will_page_break(28):
            self.add_page()
        self.ln(5)
        self.line(_SIDE, self.get_y(), self.w - _SIDE, self.get_y())
        self.ln(2)
        self._line(title, 12.5, "B", _ACCENT, 7)

    def block(self, block: Block) -> None:
        """What stands in a section."""
        if block.heading:
            if self.will_page_break(16):
                self.add_page()
            self.ln(1.2)
            self._line(block.heading, 9.5, "B", _SOFT)
        if block.cells:
            self._table(block)
        for name, words in block.points:
            self._point(name, words)
        for text in block.text:
            self._line(text) if text else self.ln(_HEIGHT / 2)

    def _pen(
        self, size: float = 10.5, style: str = "", colour: tuple[int, int, int] = _INK
    ) -> None:
        self.set_font(_FONT, style, size)
        self.set_text_color(*colour)

    def _line(
        self,
        text: str,
        size: float = 10.5,
        style: str = "",
        colour: tuple[int, int, int] = _INK,
        height: float = _HEIGHT,
    ) -> None:
        self._pen(size, style, colour)
        self.multi_cell(0, height, _fit(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _point(self, name: str, words: str) -> None:
        """A name in bold and words on it, behind a bullet."""
        self._pen()
        self.cell(_INDENT, _HEIGHT, "•")
        self.set_left_margin(_SIDE + _INDENT)
        if name:
            self._pen(style="B")
            self.write(_HEIGHT, _fit(name))
            self._pen()
        if words:
            self.write(_HEIGHT, _fit(f" – {words}" if name else words))
        self.set_left_margin(_SIDE)
        self.ln(_HEIGHT)

    def _table(self, block: Block) -> None:
        """Figures by category; the head is told again on a further page."""
        self._pen(10)
        names, figures = self.epw - 3 * 32, [32.0] * 3
        with self.table(
            [[_fit(cell) for cell in row] for row in (block.head, *block.cells)],
            col_widths=[names, *figures],
            text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=_SOFT, size_pt=9),
            line_height=_HEIGHT,
            padding=(0.6, 0, 0.6, 0),
        ):
            pass
