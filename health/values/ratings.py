"""Columns of ratings: other scales only where a cell, or a person, says what it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from health.tables.answers import ONE_TO_FIVE, ONE_TO_TEN, PERCENT, Scale, ratings
from health.values.amounts import plainly
from health.values.found import REFUSED, Choice, Reading, Said, quoted

_PLAIN = re.compile(r"[-+]?\d{1,40}(?:[.,]\d{0,40})?|[-+]?[.,]\d{1,40}")
_SEVERAL = 10  # answers, of which one would be above 7 if it could
_SCALES = (ONE_TO_TEN, ONE_TO_FIVE, Scale(1, 7), Scale(0, 10), PERCENT, Scale(6, 1))


def rated(rows: Mapping[str, int], plain: Collection[str], said: Said, _usual: str) -> Reading:
    """Ratings from 1 to 10. A cell such as 4/5, 80 % or stars says its scale by itself.

    A bare number is never put on another scale unasked: 4 stays 4, and 85 unread.
    """
    texts = list(rows)
    found = ratings(texts, said.scale or ONE_TO_TEN)
    values = dict(zip(texts, found.values, strict=True))
    meant = {
        text: plainly(value)
        for text, value in values.items()
        if value is not None and (said.scale or text not in plain)
    }
    bare = {text: value for text in texts if (value := _bare(text)) is not None}
    own = [text for text in texts if values[text] is not None and not _PLAIN.fullmatch(text)]
    notes = [
        f"ratings such as {quoted(text)} say their scale: that is {meant[text]} of 10"
        for text in own[:1]
    ]
    if said.scale:
        meant |= {text: text + REFUSED for text in texts if values[text] is None and text in plain}
        return Reading(meant, [*notes, f"ratings from {said.scale}, as was said"])
    reading = Reading(meant, notes)
    answers = sum(rows[text] for text in bare)
    return _asked(reading, bare, answers, said) if bare else reading


def _bare(text: str) -> float | None:
    """The number of a cell that is one and nothing else."""
    return float(text.replace(",", ".")) if _PLAIN.fullmatch(text) else None


def _asked(reading: Reading, bare: Mapping[str, float], answers: int, said: Said) -> Reading:
    """A question where bare numbers may be of another scale."""
    most, least = max(bare, key=bare.__getitem__), min(bare, key=bare.__getitem__)
    if bare[most] > 10 or bare[least] < 1:
        odd = most if bare[most] > 10 else least
        ask = f"{quoted(odd)} is no rating from 1 to 10: which scale are the ratings of?"
    elif bare[most] <= 5 or (bare[most] <= 7 and answers >= _SEVERAL):
        ask = (
            f"No rating is above {quoted(most)}: are they from 1 to 10, or of another scale? "
            "Until somebody says, they count as from 1 to 10."
        )
    else:
        return reading
    held = [scale for scale in _SCALES if all(map(scale.holds, bare.values()))]
    choices = tuple(Choice(f"from {scale}", replace(said, scale=scale)) for scale in held)
    return replace(reading, ask=ask, assumed=True, choices=choices)
