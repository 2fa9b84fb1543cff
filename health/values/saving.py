"""`answers.toml` written: others' entries and comments stay, and it is whole or as it was."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tomlkit

from health.errors import AnswersChanged, HealthError
from health.values.answers import Answers, load, parsed, text_of
from health.values.found import Said
from health.whole import appearing

try:
    import fcntl
except ImportError:  # pragma: no cover - a system without it: two servers are not kept apart
    fcntl = None  # type: ignore[assignment]

_Path = tuple[str, ...]
_Entries = Mapping[_Path, Any]
_GONE = object()


def save(path: Path, before: Answers, after: Answers) -> Answers:
    """Write what changed from `before` to `after` into the file, and give what it then holds.

    What others wrote since `before` was loaded stays. Raises AnswersChanged where they gave
    another answer to what is changed here; nothing is written then. HealthError: it can't be.
    """
    old, new = _entries(before), _entries(after)
    try:
        with alone(path.parent):
            text = text_of(path)
            there = _entries(parsed(text, path.name))
            for key in [*new, *(key for key in old if key not in new)]:
                found = there.get(key, _GONE)
                if old.get(key, _GONE) != new.get(key, _GONE) and found not in (
                    old.get(key, _GONE),
                    new.get(key, _GONE),
                ):
                    raise AnswersChanged(".".join(key), None if found is _GONE else found)
            made = _changed(text, old, new)
            parsed(made, path.name)
            if made != text:
                _replace(path, made)
    except OSError as error:
        raise HealthError(f"{path.name}: can't be written ({error.strerror})") from error
    except UnicodeEncodeError as error:
        raise HealthError(f"{path.name}: a name in it is no proper text; rename it") from error
    return load(path)


def written(answers: Answers, text: str = "") -> str:
    """The answers as TOML; `text` is what the file held, so that its comments stay."""
    old = _entries(parsed(text))
    return _changed(text, old, _entries(answers))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others who save in the folder out for so long."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path: Path, text: str) -> None:
    """The file appears whole or not at all."""
    path = path.resolve()
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with appearing(path, rights=mode, synced=True) as part:
        part.write_text(text, "utf-8", newline="")


def _entries(answers: Answers) -> dict[_Path, Any]:
    """Every answer by itself: its place in the file, and its value."""
    found: dict[_Path, Any] = {("clients", name): to for name, to in answers.aliases.items()}
    for name, source in answers.sources.items():
        at = ("sources", name)
        found |= {(*at, "ignored", each): True for each in sorted(source.ignored)}
        for key, said in source.columns.items():
            found |= {(*at, *key.split("."), *own): value for own, value in _of(said)}
    return found


def _of(said: Said) -> Iterator[tuple[_Path, Any]]:
    for name in ("order", "decimal"):
        if value := getattr(said, name):
            yield (name,), value
    if said.swapped is not None:
        yield ("swapped",), said.swapped
    if said.scale is not None:
        yield ("scale",), [_short(said.scale.worst), _short(said.scale.best)]
    for word, meaning in said.words.items():
        yield ("words", word), meaning


def _short(value: float) -> float:
    return int(value) if value == int(value) else value


def _changed(text: str, old: _Entries, new: _Entries) -> str:
    """The file's text with what differs from `old` to `new`, and nothing else, changed."""
    document = tomlkit.parse(text)
    for key in old:
        if key not in new:
            _remove(document, key)
    for key, value in new.items():
        if old.get(key, _GONE) != value:
            _put(document, key, value)
    return tomlkit.dumps(document)


def _put(document: Any, key: _Path, value: Any) -> None:
    """Set one entry, with the tables that it stands in."""
    *tables, last = key
    listed = len(key) == 4 and tables[-1] == "ignored"
    for name in tables[:-1] if listed else tables:
        if name not in document:
            document[name] = tomlkit.table()
        document = document[name]
    if listed:
        names = document.setdefault("ignored", tomlkit.array())
        if last not in names:
            names.append(last)
    else:
        document[last] = value


def _remove(document: Any, key: _Path) -> None:
    """Take one entry out."""
    *tables, last = key
    for name in tables:
        if name not in document:
            return
        document = document[name]
    if isinstance(document, list):
        if last in document:
            document.remove(last)
    else:
        document.pop(last, None)
