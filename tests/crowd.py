"""A viewer without a browser: a real websocket session that does what the browser would send."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import unescape
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.asyncio.client import ClientConnection, connect

_FINISHED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
_HEADLINE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """One run that a viewer asked for: what for, seconds until it had ended, bytes received."""

    what: str
    seconds: float
    bytes: int


def slowest_tenth(runs: Sequence[Run]) -> float:
    """Seconds that nine of ten runs stay below."""
    return statistics.quantiles((run.seconds for run in runs), n=10, method="inclusive")[-1]


async def back(viewer: Viewer) -> bool:
    """Whether somebody whose server was restarted sees the same again, as a browser does it."""
    seen = viewer.headline
    await viewer.leave()
    await viewer.connect()
    await viewer.look()
    await viewer.until_read()
    return bool(seen) and viewer.headline == seen


class Viewer:
    """A tab: `async with Viewer(address) as viewer: await viewer.look("client?client=Acme")`.

    Fragments that run by themselves are asked for as often as a browser does, large elements that
    were received are told to be held, and a lost session is asked for again by its number.
    """

    def __init__(
        self, address: str, patience: float = 120.0, cookie: str = "", port: int | None = None
    ) -> None:
        """`cookie`: a header, of a sign-in; `port`: of the server to which a proxy would lead."""
        self.address, self._patience = address, patience
        self._headers = {"Cookie": cookie} if cookie else {}
        self._way = {} if port is None else {"host": "127.0.0.1", "port": port}
        self.path = ""
        self.runs: list[Run] = []
        self.closed = ""  # why, when it was not the viewer
        self._socket: ClientConnection | None = None
        self._session, self._page = "", ""
        self._tasks: list[asyncio.Task[None]] = []
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._ended = asyncio.Event()
        self._last: list[str] = []  # what was asked and ended, for a run that never ends
        self._wants_page = True
        self._forget()

    def _forget(self) -> None:
        self._held: set[str] = set()
        self._buttons: dict[str, tuple[str, str]] = {}
        self._areas: dict[str, str] = {}
        self.html, self._drawn = "", ""  # by the last run of a page; by the run going on
        self._bytes = 0

    async def __aenter__(self) -> Viewer:
        await self.connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.leave()

    async def connect(self) -> None:
        """Open the websocket, as the session it was before if there was one."""
        said = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *([self._session] if self._session else [])]
        self._socket = await connect(
            f"{self.address.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=[Subprotocol(each) for each in said],
            max_size=None,
            open_timeout=self._patience,
            ping_interval=None,
            additional_headers=self._headers,
            **self._way,  # type: ignore[arg-type]
        )
        self.closed = ""
        self._tasks = [asyncio.create_task(self._listen(self._socket))]

    async def leave(self) -> None:
        """Close the tab."""
        for task in [*self._timers.values(), *self._tasks]:
            task.cancel()
        if self._socket is not None:
            await self._socket.close()
        self._timers, self._tasks = {}, []

    async def look(self, path: str | None = None) -> Run:
        """Go to an address (or run the page again), and wait until it is drawn."""
        if path is not None:
            self.path = path
        name = self.path.partition("?")[0]
        self._rest()
        self._buttons = {}
        wanted = self._wanted()
        wanted.rerun_script.page_name, wanted.rerun_script.page_script_hash = name, ""
        return await self._run(name or "review", wanted, page=True)

    async def click(self, key: str, **typed: str) -> Run:
        """Press a button by its key, and wait until what it belongs to is drawn again.

        `typed`: what stands in text areas meanwhile, by their labels.
        """
        button, fragment = self._buttons[key]
        wanted = self._wanted()
        wanted.rerun_script.fragment_id = fragment
        state = wanted.rerun_script.widget_states.widgets.add()
        state.id, state.trigger_value = button, True
        for label, text in typed.items():
            state = wanted.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self._areas[label], text
        return await self._run(f"click {key}", wanted, page=not fragment)

    @property
    def headline(self) -> str:
        """The sentence on top of what was drawn last."""
        found = _HEADLINE.findall(self.html)
        return unescape(re.sub("<[^>]+>", "", found[-1])) if found else ""

    @property
    def buttons(self) -> list[str]:
        """The keys of the buttons on the page."""
        return list(self._buttons)

    async def until_read(self) -> None:
        """Wait until the server has read its logs: the page draws itself again then."""
        end = time.monotonic() + self._patience
        while "Reading the logs" in self.html or not self.headline:
            if time.monotonic() > end or self.closed:
                raise AssertionError(f"never drawn: {self.closed or self.html[:200]!r}")
            await asyncio.sleep(0.1)

    def _wanted(self) -> BackMsg:
        wanted = BackMsg()
        wanted.rerun_script.query_string = self.path.partition("?")[2]
        wanted.rerun_script.page_script_hash = self._page
        wanted.rerun_script.cached_message_hashes.extend(self._held)
        return wanted

    async def _run(self, what: str, wanted: BackMsg, page: bool) -> Run:
        assert self._socket is not None
        self._ended.clear()
        self._wants_page = page
        begun, before = time.perf_counter(), self._bytes
        self._last = [*self._last[-19:], f"{what}@{begun:.1f}"]
        await self._socket.send(wanted.SerializeToString())
        try:
            await asyncio.wait_for(self._ended.wait(), self._patience)
        except TimeoutError:
            raise TimeoutError(f"{what} of {self.path} never ended: {self._last}") from None
        if self.closed:
            raise ConnectionError(self.closed)
        run = Run(what, time.perf_counter() - begun, self._bytes - before)
        self.runs.append(run)
        return run

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for content in socket:
                assert isinstance(content, bytes)
                self._bytes += len(content)
                self._told(ForwardMsg.FromString(content))
            self.closed = f"closed by the server: {socket.close_code}"
        except Exception as error:
            self.closed = f"{type(error).__name__}: {error}"
        self._ended.set()

    def _told(self, told: ForwardMsg) -> None:
        kind = told.WhichOneof("type")
        if kind == "script_finished":
            self._last = [*self._last[-19:], f"{told.script_finished}@{time.perf_counter():.1f}"]
        if told.metadata.cacheable and told.hash:
            self._held.add(told.hash)
        if kind == "new_session":
            self._session = told.new_session.initialize.session_id
            self._drawn = ""
            if not told.metadata.run.fragment_ids:  # the whole page: its fragments are drawn anew
                self._rest()
        elif kind == "navigation":
            self._page = told.navigation.page_script_hash
        elif kind == "auto_rerun":
            self._again(told.auto_rerun.fragment_id, told.auto_rerun.interval)
        elif kind == "delta":
            element = told.delta.new_element
            if element.HasField("html"):
                self._drawn += element.html.body
            elif element.HasField("text_area"):
                self._areas[element.text_area.label] = element.text_area.id
            elif element.HasField("button"):
                key = element.button.id.split("-", 2)[-1]
                self._buttons[key] = (element.button.id, told.delta.fragment_id)
        elif kind == "script_finished" and told.script_finished in _FINISHED:
            whole = told.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
            if whole:
                self.html = self._drawn
            if whole or not self._wants_page:
                self._ended.set()

    def _again(self, fragment: str, seconds: float) -> None:
        """From now on, ask for a fragment every so many seconds."""
        if fragment in self._timers:
            return

        async def ask() -> None:
            with suppress(Exception):  # a socket that is closed is told by the listener
                while self._socket is not None:
                    await asyncio.sleep(seconds)
                    wanted = self._wanted()
                    wanted.rerun_script.fragment_id = fragment
                    wanted.rerun_script.is_auto_rerun = True
                    self._last = [*self._last[-19:], f"auto@{time.perf_counter():.1f}"]
                    await self._socket.send(wanted.SerializeToString())

        self._timers[fragment] = asyncio.create_task(ask())

    def _rest(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers = {}
