"""`python -m health link`: links made, listed, paused, resumed, revoked."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime

from health.errors import EntryRefused
from health.explain.plain import columns
from health.links.guards import PASSWORD_MOST
from health.links.makers import rules_stated
from health.links.making import address_of, make_link
from health.links.telling import Told, links_of, why_dark
from health.settings import Settings
from health.sources.command import read_for_command
from health.store import Link, Store, open_store

_COLUMNS = (
    "id", "state", "kind", "as_of", "until", "password", "views", "last_viewed", "made_by",
    "of what, for whom",
)  # fmt: skip
_TELLING = ("open", "paused", "barred")
_DEEDS: dict[str, Callable[[Store, Link, str, datetime], Link]] = {
    "pause": Store.pause_link, "resume": Store.resume_link, "revoke": Store.revoke_link,
}  # fmt: skip


def run(options: argparse.Namespace, progress: Callable[[str], None]) -> list[str]:
    """Do what is asked for; the lines to print."""
    now = datetime.now(UTC)
    with closing(open_store()) as store:
        if options.deed in _DEEDS:
            deed = _DEEDS[options.deed]
            link = deed(store, store.link(options.id), _who(options), now)
            return [f"link {link.id} is {link.state(now)}"]
        settings = Settings.read(options.settings) if options.settings else Settings.default()
        logs = read_for_command(options.logs, settings, progress, texts=False)
        if options.deed == "list":
            return _listed(links_of(store, now, logs=logs, rules=rules_stated()), now)
        address_of("")  # an address that is none is told before there is a link
        made = make_link(
            store, logs, options.clients, _who(options), now, options.kind, options.whom,
            options.days, _password() if options.password_stdin else None, options.as_of,
        )  # fmt: skip
    said = (
        f"link {made.link.id}, until {_minute(made.link.expires_at)}; its address, shown this once:"
    )
    print(said, file=sys.stderr)
    return [address_of(made.token, made.link.kind)]


def _who(options: argparse.Namespace) -> str:
    if options.by is not None:
        return str(options.by)
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, as in some containers
        return "the command line"


def _password() -> str:
    """The first line of standard input, no more of it than could be a password."""
    try:
        return sys.stdin.readline(4 * PASSWORD_MOST).rstrip("\r\n")
    except UnicodeDecodeError:
        raise EntryRefused("password", "(not shown)", "a text in UTF-8") from None


def _listed(told: Sequence[Told], now: datetime) -> list[str]:
    if not told:
        return ["no links yet"]
    lines = columns(_COLUMNS, [_line(each) for each in told], 0, widest=20)
    dark = {each.link.id: why_dark(each, now) for each in told if each.state in _TELLING}
    return lines + [f"link {number}: {why}" for number, why in dark.items() if why]


def _line(told: Told) -> list[object]:
    link = told.link
    return [
        str(link.id), told.state, link.kind, link.as_of or "live", link.expires_at.date(),
        "yes" if link.has_password else "no", str(link.views), link.last_viewed_at,
        link.author, f"{', '.join(link.clients)}; for {link.whom or 'anybody'}",
    ]  # fmt: skip


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
