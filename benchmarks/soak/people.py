"""People who come and go: viewers with sessions of their own, guests by links, answers by links."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import requests

from benchmarks.viewers import next_path
from health.links.feedback import ask_client
from health.links.guards import token_hash
from health.links.making import make_link
from health.logs.rows import Logs
from health.store import Store
from tests.crowd import Viewer

_WRONG = ("can't be shown", "Something went wrong", "Traceback")
_RIGHT = {"rating": "8", "said0": "yes", "said1": "no"}
Told = Counter[str]


async def come_and_go(
    address: str, clients: Sequence[str], seed: int, ended: asyncio.Event, told: Told
) -> None:
    """One seat: somebody looks at some pages, leaves, and another comes, until it has `ended`."""
    rng = random.Random(seed)
    while not ended.is_set():
        try:
            async with Viewer(address, patience=90) as viewer:
                told["viewers"] += 1
                for _ in range(rng.randint(2, 12)):
                    path = next_path(rng, clients)
                    await viewer.look(path)
                    await viewer.until_read()
                    told["pages"] += 1
                    for wrong in _WRONG:
                        if wrong in viewer.html:
                            told[f"WRONG on screen: {wrong} at {path}"] += 1
                    if ended.is_set():
                        return
                    await asyncio.sleep(rng.expovariate(1 / 4))
        except Exception as error:  # told at the end, each kind by itself
            told[f"WRONG viewer: {type(error).__name__}: {str(error)[:120]}"] += 1
            await asyncio.sleep(1)


async def links(
    address: str, store: Store, logs: Logs, ended: asyncio.Event, rest: asyncio.Lock, told: Told
) -> None:
    """Links that are made, opened, and shut when they are over; answers by links, but at `rest`."""
    clients, number = list(logs.clients["client"]), 0
    over: list[str] = []
    while not ended.is_set():
        number += 1
        try:
            client = clients[number % len(clients)]
            over.append(await asyncio.to_thread(_short, address, store, logs, client, told))
            if number % 2:
                async with rest:
                    await asyncio.to_thread(_answered, address, store, logs, client, number, told)
            if len(over) > 3:  # made half a minute ago
                await asyncio.to_thread(_shut, address, over.pop(0), told)
        except Exception as error:
            told[f"WRONG link: {type(error).__name__}: {str(error)[:120]}"] += 1
        await asyncio.sleep(8)


def _short(address: str, store: Store, logs: Logs, client: str, told: Told) -> str:
    """The token of a link that holds for some seconds, and was opened."""
    made_at = datetime.now(UTC) - timedelta(days=1) + timedelta(seconds=20)
    made = make_link(store, logs, [client], "Ann", made_at, "inside", "Ms Ek", days=1)
    page = requests.Session().get(f"{address}/s/{made.token}", timeout=60)
    _noted(told, "links opened", page.status_code == 200 and client in page.text, page)
    return made.token


def _shut(address: str, token: str, told: Told) -> None:
    page = requests.Session().get(f"{address}/s/{token}", timeout=60)
    _noted(told, "links that were over, and shut", page.status_code in (404, 410), page)


def _answered(address: str, store: Store, logs: Logs, client: str, number: int, told: Told) -> None:
    now = datetime.now(UTC)
    made = ask_client(store, logs, client, f"rater {number}", now.date(), "Ann", now)
    guest = requests.Session()
    form = guest.get(f"{address}/s/{made.token}/feedback", timeout=60)
    found = re.search(r'name="form" value="([^"]*)"', form.text)
    sent = {**_RIGHT, "form": found[1] if found else ""}
    path = f"{address}/shared/{token_hash(made.token)[:16]}/feedback"
    thanks = guest.post(path, sent, timeout=60)
    _noted(told, "answers by link", "Your answer is with the team" in thanks.text, thanks)


def _noted(told: Told, what: str, right: bool, page: requests.Response) -> None:
    told[what if right else f"WRONG {what}: status {page.status_code}"] += 1
