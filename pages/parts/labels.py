"""Names beside the points of a chart, placed so that none covers another name or point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pages.parts.words import short

Pixels = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]  # left, right, bottom, top
_LETTER, _LINE = 6.3, 16.0  # a letter's mean width and a line's height, at 12 px
_LONGEST = 26


@dataclass(frozen=True)
class Label:
    """A name at a point: which end of it is anchored there, moved by so many pixels."""

    at: int
    text: str
    anchor: str
    across: float
    up: float


def placed(
    names: Iterable[tuple[int, str]], x: Pixels, y: Pixels, size: Pixels, width: float
) -> list[Label]:
    """Labels for those of the named points (place, name; the first count most) that have room.

    x, y, size: (n,) centres and diameters of all points in pixels, on a plot of that width.
    """
    taken: list[Box] = []
    found = []
    for at, name in names:
        text = short(name, _LONGEST)
        for label in _places(at, text, float(size[at]) / 2):
            box = _box(label, float(x[at]), float(y[at]))
            inside = box[0] >= 0 and box[1] <= width
            if inside and not _meets(box, taken) and not _covers(box, at, x, y, size):
                taken.append(box)
                found.append(label)
                break
    return found


def _places(at: int, text: str, radius: float) -> Iterable[Label]:
    """Where a name may stand, the best first: beside it, above, below, above with an end there."""
    beside, above = radius + 4, radius + 12
    for anchor, across, up in (
        ("left", beside, 0.0),
        ("right", -beside, 0.0),
        ("center", 0.0, above),
        ("center", 0.0, -above),
        ("left", -beside, above),
        ("left", -beside, -above),
        ("right", beside, above),
        ("right", beside, -above),
    ):
        yield Label(at, text, anchor, across, up)


def _box(label: Label, x: float, y: float) -> Box:
    wide = _LETTER * len(label.text)
    left = x + label.across - {"left": 0.0, "right": wide, "center": wide / 2}[label.anchor]
    return left, left + wide, y + label.up - _LINE / 2, y + label.up + _LINE / 2


def _meets(box: Box, others: list[Box]) -> bool:
    return any(
        box[0] < other[1] and other[0] < box[1] and box[2] < other[3] and other[2] < box[3]
        for other in others
    )


def _covers(box: Box, own: int, x: Pixels, y: Pixels, size: Pixels) -> bool:
    radius = size / 2
    inside = (x > box[0] - radius) & (x < box[1] + radius)
    inside &= (y > box[2] - radius) & (y < box[3] + radius)
    inside[own] = False
    return bool(inside.any())
