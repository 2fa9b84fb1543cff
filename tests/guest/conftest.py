"""A server with links in its store, and guests who open them over HTTP."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from health.links.guards import token_hash
from health.links.making import Made, make_link
from health.logs.rows import Logs
from health.settings import Settings
from health.sources.opening import read_logs
from health.store import Store, open_store
from tests.access.conftest import Place, place, provider  # noqa: F401 - fixtures, for here too
from tests.conftest import ROOT

CLIENT = "Northmoor Water"
WORD = "correct horse"
_ADDRESSES = itertools.count()


@dataclass
class Guest:
    """Somebody with a browser's cookies, and a link or none."""

    server: str
    token: str
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        """Come from somewhere else than all others, as the proxy before a server would tell."""
        at = next(_ADDRESSES)
        self.session.headers.setdefault("X-Forwarded-For", f"198.18.{at // 250}.{at % 250}")

    @property
    def handle(self) -> str:
        """What the link is called in addresses."""
        return token_hash(self.token)[:16]

    def open(self) -> requests.Response:
        """Click on the link in a message."""
        return self.session.get(f"{self.server}/s/{self.token}", timeout=20)

    def get(self, what: str = "", **asked: Any) -> requests.Response:
        """Ask for something of the link: the page, `report.pdf`, `table.csv` ..."""
        path = f"{self.server}/shared/{self.handle}{'/' if what else ''}{what}"
        return self.session.get(path, timeout=30, allow_redirects=False, **asked)

    def post(self, password: str, what: str = "", **asked: Any) -> requests.Response:
        """Send the form that asks for the password."""
        path = f"{self.server}/shared/{self.handle}{'/' if what else ''}{what}"
        data = {"password": password}
        return self.session.post(path, data, timeout=30, allow_redirects=False, **asked)


@dataclass
class House:
    """A server of the sample portfolio with sign-in, and its store, in which links are made."""

    server: str
    store: Store
    logs: Logs

    def link(self, *clients: str, kind: str = "client", **given: Any) -> Made:
        """A new link; `now` is when it was made."""
        now = given.pop("now", datetime.now(UTC))
        return make_link(self.store, self.logs, clients or [CLIENT], "Ana", now, kind, **given)

    def guest(self, *clients: str, kind: str = "client", **given: Any) -> Guest:
        """Somebody who was sent a new link, and has not opened it yet."""
        return Guest(self.server, self.link(*clients, kind=kind, **given).token)


Guests = Callable[..., Guest]


@pytest.fixture(scope="session")
def house(place: Place) -> Iterator[House]:  # noqa: F811 - the same
    """A server that the team signs in to, with its logs read."""
    store = open_store(f"sqlite:///{place.file.parent / 'store.db'}")
    made = House(place.address, store, read_logs(ROOT / "data" / "sample", Settings.default()))
    ready = made.guest()
    for _ in range(100):
        if ready.open().status_code != 503:
            break
        ready.session.cookies.clear()
        time.sleep(0.3)
    yield made
    store.close()
