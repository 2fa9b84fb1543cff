"""Where digests go: a TOML file of channels, each an address of Apprise, with the leads it serves.

[[channel]]
name = "Ana, by mail"
url = "mailtos://digest:{SMTP_PASSWORD}@smtp.agency.example/?from=digest@agency.example&to=ana@agency.example"
leads = ["Ana Ruiz"]            # as in clients.csv; "*" = every lead that no other channel serves

[[channel]]
name = "team room"
url = "{SLACK_WEBHOOK}"
leads = ["*"]
without_lead = true             # also the clients that have no lead

What is secret stands as {NAME}: the variable NAME, or the file that NAME_FILE names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from health.digest.addresses import Address
from health.errors import ChannelsRefused
from health.logs.names import name_key
from health.plain_files import toml_file

EVERYBODY = "*"
_NAME_MOST = 200
_KEYS = ("name", "url", "leads", "without_lead")


@dataclass(frozen=True)
class Channel:
    """One way to one or some leads. `url` says nothing of its secrets when it is shown."""

    name: str
    url: Address
    leads: tuple[str, ...] = ()
    without_lead: bool = False

    @property
    def takes_rest(self) -> bool:
        """Whether it serves the leads that no other channel does."""
        return EVERYBODY in self.leads


@dataclass(frozen=True)
class Channels:
    """All channels of a file, in its order."""

    channels: tuple[Channel, ...]

    def of(self, lead: str) -> list[Channel]:
        """Those that serve a lead, or ("") the clients without one."""
        if not lead:
            return [each for each in self.channels if each.without_lead]
        wanted = name_key(lead)
        own = [each for each in self.channels if wanted in map(name_key, each.leads)]
        return own or [each for each in self.channels if each.takes_rest]

    def strangers(self, leads: list[str]) -> list[str]:
        """Names in the file that lead no client: one is misspelt, or has left."""
        known = {name_key(lead) for lead in leads} | {EVERYBODY}
        named = dict.fromkeys(lead for each in self.channels for lead in each.leads)
        return [lead for lead in named if name_key(lead) not in known]


def channels_of(file: Path) -> Channels:
    """The channels of a file. Raises UnreadableFile, and ChannelsRefused with the key, the value,
    what is allowed."""
    tables = toml_file(file, "give a file of channels; the README shows one")
    for key in tables:
        if key != "channel":
            raise ChannelsRefused(str(file), key, "(not shown)", "[[channel]] tables")
    given = tables.get("channel", [])
    if not isinstance(given, list) or not given:
        raise ChannelsRefused(str(file), "channel", "", "one or more tables, begun by [[channel]]")
    found = [_channel(table, f"{file}, channel {n}") for n, table in enumerate(given, 1)]
    for name, number in Counter(each.name for each in found).items():
        if number > 1:
            raise ChannelsRefused(str(file), "name", name, "a name that no other channel has")
    return Channels(tuple(found))


def _channel(table: Any, here: str) -> Channel:
    if not isinstance(table, Mapping):
        raise ChannelsRefused(here, "channel", "(not shown)", "a table, begun by [[channel]]")
    for key in table:
        if key not in _KEYS:
            raise ChannelsRefused(here, key, "(not shown)", ", ".join(_KEYS))
    name, leads = table.get("name"), table.get("leads", [])
    if not isinstance(name, str) or not name.strip() or len(name) > _NAME_MOST:
        raise ChannelsRefused(here, "name", name, f"a text of 1 to {_NAME_MOST} letters")
    if not isinstance(leads, list) or not all(isinstance(each, str) for each in leads):
        raise ChannelsRefused(here, "leads", leads, 'a list of names, such as ["Ana Ruiz"], or "*"')
    without_lead = table.get("without_lead", False)
    if not isinstance(without_lead, bool):
        raise ChannelsRefused(here, "without_lead", without_lead, "true or false")
    if not leads and not without_lead:
        raise ChannelsRefused(here, "leads", leads, "one or more names, or without_lead = true")
    url = Address.parsed(table.get("url"), here)
    return Channel(" ".join(name.split()), url, tuple(leads), without_lead)
