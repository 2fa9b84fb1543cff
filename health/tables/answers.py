"""Yes and no in the usual spellings and languages; ratings on other scales than 1 to 10."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from health.tables.months import unaccented

_WORDS = {
    True: "yes y yep yeah true t 1 1.0 x on ok done checked ja j jo jawohl oui o vrai si s vero "
    "sim tak verdadeiro verdadero prawda "
    "kylla k igen i evet ano da да д ναι はい 是 예 네 ✓ ✔ ☑ ✅",
    False: "no n nope false f 0 0.0 off nein non faux falso nao nie falsz nee nej nei ei nem "
    "hayir ne нет н οχι いいえ 否 不 아니요 아니오 ✗ ✘ ✕ ☐ ❌",
}
_MEANT = {unaccented(word): meant for meant, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Answers:
    """A column of yes (True), no (False) and blank (None); `unread` are places of other words."""

    values: list[bool | None]
    unread: list[int] = field(default_factory=list)


def answers(cells: Sequence[str]) -> Answers:
    """Yes and no, whatever the language."""
    values: list[bool | None] = []
    unread = []
    for place, cell in enumerate(cells):
        word = unaccented(cell.strip().strip(".!").strip())
        value = _MEANT.get(word)
        values.append(value)
        if word and value is None:
            unread.append(place)
    return Answers(values, unread)


@dataclass(frozen=True)
class Scale:
    """A scale from its worst to its best value, which may be the lower one."""

    worst: float
    best: float

    def ten(self, value: float) -> float:
        """A value of this scale on the one from 1 to 10: worst is 1, best is 10."""
        return 1 + 9 * (value - self.worst) / (self.best - self.worst)

    def holds(self, value: float) -> bool:
        """Whether it is a value of this scale."""
        return min(self.worst, self.best) <= value <= max(self.worst, self.best)

    def __str__(self) -> str:
        return f"{self.worst:g} (worst) to {self.best:g} (best)"


ONE_TO_TEN, ONE_TO_FIVE, PERCENT = Scale(1, 10), Scale(1, 5), Scale(0, 100)


@dataclass(frozen=True)
class Ratings:
    """A column of ratings from 1 to 10, None for blank and for the places in `unread`.

    `scale` is the one of the column's bare numbers; `assumed`: they could be of another.
    """

    values: list[float | None]
    unread: list[int] = field(default_factory=list)
    scale: Scale = ONE_TO_TEN
    assumed: bool = False


_OF = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/|of|out of|von|sur|de|su|av|z)\s*(\d+)", re.I)
_STARS = re.compile(r"\s*([★⭐]\ufe0f?\s*)+([☆✩]\s*)*")
_COUNTED = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(?:stars?|sterne?|étoiles?|estrellas?|stelle|★|⭐)", re.I
)
_LONGEST = 40
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")


def ratings(cells: Sequence[str], scale: Scale | None = None) -> Ratings:
    """Ratings of any scale; `scale` if a person has said that of the bare numbers."""
    texts = [cell.strip() for cell in cells]
    bare = [_float(text) for text in texts if len(text) <= _LONGEST and _PLAIN.fullmatch(text)]
    used, assumed = (scale, False) if scale is not None else _scale(bare)
    values: list[float | None] = []
    unread = []
    for place, text in enumerate(texts):
        value = _rating(text, used) if text else None
        values.append(value)
        if text and value is None:
            unread.append(place)
    return Ratings(values, unread, used, assumed)


def _scale(values: list[float]) -> tuple[Scale, bool]:
    """The scale of bare numbers by the largest: up to 5 it may be of five or of ten."""
    most, least = max(values, default=10.0), min(values, default=1.0)
    if most > 10:
        return PERCENT, False
    if least < 1 and most > 5:
        return Scale(0, 10), False
    return ONE_TO_TEN, most <= 7 and bool(values)


def _rating(text: str, scale: Scale) -> float | None:
    if len(text) > _LONGEST:
        return None
    of = _OF.fullmatch(text)
    if of:
        best = float(of[2])
        own = PERCENT if best == 100 else Scale(1, best) if best > 1 else None
        return _on(own, _float(of[1]))
    if text.endswith("%") and _PLAIN.fullmatch(text[:-1].strip()):
        return _on(PERCENT, _float(text[:-1].strip()))
    if _STARS.fullmatch(text):
        full = sum(text.count(star) for star in "★⭐")
        drawn = full + sum(text.count(star) for star in "☆✩")
        return _on(Scale(1, max(5, drawn)), full)
    counted = _COUNTED.fullmatch(text)
    if counted:
        return _on(ONE_TO_FIVE, _float(counted[1]))
    return _on(scale, _float(text)) if _PLAIN.fullmatch(text) else None


def _on(scale: Scale | None, value: float) -> float | None:
    return round(scale.ten(value), 6) if scale is not None and scale.holds(value) else None


def _float(text: str) -> float:
    return float(text.replace(",", "."))
