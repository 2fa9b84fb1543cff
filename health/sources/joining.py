"""The parts of one log, of several sources, as one plain file; and where each row comes from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from health.logs.contract import LOGS
from health.logs.files import UnusableFile, read_header
from health.logs.origins import Origin, Origins
from health.sources.declared import Source
from health.sources.parts import Part
from health.tables.written import write_plainly


def fits(parts: Sequence[Part], plain: Source) -> bool:
    """Whether rows of parts can stand before those of a plain file, under its header; not where
    it can't be read: it is fetched then, which says why, or gives its last good copy."""
    assert plain.path is not None
    try:
        names = read_header(plain.path).names
    except (OSError, UnusableFile):
        return False
    return all(name in names for part in parts for name in part.columns)


def write(log: str, parts: Sequence[Part], plain: Source | None, folder: Path) -> Origins:
    """One file of a log: the rows of parts, and behind them those of a plain file, which only gets
    longer at its end: so what it grows by is read alone."""
    names = _columns(log, parts) if plain is None else read_header(plain.path).names  # type: ignore[arg-type]
    path = folder / f"{log}.csv"
    with path.open("w", encoding="utf-8", errors="replace", newline="") as out:
        write_plainly(out, [names])
        for part in parts:
            write_plainly(out, _rows(part, names))
    origins = [
        Origin(part.file, _lines(part), part.mapped.sources, told=part.told) for part in parts
    ]
    if plain is not None:
        assert plain.path is not None
        header = read_header(plain.path)
        with plain.path.open("rb") as source, path.open("ab") as added:
            source.seek(header.length)
            shutil.copyfileobj(source, added, 1 << 20)
        origins.append(Origin(plain.name, None, first=header.row + 1))
    return Origins(tuple(origins))


def _columns(log: str, parts: Sequence[Part]) -> list[str]:
    """The columns of all parts, those of the contract first and in its order."""
    there = dict.fromkeys(name for part in parts for name in part.columns)
    known = [name for name in LOGS[log].by_name if name in there]
    return known + [name for name in there if name not in known]


def _rows(part: Part, names: Sequence[str]) -> Iterator[list[str]]:
    """The rows of a part under a header."""
    columns = part.columns
    places = [columns.index(name) if name in columns else None for name in names]
    for row in part.mapped.rows:
        yield [_clean(row[place]) if place is not None else "" for place in places]


def _lines(part: Part) -> np.ndarray:
    return np.array(part.mapped.lines, np.int32)


def _clean(cell: str) -> str:
    """A cell without what no plain file can hold."""
    return cell.replace("\0", "\ufffd")
