"""Typed columns as they are gathered piece by piece, joined to earlier ones, and counted once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from health.calendars import DAY_US, NEVER, Days
from health.logs.cells import Cells
from health.logs.contract import Column, Contract, Kind
from health.logs.duplicates import Keys, among, later, mixed, repeating, text_keys
from health.logs.files import Header
from health.logs.rows import Array, Rows, SetAside
from health.logs.texts import Lines

FREE = (Kind.TEXT, Kind.STATED)  # text that is shown, not understood
OTHERS = "(others)"  # no name of a column


class Gathered:
    """What the pieces of a file gave so far."""

    def __init__(
        self,
        contract: Contract,
        texts: bool,
        names: dict[str, dict[str, int]] | None = None,
    ) -> None:
        self.contract, self.texts = contract, texts
        self.expected = 0  # rows
        self._names = names or {}
        self.clear()

    def clear(self) -> None:
        """Forget everything: the file is read in another way."""
        self.names = {column: dict(keys) for column, keys in self._names.items()}
        self.lines: Lines | None = None
        self.columns: dict[str, Array] = {}
        self.shared: dict[str, str] = {}  # columns that are another one
        self.number = 0
        self.tables: list[pa.Table] = []
        self.aside: list[SetAside] = []
        self.read, self.last_row, self.irregular = 0, 1, False
        self.span = (int(NEVER), -int(NEVER))

    def add(
        self, columns: dict[str, Array], table: pa.Table | None, keep: npt.NDArray[np.bool_]
    ) -> None:
        """The usable rows of one more piece."""
        whole = bool(keep.all())
        more = len(keep) if whole else int(np.count_nonzero(keep))
        owners: dict[int, str] = {}
        for name, values in columns.items():
            owner = owners.setdefault(id(values), name)
            if owner != name and self.shared.get(name, "" if self.number else owner) == owner:
                self.shared[name], self.columns[name] = owner, self.columns[owner]
                continue
            if self.shared.pop(name, ""):
                self.columns[name] = self.columns[name].copy()
            room = self.columns.get(name)
            if room is None or len(room) < self.number + more or not _holds(room, values):
                room = self.columns[name] = self._roomier(room, values.dtype, more)
            room[self.number : self.number + more] = values if whole else values[keep]
        self.number += more
        if self.texts and table is not None:
            self.tables.append(table if whole else table.filter(pa.array(keep)))

    def _roomier(self, room: Array | None, kind: np.dtype[Any], more: int) -> Array:
        """Room for a column: for all rows that are expected, and what may be added later."""
        expected = max(self.expected, self.number + more, 2 * self.number)
        wider = np.empty(_with_room(expected), kind if room is None else np.result_type(room, kind))
        if room is not None:
            wider[: self.number] = room[: self.number]
        return wider

    def rows(self, header: Header) -> Rows:
        """All of them."""
        columns = {name: room[: self.number] for name, room in self.columns.items()}
        others = columns.pop(OTHERS)
        return Rows(
            self.contract,
            True,
            frozenset(header.names),
            columns,
            pa.concat_tables(self.tables) if self.tables else None,
            tuple(sorted(self.aside, key=lambda each: each.row)),
            self.read,
            names=self.names,
            last_row=self.last_row,
            span=self.span,
            irregular=self.irregular,
            lines=self.lines,
            others=others,
            room=[len(columns["row"])],
        )


def wider(span: tuple[int, int], days: Days) -> tuple[int, int]:
    """A span of days that covers more days, too."""
    there = days[days < NEVER]
    if not len(there):
        return span
    return min(span[0], int(there.min())), max(span[1], int(there.max()))


def _with_room(rows: int) -> int:
    """Rows, and room for those that come later."""
    return rows + rows // 32 + 1024


def _holds(room: Array, values: Array) -> bool:
    """Whether values of such a type can be put in a column."""
    return bool(np.result_type(room, values) == room.dtype)


def _roomy(parts: list[Array]) -> Array:
    """Parts as one array, with room behind it for rows that come later."""
    number = sum(len(part) for part in parts)
    room = np.empty(_with_room(number), np.result_type(*parts))
    return np.concatenate(parts, out=room[:number])


def _differ(bases: dict[str, Any], behind: dict[str, Array]) -> bool:
    """Whether columns that were one so far go on in different ways."""
    owners: dict[int, str] = {}
    for name, base in bases.items():
        owner = owners.setdefault(id(base), name)
        if owner != name and not np.array_equal(behind[owner], behind[name]):
            return True
    return False


def _appended(old: Rows, new: Rows) -> tuple[dict[str, Array], list[int]]:
    """Columns of both, and their room: that behind the old ones where it is free, else a copy."""
    number, more = len(old), len(new)
    assert old.others is not None
    assert new.others is not None
    before, behind = {**old.columns, OTHERS: old.others}, {**new.columns, OTHERS: new.others}
    bases = {name: values.base for name, values in before.items()}
    free = old.room is not None and old.room[0] == number
    for base in bases.values():
        free = free and isinstance(base, np.ndarray) and len(base) >= number + more
    free = free and all(_holds(before[name], behind[name]) for name in before)
    free = free and not _differ(bases, behind)
    if not free:
        copied = {name: _roomy([before[name], behind[name]]) for name in before}
        return copied, [number + more]
    assert old.room is not None
    old.room[0] = number + more
    columns = {}
    for name, base in bases.items():
        assert base is not None
        base[number : number + more] = behind[name]
        columns[name] = base[: number + more]
    return columns, old.room


def blank_cells(cells: Cells) -> npt.NDArray[np.bool_]:
    """Where a typed column holds nothing."""
    values = cells.values
    if values.dtype == np.int32:
        return np.asarray(values >= NEVER)
    if values.dtype == np.int64:
        return np.asarray(values >= int(NEVER) * DAY_US)
    if values.dtype == np.float64:
        return np.asarray(np.isnan(values))
    return np.asarray(values < 0)


def first_days(contract: Contract, columns: dict[str, Array], rows: int) -> Days:
    """The earliest of the dates by which a row appears; NEVER where it has none."""
    dates = [
        columns.get(f"{name}.day", columns[name]) for name in contract.appears if name in columns
    ]
    if not dates:
        return np.full(rows, NEVER, np.int32)
    first = dates[0]
    for other in dates[1:]:
        first = np.minimum(first, other)
    return first


def known_days(first: Days, columns: dict[str, Array]) -> Days:
    """Since when a row is there: from its first date (always, without one), once recorded."""
    if len(first) and int(first.max()) >= NEVER:
        first = np.where(first >= NEVER, -NEVER, first).astype(np.int32)
    recorded = columns.get("recorded_on")
    if recorded is None:
        return first
    recorded = np.where(recorded >= NEVER, -NEVER, recorded).astype(np.int32)
    return np.maximum(first, recorded)


def row_keys(columns: dict[str, Array], names: Iterable[str], known: dict[str, Column]) -> Keys:
    """A number a row from every understood column, whatever the columns' order in the file."""
    keys = np.zeros(len(columns["row"]), np.uint64)
    for name in sorted(names):
        if is_free(name, known):
            continue
        if columns[name].dtype == object:
            keys = mixed(keys, text_keys(pa.chunked_array([pa.array(columns[name], pa.string())])))
        else:
            keys = mixed(keys, columns[name])
            if f"{name}.timed" in columns:
                keys = mixed(keys, columns[f"{name}.timed"])
            if f"{name}.again" in columns:
                keys = np.where(columns[f"{name}.again"], mixed(keys, keys), keys)
    return keys


def is_free(name: str, known: dict[str, Column]) -> bool:
    """Whether a column's cells are texts that nothing understands."""
    return name not in known or known[name].kind in FREE


def once(rows: Rows) -> Rows:
    """Without the rows that an earlier one equals in every column; they are reported."""
    alike = repeating(rows["key"], rows["first"])
    return _without(rows, alike[later(_whole_keys(rows, alike))]) if len(alike) else rows


def _whole_keys(rows: Rows, places: Array) -> Keys:
    """A number from all cells of some rows, understood or not."""
    return mixed(rows["key"][places], rows.other_keys(places))


def _without(rows: Rows, again: Array) -> Rows:
    """Without some rows, which are repeats."""
    if not len(again):
        return rows
    keep = np.ones(len(rows), bool)
    keep[again] = False
    table = rows.table.filter(pa.array(keep)) if rows.table is not None else None
    return replace(
        rows,
        columns={name: values[keep] for name, values in rows.columns.items()},
        others=rows.others[keep] if rows.others is not None else None,
        table=table,
        room=None,
        duplicates=(*rows.duplicates, *rows["row"][again].tolist()),
        repeated=(*rows.repeated, *rows["client"][again].tolist()),
    )


def joined(old: Rows, new: Rows) -> tuple[Rows, int]:
    """Old rows and new ones as one log, with the first day that the new ones touch."""
    new = once(new)
    if len(new) and len(old):
        # Rows that are equal are of the same day.
        recent = np.flatnonzero(old["first"] >= new["first"].min())
        like = recent[among(old["key"][recent], np.sort(new["key"]))]
        if len(like):
            maybe = np.flatnonzero(np.isin(new["key"], old["key"][like]))
            again = np.isin(_whole_keys(new, maybe), _whole_keys(old, like))
            new = _without(new, maybe[again])
    tables = [each.table for each in (old, new) if each.table is not None]
    twice = sorted(
        (
            *zip(old.duplicates, old.repeated, strict=True),
            *zip(new.duplicates, new.repeated, strict=True),
        )
    )
    columns, room = _appended(old, new)
    others = columns.pop(OTHERS)
    both = replace(
        old,
        columns=columns,
        room=room,
        others=others,
        table=pa.concat_tables(tables) if tables else None,
        set_aside=(*old.set_aside, *new.set_aside),
        read=old.read + new.read,
        duplicates=tuple(row for row, _ in twice),
        repeated=tuple(client for _, client in twice),
        names=new.names,
        last_row=new.last_row,
        irregular=old.irregular or new.irregular,
        span=(min(old.span[0], new.span[0]), max(old.span[1], new.span[1])),
    )
    return both, first_known(new)


def first_known(rows: Rows) -> int:
    """The first day that dated rows touch; NEVER where there is none."""
    dated = rows["known"][rows["first"] < NEVER]
    return int(dated.min(initial=int(NEVER)))
