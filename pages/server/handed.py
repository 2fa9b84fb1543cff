"""Which files each sign-in was handed by its own pages: nobody else gets them, whatever they know.

Streamlit gives a file, and what makes one when it is asked for, to whoever can name it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_MOST = 500  # files of a page: the latest, for each of its runs hands all of them over anew
_CLOSED = 1000  # connections that are remembered, as some are taken up again: the latest
_LARGEST = 1 << 16  # bytes of a message that hands over a file: it holds names and labels only

Names = dict[str, None]


class Handed:
    """Addresses of files, and names of files to be made, of each page of a ticket, by its key.

    Each page has room of its own: what somebody does in one takes no file from another.
    """

    def __init__(self) -> None:
        self._open: defaultdict[str, list[Names]] = defaultdict(list)
        self._closed: deque[tuple[str, Names]] = deque(maxlen=_CLOSED)

    @contextmanager
    def page(self, key: str) -> Iterator[Names]:
        """While it lasts, a page of a ticket is open, which may be handed files."""
        names: Names = {}
        self._open[key].append(names)
        try:
            yield names
        finally:
            self._open[key] = [each for each in self._open[key] if each is not names]
            if not self._open[key]:
                del self._open[key]
            if names:
                self._closed.append((key, names))

    def has(self, key: str, name: str) -> bool:
        """Whether a page of a ticket was handed a file, or the name of one to be made."""
        closed = (names for whose, names in self._closed if whose == key)
        return any(name in names for names in (*self._open.get(key, ()), *closed))

    def lets(self, key: str, message: bytes | None) -> bool:
        """Whether a message from a page asks for no file that is another's to have made."""
        try:
            order = BackMsg.FromString(message or b"")
        except DecodeError:
            return True  # whoever reads it says so
        asked = order.backend_operation_request
        makes = asked.WhichOneof("payload") == "deferred_file"
        return not makes or self.has(key, asked.deferred_file.file_id)


def note(names: Names, message: bytes | None) -> None:
    """Remember what a message to a page hands over."""
    for name in _handed_over(message or b""):
        names.pop(name, None)
        names[name] = None
        if len(names) > _MOST:
            del names[next(iter(names))]


def _handed_over(content: bytes) -> list[str]:
    if len(content) > _LARGEST:
        return []
    message = ForwardMsg.FromString(content)
    button = message.delta.new_element.download_button
    made = message.backend_operation_response.deferred_file
    return [each for each in (button.url, button.deferred_file_id, made.url) if each]
