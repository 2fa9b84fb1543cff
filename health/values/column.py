"""The text of a whole column, as the contract has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from typing import TypeAlias

import pyarrow as pa

from health.logs.cells import meant, stripped, understood
from health.logs.contract import Column, Kind, folded
from health.tables.dates import DAY_FIRST
from health.values.amounts import amounts
from health.values.birthdays import birthdays
from health.values.days import days
from health.values.found import NOTHING, REFUSED, Canonical, Reading, Said, quoted
from health.values.ratings import rated
from health.values.single import single
from health.words import many

UNTOUCHED = frozenset({Kind.TEXT, Kind.STATED, Kind.NAME})
# Kinds in which a text in the contract's form can mean nothing else, whatever stands beside it.
_SETTLED = frozenset({
    Kind.DATE, Kind.PLAN, Kind.MOMENT, Kind.YES_NO, Kind.CHOICE, Kind.CLOCK, Kind.COUNTRY, Kind.ZONE
})  # fmt: skip
_BLANK = frozenset("- -- – — . ? / n/a #n/a #n/v n.a. k.a. null nan none tbd tba tbc".split())  # noqa: SIM905
_MANY = 2000  # texts, from which on it is worth looking at all at once
_NOT_AGREED = frozenset({"none", "no", "n/a", "never", "not agreed"})
_Reader: TypeAlias = Callable[[Mapping[str, int], Set[str], Said, str], Reading]
_READERS: dict[Kind, _Reader] = {
    Kind.DATE: days,
    Kind.PLAN: days,
    Kind.MOMENT: days,
    Kind.BIRTHDAY: birthdays,
    Kind.RATING: rated,
}


def canonical(
    column: Column, texts: Sequence[str], said: Said = NOTHING, usual_order: str = DAY_FIRST
) -> Canonical:
    """The column's texts as the contract has them; what can't be understood as it is.

    `said` is what a person said of the column; `usual_order` is used for dates of which nothing
    decides the order of day and month. No text raises.
    """
    if column.kind in UNTOUCHED:
        return Canonical(list(texts))
    rows = Counter(texts)
    trimmed = {text: text.strip() for text in rows}
    plain = _fits(column, trimmed.values())
    if len(plain) == len(rows) and column.kind in _SETTLED and not said.words:
        return Canonical(list(texts))
    counts: Counter[str] = Counter()
    for text, own in trimmed.items():
        counts[own] += rows[text]
    del counts[""]
    told, reading = _understood(column, counts, plain, said, usual_order)
    wanted = {text: told.get(own, reading.meant.get(own, own)) for text, own in trimmed.items()}
    fits = plain | _fits(column, [each for each in wanted.values() if each not in plain])
    once = {text: _value(text, value, fits) for text, value in wanted.items()}
    bad = {text for text, value in wanted.items() if value not in fits}
    unread = [place for place, text in enumerate(texts) if text in bad] if bad else []
    return Canonical(
        [once[text] for text in texts],
        [*_told(told, counts, said), *reading.notes],
        reading.ask,
        reading.assumed,
        unread,
        reading.choices,
        reading.order,
        reading.decimal,
    )


def _value(text: str, meaning: str, fits: Collection[str]) -> str:
    """What is written for a text: its meaning, or itself where that is no value of the column.

    Were such a text taken for something else by the contract's reader, it is marked.
    """
    own = text.strip()
    if meaning in fits:
        return text if meaning == own else meaning
    return own + REFUSED if own in fits else text


def _understood(
    column: Column, counts: Mapping[str, int], fits: Collection[str], said: Said, usual: str
) -> tuple[dict[str, str], Reading]:
    """What words mean by themselves, as was said or as blank, and the reading of the rest."""
    usable = _fits(column, said.words.values())
    own = {folded(word): value for word, value in said.words.items() if value in usable}
    told = {text: own[word] for text in counts if (word := folded(text)) in own}
    for text in () if column.required else counts:
        word = text.casefold()
        if column.kind is Kind.COUNT and word in _NOT_AGREED:
            told.setdefault(text, "0")
        elif word in _BLANK and text not in fits:
            told.setdefault(text, "")
    left = {text: number for text, number in counts.items() if text not in told}
    if not left:
        return told, Reading()
    plain = {text for text in left if text in fits}
    reader = _READERS.get(column.kind)
    if reader:
        return told, reader(left, plain, said, usual)
    if column.kind in (Kind.NUMBER, Kind.COUNT):
        return told, amounts(column, left, plain, said)
    return told, single(column, left, plain)


def _fits(column: Column, texts: Collection[str]) -> set[str]:
    """The texts that the contract's own reader accepts; blank is one."""
    different = [*dict.fromkeys(texts)]
    if len(different) > _MANY and _all_fit(column, different):
        return set(different)
    bad = meant(column, [text.strip() for text in different]).bad
    assert bad is not None
    return {text for text, wrong in zip(different, bad[:-1].tolist(), strict=True) if not wrong}


def _all_fit(column: Column, texts: list[str]) -> bool:
    """Whether the contract's reader takes all at a glance."""
    try:
        cells = pa.chunked_array([pa.array(texts, pa.string())])
    except UnicodeEncodeError:
        return False
    return understood(column, stripped(cells)) is not None


def _told(told: Mapping[str, str], counts: Mapping[str, int], said: Said) -> list[str]:
    """Notes on words that were taken as blank, and on those that a person explained."""
    explained = {folded(word) for word in said.words}
    return [
        f"{quoted(text)} is taken as {told[text] or 'blank'} ({many(number, 'cell')})"
        + (", as was said" if folded(text) in explained else "")
        for text, number in counts.items()
        if text in told
    ]
