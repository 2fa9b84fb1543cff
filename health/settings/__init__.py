"""Settings: every weight, target and threshold of the model, as one table and one TOML file.

A settings file holds only what differs from the defaults below. Its tables are the groups of the
table (`[weights.demos]`, `[bands]` ...); `[segment."Retainer".bands]` and
`[client."Acme".agreements]` hold what differs for a segment or a client.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from health.errors import SettingRefused
from health.logs.contract import folded
from health.settings.table import DIMENSIONS, SETTINGS, Setting, as_toml

__all__ = ["DIMENSIONS", "SETTINGS", "Setting", "Settings", "as_toml"]


@dataclass(frozen=True)
class Settings:
    """The portfolio's values, and what differs for segments and clients (by folded name)."""

    values: Mapping[str, float | str]
    segments: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    clients: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)

    @classmethod
    def default(cls) -> Settings:
        """The documented defaults."""
        return cls(
            {name: setting.checked(setting.default, "") for name, setting in SETTINGS.items()}
        )

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Defaults overlaid with a TOML file; SettingRefused for anything that is not allowed."""
        try:
            text = path.read_text("utf-8-sig")
        except OSError as error:
            allowed = f"a file that can be read ({error.strerror})"
            raise SettingRefused("settings file", str(path), allowed) from error
        except UnicodeDecodeError as error:
            raise SettingRefused("settings file", str(path), f"TOML ({error})") from error
        return cls.parsed(text, path.name, str(path))

    @classmethod
    def parsed(cls, text: str, where: str = "settings", file: str = "") -> Settings:
        """Defaults overlaid with the text of a TOML file; `where` names it in a refusal."""
        try:
            tables = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise SettingRefused("settings file", file or where, f"TOML ({error})") from error
        return cls.from_tables(tables, where)

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any], where: str = "settings") -> Settings:
        """Defaults overlaid with parsed TOML tables."""
        rest = dict(tables)
        scopes: dict[str, dict[str, dict[str, float | str]]] = {}
        for scope in ("segment", "client"):
            named = rest.pop(scope, {})
            if not isinstance(named, Mapping):
                raise SettingRefused(scope, named, f'tables such as [{scope}."Name".bands]', where)
            found = scopes[scope] = {}
            for name, table in named.items():
                if folded(name) in found:
                    raise SettingRefused(f"{scope}.{name}", name, "one table a name", where)
                own = _table(table, f"{scope}.{name}", where)
                found[folded(name)] = _flat(own, where, f'{scope} "{name}"')
        values = {**cls.default().values, **_flat(rest, where, "")}
        settings = cls(values, scopes["segment"], scopes["client"])
        for refusal in settings.contradictions(where):
            raise refusal
        return settings

    def number(self, name: str) -> float:
        """A setting that is the same for all clients."""
        return float(self.values[name])

    def whole(self, name: str) -> int:
        """A whole number that is the same for all clients."""
        return int(self.number(name))

    def text(self, name: str) -> str:
        """A setting that is a word."""
        return str(self.values[name])

    def for_client(self, name: str, client: str, segment: str) -> float:
        """A setting for one client: its own, else its segment's, else the portfolio's."""
        own = self.clients.get(folded(client), {})
        shared = self.segments.get(folded(segment), {})
        return float(own.get(name, shared.get(name, self.values[name])))

    def column(
        self, name: str, clients: Iterable[str], segments: Iterable[str]
    ) -> npt.NDArray[np.float64]:
        """`for_client` of all clients, (C,)."""
        owners = list(clients)
        same = not any(name in own for own in (*self.segments.values(), *self.clients.values()))
        if same:
            return np.full(len(owners), self.number(name))
        pairs = zip(owners, segments, strict=True)
        return np.array([self.for_client(name, client, segment) for client, segment in pairs])

    def of_clients(self, keys: Collection[str]) -> Settings:
        """The same without what differs for any other client; itself if there is none."""
        mine = {key: own for key, own in self.clients.items() if key in keys}
        return self if len(mine) == len(self.clients) else replace(self, clients=mine)

    @property
    def version(self) -> str:
        """A short fingerprint: the same settings have the same one, wherever they were read."""
        content = json.dumps([self.values, self.segments, self.clients], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def contradictions(self, where: str) -> Iterator[SettingRefused]:
        """Pairs that do not stand in order, in the portfolio's values and under every override."""
        scopes: list[tuple[str, Mapping[str, float | str]]] = [(where, {})]
        scopes += [(f'{where}, segment "{name}"', own) for name, own in self.segments.items()]
        scopes += [
            (f'{where}, client "{name}"', {**shared, **own})
            for name, own in self.clients.items()
            for shared in ({}, *self.segments.values())
        ]
        for place, scope in scopes:
            values = {**self.values, **scope}
            for low, high, strict in (
                ("bands.red", "bands.red_stays", False),
                ("bands.green_stays", "bands.green", False),
                ("bands.red_stays", "bands.green_stays", False),
                ("quiet_hours.full", "quiet_hours.zero", True),
                ("technical_questions.full", "technical_questions.zero", True),
                ("slip.zero_least", "slip.zero_most", False),
                ("quiet_hours.prior_outside", "quiet_hours.prior_count", False),
                ("agreements.works_from", "agreements.works_to", True),
            ):
                a, b = values[low], values[high]
                if a > b or (strict and a == b):  # type: ignore[operator]
                    sign = "below" if strict else "at most"
                    yield SettingRefused(low, a, f"{sign} {high}, which is {b!r}", place)
            for group in ("dimensions", *DIMENSIONS):
                names = [name for name in SETTINGS if name.startswith(f"weights.{group}.")]
                if not any(float(values[name]) > 0 for name in names):
                    yield SettingRefused(
                        f"weights.{group}", 0, "at least one weight above 0", place
                    )


def _table(value: object, name: str, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SettingRefused(name, value, "a table", where)
    return value


def _flat(
    tables: Mapping[str, Any], where: str, scope: str, prefix: str = ""
) -> dict[str, float | str]:
    """Nested tables as dotted names, each value checked; `scope` names a segment or client."""
    here = f"{where}, {scope}" if scope else where
    found: dict[str, float | str] = {}
    for key, value in tables.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            found.update(_flat(value, where, scope, f"{name}."))
            continue
        setting = SETTINGS.get(name)
        if setting is None:
            raise SettingRefused(name, value, _nearest(name), here)
        if scope and not setting.per_client:
            raise SettingRefused(name, value, "set for the whole portfolio only", here)
        found[name] = setting.checked(value, here)
    return found


def _nearest(name: str) -> str:
    import difflib

    close = difflib.get_close_matches(name, SETTINGS, 3, 0.5)
    return "no setting has this name" + (f"; near: {', '.join(close)}" if close else "")
