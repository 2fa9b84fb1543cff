"""A folder of CSV logs as typed rows; what can't be used is set aside with its reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from health.calendars import NEVER
from health.errors import UnusableLogs
from health.logs.contract import LOGS
from health.logs.reader import Progress, Reader, moved
from health.logs.rows import Logs, Rows
from health.settings import Settings


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
    reader = Reader(settings, progress, texts)
    if known is None or "clients" in only:
        clients_rows, clients = reader.read_clients(files["clients"])
    else:
        clients_rows, clients = known.rows["clients"], known.clients
        reader.clients.use(clients, known.refused)
    rows = {"clients": clients_rows}
    for log, contract in LOGS.items():
        if log == "clients":
            continue
        if log in only:
            path = files.get(log)
            rows[log] = reader.read(path, contract) if path else Rows(contract)
        else:
            rows[log] = known.rows[log] if known is not None else Rows(contract)
    said = reader.clients
    refused = frozenset(said.refused)
    return Logs(folder, clients, rows, strangers, said.zone, said.hours, texts, refused=refused)


def read_again(
    before: Logs,
    settings: Settings,
    progress: Progress | None = None,
    found: tuple[Mapping[str, Path], tuple[str, ...]] | None = None,
) -> tuple[Logs, int | None]:
    """The folder once more: the logs, and the first day whose score the new rows can touch.

    Files that only grew are read from where they ended, edited ones alone. `before` itself is given
    back when nothing changed. The day is NEVER when no score can be another, and None where any
    can: a file came or went, or was edited so that it is not known which rows are others. `found`
    are the files and the strangers, where these are not those of the folder.
    """
    files, strangers = found or files_of(before.folder)
    texts = before.shown

    def anew() -> tuple[Logs, None]:
        return read_files(before.folder, files, strangers, settings, progress, texts), None

    came_or_went = any((log in files) != (before.rows[log].path is not None) for log in LOGS)
    if came_or_went or not _same(before.rows["clients"], files["clients"]):
        return anew()
    reader = Reader(settings, progress, texts)
    reader.clients.use(before.clients, before.refused)
    rows = {"clients": moved(before.rows["clients"], files["clients"])}
    since: int | None = int(NEVER)
    for log, old in before.rows.items():
        if log == "clients":
            continue
        if old.path is None:
            rows[log] = old
            continue
        more = reader.read_more(old, files[log])
        rows[log], first = more or reader.read_edited(old, files[log])
        since = None if since is None or first is None else min(since, first)
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
