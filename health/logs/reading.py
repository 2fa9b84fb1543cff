"""A folder of CSV logs as typed rows; what can't be used is set aside with its reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from health.calendars import DAY_US, HOUR_US, NEVER, local_moments
from health.errors import UnusableLogs
from health.logs.cells import Cells, coded, stripped, text_at
from health.logs.cells import clock as clock_us
from health.logs.contract import LOGS, Column, Contract, Kind, folded
from health.logs.files import (
    Header,
    Irregular,
    Piece,
    UnusableFile,
    read_header,
    read_pieces,
    read_records,
    swallows_rows,
)
from health.logs.fingerprint import Counting, Fingerprint, fingerprint_of, grown, stamp_of
from health.logs.gathering import (
    FREE,
    OTHERS,
    Gathered,
    blank_cells,
    first_days,
    first_known,
    is_free,
    joined,
    known_days,
    once,
    row_keys,
    wider,
)
from health.logs.marks import NotPlain
from health.logs.plain import Known, PlainPiece, plain_pieces
from health.logs.rows import RECORDED, Array, Logs, Rows, SetAside
from health.logs.texts import Lines
from health.settings import Settings

Progress = Callable[[str], None]


def read_folder(
    folder: Path,
    settings: Settings | None = None,
    progress: Progress | None = None,
    texts: bool = True,
    only: Collection[str] = tuple(LOGS),
) -> Logs:
    """All logs of a folder, or `only` some; UnusableLogs if there is no clients log or no other.

    Without `texts` only what scores are made of is kept in memory: rows of logs that are no plain
    files can't be shown.
    """
    files, strangers = files_of(folder)
    return read_files(folder, files, strangers, settings, progress, texts, only)


def read_files(
    folder: Path,
    files: Mapping[str, Path],
    strangers: tuple[str, ...] = (),
    settings: Settings | None = None,
    progress: Progress | None = None,
    texts: bool = True,
    only: Collection[str] = tuple(LOGS),
    known: Logs | None = None,
) -> Logs:
    """The logs of some files, of which `strangers` are none; what `known` has and `only` does not
    name is taken as it was read. UnusableLogs if there is no clients log or no other."""
    settings = settings or Settings.default()
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
    if known is None or "clients" in only:
        clients_rows, clients = reader.read_clients(files["clients"])
    else:
        clients_rows, clients = known.rows["clients"], known.clients
        reader.use(clients)
    rows = {"clients": clients_rows}
    for log, contract in LOGS.items():
        if log == "clients":
            continue
        if log in only:
            path = files.get(log)
            rows[log] = reader.read(path, contract) if path else Rows(contract)
        else:
            rows[log] = known.rows[log] if known is not None else Rows(contract)
    zone = settings.text("agreements.time_zone")
    return Logs(folder, clients, rows, strangers, zone, reader.hours, texts)


def read_again(
    before: Logs,
    settings: Settings,
    progress: Progress | None = None,
    found: tuple[Mapping[str, Path], tuple[str, ...]] | None = None,
) -> tuple[Logs, int | None]:
    """The folder once more: the logs, and the first day whose score the new rows can touch.

    Files that only grew are read from where they ended. `before` itself is given back when nothing
    changed. The day is NEVER when no score can, and None where any can: a file was edited, came or
    went. `found` are the files and the strangers, where these are not those of the folder.
    """
    files, strangers = found or files_of(before.folder)
    texts = before.shown

    def anew() -> tuple[Logs, None]:
        return read_files(before.folder, files, strangers, settings, progress, texts), None

    came_or_went = any((log in files) != (before.rows[log].path is not None) for log in LOGS)
    if came_or_went or not _same(before.rows["clients"], files["clients"]):
        return anew()
    reader = _Reader(settings, progress, texts)
    reader.use(before.clients)
    rows, since = {"clients": _moved(before.rows["clients"], files["clients"])}, int(NEVER)
    for log, old in before.rows.items():
        if log == "clients" or old.path is None:
            rows[log] = old
            continue
        more = reader.read_more(old, files[log])
        if more is None:
            return anew()
        rows[log], first = more
        since = min(since, first)
    if strangers == before.strangers and all(rows[log] is before.rows[log] for log in rows):
        return before, since
    return replace(before, rows=rows, strangers=strangers), since


def files_of(folder: Path) -> tuple[dict[str, Path], tuple[str, ...]]:
    """The file of each log, and the names of the CSV files that are none, or a log's second."""
    if not folder.is_dir():
        raise UnusableLogs(f"{folder}: there is no such folder; give the folder with clients.csv")
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
        return old.fingerprint is not None and old.fingerprint.is_of(path)
    except OSError:
        return False


def _moved(rows: Rows, path: Path) -> Rows:
    """The same rows, of a file elsewhere that holds what theirs held."""
    if path == rows.path:
        return rows
    return replace(rows, path=path, lines=rows.lines and replace(rows.lines, path=path))


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
            others=rows.others[~bad] if rows.others is not None else None,
            table=rows.table.filter(pa.array(~bad)),
            set_aside=(*rows.set_aside, *aside),
        )
        return kept, table[~bad]

    def read(self, path: Path, contract: Contract, texts: bool | None = None) -> Rows:
        """One log from its file; a file that is no table of this log becomes a problem, told."""
        self.progress(f"reading {path.name}")
        texts = self.texts if texts is None else texts
        seen: Fingerprint | None = None
        try:
            header = read_header(path)
            missing = [name for name in contract.required if name not in header.names]
            if missing:
                raise UnusableFile(
                    f"the required column {', '.join(missing)} is missing; the header names: "
                    + _few(header.shown)
                )
            try:
                rows, seen = self._read_plain(path, header, contract, texts)
            except NotPlain:
                seen = fingerprint_of(path)
                header = replace(header, quotes=seen.quotes)
                gathered, span = Gathered(contract, texts), (header.length, seen.size)
                self._gather(path, header, span, seen.lines, header.row + 1, gathered)
                rows = once(gathered.rows(header))
        except (UnusableFile, OSError) as error:
            if isinstance(error, OSError):
                error = UnusableFile(f"the file can't be opened ({error.strerror})")
            elif seen is None:
                seen = fingerprint_of(path)
            problem = f"{path.name}: {error}. The log counts as absent."
            aside = SetAside(contract.name, 0, "", "", f"{error}; the log counts as absent")
            return Rows(contract, set_aside=(aside,), problem=problem, path=path, fingerprint=seen)
        return replace(rows, path=path, fingerprint=seen)

    def _read_plain(
        self, path: Path, header: Header, contract: Contract, texts: bool
    ) -> tuple[Rows, Fingerprint]:
        """One log and its fingerprint from a plain file; NotPlain where it is none."""
        if contract.name == "clients":
            raise NotPlain  # a small one, needed as a table
        stamp, counting = stamp_of(path), Counting()
        with path.open("rb") as file:
            start = np.frombuffer(file.read(header.length), np.uint8)
        lines, quotes = (int(np.count_nonzero(start == ord(mark))) for mark in '\n"')
        counting.add(start, lines, quotes)
        gathered = Gathered(contract, texts)
        span = (header.length, stamp.size)
        self._gather_plain(path, header, span, header.row + 1, gathered, counting)
        return once(gathered.rows(header)), counting.done(stamp)

    def read_more(self, old: Rows, path: Path) -> tuple[Rows, int] | None:
        """`old` and what its file grew by, with the first day that touches; None if edited."""
        before = old.fingerprint
        if before is None:
            return None
        try:
            if before.is_of(path):
                return _moved(old, path), int(NEVER)
            stamp = stamp_of(path)
            now = grown(path, before)
        except OSError:
            return None
        if now is None or old.problem or not before.can_grow:
            return None
        if old.irregular and now.quotes:
            return None  # which quotation is closed where depends on the whole file
        if not old.read and old.lines is None:  # a header alone: what is below may be plain
            rows = self.read(path, old.contract)
            return None if rows.problem else (rows, first_known(rows))
        self.progress(f"reading what is new in {path.name}")
        gathered = Gathered(old.contract, self.texts, old.names)
        try:
            header, span = read_header(path), (before.size, now.size)
            row, lines = old.last_row + 1, now.lines - before.lines
            if old.lines is not None:
                self._gather_plain(path, header, span, row, gathered, Counting())
            else:
                header = replace(header, quotes=now.quotes)
                self._gather(path, header, span, lines, row, gathered)
            if gathered.irregular and now.quotes:
                return None
            both, touched = joined(old, gathered.rows(header))
        except (UnusableFile, NotPlain):
            return None
        now = now.under(stamp)
        return replace(both, path=path, fingerprint=now, lines=gathered.lines), touched

    def _gather_plain(
        self,
        path: Path,
        header: Header,
        span: tuple[int, int],
        row: int,
        gathered: Gathered,
        counting: Counting,
    ) -> None:
        """All rows between two bytes of a plain file; NotPlain on the way where it is none."""
        known = {column.name: column for column in (*gathered.contract.columns, RECORDED)}
        for piece in plain_pieces(path, header, Known(known), span, row, counting):
            if not gathered.number:  # as many more as this piece has, and some
                gathered.expected = int(len(piece.rows) * (span[1] - span[0]) / piece.size * 1.05)
            self._understand(piece, gathered)
        if not gathered.columns:
            raise NotPlain
        others = tuple(sorted(name for name in header.names if is_free(name, known)))
        gathered.lines = Lines(path, header.names, others)

    def _gather(
        self,
        path: Path,
        header: Header,
        span: tuple[int, int],
        lines: int,
        row: int,
        gathered: Gathered,
    ) -> None:
        """All rows between two bytes of a file, which has `lines` lines between them."""
        columns = {column.name: column for column in (*gathered.contract.columns, RECORDED)}
        try:
            for piece in read_pieces(path, header, columns, span, row):
                self._understand(piece, gathered)
            several_lines = lines > gathered.last_row - row + 2
            if header.quotes and several_lines and swallows_rows(path, header, span):
                raise Irregular
        except Irregular:
            gathered.clear()
            gathered.irregular = True
            self._understand(read_records(path, header, columns, span, row), gathered)

    def _understand(self, piece: Piece | PlainPiece, gathered: Gathered) -> None:
        """Typed columns of a piece's rows that can be used; the others set aside."""
        contract, numbers = gathered.contract, piece.rows
        known = {column.name: column for column in (*contract.columns, RECORDED)}
        here = [known[name] for name in piece.names if name in known]
        columns: dict[str, Array] = {"row": numbers}
        for column in here:
            if column.kind is Kind.NAME:
                code = self._coder(column, gathered)
                columns[column.name] = piece.named(column.name, code)
        blank = piece.blank(columns["client"] == -1)
        bad = np.zeros(len(numbers), bool)
        for row, text, reason in piece.ragged:
            gathered.aside.append(SetAside(contract.name, row, "", text, reason))

        def refuse(wrong: npt.NDArray[np.bool_], column: str, reason: str) -> None:
            if not wrong.any():
                return
            wrong = wrong & ~blank
            bad[wrong] = True
            for at in np.flatnonzero(wrong):
                value = piece.text(column, int(at)) if column in piece.names else ""
                gathered.aside.append(
                    SetAside(contract.name, int(numbers[at]), column, value, reason)
                )

        cells_of: dict[str, Cells] = {}
        for column in here:
            if column.kind is Kind.NAME:
                self._refuse_names(column, columns[column.name], refuse)
                continue
            if column.kind in FREE:
                filled = column.required or column.kind is Kind.STATED
                if filled:
                    there = piece.filled(column.name)
                    columns[f"{column.name}.filled"] = there
                    if column.required:
                        refuse(~there, column.name, "required, and blank")
                continue
            cells = piece.cells(column)
            cells_of[column.name] = cells
            columns[column.name] = cells.values
            if cells.bad is not None:
                refuse(cells.bad, column.name, f"can't be read; allowed: {column.allowed}")
            if column.required:
                empty = blank_cells(cells) if cells.bad is None else blank_cells(cells) & ~cells.bad
                refuse(empty, column.name, f"required, and blank; allowed: {column.allowed}")
        for column in here:
            if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
                self._localise(column, cells_of[column.name], columns)
        if contract.name == "feedback" and "rating" in columns:
            answered = columns.get("answered_on", np.full(len(bad), NEVER))
            undated = ~np.isnan(columns["rating"]) & (answered >= NEVER)
            refuse(undated & ~bad, "rating", "a rating needs its date in answered_on")
        first = first_days(contract, columns, len(bad))
        if contract.name in ("demos", "feedback"):
            wanted = " or ".join(contract.appears)
            refuse((first >= NEVER) & ~bad, contract.appears[0], f"no date at all: fill {wanted}")
        columns["first"] = first
        columns["known"] = known_days(first, columns)
        for column in here:
            if column.kind in (Kind.DATE, Kind.PLAN, Kind.MOMENT):
                days = columns.get(f"{column.name}.day", columns[column.name])
                gathered.span = wider(gathered.span, days)
        columns["key"] = row_keys(columns, piece.names, known)
        columns = {name: part for name, part in columns.items() if not name.endswith(".again")}
        columns[OTHERS] = piece.others([name for name in piece.names if is_free(name, known)])
        if contract.name == "clients":
            lost = np.flatnonzero(bad)
            self.refused |= {folded(piece.text("client", int(at))) for at in lost}
        gathered.add(columns, piece.table, ~(bad | blank))
        gathered.read += len(numbers) - int(blank.sum()) + len(piece.ragged)
        gathered.last_row = piece.last_row

    def _refuse_names(
        self, column: Column, found: npt.NDArray[np.int32], refuse: Callable[..., None]
    ) -> None:
        """Set the rows aside that lack a name, or name a client that is none."""
        if int(found.min(initial=0)) >= 0:
            return
        if column.required:
            refuse(found == -1, column.name, "required, and blank")
        refuse(found == -2, column.name, "no such client in clients.csv: add it, or mend the name")
        refuse(found == -3, column.name, "its own row in clients.csv was set aside: mend that one")

    def _coder(self, column: Column, gathered: Gathered) -> Callable[[str], int]:
        """The code of a name: -1 blank, -2 no client, -3 a client that was set aside."""
        if column.name == "client" and gathered.contract.name != "clients":
            codes = {"": -1, **dict.fromkeys(self.refused, -3), **self.codes}
            return lambda text: codes.get(folded(text), -2)
        keys = gathered.names.setdefault(column.name, {})

        def code(text: str) -> int:
            key = folded(text)
            return keys.setdefault(key, len(keys)) if key else -1

        return code

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
        day = (us // DAY_US).astype(np.int32) if cells.days is None else cells.days
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


def _few(names: tuple[str, ...]) -> str:
    """Some names of a header, fit for a terminal whatever the file holds."""
    clean = ["".join(letter for letter in name if letter.isprintable())[:40] for name in names]
    return ", ".join(clean[:12]) + (f" and {len(clean) - 12} more" if len(clean) > 12 else "")


def _clock(us: int) -> str:
    return f"{us // HOUR_US:02}:{us % HOUR_US // 60_000_000:02}"
