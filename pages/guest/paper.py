"""The pictures of a page as they are drawn into its PDF."""

from __future__ import annotations

from health.report.pdf import Paper
from pages.guest.bars import Bar, Bars
from pages.guest.lines import Line
from pages.parts.palette import LIGHT

_ROW, _NAMES, _WORDS, _GAP = 5.4, 66.0, 41.0, 3.0  # mm
_HIGH = 42.0
_LOOKS = {"plan": (LIGHT.accent, 0.38), "moved": (LIGHT.soft, 0.4), "over": (LIGHT.amber, 0.75)}
_SAMPLE = 8.0  # mm of a bar in the key


def draw_dates(pdf: Paper, bars: Bars) -> None:
    """Agreed dates as bars, a line each, on as many pages as they need."""
    pdf.ln(3)
    _draw_key(pdf, bars)
    left, width = pdf.l_margin + _NAMES + _GAP, pdf.epw - _NAMES - _WORDS - 2 * _GAP
    for x, word in bars.months:
        pdf.note(left + width * x / 100, pdf.get_y(), 20, word)
    pdf.ln(_ROW)
    for bar in bars.bars:
        if pdf.will_page_break(_ROW):
            pdf.add_page()
        _draw_bar(pdf, bar, bars, left, width)
    pdf.ln(1)


def _draw_key(pdf: Paper, bars: Bars) -> None:
    """What the looks of the bars mean, on a line above them."""
    x, top = pdf.l_margin, pdf.get_y()
    for look, word in bars.key:
        if look in _LOOKS:
            _draw_span(pdf, look, x, top + 2.5, _SAMPLE)
            x += _SAMPLE + 1.5
        else:
            _draw_mark(pdf, look, x + 1, top + 2.5)
            x += 3.5
        pdf.note(x, top, 40, word)
        x += pdf.get_string_width(word) + 5
    pdf.set_xy(pdf.l_margin, top + _ROW + 1)


def _draw_span(pdf: Paper, look: str, x: float, y: float, width: float) -> None:
    colour, strength = _LOOKS[look]
    with pdf.local_context(fill_opacity=strength):
        pdf.set_fill_color(colour)
        pdf.rect(x, y - 0.5, width, 1, "F")


def _draw_mark(pdf: Paper, state: str, x: float, y: float) -> None:
    """Where something was done, or is due."""
    tone = LIGHT.amber if state == "late" else LIGHT.accent
    pdf.set_line_width(0.4)
    pdf.set_draw_color(tone)
    pdf.set_fill_color(tone if state == "done" else "#FFFFFF")
    pdf.circle(x, y, 0.95, "DF")


def _draw_bar(pdf: Paper, bar: Bar, bars: Bars, left: float, width: float) -> None:
    top = pdf.get_y()
    middle = top + _ROW / 2
    pdf.set_line_width(0.15)
    pdf.set_draw_color(LIGHT.line)
    for x, _ in bars.months:
        pdf.line(left + width * x / 100, top, left + width * x / 100, top + _ROW)
    pdf.set_draw_color(LIGHT.ink)
    pdf.set_dash_pattern(0.5, 0.5)
    pdf.line(left + width * bars.today / 100, top, left + width * bars.today / 100, top + _ROW)
    pdf.set_dash_pattern()
    for look, x, long in bar.spans:
        _draw_span(pdf, look, left + width * x / 100, middle, width * long / 100)
    _draw_mark(pdf, bar.state, left + width * bar.mark / 100, middle)
    words = f"yours, {bar.words}" if bar.side == "yours" else bar.words
    pdf.note(pdf.l_margin, top + 0.2, _NAMES, bar.name, soft=False)
    pdf.note(left + width + _GAP, top + 0.2, _WORDS, words, align="R")
    pdf.set_xy(pdf.l_margin, top + _ROW)


def draw_line(pdf: Paper, line: Line) -> None:
    """Health week by week."""
    pdf.ln(4)
    left, top, width = pdf.l_margin + 9, pdf.get_y(), pdf.epw - 11

    def at(x: float, y: float) -> tuple[float, float]:
        return left + width * x / 100, top + _HIGH * y / 100

    green, red = line.limits[0][0], line.limits[1][0]
    for colour, since, until in ((LIGHT.green, 0.0, green), (LIGHT.red, red, 100.0)):
        with pdf.local_context(fill_opacity=0.07):
            pdf.set_fill_color(colour)
            pdf.rect(left, at(0, since)[1], width, _HIGH * (until - since) / 100, "F")
    for y, number in line.limits:
        pdf.note(pdf.l_margin, at(0, y)[1] - 2.5, 7, number, align="R")
    pdf.set_line_width(0.5)
    pdf.set_draw_color(LIGHT.accent)
    for piece in line.pieces:
        pairs = (point.split(",") for point in piece.split())
        pdf.polyline([at(float(x), float(y)) for x, y in pairs])
    pdf.set_fill_color(LIGHT.accent)
    for x, y in (*line.dots, *([line.last] if line.last else [])):
        pdf.circle(*at(x, y), 0.9, "F")
    pdf.note(left, top + _HIGH + 0.5, 40, line.ends[0])
    pdf.note(left + width - 40, top + _HIGH + 0.5, 40, line.ends[1], align="R")
    pdf.set_xy(pdf.l_margin, top + _HIGH + 6)
