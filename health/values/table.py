"""The columns of one table together: what decides one of them is evidence for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from health.logs.contract import LOGS, Column, Kind
from health.logs.rows import RECORDED
from health.tables.dates import DAY_FIRST
from health.values.column import canonical
from health.values.found import NOTHING, Canonical, Choice, Said
from health.words import listed


def column_of(key: str) -> Column:
    """The contract's column of `log.column`; one that it does not name is text."""
    log, _, name = key.partition(".")
    if name == RECORDED.name:
        return RECORDED
    return LOGS[log].by_name.get(name, Column(name)) if log in LOGS else Column(name)


def canonical_table(
    columns: Mapping[str, Sequence[str]],
    said: Mapping[str, Said],
    usual_order: str = DAY_FIRST,
    besides: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Canonical]:
    """Every column of a table; its keys, and those of `said`, are `log.column`.

    `besides` are further cells of columns, which may decide how the others are read.

    A column of dates (or of numbers) that nothing in it decides is read as those of the same table
    that are decided, if these agree, and a note says so; where they don't, all are asked about.
    """
    read = {
        key: _read(key, texts, said.get(key, NOTHING), usual_order, (besides or {}).get(key, ()))
        for key, texts in columns.items()
    }
    for kinds, name in (
        ((Kind.DATE, Kind.PLAN, Kind.MOMENT, Kind.BIRTHDAY), "order"),
        ((Kind.NUMBER, Kind.COUNT), "decimal"),
    ):
        keys = [key for key in columns if column_of(key).kind in kinds]
        _agree(keys, name, read, columns, said)
    return read


def _read(
    key: str, texts: Sequence[str], said: Said, usual_order: str, besides: Sequence[str]
) -> Canonical:
    """A column by itself, and by what stands besides."""
    if not besides:
        return canonical(column_of(key), texts, said, usual_order)
    found = canonical(column_of(key), [*texts, *besides], said, usual_order)
    unread = [place for place in found.unread if place < len(texts)]
    return replace(found, values=found.values[: len(texts)], unread=unread)


def _agree(
    keys: list[str],
    name: str,
    read: dict[str, Canonical],
    columns: Mapping[str, Sequence[str]],
    said: Mapping[str, Said],
) -> None:
    """Put the order (or the decimal mark) of decided columns to those that are not."""
    used = {key: str(getattr(read[key], name)) for key in keys}
    decided = {key: value for key, value in used.items() if value and not read[key].assumed}
    if len(set(decided.values())) > 1:
        for key in decided:
            if not getattr(said.get(key, NOTHING), name):
                read[key] = _doubted(read[key], key, decided, name, said.get(key, NOTHING))
        return
    for key in keys:
        if read[key].assumed and used[key] and decided:
            value = next(iter(decided.values()))
            own = _saying(said.get(key, NOTHING), name, value)
            by = listed([_bare(each) for each in decided])
            found = canonical(column_of(key), columns[key], own)
            if len(found.unread) > len(read[key].unread):
                continue  # it is written in another way than the others
            notes = [note for note in found.notes if not note.endswith(", as was said")]
            told = f"the {_words(value)}, as {by} of the same table"
            read[key] = replace(found, notes=[told, *notes])


def _saying(said: Said, name: str, value: str) -> Said:
    """What was said, and the order of dates or the decimal mark with it."""
    return replace(said, order=value) if name == "order" else replace(said, decimal=value)


def _bare(key: str) -> str:
    return key.partition(".")[2]


def _words(value: str) -> str:
    """An order of day and month, or a decimal mark, in words."""
    return {".": "decimal point", ",": "decimal comma"}.get(value, value)


def _doubted(
    read: Canonical, key: str, decided: Mapping[str, str], name: str, said: Said
) -> Canonical:
    """A decided column beside one of the same table that is decided otherwise."""
    own = decided[key]
    other, others = next(pair for pair in decided.items() if pair[1] != own)
    told = (
        f"{_bare(key)} is read with the {_words(own)}, {_bare(other)} of the same table "
        f"with the {_words(others)}"
    )
    ask = read.ask or f"{told}: is that right?"
    choices = read.choices or tuple(
        Choice(_words(value), _saying(said, name, value)) for value in (own, others)
    )
    return replace(read, notes=[*read.notes, told], ask=ask, choices=choices)
