"""What the Review page costs a viewer: seconds of a run and bytes sent, beside an empty page."""

from __future__ import annotations

import pickle
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.sync.client import ClientConnection, connect

from benchmarks.served import ROOT, served

_FIRST_BYTES = 500_000  # the budget of a first view of 1,000 clients
_AGAIN_BYTES = 20_000  # of a further run in which nothing changed
_TIMES = 10  # the Review's run against that of an empty page with the same table
# The same table on a page with nothing else, on a server made ready as ours is.
_EMPTY = """
import gc, pickle
from contextlib import asynccontextmanager
import streamlit as st

@asynccontextmanager
async def lifespan(_app):
    import pandas, plotly.graph_objects, pages.parts.review_table
    gc.collect()
    gc.freeze()
    yield None

app = st.App({script!r}, lifespan=lifespan)
"""
_EMPTY_PAGE = """
import pickle
import streamlit as st
from pages.parts import palette
from pages.parts.review_table import table

@st.cache_resource
def scores():
    with open({table!r}, "rb") as file:
        return pickle.load(file)

table(scores(), {{}}, palette.LIGHT)
"""


@dataclass(frozen=True)
class Run:
    """One run of a page's script as a viewer sees it: wall seconds, and bytes received."""

    seconds: float
    bytes: int
    waiting: bool


def _run(session: ClientConnection, held: set[str]) -> Run:
    """Ask for a run of the whole script, and wait until it has ended.

    `held` are the hashes of large elements that the viewer has, as a browser tells them: they are
    not sent again.
    """
    wanted = BackMsg()
    wanted.rerun_script.cached_message_hashes.extend(held)
    begun, received, waiting = time.perf_counter(), 0, False
    session.send(wanted.SerializeToString())
    while True:
        content = session.recv(timeout=120)
        assert isinstance(content, bytes)
        received += len(content)
        told = ForwardMsg.FromString(content)
        if told.metadata.cacheable and told.hash:
            held.add(told.hash)
        waiting |= "Reading the logs" in told.delta.new_element.html.body
        if told.WhichOneof("type") == "script_finished":
            return Run(time.perf_counter() - begun, received, waiting)


def _opened(address: str) -> ClientConnection:
    stream = f"{address.replace('http', 'ws', 1)}/_stcore/stream"
    return connect(stream, subprotocols=[Subprotocol("streamlit")], max_size=None)


def _figures(address: str, rounds: int) -> tuple[Run, Run, list[float]]:
    """The first run of a new viewer, a further one of the same, and the seconds of all further."""
    for _ in range(600):  # until the logs are scored
        with _opened(address) as session:
            if not _run(session, set()).waiting:
                break
        time.sleep(0.5)
    with _opened(address) as session:
        held: set[str] = set()
        first = _run(session, held)
        again = [_run(session, held) for _ in range(rounds)]
    return first, again[-1], [each.seconds for each in again]


def measure(folder: Path, rounds: int = 15) -> None:
    """Print the Review's run and bytes beside those of an empty page with the same table."""
    from health.portfolio import Portfolio

    portfolio = Portfolio.open(folder)
    day = portfolio.days[-1]
    scores = portfolio.scores(day)
    scores["alerts"] = portfolio.open_alerts(day)[scores["code"]]
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "scores.pickle").write_bytes(pickle.dumps(scores))
        (place / "run").mkdir()
        page, server = place / "run" / "page.py", place / "server.py"
        page.write_text(_EMPTY_PAGE.format(table=str(place / "scores.pickle")))
        server.write_text(_EMPTY.format(script=str(page)))
        told = {"HEALTH_LOGS": str(folder), "HEALTH_KEPT": str(place / "kept")}
        with (
            served(server, place) as (_, empty_address),
            served(ROOT / "dashboard.py", ROOT, told) as (_, address),
        ):
            review, empty = _figures(address, rounds), _figures(empty_address, rounds)
    print(f"{len(scores):,} clients, {len(portfolio.history.days)} weeks; {rounds} runs each")
    print(f"{'':24}{'first kB':>10}{'again kB':>10}{'median ms':>11}{'least ms':>10}")
    for what, (first, again, seconds) in (("Review", review), ("empty, same table", empty)):
        print(
            f"{what:24}{first.bytes / 1e3:10.0f}{again.bytes / 1e3:10.1f}"
            f"{1e3 * statistics.median(seconds):11.1f}{1e3 * min(seconds):10.1f}"
        )
    times = statistics.median(review[2]) / statistics.median(empty[2])
    for what, found, most in (
        ("a run of the Review / of the empty page", times, _TIMES),
        ("bytes of a first view", review[0].bytes, _FIRST_BYTES),
        ("bytes of a further run", review[1].bytes, _AGAIN_BYTES),
    ):
        print(f"{what}: {found:,.1f}, at most {most:,}: {'met' if found <= most else 'NOT MET'}")
