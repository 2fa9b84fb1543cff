"""Which files hold the logs: `<log>.csv`, `<log>.parquet`, or all such files below `<log>/`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from health.cluster.files import joined, opened, shown
from health.errors import UnusableLogs
from health.logs.contract import LOGS

ENDINGS = (".csv", ".parquet")


@dataclass(frozen=True)
class Part:
    """One file of a log: its place among the log's parts, its name for people, its address."""

    log: str
    number: int
    name: str
    address: str
    size: int

    @property
    def is_parquet(self) -> bool:
        """Whether it is no text."""
        return self.address.casefold().endswith(".parquet")


@dataclass(frozen=True)
class Listing:
    """All parts of all logs, in order, and the names of the files that are none."""

    parts: dict[str, tuple[Part, ...]]
    strangers: tuple[str, ...]


def listed(place: str) -> Listing:
    """What is there; UnusableLogs where there is no clients log, no other, or one of two forms."""
    system, root = opened(place)
    told = shown(place)
    try:
        found = system.find(root, detail=True) if system.isdir(root) else {}
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or type(error).__name__
        raise UnusableLogs(f"{told}: the folder can't be opened ({why})") from error
    if not found:
        raise UnusableLogs(f"{told}: there is no such folder, or no file in it")
    files: dict[str, list[tuple[str, str, int]]] = {}
    strangers = []
    for path, about in found.items():
        name = path[len(root) :].lstrip("/")
        log = _log_of(name)
        if log:
            size = int(about.get("size") or 0)
            files.setdefault(log, []).append((name, joined(place, name), size))
        elif not _is_hidden(name):
            strangers.append(name)
    parts = {log: _parts(log, files[log], told) for log in LOGS if log in files}
    if "clients" not in parts:
        raise UnusableLogs(
            f"{told}: clients.csv or clients.parquet is missing; it needs one row a client, "
            "with the column client"
        )
    if len(parts) == 1:
        raise UnusableLogs(
            f"{told}: there is no log beside the clients; add one of: "
            + ", ".join(log for log in LOGS if log != "clients")
        )
    return Listing(parts, tuple(sorted(strangers)))


def _log_of(name: str) -> str:
    """The log that a file is (a part of); blank for none."""
    if _is_hidden(name) or not name.casefold().endswith(ENDINGS):
        return ""
    first, _, rest = name.partition("/")
    log = (first if rest else first.rpartition(".")[0]).casefold()
    return log if log in LOGS else ""


def _is_hidden(name: str) -> bool:
    """Whether other programs left it for themselves, as _SUCCESS and ._part.crc."""
    return any(step.startswith(("_", ".")) for step in name.split("/"))


def _parts(log: str, files: list[tuple[str, str, int]], told: str) -> tuple[Part, ...]:
    """The parts of a log in the order of their names, numbers in these by their size."""
    alone = [name for name, _, _ in files if "/" not in name]
    if alone and len(files) > 1:
        names = ", ".join(sorted(name for name, _, _ in files)[:4])
        raise UnusableLogs(
            f"{told}: the log {log} is there twice ({names} ...): leave one file, or one folder"
        )
    ordered = sorted(files, key=lambda file: _by_number(file[0]))
    return tuple(
        Part(log, number, name, address, size)
        for number, (name, address, size) in enumerate(ordered)
    )


def _by_number(name: str) -> list[tuple[int, str]]:
    """A key that sorts part.10 behind part.9."""
    steps = re.split(r"(\d+)", name.casefold())
    return [(int(step), "") if step.isdecimal() else (-1, step) for step in steps]
