"""Settings that people change: checked all at once, compared, and written as a file."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from health.errors import HealthError, SettingRefused, SettingsRefused
from health.plain_files import toml_text
from health.settings import SETTINGS, Settings

Value = float | str
Edits = Mapping[str, Value]
WHERE = "settings"


@dataclass(frozen=True)
class Difference:
    """A setting that two settings hold differently; `scope` says whose: all, a segment, a client.

    None where a segment or client has no value of its own.
    """

    scope: str
    name: str
    before: Value | None
    after: Value | None


def value_of(name: str, text: str) -> Value:
    """What a text, say of an address, means for a setting; the text itself where it is no number.

    Not checked: `edited` refuses what is not allowed.
    """
    if name in SETTINGS and isinstance(SETTINGS[name].default, str):
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def edited(settings: Settings, edits: Mapping[str, object], where: str = WHERE) -> Settings:
    """Settings with some of the portfolio's values changed; those of segments and clients stay.

    SettingsRefused names all that is not allowed: unknown names, values, pairs that contradict.
    """
    good, refused = checked(edits, where)
    made = replace(settings, values={**settings.values, **good})
    if not refused:
        refused = list({str(each): each for each in made.contradictions(where)}.values())
    if refused:
        raise SettingsRefused(tuple(refused))
    return made


def checked(
    edits: Mapping[str, object], where: str = WHERE
) -> tuple[dict[str, Value], list[SettingRefused]]:
    """The edits that are allowed by themselves, as their setting's type; and the refusals."""
    good: dict[str, Value] = {}
    refused = []
    for name, value in edits.items():
        try:
            if name not in SETTINGS:
                raise SettingRefused(name, value, "a setting's name; see the Model page", where)
            good[name] = SETTINGS[name].checked(value, where)
        except SettingRefused as refusal:
            refused.append(refusal)
    return good, refused


def edits_between(before: Settings, after: Settings) -> dict[str, Value]:
    """The portfolio's values that differ: what `edited` makes `after` of `before` with."""
    return {name: value for name, value in after.values.items() if before.values.get(name) != value}


def differences(before: Settings, after: Settings) -> list[Difference]:
    """All that differs: the portfolio's values first, then segments', then clients'."""
    found = list(_differing("", before.values, after.values))
    for kind, old, new in (
        ("segment", before.segments, after.segments),
        ("client", before.clients, after.clients),
    ):
        for name in sorted({*old, *new}):
            found += _differing(f'{kind} "{name}"', old.get(name, {}), new.get(name, {}))
    return found


def _differing(
    scope: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[Difference]:
    for name in SETTINGS:
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Difference(scope, name, old, new)


def settings_file(settings: Settings, comments: Iterable[str] = ()) -> str:
    """The TOML file of settings: what differs from the defaults, with comments on top.

    Read again it gives the same settings.
    """
    lines = [f"# {_printable(line)}".rstrip() for text in comments for line in text.splitlines()]
    default = Settings.default()
    lines += _tables("", edits_between(default, settings))
    for kind, scopes in (("segment", settings.segments), ("client", settings.clients)):
        for name, own in scopes.items():
            table = f"{kind}.{toml_text(name)}"
            lines += _tables(f"{table}.", own) or ["", f"[{table}]"]
    return "\n".join(lines).lstrip("\n") + "\n"


def without_clients(toml: str, keys: Collection[str]) -> str:
    """The text of a settings file without what is set for any other client, whose name it tells."""
    try:
        settings = Settings.parsed(toml)
    except HealthError:
        return "unreadable"  # what is wrong with it may be a client's name
    mine = settings.of_clients(keys)
    return toml if mine is settings else settings_file(mine)


def _tables(prefix: str, values: Mapping[str, Value]) -> list[str]:
    lines: list[str] = []
    group = ""
    for name in (each for each in SETTINGS if each in values):
        table, _, key = name.rpartition(".")
        if table != group:
            lines += ["", f"[{prefix}{table}]"]
            group = table
        lines.append(f"{key} = {shown(values[name])}")
    return lines


def shown(value: Value) -> str:
    """A value as a settings file holds it: 5, 0.25, "09:00"."""
    if isinstance(value, str):
        return toml_text(value)
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _printable(line: str) -> str:
    return "".join(each if each.isprintable() else " " for each in line)
