"""A folder of CSV logs as typed rows; what can't be used is set aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from health.calendars import DAY_US, HOUR_US, NEVER, Days, local_moments
from health.errors import UnusableLogs
from health.logs.cells import Cells, coded, parsed, stripped, text_at, understood
from health.logs.cells import clock as clock_us
from health.logs.contract import LOGS, Column, Contract, Kind, folded
from health.logs.duplicates import Keys, among, mixed, repeated, text_keys
from health.logs.files import (
    Fingerprint,
    Header,
    Irregular,
    Piece,
    UnusableFile,
    fingerprints,
    read_header,
    read_pieces,
    read_records,
)
from health.settings import Settings

Array = npt.NDArray[Any]
RECORDED = Column("recorded_on", Kind.DATE)
Progress = Callable[[str], None]
_FREE = (Kind.TEXT, Kind.STATED)  # text that is shown, not understood


@dataclass(frozen=True)
class SetAside:
    """One cell (or row) that kept a row out of the score; `row` as in a spreadsheet, header = 1."""

    log: str
    row: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        place = f"{self.log}.csv row {self.row}" if self.row else f"{self.log}.csv"
        cell = f", {self.column} = {self.value!r}" if self.column and self.row else ""
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
    its place in the file, `key` what it has in common only with rows equal to it. `table` holds the
    cells as they were read, for showing rows; None where only scores are wanted.
    """

    contract: Contract
    present: bool = False
    tracked: frozenset[str] = frozenset()
    columns: dict[str, Array] = field(default_factory=dict)
    table: pa.Table | None = None
    set_aside: tuple[SetAside, ...] = ()
    read: int = 0
    duplicates: tuple[int, ...] = ()
    names: dict[str, dict[str, int]] = field(default_factory=dict)
    problem: str = ""
    path: Path | None = None
    fingerprint: Fingerprint | None = None
    last_row: int = 1
    span: tuple[int, int] = (int(NEVER), -int(NEVER))  # the earliest and the latest day
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

    def only(self, places: Array | None) -> Rows:
        """Some of the rows (typed columns only); all for None."""
        if places is None:
            return self
        columns = {name: values[places] for name, values in self.columns.items()}
        return replace(self, columns=columns, table=None)

    @property
    def set_aside_rows(self) -> int:
        """How many rows were set aside (a row may have several reasons)."""
        return len({each.row for each in self.set_aside if each.row})


@dataclass(frozen=True)
class Logs:
    """All logs of a portfolio. `clients` is one row a client, its dates as day numbers."""

    folder: Path
    clients: pd.DataFrame
    rows: dict[str, Rows]
    strangers: tuple[str, ...] = ()
    zone: str = "UTC"
    hours: tuple[int, int] = (9 * 3_600_000_000, 18 * 3_600_000_000)

    def __getitem__(self, log: str) -> Rows:
        return self.rows[log]

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
        latest = None
        for log, rows in self.rows.items():
            if log == "clients":
                continue
            for column in (*rows.contract.columns, RECORDED):
                if column.kind not in (Kind.DATE, Kind.MOMENT):
                    continue
                name = column.name if column.kind is Kind.DATE else f"{column.name}.day"
                days = rows.columns.get(name)
                if days is None or not len(days):
                    continue
                most = int(days.max())
                if most > today:
                    past = days[days <= today]
                    most = int(past.max()) if len(past) else -int(NEVER)
                latest = most if latest is None else max(latest, most)
        return latest if latest is not None and latest > -NEVER else None


def read_folder(
    folder: Path,
    settings: Settings | None = None,
    progress: Progress | None = None,
    texts: bool = True,
    only: Collection[str] = tuple(LOGS),
) -> Logs:
    """All logs of a folder, or `only` some; UnusableLogs if there is no clients log or no other.

    Without `texts` only what scores are made of is kept in memory: rows can't be shown.
    """
    settings = settings or Settings.default()
    if not folder.is_dir():
        raise UnusableLogs(f"{folder}: there is no such folder; give the folder with clients.csv")
    files, strangers = _files(folder)
    if "clients" not in files:
        raise UnusableLogs(
            f"{folder}: clients.csv is missing; it needs one row a client, with the column client"
        )
    if not any(log in files for log in LOGS if log != "clients"):
        raise UnusableLogs(
            f"{folder}: there is no log beside clients.csv; add one of: "
            + ", ".join(f"{log}.csv" for log in LOGS if log != "clients")
        )
    reader = _Reader(settings, progress, texts)
    clients_rows, clients = reader.read_clients(files["clients"])
    rows = {"clients": clients_rows}
    for log, contract in LOGS.items():
        if log != "clients":
            path = files.get(log) if log in only else None
            rows[log] = reader.read(path, contract) if path else Rows(contract)
    return Logs(
        folder, clients, rows, strangers, settings.text("agreements.time_zone"), reader.hours
    )


def read_again(
    before: Logs, settings: Settings, progress: Progress | None = None
) -> tuple[Logs, int | None]:
    """The folder once more: the logs, and the first day whose score the new rows can touch.

    Files that only grew are read from where they ended. `before` itself is given back when nothing
    changed. The day is NEVER when no score can, and None where any can: a file was edited, came or
    went.
    """
    if not before.folder.is_dir():
        return read_folder(before.folder, settings, progress), None
    files, strangers = _files(before.folder)
    texts = any(rows.table is not None for log, rows in before.rows.items() if log != "clients")
    came_or_went = any((log in files) != (before.rows[log].path is not None) for log in LOGS)
    if came_or_went or not _same(before.rows["clients"], files["clients"]):
        return read_folder(before.folder, settings, progress, texts), None
    reader = _Reader(settings, progress, texts)
    reader.use(before.clients)
    rows, since = {"clients": before.rows["clients"]}, int(NEVER)
    for log, old in before.rows.items():
        if log == "clients" or old.path is None:
            rows[log] = old
            continue
        grown = reader.read_more(old, files[log])
        if grown is None:
            return read_folder(before.folder, settings, progress, texts), None
        rows[log], first = grown
        since = min(since, first)
    if strangers == before.strangers and all(rows[log] is before.rows[log] for log in rows):
        return before, since
    return replace(before, rows=rows, strangers=strangers), since


def _files(folder: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The file of each log, and the names of the CSV files that are none, or a log's second."""
    files: dict[str, Path] = {}
    strangers = []
    try:
        found = sorted(path for path in folder.iterdir() if _is_csv(path))
    except OSError as error:
        raise UnusableLogs(f"{folder}: the folder can't be opened ({error.strerror})") from error
    for path in found:
        log = path.stem.casefold()
        if log in LOGS and log not in files:
            files[log] = path
        else:
            strangers.append(path.name)
    return files, tuple(strangers)


def _is_csv(path: Path) -> bool:
    return path.suffix.casefold() == ".csv" and path.is_file()


def _same(old: Rows, path: Path) -> bool:
    try:
        return old.fingerprint == fingerprints(path)[1]
    except OSError:
        return False


class _Reader:
    """Reads logs one by one, knowing the clients that the first one named."""

    def __init__(self, settings: Settings, progress: Progress | None, texts: bool = True) -> None:
        self.zone = settings.text("agreements.time_zone")
        self.hours = (
            clock_us(settings.text("agreements.works_from")),
            clock_us(settings.text("agreements.works_to")),
        )
        self.progress = progress or (lambda _: None)
        self.texts = texts
        self.codes: dict[str, int] = {}
        self.refused: set[str] = set()  # clients whose own row was set aside
        self.clients = pd.DataFrame()

    def use(self, clients: pd.DataFrame) -> None:
        """Take the clients as they were read before."""
        self.clients = clients
        self.codes = {key: code for code, key in enumerate(clients["key"])}

    def read_clients(self, path: Path) -> tuple[Rows, pd.DataFrame]:
        """The clients log: its rows, and the table that everything else refers to."""
        contract = LOGS["clients"]
        rows = self.read(path, contract, texts=True)
        if rows.problem:
            raise UnusableLogs(rows.problem)
        assert rows.table is not None
        codes, texts = coded(rows.table["client"])
        names = np.array(texts, object)[codes]
        keys = [folded(name) for name in names]
        table = pd.DataFrame({"client": names, "key": keys, "row": rows["row"]})
        for column in contract.columns[1:]:
            if column.kind is Kind.TEXT:
                cells = rows.table[column.name] if column.name in rows.tracked else None
                texts_of = stripped(cells).to_pylist() if cells is not None else [None] * len(table)
                table[column.name] = np.array([text or "" for text in texts_of], object)
            elif column.name in rows.columns:
                table[column.name] = rows.columns[column.name]
            elif column.kind in (Kind.ZONE, Kind.COUNTRY):
                table[column.name] = np.full(len(table), "", object)
            elif column.kind is Kind.CLOCK:
                table[column.name] = np.full(len(table), -1, np.int64)
            else:
                table[column.name] = rows[column.name]
        for name, default in zip(("works_from", "works_to"), self.hours, strict=True):
            table[name] = table[name].where(table[name] >= 0, default)
        table["time_zone"] = table["time_zone"].where(table["time_zone"] != "", self.zone)
        rows, table = self._without(
            rows,
            table,
            (table["works_from"] >= table["works_to"]).to_numpy(),
            "works_from" if "works_from" in rows.tracked else "works_to",
            f"works_from (default {_clock(self.hours[0])}) must be earlier than works_to "
            f"(default {_clock(self.hours[1])})",
        )
        rows, table = self._without(
            rows,
            table,
            table["key"].duplicated().to_numpy(),
            "client",
            "the client is there already, in an earlier row: keep one row a client",
        )
        if not len(table):
            told = "; ".join(str(each) for each in rows.set_aside[:3])
            raise UnusableLogs(f"{path}: no row can be used. {told}".rstrip(". "))
        table = table.reset_index(drop=True)
        self.use(table)
        return rows, table

    def _without(
        self, rows: Rows, table: pd.DataFrame, bad: npt.NDArray[np.bool_], column: str, reason: str
    ) -> tuple[Rows, pd.DataFrame]:
        """Set rows of the clients log aside."""
        if not bad.any():
            return rows, table
        self.refused |= {key for key in table["key"][bad] if not table["key"][~bad].eq(key).any()}
        assert rows.table is not None
        cells = rows.table[column] if column in rows.table.column_names else rows.table["client"]
        aside = [
            SetAside("clients", int(rows["row"][at]), column, text_at(cells, int(at)), reason)
            for at in np.flatnonzero(bad)
        ]
        columns = {name: values[~bad] for name, values in rows.columns.items()}
        kept = replace(
            rows,
            columns=columns,
            table=rows.table.filter(pa.array(~bad)),
            set_aside=(*rows.set_aside, *aside),
        )
        return kept, table[~bad]

    def read(self, path: Path, contract: Contract, texts: bool | None = None) -> Rows:
        """One log from its file; a file that is no table of this log becomes a problem, told."""
        self.progress(f"reading {path.name}")
        gathered = _Gathered(contract, self.texts if texts is None else texts)
        seen = None
        try:
            _, seen = fingerprints(path)
            header = read_header(path, seen.quotes)
            missing = [name for name in contract.required if name not in header.names]
            if missing:
                raise UnusableFile(
                    f"the required column {', '.join(missing)} is missing; the header names: "
                    + ", ".join(header.shown)
                )
            self._gather(path, header, (header.length, seen.size), header.row + 1, gathered)
        except (UnusableFile, OSError) as error:
            if isinstance(error, OSError):
                error = UnusableFile(f"the file can't be opened ({error.strerror})")
            problem = f"{path.name}: {error}. The log counts as absent."
            aside = SetAside(contract.name, 0, "", "", f"{error}; the log counts as absent")
            return Rows(contract, set_aside=(aside,), problem=problem, path=path, fingerprint=seen)
        return replace(_once(gathered.rows(header)), path=path, fingerprint=seen)

    def read_more(self, old: Rows, path: Path) -> tuple[Rows, int] | None:
        """`old` and what its file grew by, with the first day that touches; None if edited."""
        before = old.fingerprint
        if before is None:
            return None
        try:
            first, now = fingerprints(path, before.size)
        except OSError:
            return None
        if now == before:
            return old, int(NEVER)
        if first != before or old.problem or not before.can_grow:
            return None
        self.progress(f"reading what is new in {path.name}")
        gathered = _Gathered(old.contract, old.table is not None, old.names)
        try:
            header = read_header(path, now.quotes)
            self._gather(path, header, (before.size, now.size), old.last_row + 1, gathered)
        except UnusableFile:
            return None
        joined, touched = _joined(old, gathered.rows(header))
        return replace(joined, path=path, fingerprint=now), touched

    def _gather(
        self, path: Path, header: Header, span: tuple[int, int], row: int, gathered: _Gathered
    ) -> None:
        """All rows between two bytes of a file."""
        contract = gathered.contract
        columns = {column.name: column for column in (*contract.columns, RECORDED)}
        try:
            for piece in read_pieces(path, header, columns, span, row):
                self._understand(piece, contract, gathered)
        except Irregular:
            gathered.clear()
            self._understand(read_records(path, header, columns, span, row), contract, gathered)

    def _understand(self, piece: Piece, contract: Contract, gathered: _Gathered) -> None:
        """Typed columns of a piece's rows that can be used; the others set aside."""
        table, numbers = piece.table, piece.rows
        known = {column.name: column for column in (*contract.columns, RECORDED)}
        here = [known[name] for name in table.column_names if name in known]
        blank = _blank_rows(table)
        bad = np.zeros(len(table), bool)
        for row, text, reason in piece.ragged:
            gathered.aside.append(SetAside(contract.name, row, "", text, reason))

        def refuse(wrong: npt.NDArray[np.bool_], column: str, reason: str) -> None:
            wrong = wrong & ~blank
            bad[wrong] = True
            for at in np.flatnonzero(wrong):
                value = text_at(table[column], int(at)) if column in table.column_names else ""
                gathered.aside.append(
                    SetAside(contract.name, int(numbers[at]), column, value, reason)
                )

        columns: dict[str, Array] = {"row": numbers}
        cells_of: dict[str, Cells] = {}
        for column in here:
            if column.kind is Kind.NAME:
                columns[column.name] = self._named(column, contract, table, gathered, refuse)
                continue
            if column.kind in _FREE:
                filled = column.required or column.kind is Kind.STATED
                if filled:
                    there = stripped(table[column.name]).is_valid().to_numpy()
                    columns[f"{column.name}.filled"] = there
                    if column.required:
                        refuse(~there, column.name, "required, and blank")
                continue
            cells = understood(column, table[column.name]) or parsed(column, table[column.name])
            cells_of[column.name] = cells
            columns[column.name] = cells.values
            if cells.bad is not None:
                refuse(cells.bad, column.name, f"can't be read; allowed: {column.allowed}")
            if column.required:
                empty = _blank(cells) if cells.bad is None else _blank(cells) & ~cells.bad
                refuse(empty, column.name, f"required, and blank; allowed: {column.allowed}")
        for column in here:
            if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
                self._localise(column, cells_of[column.name], columns)
        if contract.name == "feedback" and "rating" in columns:
            answered = columns.get("answered_on", np.full(len(bad), NEVER))
            undated = ~np.isnan(columns["rating"]) & (answered >= NEVER)
            refuse(undated & ~bad, "rating", "a rating needs its date in answered_on")
        first = _appears(contract, columns, len(bad))
        if contract.name in ("demos", "feedback"):
            wanted = " or ".join(contract.appears)
            refuse((first >= NEVER) & ~bad, contract.appears[0], f"no date at all: fill {wanted}")
        columns["first"] = first
        columns["known"] = _known(first, columns)
        for column in here:
            if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
                days = columns.get(f"{column.name}.day", columns[column.name])
                gathered.span = _wider(gathered.span, days)
        columns["key"] = _row_keys(columns, table, known)
        columns = {name: part for name, part in columns.items() if not name.endswith(".again")}
        if contract.name == "clients":
            lost = np.flatnonzero(bad)
            self.refused |= {folded(text_at(table["client"], int(at))) for at in lost}
        gathered.add(columns, table, ~(bad | blank))
        gathered.read += len(table) - int(blank.sum()) + len(piece.ragged)
        gathered.last_row = piece.last_row

    def _named(
        self,
        column: Column,
        contract: Contract,
        table: pa.Table,
        gathered: _Gathered,
        refuse: Callable[..., None],
    ) -> npt.NDArray[np.int32]:
        """Codes of folded names: of clients those of the clients log, of others their own."""
        codes, texts = coded(table[column.name])
        folds = [text.casefold() for text in texts]
        if column.name == "client" and contract.name != "clients":
            place = [
                self.codes.get(key, -3 if key in self.refused else -2) if key else -1
                for key in folds
            ]
        else:
            keys = gathered.names.setdefault(column.name, {})
            place = [keys.setdefault(key, len(keys)) if key else -1 for key in folds]
        found = np.array([*place, -1], np.int32)[codes]
        if column.required:
            refuse(found == -1, column.name, "required, and blank")
        refuse(found == -2, column.name, "no such client in clients.csv: add it, or mend the name")
        refuse(found == -3, column.name, "its own row in clients.csv was set aside: mend that one")
        return found

    def _localise(self, column: Column, cells: Cells, columns: dict[str, Array]) -> None:
        """Moments on the wall clock of the client; a date stands at the start of its hours."""
        us = cells.values
        if us.dtype == np.int32:
            return
        client = columns["client"]
        there = us < int(NEVER) * DAY_US
        offset = np.broadcast_to(cells.offset, us.shape) & there & (client >= 0)
        if offset.any() and len(self.clients):
            zones = self.clients["time_zone"].to_numpy().astype(str)[np.maximum(client, 0)]
        elif offset.any():
            own = columns.get("time_zone", np.full(len(us), "")).astype(str)
            zones = np.where(own == "", self.zone, own)
        if offset.any():
            us, again = us.copy(), np.zeros(len(us), bool)
            for zone in np.unique(zones[offset]):
                here = offset & (zones == zone)
                local = local_moments(us[here], zone)
                for shift in (HOUR_US, HOUR_US // 2):  # the hour that a clock change repeats
                    again[here] |= local_moments(us[here] - shift, zone) == local
                us[here] = local
            if again.any():
                columns[f"{column.name}.again"] = again
        day = (us // DAY_US).astype(np.int32)
        if column.kind is not Kind.MOMENT:
            columns[column.name] = day
            return
        timed = np.broadcast_to(cells.timed, us.shape) & there
        if (column.required and not timed.all()) or not timed[there].all():
            opens = self.clients["works_from"].to_numpy()[np.maximum(client, 0)]
            us = np.where(there & ~timed, us + opens, us)
        columns[column.name] = us
        columns[f"{column.name}.day"] = day
        if column.required:
            columns[f"{column.name}.timed"] = timed


def _clock(us: int) -> str:
    return f"{us // HOUR_US:02}:{us % HOUR_US // 60_000_000:02}"


class _Gathered:
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
        self.parts: dict[str, list[Array]] = {}
        self.tables: list[pa.Table] = []
        self.aside: list[SetAside] = []
        self.read, self.last_row = 0, 1
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
            room=[len(columns["row"])],
        )


def _wider(span: tuple[int, int], days: Days) -> tuple[int, int]:
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


def _blank_rows(table: pa.Table) -> npt.NDArray[np.bool_]:
    """Rows in which no cell holds anything, as spreadsheets leave them below a table."""
    codes, _ = coded(table["client"])
    blank = np.asarray(codes == -1)
    if blank.any():
        maybe = np.flatnonzero(blank)
        rows = table.take(pa.array(maybe))
        filled = [stripped(rows[name]).is_valid().to_numpy() for name in rows.column_names]
        blank[maybe] = ~np.any(filled, axis=0)
    return blank


def _blank(cells: Cells) -> npt.NDArray[np.bool_]:
    values = cells.values
    if values.dtype == np.int32:
        return np.asarray(values >= NEVER)
    if values.dtype == np.int64:
        return np.asarray(values >= int(NEVER) * DAY_US)
    if values.dtype == np.float64:
        return np.asarray(np.isnan(values))
    return np.asarray(values < 0)


def _appears(contract: Contract, columns: dict[str, Array], rows: int) -> Days:
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


def _known(first: Days, columns: dict[str, Array]) -> Days:
    """Since when a row is there: from its first date (always, without one), once recorded."""
    if len(first) and int(first.max()) >= NEVER:
        first = np.where(first >= NEVER, -NEVER, first).astype(np.int32)
    recorded = columns.get("recorded_on")
    if recorded is None:
        return first
    recorded = np.where(recorded >= NEVER, -NEVER, recorded).astype(np.int32)
    return np.maximum(first, recorded)


def _row_keys(columns: dict[str, Array], table: pa.Table, known: dict[str, Column]) -> Keys:
    """A number a row from every column as parsed, whatever the columns' order in the file."""
    keys = np.zeros(len(table), np.uint64)
    for name in sorted(table.column_names):
        kind = known[name].kind if name in known else Kind.TEXT
        if kind in _FREE:
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


def _once(rows: Rows, again: Array | None = None) -> Rows:
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


def _joined(old: Rows, new: Rows) -> tuple[Rows, int]:
    """Old rows and new ones as one log, with the first day that the new ones touch."""
    new = _once(new)
    if len(new) and len(old):
        seen = old["key"][among(old["key"], np.sort(new["key"]))]
        new = _once(new, np.flatnonzero(np.isin(new["key"], seen)))
    tables = [each.table for each in (old, new) if each.table is not None]
    columns, room = _appended(old, new)
    joined = replace(
        old,
        columns=columns,
        room=room,
        table=pa.concat_tables(tables) if tables else None,
        set_aside=(*old.set_aside, *new.set_aside),
        read=old.read + new.read,
        duplicates=(*old.duplicates, *new.duplicates),
        names=new.names,
        last_row=new.last_row,
        span=(min(old.span[0], new.span[0]), max(old.span[1], new.span[1])),
    )
    dated = new["known"][new["first"] < NEVER]
    return joined, int(dated.min(initial=int(NEVER)))
