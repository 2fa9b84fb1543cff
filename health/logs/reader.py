"""One log after the other from its file: as a plain file where it is one, else as any table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from health.calendars import HOUR_US, NEVER
from health.errors import UnusableLogs
from health.logs.cells import coded, stripped, text_at
from health.logs.contract import LOGS, Contract, Kind, folded
from health.logs.edited import edited_since
from health.logs.files import (
    Header,
    Irregular,
    UnusableFile,
    read_header,
    read_pieces,
    read_records,
    swallows_rows,
)
from health.logs.fingerprint import Counting, Fingerprint, fingerprint_of, grown, stamp_of
from health.logs.gathering import Gathered, first_known, is_free, joined, once
from health.logs.marks import NotPlain
from health.logs.plain import Known, plain_pieces
from health.logs.rows import RECORDED, Rows, SetAside
from health.logs.texts import Lines
from health.logs.understanding import Clients, understand
from health.settings import Settings

Progress = Callable[[str], None]


class Reader:
    """Reads logs one by one, knowing the clients that the first one named."""

    def __init__(self, settings: Settings, progress: Progress | None, texts: bool = True) -> None:
        self.clients = Clients(settings)
        self.progress = progress or (lambda _: None)
        self.texts = texts

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
        for name, default in zip(("works_from", "works_to"), self.clients.hours, strict=True):
            table[name] = table[name].where(table[name] >= 0, default)
        table["time_zone"] = table["time_zone"].where(table["time_zone"] != "", self.clients.zone)
        rows, table = self._without(
            rows,
            table,
            (table["works_from"] >= table["works_to"]).to_numpy(),
            "works_from" if "works_from" in rows.tracked else "works_to",
            f"works_from (default {_clock(self.clients.hours[0])}) must be earlier than works_to "
            f"(default {_clock(self.clients.hours[1])})",
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
        self.clients.use(table, self.clients.refused)
        return rows, table

    def _without(
        self, rows: Rows, table: pd.DataFrame, bad: npt.NDArray[np.bool_], column: str, reason: str
    ) -> tuple[Rows, pd.DataFrame]:
        """Set rows of the clients log aside."""
        if not bad.any():
            return rows, table
        self.clients.refused |= {
            key for key in table["key"][bad] if not table["key"][~bad].eq(key).any()
        }
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
                rows, seen = self._read_plain(path, header, Gathered(contract, texts))
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
        self, path: Path, header: Header, gathered: Gathered
    ) -> tuple[Rows, Fingerprint]:
        """One log and its fingerprint from a plain file; NotPlain where it is none."""
        if gathered.contract.name == "clients":
            raise NotPlain  # a small one, needed as a table
        stamp, counting = stamp_of(path), Counting()
        with path.open("rb") as file:
            start = np.frombuffer(file.read(header.length), np.uint8)
        lines, quotes = (int(np.count_nonzero(start == ord(mark))) for mark in '\n"')
        counting.add(start, lines, quotes)
        span = (header.length, stamp.size)
        self._gather_plain(path, header, span, header.row + 1, gathered, counting)
        return once(gathered.rows(header)), counting.done(stamp)

    def read_edited(self, old: Rows, path: Path) -> tuple[Rows, int | None]:
        """A log whose file was edited, read anew, and the first day that the edit touches; None
        where any may be: rows changed their order, or columns came or went."""
        new = self.read(path, old.contract)
        return new, edited_since(old, new)

    def read_more(self, old: Rows, path: Path) -> tuple[Rows, int] | None:
        """`old` and what its file grew by, with the first day that touches; None if edited."""
        before = old.fingerprint
        if before is None:
            return None
        try:
            if before.is_of(path):
                return moved(old, path), int(NEVER)
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
            understand(piece, gathered, self.clients)
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
                understand(piece, gathered, self.clients)
            several_lines = lines > gathered.last_row - row + 2
            if header.quotes and several_lines and swallows_rows(path, header, span):
                raise Irregular
        except Irregular:
            gathered.clear()
            gathered.irregular = True
            understand(read_records(path, header, columns, span, row), gathered, self.clients)


def moved(rows: Rows, path: Path) -> Rows:
    """The same rows, of a file elsewhere that holds what theirs held."""
    if path == rows.path:
        return rows
    return replace(rows, path=path, lines=rows.lines and replace(rows.lines, path=path))


def _few(names: tuple[str, ...]) -> str:
    """Some names of a header, fit for a terminal whatever the file holds."""
    clean = ["".join(letter for letter in name if letter.isprintable())[:40] for name in names]
    return ", ".join(clean[:12]) + (f" and {len(clean) - 12} more" if len(clean) > 12 else "")


def _clock(us: int) -> str:
    return f"{us // HOUR_US:02}:{us % HOUR_US // 60_000_000:02}"
