"""Which files a sign-in may have: those that its own pages were handed."""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from pages.server.handed import Handed, note


def button(name: str) -> bytes:
    message = ForwardMsg()
    message.delta.new_element.download_button.deferred_file_id = name
    return bytes(message.SerializeToString())


def asks(name: str) -> bytes:
    message = BackMsg()
    message.backend_operation_request.deferred_file.file_id = name
    return bytes(message.SerializeToString())


def test_what_somebody_does_in_one_page_takes_no_file_from_another() -> None:
    """Each run of a page hands its files over anew."""
    handed = Handed()
    with handed.page("mira") as quiet, handed.page("mira") as busy:
        note(quiet, button("quiet"))
        for number in range(2000):
            note(busy, button(f"busy-{number}"))
        assert handed.lets("mira", asks("quiet"))
        assert handed.lets("mira", asks("busy-1999"))
        assert not handed.lets("mira", asks("busy-0"))
        assert not handed.lets("ann", asks("quiet"))


def test_a_page_whose_connection_is_taken_up_again_still_has_its_files() -> None:
    handed = Handed()
    with handed.page("mira") as before:
        note(before, button("file"))
    with handed.page("mira"):
        assert handed.has("mira", "file")
        assert not handed.has("ann", "file")
    for number in range(1000):
        with handed.page("zoe") as page:
            note(page, button(str(number)))
    assert not handed.has("mira", "file")  # what is remembered is bounded
    assert handed.has("zoe", "999")


def test_what_is_no_message_of_ours_is_for_whoever_reads_it() -> None:
    handed = Handed()
    with handed.page("mira") as page:
        note(page, None)
        note(page, b"x" * (1 << 17))
        assert handed.lets("mira", b"\xff\xff")
        assert handed.lets("mira", None)
        assert not page
