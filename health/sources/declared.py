"""The sources of a portfolio: the files of its folder, and what its `sources.toml` names besides.

ignore = ["old-*.csv"]

[[source]]
file = "../exports/jira-*.csv"     # or folder = "...", or spreadsheet = "https://docs.google..."
log = "deadlines"                  # where neither name nor header tells
recipe = "jira"                    # likewise
name = "Jira"                      # as it is shown

[[source]]
spreadsheet = "https://docs.google.com/spreadsheets/d/.../edit"
key_file = "service-account.json"  # or api_key_env = "NAME_OF_A_VARIABLE"
tabs = ["Contacts", "Demos"]       # all, if none are named
every = "15 min"
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from health.errors import SourcesRefused, UnusableLogs
from health.logs.contract import LOGS
from health.plain_files import toml_file

NAME = "sources.toml"
ENDINGS = (".csv", ".tsv", ".tab", ".psv", ".xlsx", ".xlsm", ".ods", ".ics")
GIVEN = {"feedback": "answers by link", "reports": "sent reports"}  # what the store has for logs
USUAL_SECONDS = 15 * 60.0
LEAST_SECONDS = 60.0
_KEYS = ("file", "folder", "spreadsheet")
_OF_SPREADSHEETS = ("every", "tabs", "key_file", "api_key_env")
_OTHERS = ("name", "log", "recipe", *_OF_SPREADSHEETS)
_UNITS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hour": 3600,
          "d": 86400, "day": 86400}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One file or one spreadsheet. `own`: a file of the portfolio's folder, that nobody declared.

    `store`: where the store is, if it is what the store has for `log`.
    `log` and `recipe` are given, or "". `every_seconds` is how often a spreadsheet is asked.
    """

    name: str
    path: Path | None = None
    spreadsheet: str = ""
    log: str = ""
    recipe: str = ""
    tabs: tuple[str, ...] = ()
    key_file: Path | None = None
    api_key_env: str = ""
    every_seconds: float = USUAL_SECONDS
    own: bool = True
    store: str = ""

    @property
    def kind(self) -> str:
        """What it is, in a word."""
        if self.store:
            return "kept by this program"
        return "Google spreadsheet" if self.spreadsheet else "file"

    @property
    def place(self) -> str:
        """Where it is."""
        return str(self.path or self.spreadsheet or self.store)


def folder_of(place: Path) -> Path:
    """The folder of a portfolio that is given as a folder or as a sources file."""
    return place.parent if place.suffix.casefold() == ".toml" else place


def declaration_of(place: Path) -> Path:
    """The sources file of a portfolio, which need not be there."""
    return place if place.suffix.casefold() == ".toml" else place / NAME


def sources_of(place: Path) -> list[Source]:
    """All sources, those of the folder first, in the order of their names.

    Raises UnusableLogs where there is no such folder or file, UnreadableFile where the sources file
    is no TOML, SourcesRefused for what is not allowed there, with the key, the value, what is.
    """
    folder, file = folder_of(place), declaration_of(place)
    if not folder.is_dir():
        raise UnusableLogs(f"{folder}: there is no such folder; give the folder with clients.csv")
    if place != folder and not place.is_file():
        raise UnusableLogs(f"{place}: there is no such file; give it, or the folder of the logs")
    own = _files(folder)
    tables: Mapping[str, Any] = {}
    if file.is_file():
        tables = toml_file(file, "the README shows such a file")
    ignored = _texts(tables.get("ignore", []), "ignore", str(file))
    declared = list(_declared(tables, folder, str(file)))
    taken = {source.path.resolve() for source in declared if source.path}
    here = [
        Source(path.name, path, log=log_of_name(path.stem))
        for path in own
        if path.resolve() not in taken and not any(fnmatch(path.name, each) for each in ignored)
    ]
    found = here + declared
    names = [*GIVEN.values(), *(source.name for source in found)]
    for name, number in Counter(names).items():
        if number > 1:
            raise SourcesRefused(str(file), "name", name, "a name that no other source has")
    return found


def log_of_name(name: str) -> str:
    """The log that has such a name, or ""."""
    word = name.strip().casefold()
    return word if word in LOGS else ""


def _files(folder: Path) -> list[Path]:
    """The files of a folder that may hold tables."""
    try:
        found = sorted(folder.iterdir())
        return [path for path in found if _may_hold_tables(path) and path.is_file()]
    except OSError as error:
        raise UnusableLogs(f"{folder}: the folder can't be opened ({error.strerror})") from error


def _may_hold_tables(path: Path) -> bool:
    """Whether a file is looked into by its name; a .txt only where it has the name of a log."""
    ending = path.suffix.casefold()
    return ending in ENDINGS or (ending == ".txt" and bool(log_of_name(path.stem)))


def _declared(tables: Mapping[str, Any], folder: Path, where: str) -> Iterator[Source]:
    for key in tables:
        if key not in ("source", "ignore"):
            raise SourcesRefused(where, key, tables[key], "[[source]] tables and ignore")
    given = tables.get("source", [])
    if not isinstance(given, list):
        raise SourcesRefused(where, "source", given, "tables, each begun by [[source]]")
    for number, table in enumerate(given, 1):
        here = f"{where}, source {number}"
        if not isinstance(table, Mapping):
            raise SourcesRefused(here, "source", table, "a table, begun by [[source]]")
        kinds = [key for key in _KEYS if key in table]
        for key, value in table.items():
            if key not in (*_KEYS, *_OTHERS):
                raise SourcesRefused(here, key, value, ", ".join((*_KEYS, *_OTHERS)))
            if key != "tabs" and not (isinstance(value, str) and value and "\0" not in value):
                raise SourcesRefused(here, key, value, "a text in quotes, not blank")
        if len(kinds) != 1:
            raise SourcesRefused(here, "source", kinds, f"exactly one of {', '.join(_KEYS)}")
        yield from _of_table(table, folder, here)


def _of_table(table: Mapping[str, Any], folder: Path, here: str) -> Iterator[Source]:
    log, name = table.get("log", ""), table.get("name", "")
    if log and not log_of_name(log):
        raise SourcesRefused(here, "log", log, f"one of the logs: {', '.join(LOGS)}")
    common = {"log": log_of_name(log), "recipe": table.get("recipe", ""), "own": False}
    if "spreadsheet" in table:
        keys = [key for key in ("key_file", "api_key_env") if table.get(key)]
        if len(keys) != 1:
            raise SourcesRefused(here, "key_file", keys, "key_file, or api_key_env")
        yield Source(
            name or f"spreadsheet {table['spreadsheet'][-24:]}",
            spreadsheet=table["spreadsheet"],
            tabs=_texts(table.get("tabs", []), "tabs", here),
            key_file=folder / table["key_file"] if "key_file" in table else None,
            api_key_env=table.get("api_key_env", ""),
            every_seconds=_seconds(table.get("every", "15 min"), here),
            **common,
        )
        return
    for key in _OF_SPREADSHEETS:
        if key in table:
            raise SourcesRefused(here, key, table[key], f"{key} beside spreadsheet only")
    files = _named_files(table, folder, here)
    for path in files:
        shown = f"{name} ({path.name})" if name and len(files) > 1 else name or path.name
        yield Source(shown, path, **{**common, "log": common["log"] or log_of_name(path.stem)})


def _named_files(table: Mapping[str, Any], folder: Path, here: str) -> list[Path]:
    """The files that a source names; one that is not there yet is named all the same."""
    if "folder" in table:
        inside = folder / table["folder"]
        if not inside.is_dir():
            raise SourcesRefused(here, "folder", table["folder"], f"a folder; {inside} is none")
        return _files(inside)
    pattern = table["file"]
    if "*" not in pattern and "?" not in pattern:
        return [folder / pattern]
    whole = folder / pattern
    if "**" in whole.name or not whole.parent.is_dir():
        allowed = f"a name with * for any letters, in a folder that is there; not {whole.parent}"
        raise SourcesRefused(here, "file", pattern, allowed)
    return sorted(path for path in whole.parent.glob(whole.name) if path.is_file()) or [whole]


def _texts(value: object, key: str, where: str) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise SourcesRefused(where, key, value, 'a list of texts such as ["one", "two"]')


def _seconds(text: str, here: str) -> float:
    """How often, as seconds: "15 min", "1 hour", "2 h"."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*([a-z]+?)s?\s*", text.casefold())
    seconds = int(found[1]) * _UNITS.get(found[2], 0) if found else 0
    if seconds < LEAST_SECONDS:
        raise SourcesRefused(here, "every", text, 'a minute or more, such as "15 min" or "1 hour"')
    return float(seconds)
