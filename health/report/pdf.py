"""A report as a PDF on A4, made without a browser; its fonts are in it."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TableBordersLayout, TextDirection, XPos, YPos
from fpdf.fonts import FontFace
from pymupdf_fonts import myfont

from health.report.blocks import TOTAL, Block, columns_of_figures
from health.report.cleaned import shortened, whole_days
from health.report.content import Report
from health.report.shown import Shown, shown

# Its tables of a font are told about in detail while one is cut to the letters that are needed.
logging.getLogger("fontTools").setLevel(logging.ERROR)

_FONT = "FiraGO"  # Latin, Greek, Cyrillic, Hebrew, Arabic, Georgian, Thai, Vietnamese
_FACES = {"": "figo", "B": "figbo"}
_INK, _SOFT, _LINE, _ACCENT = (29, 36, 48), (89, 97, 109), (214, 218, 223), (29, 92, 159)
_SIDE, _TOP, _FOOT, _BESIDE, _GAP, _HEIGHT = 19, 17, 20, 37, 5, 5  # mm
_BESIDE_LETTERS = 500  # of a name and its words together, to stand side by side
_PLACEHOLDER = "?"


def as_pdf(report: Report) -> bytes:
    """What the client reads. A letter that the font does not have is a question mark:
    `not_in_font` names these.
    """
    return pdf_of(shown(report), report.day)


def pdf_of(
    page: Shown,
    day: date,
    kind: str = "Status report",
    picture: Callable[[Paper], None] | None = None,
) -> bytes:
    """A page of whatever kind; `day` stands in the file as that of its making. What draws a
    `picture` does so below the title, and leaves the pen below it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        pdf = Paper(page, day, Path(folder))
        pdf.title_block(page, kind)
        if picture is not None:
            picture(pdf)
        for title, blocks in page.sections:
            pdf.section(title, blocks)
            for block in blocks:
                pdf.block(block)
            pdf.section_end()
        return bytes(pdf.output())


def not_in_font(report: Report) -> str:
    """The letters of a report that a PDF can't show, each once."""
    page = shown(report)
    texts = [page.title, page.when, page.by]
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
    text = whole_days(text)
    return "".join(each if each in letters else _PLACEHOLDER for each in text)


class Paper(FPDF):
    """A page that a report is written down on, from above: titles of sections in the margin, what
    stands in them beside it."""

    def __init__(self, page: Shown, day: date, folder: Path) -> None:
        super().__init__(format="A4")
        self.within = ""  # the section that goes on, where a page ends
        self.foot = _fit(f"{shortened(page.client, 60)} – {page.when}")
        self.set_title(page.title)
        self.set_lang("en")
        # Not the clock: the same report is the same file.
        self.set_creation_date(datetime.combine(day, time(), UTC))
        for style, name in _FACES.items():
            path = folder / f"{name}.ttf"
            path.write_bytes(myfont(name))
            self.add_font(_FONT, style, path)
        self.set_text_shaping(True, direction=TextDirection.LTR)
        self.c_margin = 0
        self.set_margins(_SIDE, _TOP, _SIDE)
        self.set_auto_page_break(True, _FOOT)
        self.add_page()

    def header(self) -> None:
        """On a further page of a section, its title again."""
        if self.within:
            self.set_xy(_SIDE, _TOP)
            self._pen(9, colour=_SOFT)
            self.multi_cell(_BESIDE - 4, 4.5, _fit(f"{self.within}, continued"), align="L")
            self.set_xy(self.l_margin, _TOP)

    def footer(self) -> None:
        """Whose report this is, and which page of how many."""
        self.set_xy(_SIDE, -13)
        self._pen(8, colour=_SOFT)
        self.cell(self.w - 2 * _SIDE - 20, 4, self.foot)
        # The number of pages is put in at the end, narrower than the sign that stands for it.
        more = self.get_string_width("{nb}") - self.get_string_width("0")
        self.cell(20 + more, 4, f"{self.page_no()} / {{nb}}", align="R")

    def title_block(self, page: Shown, kind: str) -> None:
        """What this is, whose, and of when; what there is, in figures."""
        self._line(kind, 9, "B", _ACCENT, 5)
        self._line(page.client, 19, "B", height=8.5)
        self.ln(0.8)
        self._line(page.when + (f" · Prepared by {page.by}" if page.by else ""), 10, colour=_SOFT)
        if page.note:
            self._line(page.note, 10, colour=_SOFT)
        if page.glance:
            self.ln(3)
        for number, words in page.glance:
            self._pen(15, "B")
            self.cell(self.get_string_width(f"{number:,}") + 1.5, 7, f"{number:,}")
            self._pen(9.5, colour=_SOFT)
            self.cell(self.get_string_width(words) + 9, 7.8, words)
        if page.glance:
            self.ln(7)

    def section(self, title: str, blocks: Sequence[Block]) -> None:
        """The head of a section, which never stands alone at the foot of a page."""
        self.within = ""
        self.set_left_margin(_SIDE)
        if self.will_page_break(30):
            self.add_page()
        else:
            self.ln(4.5)
        top = self.get_y()
        self._rule(_INK, _SIDE)
        self.set_xy(_SIDE, top + 2.2)
        self._pen(10.5, "B", _ACCENT)
        self.multi_cell(_BESIDE - 4, 5, _fit(title), align="L")
        self.ended = (self.page_no(), self.get_y())  # a title of two lines is as high as that
        self.set_left_margin(_SIDE + _BESIDE)
        self.set_xy(_SIDE + _BESIDE, top + 2.2)
        self.first, self.within = True, title
        self.half = self._half(point for block in blocks for point in block.points)

    def section_end(self) -> None:
        """Go on below the title, where that is higher than what stands beside it."""
        page, y = self.ended
        if self.page_no() == page:
            self.set_y(max(y, self.get_y()))

    def block(self, block: Block) -> None:
        """What stands in a section."""
        if block.heading:
            if self.will_page_break(16):
                self.add_page()
            self.ln(0 if self.first else 2.6)
            self._line(block.heading, 9, "B", _SOFT, 5)
        elif not self.first:
            self.ln(1.6)
        self.first = False
        if block.cells:
            self._table(block)
        for place, (name, words) in enumerate(block.points):
            self._point(name, words)
            if place < len(block.points) - 1:
                self._rule(_LINE, self.l_margin)
        for text in block.text:
            self._line(text) if text else self.ln(_HEIGHT / 2)

    def note(
        self, x: float, y: float, width: float, text: str, soft: bool = True, align: str = "L"
    ) -> None:
        """A small text on one line of a picture, cut where it does not fit; x and y in mm."""
        self._pen(8.5, colour=_SOFT if soft else _INK)
        text = _fit(text)
        while len(text) > 1 and self.get_string_width(text) > width:
            text = f"{text.removesuffix('…')[:-1].rstrip()}…"
        self.set_xy(x, y)
        self.cell(width, 5, text, align=align)

    def _rule(self, colour: tuple[int, int, int], left: float) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(0.2)
        self.line(left, self.get_y(), self.w - _SIDE, self.get_y())

    def _pen(self, size: float = 10, style: str = "", colour: tuple[int, int, int] = _INK) -> None:
        self.set_font(_FONT, style, size)
        self.set_text_color(*colour)

    def _line(
        self,
        text: str,
        size: float = 10,
        style: str = "",
        colour: tuple[int, int, int] = _INK,
        height: float = _HEIGHT,
    ) -> None:
        self._pen(size, style, colour)
        self.multi_cell(0, height, _fit(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _half(self, points: Iterable[tuple[str, str]]) -> float:
        """How wide the names of a section may be: more where all that is said of them is short."""
        self._pen()
        much = max((self.get_string_width(_fit(words)) for _, words in points), default=0)
        room = self.epw - _GAP
        return next(
            (room * share for share in (0.64, 0.46) if much <= room * (1 - share)), room * 0.46
        )

    def _point(self, name: str, words: str) -> None:
        """A name, and words on it beside; of texts that are too long for that, below it."""
        self.ln(0.9)
        if not (name and words) or len(name) + len(words) > _BESIDE_LETTERS:
            for text, colour in ((name, _INK), (words, _SOFT if name else _INK)):
                if text:
                    self._line(text, colour=colour)
        else:
            self._two(name, words)
        self.ln(0.9)

    def _two(self, name: str, words: str) -> None:
        """A name and words on it in two columns, together on a page."""
        half, rest = self.half, self.epw - _GAP - self.half
        self._pen()
        high = self._height(half, name), self._height(rest, words)
        if self.will_page_break(max(high) + 1):
            self.add_page()
        top, left = self.get_y(), self.l_margin
        for x, width, text, colour in (
            (left, half, name, _INK),
            (left + half + _GAP, rest, words, _SOFT),
        ):
            self.set_xy(x, top)
            self._pen(colour=colour)
            self.multi_cell(width, _HEIGHT, _fit(text), align="L")
        self.set_xy(left, top + max(high))

    def _height(self, width: float, text: str) -> float:
        found = self.multi_cell(
            width, _HEIGHT, _fit(text), align="L", dry_run=True, output=MethodReturnValue.HEIGHT
        )
        assert isinstance(found, float | int)
        return found

    def _table(self, block: Block) -> None:
        """Figures by category; the head is told again on a further page."""
        self._pen()
        self.set_draw_color(*_LINE)
        self.set_line_width(0.2)
        figures = columns_of_figures(block)
        narrow = min(28.0, 0.7 * self.epw / (len(block.head) - 1))
        rest = (self.epw - narrow * sum(figures)) / (len(figures) - sum(figures))
        with self.table(
            col_widths=[narrow if each else rest for each in figures],
            text_align=tuple("RIGHT" if each else "LEFT" for each in figures),
            align="LEFT",
            width=self.epw,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="", color=_SOFT, size_pt=9),
            line_height=_HEIGHT,
            padding=(0.75, 0, 0.75, 0),
        ) as table:
            for cells in (block.head, *block.cells):
                strong = FontFace(emphasis="BOLD") if cells[0] == TOTAL else None
                table.row([_fit(cell) for cell in cells], style=strong)
