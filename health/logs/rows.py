"""The rows of the logs as the rest of the core sees them: typed columns, and what was set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from health.calendars import DAY_US, NEVER
from health.errors import LogChanged
from health.logs.contract import Column, Contract, Kind, folded
from health.logs.fingerprint import Fingerprint
from health.logs.marks import NotPlain
from health.logs.origins import Origins, Prepared
from health.logs.parts import Copy, Damaged
from health.logs.texts import Lines, empty

Array = npt.NDArray[Any]
_FEW, _SINGLE = 16, 50
_SHOWN = 200  # letters of a cell that kept a row out
RECORDED = Column("recorded_on", Kind.DATE)


@dataclass(frozen=True)
class SetAside:
    """One cell (or row) that kept a row out of the score; `row` as in a spreadsheet, header = 1.

    `file` is the file (and sheet) that the row stands in, where it is not `<log>.csv`; `read_as`
    the row and the column of the prepared file then. `client` is the key of the client that the row
    names, blank where that can't be told.
    """

    log: str
    row: int
    column: str
    value: str
    reason: str
    file: str = ""
    read_as: tuple[int, str] | None = field(default=None, compare=False, repr=False)
    client: str = field(default="", compare=False, repr=False)

    @property
    def where(self) -> str:
        """The file that the row stands in."""
        return self.file or f"{self.log}.csv"

    def __str__(self) -> str:
        place = f"{self.where} row {self.row}" if self.row else self.where
        value = self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}..."
        cell = f", {self.column} = {value!r}" if self.column and self.row else ""
        return f"{place}{cell}: {self.reason}"


@dataclass(frozen=True)
class Rows:
    """The usable rows of one log.

    `columns` are typed arrays (n,): `client` codes into the clients log; days, NEVER where blank;
    moments as microseconds on the client's wall clock under the column's name, their day under
    `<name>.day`, whether they had a time under `<name>.timed`; choices as codes into the contract's
    words and yes/no as 1/0, -1 where blank; numbers, NaN where blank; names as codes, folded names
    alike having the same code; under `<name>.filled` whether a text that only counts by being there
    is. `first` is the earliest of a row's dates, `known` the first day on which it is there, `row`
    its place in the file, `key` what it has in common with rows whose columns are equal.

    What rows say is not held in memory as a rule: `texts` reads it from a copy of the log, or from
    the log. Where that is no plain file `table` holds the cells of the rows that are not copied
    yet; None, too, where only scores are wanted.
    """

    contract: Contract
    present: bool = False
    tracked: frozenset[str] = frozenset()
    columns: dict[str, Array] = field(default_factory=dict)
    table: pa.Table | None = None
    set_aside: tuple[SetAside, ...] = ()
    read: int = 0
    duplicates: tuple[int, ...] = ()
    repeated: tuple[int, ...] = ()  # of whom each of the duplicates is: codes as in `client`
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    problem: str = ""
    path: Path | None = None
    fingerprint: Fingerprint | None = None
    last_row: int = 1
    span: tuple[int, int] = (int(NEVER), -int(NEVER))  # the earliest and the latest day
    irregular: bool = False  # read row by row, as no plain table
    copy: Copy | None = None  # of the first rows, on disk
    lines: Lines | None = None  # where the rows' lines are read again, if `others` says where
    others: Array | None = None  # where rows begin in the file, else a number from all other cells
    origins: Origins | None = None  # where the rows come from, if `path` was made from other files
    room: list[int] | None = None  # how much of the columns' room is taken, by whoever came last

    def __getitem__(self, name: str) -> Array:
        """A typed column; all blank where the log does not have it."""
        found = self.columns.get(name)
        return self._blank(name) if found is None else found

    def __len__(self) -> int:
        return len(self.columns.get("client", ()))

    def _blank(self, name: str) -> Array:
        """What an absent column holds: nothing, in the form of its kind."""
        column = (*self.contract.columns, RECORDED)
        base, _, part = name.partition(".")
        kind = next((each.kind for each in column if each.name == base), Kind.TEXT)
        if part in ("timed", "filled"):
            return np.zeros(len(self), bool)
        if kind in (Kind.DATE, Kind.PLAN) or part == "day" or name == "known":
            return np.full(len(self), NEVER, np.int32)
        if kind is Kind.MOMENT:
            return np.full(len(self), int(NEVER) * DAY_US, np.int64)
        if kind in (Kind.NUMBER, Kind.COUNT, Kind.RATING):
            return np.full(len(self), np.nan)
        return np.full(len(self), -1, np.int32)

    def latest_day(self, today: int) -> int | None:
        """The latest date in the log: no plan, not ahead of today; None where it has none."""
        latest = -int(NEVER)
        for column in (*self.contract.columns, RECORDED):
            if column.kind not in (Kind.DATE, Kind.MOMENT):
                continue
            name = column.name if column.kind is Kind.DATE else f"{column.name}.day"
            days = self.columns.get(name)
            if days is None or not len(days):
                continue
            most = int(days.max())
            if most > today:
                past = days[days <= today]
                most = int(past.max()) if len(past) else -int(NEVER)
            latest = max(latest, most)
        return latest if latest > -NEVER else None

    def only(self, places: Array | None) -> Rows:
        """Some of the rows (typed columns only); all for None."""
        if places is None:
            return self
        columns = {name: values[places] for name, values in self.columns.items()}
        return replace(self, columns=columns, table=None, lines=None, others=None, copy=None)

    def texts(self, places: Array) -> pa.Table:
        """All cells of some rows as they stand in the file, by their places, which rise.

        LogChanged where the file has to be looked at, and is not the one that was read any more.
        """
        if not len(places):
            return empty(sorted(self.tracked))
        copied = self.copy.rows if self.copy is not None and not self.copy.damaged else 0
        inside = places[: int(np.searchsorted(places, copied))]
        if self.lines is not None and len(places) <= _SINGLE and self._lines_stand():
            return self.lines.texts(self._begins(places))
        parts = []
        if self.copy is not None and len(inside):
            try:
                parts.append(self._copied(self.copy, inside))
            except Damaged:
                self.copy.discard()
                return self.texts(places)
        rest = places[len(inside) :]
        if len(rest):
            parts.append(self._not_copied(rest))
        names = parts[0].column_names
        schema = pa.schema([(name, pa.string()) for name in names])
        return pa.concat_tables([part.select(names).cast(schema) for part in parts])

    def cells(self, name: str, places: Array) -> list[str]:
        """The cells of one column of some rows, as they come; blank where the log has it not."""
        if name not in self.tracked or not len(places):
            return [""] * len(places)
        places = np.sort(places)
        if self.lines is not None and len(places) <= _SINGLE and self._lines_stand():
            return self.lines.cells(self._begins(places), name)
        return [text or "" for text in self.texts(places)[name].to_pylist()]

    def _copied(self, copy: Copy, places: Array) -> pa.Table:
        """Rows of the copy, which has those of each client together."""
        client = self["client"][: copy.rows]
        parts, order = [], []
        for owner in np.unique(client[places]).tolist():
            mine, all_ = places[client[places] == owner], np.flatnonzero(client == owner)
            texts = copy.texts(owner)
            if len(texts) != len(all_):
                raise Damaged(str(copy.parts[0].path))
            parts.append(texts.take(pa.array(np.searchsorted(all_, mine))))
            order.append(mine)
        return pa.concat_tables(parts).take(pa.array(np.argsort(np.concatenate(order))))

    def _not_copied(self, places: Array) -> pa.Table:
        if self.lines is not None:
            if not self._lines_stand():
                raise LogChanged(f"{self.lines.path.name} was changed; it is being read again.")
            return self.lines.texts(self._begins(places))
        first = len(self) - (len(self.table) if self.table is not None else 0)
        if self.table is None or (len(places) and places[0] < first):
            return empty(sorted(self.tracked), len(places))
        return self.table.take(pa.array(places - first))

    def _lines_stand(self) -> bool:
        """Whether the lines of the file are those that were read."""
        assert self.lines is not None
        assert self.fingerprint is not None
        return self.lines.unchanged(self.fingerprint)

    def _begins(self, places: Array) -> Array:
        assert self.others is not None
        return self.others[places]

    def other_keys(self, places: Array) -> Array:
        """A number from the cells of some rows that nothing understands."""
        assert self.others is not None
        if self.lines is None:
            return np.asarray(self.others[places])
        if len(places) > len(self) // _FEW + 1000:
            raise NotPlain  # it is quicker to read all of them
        return self.lines.keys(self.others[places])

    def place(self, *rows: int) -> str:
        """Where rows stand, in words: `contacts.csv rows 3, 4` or `jira.csv row 5; plan.csv row 2`.

        A row that several were made of, or that is named twice, is told once; one that is in no
        file by what its source says: `answer by link, 24 Nov 10:02`.
        """
        by_file: dict[str, dict[int, None]] = {}
        for row in rows:
            file, line = self.line_of(row)
            words = self.origins.words(row) if self.origins is not None else ""
            by_file.setdefault(words or file, {}).update({} if words else {line: None})
        return "; ".join(
            f"{file} {'row' if len(lines) == 1 else 'rows'} {', '.join(map(str, lines))}"
            if lines
            else file
            for file, lines in by_file.items()
        )

    def line_of(self, row: int) -> tuple[str, int]:
        """The file that a row stands in, and its row there."""
        if self.origins is None:
            return f"{self.contract.name}.csv", row
        part, line = self.origins.of(row)
        return part.file, line

    def located(self, origins: Origins | None) -> Rows:
        """The same rows, what was set aside named by the file, row and column that people know."""
        told = tuple(_located(each, origins) for each in self.set_aside)
        if told == self.set_aside and origins is self.origins:
            return self
        return replace(self, set_aside=told, origins=origins)

    @property
    def set_aside_rows(self) -> int:
        """How many rows were set aside (a row may have several reasons, a line several rows)."""
        return len(
            {
                (each.file, each.read_as[0] if each.read_as else each.row)
                for each in self.set_aside
                if each.row
            }
        )


def _located(aside: SetAside, origins: Origins | None) -> SetAside:
    """Told by its origin; anew where it was before, for lines of a source may have moved."""
    if not aside.row or (origins is None and aside.read_as is None):
        return aside
    row, column = aside.read_as or (aside.row, aside.column)
    if origins is None:
        return replace(aside, file="", row=row, column=column, read_as=None)
    part, line = origins.of(row)
    told = part.headers.get(column, column)
    return replace(aside, file=part.file, row=line, column=told, read_as=(row, column))


@dataclass(frozen=True)
class Logs:
    """All logs of a portfolio. `clients` is one row a client, its dates as day numbers."""

    folder: Path
    clients: pd.DataFrame
    rows: dict[str, Rows]
    strangers: tuple[str, ...] = ()
    zone: str = "UTC"
    hours: tuple[int, int] = (9 * 3_600_000_000, 18 * 3_600_000_000)
    shown: bool = True  # whether rows can be shown, not only scored
    prepared: Prepared = field(default_factory=Prepared)
    refused: frozenset[str] = frozenset()  # keys of clients whose own row was set aside
    cut: frozenset[str] | None = None  # keys of the clients that these are cut to; None: of all

    def __getitem__(self, log: str) -> Rows:
        return self.rows[log]

    def parted(self, wanted: int) -> Iterator[Logs]:
        """The logs in so many parts, one of some clients after the other (typed columns only).

        The clients stay in their order; the place of each is counted from the first of its part.
        """
        clients = len(self.clients)
        parts = max(1, min(wanted, clients))
        for number in range(parts):
            first, end = (clients * each // parts for each in (number, number + 1))
            yield self if parts == 1 else self._of_clients(first, end)

    @property
    def number_of_rows(self) -> int:
        """How many rows the logs have besides that of the clients."""
        return sum(len(rows) for log, rows in self.rows.items() if log != "clients")

    def _of_clients(self, first: int, end: int) -> Logs:
        rows = dict(self.rows)
        for log, each in self.rows.items():
            if log == "clients" or not len(each):
                continue
            found = each.only(np.flatnonzero((each["client"] >= first) & (each["client"] < end)))
            rows[log] = replace(
                found, columns={**found.columns, "client": found["client"] - np.int32(first)}
            )
        clients = self.clients.iloc[first:end].reset_index(drop=True)
        return replace(self, clients=clients, rows=rows)

    @property
    def set_aside(self) -> list[SetAside]:
        """Everything that was set aside, log by log."""
        return [each for rows in self.rows.values() for each in rows.set_aside]

    @property
    def set_aside_count(self) -> int:
        """How many rows were set aside, and files as a whole."""
        return sum(rows.set_aside_rows + bool(rows.problem) for rows in self.rows.values())

    def code(self, client: str) -> int | None:
        """The place of a client in `clients`, by its name in any case."""
        found = np.flatnonzero(self.clients["key"].to_numpy() == folded(client))
        return int(found[0]) if len(found) else None

    def latest_day(self, today: int) -> int | None:
        """The latest date in the logs: no plan, not in `clients`, not ahead of today."""
        found = [self[log].latest_day(today) for log in self.rows if log != "clients"]
        return max((day for day in found if day is not None), default=None)
