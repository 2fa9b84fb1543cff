"""Colours are apart for colour-blind readers, legible as text, and the same in every place.

Colour blindness is simulated in linear RGB with the matrices of Machado, Oliveira and Fernandes
(2009, severity 1); differences are CIEDE2000 (Sharma, Wu and Dalal 2005), of which about 2 can just
be seen side by side. Bands must be 10 apart for every kind of eye; the lines of clients 15, and 9
for tritanopia, which one in ten thousand has: they also differ in their dashes.
"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from pages.parts.palette import BANDS, DARK, LIGHT, Colours

Numbers = npt.NDArray[np.float64]
BANDS_APART, LINES_APART, RARELY, CONTRAST = 10.0, 15.0, 9.0, 4.5
EYES = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
_WHITE = np.array([0.95047, 1.0, 1.08883])


def linear(colour: str) -> Numbers:
    """`#RRGGBB` as linear RGB."""
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.asarray(np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4))


def lab(rgb: Numbers) -> tuple[float, float, float]:
    """CIELAB of linear RGB."""
    x = _XYZ @ np.clip(rgb, 0, 1) / _WHITE
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return float(116 * f[1] - 16), float(500 * (f[0] - f[1])), float(200 * (f[1] - f[2]))


def apart(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """CIEDE2000 of two colours in CIELAB."""
    mean = (np.hypot(*one[1:]) + np.hypot(*other[1:])) / 2
    grey = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    chroma, hue = [], []
    for _, a, b in (one, other):
        chroma.append(float(np.hypot(a * (1 + grey), b)))
        hue.append(float(np.degrees(np.arctan2(b, a * (1 + grey))) % 360))
    turn = 0.0 if 0 in chroma else (hue[1] - hue[0] + 180) % 360 - 180
    middle = sum(hue) if 0 in chroma else (hue[0] + turn / 2) % 360
    light, pale = (one[0] + other[0]) / 2, sum(chroma) / 2
    weight = (
        1 - 0.17 * np.cos(np.radians(middle - 30)) + 0.24 * np.cos(np.radians(2 * middle))
        + 0.32 * np.cos(np.radians(3 * middle + 6)) - 0.2 * np.cos(np.radians(4 * middle - 63))
    )  # fmt: skip
    lightness = (other[0] - one[0]) / (
        1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    )
    paleness = (chroma[1] - chroma[0]) / (1 + 0.045 * pale)
    hueness = 2 * np.sqrt(chroma[0] * chroma[1]) * np.sin(np.radians(turn / 2))
    hueness /= 1 + 0.015 * pale * weight
    twist = -2 * np.sqrt(pale**7 / (pale**7 + 25**7))
    twist *= np.sin(np.radians(60 * np.exp(-(((middle - 275) / 25) ** 2))))
    return float(np.sqrt(lightness**2 + paleness**2 + hueness**2 + twist * paleness * hueness))


def nearest(colours: tuple[str, ...], eye: str) -> float:
    """The smallest difference between any two colours, as an eye sees them."""
    seen = [lab(EYES[eye] @ linear(colour)) for colour in colours]
    return min(apart(*pair) for pair in itertools.combinations(seen, 2))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    dim, bright = sorted(float(_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "known"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
    ],
)
def test_the_difference_is_that_of_the_published_pairs(
    one: tuple[float, float, float], other: tuple[float, float, float], known: float
) -> None:
    assert apart(one, other) == pytest.approx(known, abs=1e-4)


@pytest.mark.parametrize("of", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eye", EYES)
def test_bands_and_lines_are_apart_for_every_eye(of: Colours, eye: str) -> None:
    assert nearest(tuple(of.of(band) for band in BANDS), eye) >= BANDS_APART
    assert nearest(of.lines, eye) >= (RARELY if eye == "tritanopia" else LINES_APART)


@pytest.mark.parametrize("of", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_of_words_is_legible_on_the_paper(of: Colours) -> None:
    for colour in (of.ink, of.soft, of.accent, of.green, of.amber, of.red, of.none, *of.lines):
        assert contrast(colour, of.paper) >= CONTRAST, colour


@pytest.mark.parametrize("of", [LIGHT, DARK], ids=["light", "dark"])
def test_streamlit_is_told_the_same_colours(of: Colours) -> None:
    path = Path(__file__).parent.parent / ".streamlit" / "config.toml"
    theme = tomllib.loads(path.read_text("utf-8"))["theme"]["dark" if of.dark else "light"]
    told = {
        "backgroundColor": of.paper, "secondaryBackgroundColor": of.wash, "textColor": of.ink,
        "linkColor": of.accent, "borderColor": of.line, "redColor": of.red,
        "orangeColor": of.amber, "greenColor": of.green, "grayColor": of.none,
        "redTextColor": of.red, "orangeTextColor": of.amber, "greenTextColor": of.green,
        "grayTextColor": of.soft, "chartCategoricalColors": list(of.lines),
    }  # fmt: skip
    assert {name: theme[name] for name in told} == told
