"""The product and the libraries that it is measured against, each told nothing but the file."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable
from pathlib import Path

import charset_normalizer
import clevercsv
import duckdb
import pandas as pd

from benchmarks.messy.sources import Rows
from health.tables.reading import read_table
from health.tables.written import records


def _text(path: Path) -> str:
    """The text as charset-normalizer reads it: these libraries want an encoding to be given."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return str(charset_normalizer.from_bytes(content).best() or "")


def product(path: Path) -> Rows:
    """`python -m health read`."""
    return list(records(read_table(path)))


def sniffer(path: Path) -> Rows:
    """Python's csv.Sniffer and csv.reader."""
    text = _text(path)
    dialect = csv.Sniffer().sniff(text) if text else csv.excel
    return [row for row in csv.reader(io.StringIO(text, newline=""), dialect) if row]


def clever(path: Path) -> Rows:
    """CleverCSV."""
    text = _text(path)
    if not text:
        return []
    dialect = clevercsv.Sniffer().sniff(text)
    if dialect is None:
        return [[line] for line in text.splitlines()]
    rows = clevercsv.reader(io.StringIO(text, newline=""), dialect)
    return [row for row in rows if any(row)]


def duck(path: Path) -> Rows:
    """DuckDB's sniffer and reader; as forgiving as can be, where a file is not read otherwise."""
    try:
        return _duck(path, "null_padding = true")
    except duckdb.Error:
        return _duck(path, "null_padding = true, ignore_errors = true, strict_mode = false")


def _duck(path: Path, options: str) -> Rows:
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        found = connection.execute(
            f"select * from read_csv(?, all_varchar = true, parallel = false, {options})",
            [str(path)],
        )
        names = [column[0] for column in found.description or ()]
        rows = [["" if cell is None else cell for cell in row] for row in found.fetchall()]
    return rows if names and names[0] in ("column0", "column00") else [names, *rows]


def pandas_python(path: Path) -> Rows:
    """Pandas, its python engine, which sniffs the separator."""
    content = path.read_bytes()
    if not content:
        return []
    encoding = "utf-8-sig"
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        best = charset_normalizer.from_bytes(content).best()
        encoding = best.encoding if best else encoding
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame = pd.read_csv(
            path, sep=None, engine="python", header=None, dtype=str, encoding=encoding,
            keep_default_na=False, on_bad_lines="warn",
        )  # fmt: skip
    return [[str(cell) for cell in row] for row in frame.fillna("").to_numpy().tolist()]


READERS: dict[str, Callable[[Path], Rows]] = {
    "health read": product,
    "csv.Sniffer": sniffer,
    "clevercsv": clever,
    "duckdb": duck,
    "pandas": pandas_python,
}
