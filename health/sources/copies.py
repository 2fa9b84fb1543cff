"""The last good tables of a source, on disk: what is shown while the source can't be had."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from health.errors import HealthError
from health.sources.declared import Source
from health.tables.found import LeftOut, Table
from health.whole import appearing, forget_parts

_FORM = 1
# A file was made, and there was no room for a word in it.
_UNSAID = "it could not be read, or kept: the disk is full; make room where HEALTH_KEPT is"


def copy_path(folder: Path, source: Source) -> Path:
    """The file of a source's copy: one for what it is read from, whatever it is called, so that no
    other is ever shown in its place. The file's name tells nothing of an address."""
    place = str(source.path.resolve() if source.path else source.place)
    log = (source.log,) if source.store else ()
    said = repr((place, source.tabs, *log)).encode("utf-8", "surrogatepass")
    return folder / f"{hashlib.sha256(said).hexdigest()[:16]}.json"


def problem_path(copy: Path) -> Path:
    """Where it is said why a source could not be had the last time."""
    return copy.with_suffix(".problem")


def tell_problem(copy: Path, problem: str) -> None:
    """Say why a source could not be had; "" takes it back. A full disk has few words for it."""
    path = problem_path(copy)
    with suppress(OSError):
        if not problem:
            path.unlink(missing_ok=True)
        elif told_problem(copy) != problem:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(problem, "utf-8", errors="replace")


def told_problem(copy: Path) -> str:
    """What was said last, "" for nothing."""
    try:
        return problem_path(copy).read_text("utf-8", errors="replace") or _UNSAID
    except OSError:
        return ""


def note_asked(copy: Path) -> int:
    """Say that a source was asked just now, whatever came of it; what `asked_at` gives then."""
    path = copy.with_suffix(".asked")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return asked_at(copy)


def asked_at(copy: Path) -> int:
    """When any server last asked a source, in nanoseconds since 1970; 0 for never."""
    with suppress(OSError):
        return copy.with_suffix(".asked").stat().st_mtime_ns
    return 0


def store(path: Path, tables: Sequence[Table], at: datetime) -> None:
    """Keep tables, all or none of them. HealthError where there is no room."""
    content = {"form": _FORM, "at": at.isoformat(), "tables": [_content(each) for each in tables]}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            appearing(path, synced=True) as part,
            part.open("w", encoding="utf-8", errors="surrogatepass") as file,
        ):
            json.dump(content, file, ensure_ascii=False)
        forget_parts(path.parent)
    except OSError as error:
        raise HealthError(
            f"The copy of a source can't be kept in {path.parent} ({error.strerror}): "
            "make room there, or name another folder by HEALTH_KEPT."
        ) from error


def stored(path: Path) -> tuple[list[Table], datetime] | None:
    """The tables that were kept, and when; None where there are none, or they are damaged."""
    try:
        content = json.loads(path.read_text("utf-8", errors="surrogatepass"))
        if content["form"] != _FORM:
            return None
        return [_table(each) for each in content["tables"]], datetime.fromisoformat(content["at"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _content(table: Table) -> dict[str, Any]:
    """A table by its fields, none of them copied."""
    return {**vars(table), "left_out": [vars(each) for each in table.left_out]}


def _table(found: dict[str, Any]) -> Table:
    left_out = [LeftOut(**each) for each in found.pop("left_out")]
    header, lines = tuple(found.pop("header")), tuple(found.pop("header_lines"))
    lowest = tuple(found.pop("lowest", ()))
    return Table(header, left_out=left_out, header_lines=lines, lowest=lowest, **found)
