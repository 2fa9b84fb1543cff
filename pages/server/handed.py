"""Which files each sign-in was handed by its own pages: nobody else gets them, whatever they know.

Streamlit gives a file, and what makes one when it is asked for, to whoever can name it.
"""

from __future__ import annotations

from collections import OrderedDict

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_MOST = 500  # sign-ins that are remembered, and files of each: the latest
_LARGEST = 1 << 16  # bytes of a message that hands over a file: it holds names and labels only


class Handed:
    """Addresses of files, and names of files to be made, by the key of a ticket."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, OrderedDict[str, None]] = OrderedDict()

    def note(self, key: str, message: bytes | None) -> None:
        """Remember what a message to a page of a ticket hands over."""
        for name in _handed_over(message or b""):
            mine = self._of.setdefault(key, OrderedDict())
            mine[name] = None
            for each, latest in ((self._of, key), (mine, name)):
                each.move_to_end(latest)
                if len(each) > _MOST:
                    each.popitem(last=False)

    def has(self, key: str, name: str) -> bool:
        """Whether a page of a ticket was handed a file, or the name of one to be made."""
        return name in self._of.get(key, ())

    def lets(self, key: str, message: bytes | None) -> bool:
        """Whether a message from a page asks for no file that is another's to have made."""
        try:
            order = BackMsg.FromString(message or b"")
        except DecodeError:
            return True  # whoever reads it says so
        asked = order.backend_operation_request
        makes = asked.WhichOneof("payload") == "deferred_file"
        return not makes or self.has(key, asked.deferred_file.file_id)

    def forget(self, key: str) -> None:
        """A ticket has ended."""
        self._of.pop(key, None)


def _handed_over(content: bytes) -> list[str]:
    if len(content) > _LARGEST:
        return []
    message = ForwardMsg.FromString(content)
    button = message.delta.new_element.download_button
    made = message.backend_operation_response.deferred_file
    return [each for each in (button.url, button.deferred_file_id, made.url) if each]
