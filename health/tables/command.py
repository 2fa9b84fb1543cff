"""`python -m health read`: files to plain tables, and what was understood of each."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from health.errors import HealthError, UnreadableFile
from health.tables.found import Table
from health.tables.reading import read_tables
from health.tables.told import FEW, told
from health.tables.written import records, write_plainly, write_table

MORE = """Any delimited text (encoding, separator, quotes, preamble, header rows, totals and remarks
are recognised), .xlsx and .ods. The table is written as UTF-8 with commas, one
header row, LF; where a file has no header none is made up. No row is lost: each is
in the table, or listed as left out with the reason.

  python -m health read export.csv --out table.csv
  python -m health read exports/* --out-dir tables

A workbook has a table a sheet, and a text may hold several, one below the other:
--out writes the first, --out-dir all (NAME.2.csv, NAME.SHEET.csv).

Exit status: 0 all was read, 1 a file is empty (so is its table), 2 a file can't be
read or written."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a table of any kind")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--out", metavar="TABLE.csv", help="where to write it; - = standard output")
    where.add_argument(
        "--out-dir", type=Path, metavar="DIR", help="a folder to write each to, as its own name"
    )
    parser.add_argument("--all", action="store_true", help="list every line that was left out")


def run(options: argparse.Namespace) -> int:
    """Read all files; one that can't be read does not keep the others from it."""
    if options.out is not None and len(options.files) > 1:
        raise HealthError("--out is for one file; give --out-dir for several")
    outs = _Outs(options)
    say = sys.stderr if options.out == "-" else sys.stdout
    status = 0
    for file in options.files:
        try:
            tables = read_tables(file)
            if not any(table.headed or table.rows for table in tables):
                status = max(status, 1)
                print(f"error: {file}: {tables[0].doubts[0]}", file=sys.stderr)
            for table, out in zip(tables, outs.of(file, tables), strict=True):
                _write(table, out)
                name = f"{file}" + (f" [{table.name}]" if table.name else "")
                print(name, *told(table, out, None if options.all else FEW), sep="\n", file=say)
        except UnreadableFile as error:
            status = 2
            print(f"error: {error}", file=sys.stderr)
    return status


def _write(table: Table, out: str) -> None:
    if out == "-":
        write_plainly(sys.stdout, records(table))
    elif out:
        write_table(table, Path(out))


class _Outs:
    """Where each table goes; no two to the same place, none over a file that is read."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.out: str | None = options.out
        self.folder: Path | None = options.out_dir
        self.taken = {file.resolve() for file in options.files}
        if self.folder is not None:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise HealthError(
                    f"{self.folder}: can't be made ({error.strerror}); give another --out-dir"
                ) from error

    def of(self, file: Path, tables: list[Table]) -> list[str]:
        """Places for the tables of a file; none ("") for those that are not written."""
        if self.folder is not None:
            return [self._free(self.folder / self._name(file, table, tables)) for table in tables]
        if self.out is None:
            return [""] * len(tables)
        first = next((place for place, table in enumerate(tables) if table.rows), 0)
        if len(tables) > 1:
            tables[first].doubts.append(
                f"{len(tables)} tables in the file: one is written, --out-dir writes all"
            )
        out = self.out if self.out == "-" else self._free(Path(self.out))
        return [out if place == first else "" for place in range(len(tables))]

    def _name(self, file: Path, table: Table, tables: list[Table]) -> str:
        workbook = bool(tables[0].name)
        if not table.name or (workbook and len(tables) == 1):
            return f"{file.stem}.csv" if workbook else file.name
        part = re.sub(r"[^\w -]+", "_", table.name).strip() or "sheet"
        return f"{file.stem}.{part}.csv"

    def _free(self, path: Path) -> str:
        place = path.resolve()
        if place in self.taken:
            raise HealthError(f"{path}: is read or written already; give another place")
        self.taken.add(place)
        return str(path)
