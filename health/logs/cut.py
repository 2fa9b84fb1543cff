"""Logs cut to some clients: as if the folder held no other's rows, and nothing said of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from health.calendars import NEVER
from health.logs.contract import Kind
from health.logs.gathering import wider
from health.logs.origins import FIRST_ROW, Origins, Prepared, SourceState
from health.logs.rows import RECORDED, Array, Logs, Rows, SetAside

Codes = npt.NDArray[np.intp]
_ENDLESS = 1 << 40  # rows of an origin that has all that follow
_ABSENT = "it can't be used; the log counts as absent"


def cut_to(logs: Logs, keys: Collection[str]) -> Logs:
    """The logs of the clients with these keys only, who stay in their order.

    Rows keep the numbers that they have in their files. What names no client, such as a line that
    could not be read at all, belongs to none of them. The rows' texts can still be had.
    """
    keys = frozenset(keys)
    codes = np.flatnonzero(logs.clients["key"].isin(keys))
    clients = logs.clients.iloc[codes].reset_index(drop=True)
    there = frozenset(clients["key"])
    rows = {
        log: _clients(found, codes, tuple(clients["key"]))
        if log == "clients"
        else _rows(found, codes, len(logs.clients), there)
        for log, found in logs.rows.items()
    }
    return replace(
        logs,
        clients=clients,
        rows=rows,
        strangers=(),
        prepared=_prepared(logs.prepared, rows),
        refused=frozenset(),
        cut=there,
    )


def _rows(rows: Rows, codes: Codes, clients: int, keys: frozenset[str]) -> Rows:
    """A log's rows of some of so many clients."""
    place = np.full(clients, -1, np.int32)
    place[codes] = np.arange(len(codes), dtype=np.int32)
    client = rows["client"]
    at = np.flatnonzero(place[client] >= 0)
    some = _some(rows, at)
    if len(some):
        some.columns["client"] = place[some["client"]].astype(client.dtype)
    copied = rows.copy
    if copied is not None:
        copied = copied.of(codes, int(np.searchsorted(at, copied.rows)))
    mine = [
        (row, int(place[whose]))
        for row, whose in zip(rows.duplicates, rows.repeated, strict=True)
        if place[whose] >= 0
    ]
    return _counted(replace(some, copy=copied), rows.set_aside, keys, mine)


def _clients(rows: Rows, codes: Codes, keys: tuple[str, ...]) -> Rows:
    """The clients' own rows; those that were set aside are nobody's."""
    named = {rows.names["client"][key]: place for place, key in enumerate(keys)}
    mine = [
        (row, named[whose])
        for row, whose in zip(rows.duplicates, rows.repeated, strict=True)
        if whose in named
    ]
    some = _some(rows, codes)
    some.columns["client"] = np.arange(len(codes), dtype=rows["client"].dtype)
    return _counted(some, rows.set_aside, frozenset(keys), mine)


def _some(rows: Rows, at: Codes) -> Rows:
    """Some rows of a log, names coded in the order in which they come."""
    made: dict[int, Array] = {}  # columns that are one stay one
    columns = {}
    for name, values in rows.columns.items():
        if id(values) not in made:
            made[id(values)] = values[at]
        columns[name] = made[id(values)]
    for column in rows.contract.columns:
        if column.kind is Kind.NAME and column.name != "client" and column.name in columns:
            columns[column.name] = _recoded(columns[column.name])
    table = rows.table
    if table is not None:
        first = len(rows) - len(table)
        table = table.take(pa.array(at[at >= first] - first))
    return replace(
        rows,
        columns=columns,
        table=table,
        others=None if rows.others is None else rows.others[at],
        names={},
        room=None,
        span=_span(rows, columns),
    )


def _recoded(codes: Array) -> Array:
    """Codes from 0 on in the order in which they first come; -1 stays."""
    different, first, back = np.unique(codes, return_index=True, return_inverse=True)
    there = different >= 0
    rank = np.full(len(different), -1, codes.dtype)
    rank[np.flatnonzero(there)[np.argsort(first[there])]] = np.arange(there.sum())
    return np.asarray(rank[back])


def _span(rows: Rows, columns: dict[str, Array]) -> tuple[int, int]:
    """The earliest and the latest day in some columns."""
    span = (int(NEVER), -int(NEVER))
    for column in (*rows.contract.columns, RECORDED):
        if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT) and column.name in columns:
            span = wider(span, columns.get(f"{column.name}.day", columns[column.name]))
    return span


def _counted(
    rows: Rows, aside: tuple[SetAside, ...], keys: frozenset[str], again: list[tuple[int, int]]
) -> Rows:
    """With what was set aside of some clients' rows, and how many rows were read for them."""
    mine = tuple(each for each in aside if each.client in keys)
    problem = rows.problem
    if problem:  # it may quote what stands in the file
        problem = f"{rows.contract.name}.csv: {_ABSENT.replace(';', '.').replace('the', 'The')}."
        mine = (SetAside(rows.contract.name, 0, "", "", _ABSENT),)
    found = replace(
        rows,
        set_aside=mine,
        problem=problem,
        duplicates=tuple(row for row, _ in again),
        repeated=tuple(whose for _, whose in again),
    )
    return replace(found, read=len(found) + len(again) + found.set_aside_rows)


def _prepared(prepared: Prepared, rows: dict[str, Rows]) -> Prepared:
    """The sources that feed some rows, and how many of them; nothing of what else they hold."""
    feeding = Counter(
        {
            (part, log): count
            for log, found in rows.items()
            if found.origins is not None
            for part, count in _fed(found.origins, found["row"]).items()
        }
    )
    told = (_state(each, rows, feeding) for each in prepared.states)
    origins = {log: found.origins for log, found in rows.items() if found.origins is not None}
    return replace(
        prepared,
        files={},
        origins=origins,
        states=tuple(each for each in told if each is not None),
        by_value=frozenset(),
    )


def _state(
    state: SourceState, rows: dict[str, Rows], feeding: Counter[tuple[str, str]]
) -> SourceState | None:
    """What may be told of a source; None where it feeds none of the rows."""
    counted = (
        replace(each, rows=feeding[_place(state.name, each.table), each.log])
        for each in state.feeds
    )
    feeds = tuple(each for each in counted if each.rows)
    plain = state.direct and state.log in rows and len(rows[state.log]) > 0
    if not (feeds or plain):
        return None
    return replace(state, feeds=feeds, notes=(), questions=(), left_out=(), strangers=())


def _place(source: str, table: str) -> str:
    """What the origin of rows of a table is called."""
    return f"{source}, {table}" if table else source


def _fed(origins: Origins, rows: Array) -> Counter[str]:
    """How many of some rows of a prepared log each file gave."""
    lengths = [_ENDLESS if part.lines is None else len(part.lines) for part in origins.parts]
    place = np.searchsorted(np.cumsum(lengths), rows - FIRST_ROW, side="right")
    found: Counter[str] = Counter()
    for part, count in zip(*np.unique(place, return_counts=True), strict=True):
        found[origins.parts[part].file] += int(count)
    return found
