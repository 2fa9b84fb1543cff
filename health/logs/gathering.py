"""Typed columns as they are gathered piece by piece, joined to earlier ones, and counted once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from health.calendars import DAY_US, NEVER, Days
from health.logs.cells import Cells, coded, stripped
from health.logs.contract import Column, Contract, Kind
from health.logs.duplicates import Keys, among, mixed, repeated, text_keys
from health.logs.files import Header
from health.logs.rows import Array, Rows, SetAside

FREE = (Kind.TEXT, Kind.STATED)  # text that is shown, not understood


class Gathered:
    """What the pieces of a file gave so far."""

    def __init__(
        self, contract: Contract, texts: bool, names: dict[str, dict[str, int]] | None = None
    ) -> None:
        self.contract, self.texts = contract, texts
        self._names = names or {}
        self.clear()

    def clear(self) -> None:
        """Forget everything: the file is read in another way."""
        self.names = {column: dict(keys) for column, keys in self._names.items()}
        self.met: dict[str, dict[str, int]] = {}  # codes of names by their text as it stands
        self.parts: dict[str, list[Array]] = {}
        self.tables: list[pa.Table] = []
        self.aside: list[SetAside] = []
        self.read, self.last_row, self.irregular = 0, 1, False
        self.span = (int(NEVER), -int(NEVER))

    def add(self, columns: dict[str, Array], table: pa.Table, keep: npt.NDArray[np.bool_]) -> None:
        """The usable rows of one more piece."""
        whole = bool(keep.all())
        for name, values in columns.items():
            self.parts.setdefault(name, []).append(values if whole else values[keep])
        if self.texts:
            self.tables.append(table if whole else table.filter(pa.array(keep)))

    def rows(self, header: Header) -> Rows:
        """All of them."""
        columns = {}
        for name in list(self.parts):
            columns[name] = _roomy(self.parts.pop(name))
        return Rows(
            self.contract,
            True,
            frozenset(header.names),
            columns,
            pa.concat_tables(self.tables) if self.texts else None,
            tuple(sorted(self.aside, key=lambda each: each.row)),
            self.read,
            names=self.names,
            last_row=self.last_row,
            span=self.span,
            irregular=self.irregular,
            room=[len(columns["row"])],
        )


def wider(span: tuple[int, int], days: Days) -> tuple[int, int]:
    """A span of days that covers more days, too."""
    there = days[days < NEVER]
    if not len(there):
        return span
    return min(span[0], int(there.min())), max(span[1], int(there.max()))


def _roomy(parts: list[Array]) -> Array:
    """Parts as one array, with room behind it for rows that come later."""
    number = sum(len(part) for part in parts)
    room = np.empty(number + number // 32 + 1024, parts[0].dtype)
    return np.concatenate(parts, out=room[:number])


def _appended(old: Rows, new: Rows) -> tuple[dict[str, Array], list[int]]:
    """Columns of both, and their room: that behind the old ones where it is free, else a copy."""
    number, more = len(old), len(new)
    bases = {name: values.base for name, values in old.columns.items()}
    free = old.room is not None and old.room[0] == number
    for base in bases.values():
        free = free and isinstance(base, np.ndarray) and len(base) >= number + more
    if not free:
        copied = {name: _roomy([old[name], new[name]]) for name in old.columns}
        return copied, [number + more]
    assert old.room is not None
    old.room[0] = number + more
    columns = {}
    for name, base in bases.items():
        assert base is not None
        base[number : number + more] = new[name]
        columns[name] = base[: number + more]
    return columns, old.room


def blank_rows(table: pa.Table) -> npt.NDArray[np.bool_]:
    """Rows in which no cell holds anything, as spreadsheets leave them below a table."""
    codes, _ = coded(table["client"])
    blank = np.asarray(codes == -1)
    if blank.any():
        maybe = np.flatnonzero(blank)
        rows = table.take(pa.array(maybe))
        filled = [stripped(rows[name]).is_valid().to_numpy() for name in rows.column_names]
        blank[maybe] = ~np.any(filled, axis=0)
    return blank


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


def row_keys(columns: dict[str, Array], table: pa.Table, known: dict[str, Column]) -> Keys:
    """A number a row from every column as parsed, whatever the columns' order in the file."""
    keys = np.zeros(len(table), np.uint64)
    for name in sorted(table.column_names):
        kind = known[name].kind if name in known else Kind.TEXT
        if kind in FREE:
            keys = mixed(keys, text_keys(table[name]))
        elif columns[name].dtype == object:
            keys = mixed(keys, text_keys(pa.chunked_array([pa.array(columns[name], pa.string())])))
        else:
            keys = mixed(keys, columns[name])
            if f"{name}.timed" in columns:
                keys = mixed(keys, columns[f"{name}.timed"])
            if f"{name}.again" in columns:
                keys = np.where(columns[f"{name}.again"], mixed(keys, keys), keys)
    return keys


def once(rows: Rows, again: Array | None = None) -> Rows:
    """Without the rows that an earlier one equals in every column; they are reported."""
    again = repeated(rows["key"]) if again is None else again
    if not len(again):
        return rows
    keep = np.ones(len(rows), bool)
    keep[again] = False
    table = rows.table.filter(pa.array(keep)) if rows.table is not None else None
    return replace(
        rows,
        columns={name: values[keep] for name, values in rows.columns.items()},
        table=table,
        room=None,
        duplicates=(*rows.duplicates, *(int(row) for row in rows["row"][again])),
    )


def joined(old: Rows, new: Rows) -> tuple[Rows, int]:
    """Old rows and new ones as one log, with the first day that the new ones touch."""
    new = once(new)
    if len(new) and len(old):
        seen = old["key"][among(old["key"], np.sort(new["key"]))]
        new = once(new, np.flatnonzero(np.isin(new["key"], seen)))
    tables = [each.table for each in (old, new) if each.table is not None]
    columns, room = _appended(old, new)
    both = replace(
        old,
        columns=columns,
        room=room,
        table=pa.concat_tables(tables) if tables else None,
        set_aside=(*old.set_aside, *new.set_aside),
        read=old.read + new.read,
        duplicates=tuple(sorted((*old.duplicates, *new.duplicates))),
        names=new.names,
        last_row=new.last_row,
        irregular=old.irregular or new.irregular,
        span=(min(old.span[0], new.span[0]), max(old.span[1], new.span[1])),
    )
    dated = new["known"][new["first"] < NEVER]
    return both, int(dated.min(initial=int(NEVER)))
