"""Colours, and bands as word and shape; each for light and for dark.

A band is never colour alone: it has a word and a shape, and the three colours differ in lightness
so that they can be told apart without seeing red or green.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Colours:
    """One theme. `wash` lies under things, `line` between them."""

    dark: bool
    paper: str
    ink: str
    soft: str
    line: str
    accent: str
    green: str
    amber: str
    red: str
    none: str
    wash: str

    def of(self, band: str) -> str:
        """The colour of a band or tone: green, amber, red, none; good, watch, bad."""
        return str(getattr(self, _TONES.get(band, band), self.none))

    @property
    def lines(self) -> tuple[str, ...]:
        """Eight colours for lines of clients, apart for colour-blind eyes, legible as text."""
        return _LINES[self.dark]


_LINES = {
    False: (
        "#1D5C9F", "#966C0C", "#50191D", "#187D80", "#536F56", "#081683", "#6C4000", "#024A52",
    ),
    True: (
        "#84B6EE", "#F9E14A", "#CA8F08", "#2D9694", "#ADC398", "#5976F4", "#977B5E", "#9DECE6",
    ),
}  # fmt: skip
_TONES = {"good": "green", "watch": "amber", "bad": "red"}
LIGHT = Colours(
    False, "#FBFAF7", "#1F2328", "#5A616A", "#E3DFD7", "#1D5C9F",
    "#23775B", "#9C6708", "#94180F", "#686E76", "#F3F0E9",
)  # fmt: skip
DARK = Colours(
    True, "#14171A", "#E9E7E2", "#A0A7B0", "#2D3339", "#84B6EE",
    "#6FD3AE", "#E6B44C", "#E8705F", "#949BA4", "#1C2125",
)  # fmt: skip


@dataclass(frozen=True)
class Band:
    """How a band is shown: `mark` is its shape in text, `symbol` its shape in a chart."""

    word: str
    mark: str
    symbol: str

    def __str__(self) -> str:
        return f"{self.mark} {self.word}"


# In the order of need.
BANDS = {
    "red": Band("at risk", "▲", "triangle-up"),
    "amber": Band("watch", "◆", "diamond"),
    "none": Band("too little data", "○", "circle-open"),
    "green": Band("healthy", "●", "circle"),
}


def colours() -> Colours:
    """The colours of the theme that the viewer sees."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def tint(colour: str, percent: float) -> str:
    """A colour so many percent strong, to lay under a figure: `rgba(...)`."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{percent / 100:g})"


def score_tint(score: float | None, of: Colours) -> str:
    """The quiet tint of a score cell: red below 50, amber below 70, else green; none if missing."""
    if score is None or score != score:
        return "transparent"
    if score < 50:
        return tint(of.red, 26)
    if score < 70:
        return tint(of.amber, 18)
    return tint(of.green, 7 if score < 85 else 15)
