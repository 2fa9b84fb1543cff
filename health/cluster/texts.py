"""A part as tables of texts, whatever its form: what cells mean is for the one reader to say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from health.cluster.files import on_disk, opened, unreadable
from health.cluster.listing import Part
from health.errors import UnreadableFile
from health.logs.contract import LOGS, Column, Kind, column_name
from health.logs.files import (
    Irregular,
    Piece,
    UnusableFile,
    read_header,
    read_pieces,
    read_records,
    swallows_rows,
)
from health.logs.fingerprint import Counting, fingerprint_of
from health.logs.marks import NotPlain
from health.logs.plain import Known, PlainPiece, plain_pieces
from health.logs.rows import RECORDED

_ROWS = 1 << 16
_DAY_ONLY = (Kind.DATE, Kind.PLAN)


def columns_of(part: Part) -> tuple[str, ...]:
    """The names of a part's columns, as they are compared.

    UnreadableFile where it is no table, or lacks a column that its log needs.
    """
    if part.is_parquet:
        with _Parquet(part) as file:
            names = tuple(column_name(name) for name in file.schema_arrow.names)
    else:
        try:
            with on_disk(part.address, part.name, start_only=True) as path:
                names = read_header(path).names
        except (UnusableFile, OSError) as error:
            raise _refused(part, error) from error
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UnreadableFile(part.name, f"the column {twice!r} is there twice: rename one")
    missing = [name for name in LOGS[part.log].required if name not in names]
    if missing:
        raise UnreadableFile(
            part.name,
            f"the required column {', '.join(missing)} is missing; there are: "
            + ", ".join(names[:12]),
        )
    return names


def plain_pieces_of(part: Part, columns: tuple[str, ...]) -> Iterator[PlainPiece]:
    """The rows of a plain CSV with just these columns, by their lines; NotPlain for any other."""
    if part.is_parquet:
        raise NotPlain
    try:
        with on_disk(part.address, part.name) as path:
            header = read_header(path)
            if header.names != columns:
                raise NotPlain
            known = Known({"client": LOGS[part.log].by_name["client"]})
            span = (header.length, path.stat().st_size)
            yield from plain_pieces(path, header, known, span, header.row + 1, Counting())
    except (UnusableFile, OSError) as error:
        raise _refused(part, error) from error


def pieces_of(part: Part, regular: bool) -> Iterator[Piece]:
    """The rows of a part as texts (no matter in what pieces), numbered as people know them:
    in a CSV the header is row 1; in a Parquet file the first row is row 1.

    Raises Irregular on the way where a CSV is no plain table, if `regular` was hoped for.
    """
    if part.is_parquet:
        yield from _parquet_pieces(part)
        return
    try:
        with on_disk(part.address, part.name) as path:
            yield from _csv_pieces(path, part.log, regular)
    except (UnusableFile, OSError) as error:
        raise _refused(part, error) from error


def _csv_pieces(path: Path, log: str, regular: bool) -> Iterator[Piece]:
    header, seen = read_header(path), fingerprint_of(path)
    span, row = (header.length, seen.size), header.row + 1
    columns = {"client": LOGS[log].by_name["client"]}  # coded: each name is looked at once
    if not regular:
        yield read_records(path, header, columns, span, row)
        return
    header = type(header)(header.shown, header.names, header.length, header.row, seen.quotes)
    last = row - 1
    for piece in read_pieces(path, header, columns, span, row):
        last = piece.last_row
        yield piece
    several_lines = seen.lines > last - row + 2
    if header.quotes and several_lines and swallows_rows(path, header, span):
        raise Irregular


def _refused(part: Part, error: Exception) -> UnreadableFile:
    if isinstance(error, UnusableFile):
        return UnreadableFile(part.name, f"{error}; nothing was scored")
    return unreadable(part.name, error)


class _Parquet:
    """A Parquet file, open; UnreadableFile, now or while it is read, where it is none."""

    def __init__(self, part: Part) -> None:
        self.part = part

    def __enter__(self) -> pq.ParquetFile:
        system, path = opened(self.part.address)
        self.stream = None
        try:
            self.stream = system.open(path, "rb")
            return pq.ParquetFile(self.stream)
        except (OSError, pa.ArrowException) as error:
            self.__exit__()
            raise self._told(error) from error

    def __exit__(self, *raised: object) -> None:
        if self.stream is not None:
            self.stream.close()
        error = raised[1] if len(raised) > 1 else None
        if isinstance(error, OSError | pa.ArrowException):
            raise self._told(error) from error

    def _told(self, error: Exception) -> UnreadableFile:
        if isinstance(error, OSError) and error.strerror:
            return unreadable(self.part.name, error)
        why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        return UnreadableFile(
            self.part.name, f"it can't be read as Parquet ({why}); nothing was scored"
        )


def _parquet_pieces(part: Part) -> Iterator[Piece]:
    columns = {column.name: column for column in (*LOGS[part.log].columns, RECORDED)}
    with _Parquet(part) as file:
        names = [column_name(name) for name in file.schema_arrow.names]
        at = 0
        for batch in file.iter_batches(_ROWS):
            cells = {
                name: _as_text(part, name, values, columns.get(name))
                for name, values in zip(names, batch.columns, strict=True)
            }
            rows = np.arange(at + 1, at + 1 + len(batch), dtype=np.int32)
            at += len(batch)
            yield Piece(pa.table(cells), rows, last_row=at)


def _as_text(part: Part, name: str, values: pa.Array, column: Column | None) -> pa.Array:
    """Typed cells as the texts that say the same in a CSV."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return _as_text(part, name, values.dictionary_decode(), column)
    if pa.types.is_boolean(kind):
        return pc.if_else(values, "yes", "no")
    if pa.types.is_floating(kind):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, kind), values)
    elif pa.types.is_timestamp(kind):
        values = _moments(values, column)
    elif pa.types.is_date(kind):
        values = values.cast(pa.date32())
    elif pa.types.is_time(kind):
        values = values.cast(pa.time32("s"), safe=False)
    elif not (
        pa.types.is_integer(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_null(kind)
    ):
        raise UnreadableFile(
            part.name, f"the column {name!r} holds {kind}, which is no text, number or date"
        )
    return values.cast(pa.string())


def _moments(values: pa.Array, column: Column | None) -> pa.Array:
    """Timestamps to the microsecond: UTC where they have a zone, days where only these count."""
    if values.type.tz is not None:
        values = values.cast(pa.timestamp("us", "UTC"), safe=False)
    elif column is not None and column.kind in _DAY_ONLY:
        return values.cast(pa.date32(), safe=False)
    else:
        values = values.cast(pa.timestamp("us"), safe=False)
    whole = pc.all(pc.equal(pc.microsecond(values), 0)).as_py() is not False
    whole = whole and pc.all(pc.equal(pc.millisecond(values), 0)).as_py() is not False
    return values.cast(pa.timestamp("s", values.type.tz), safe=False) if whole else values
