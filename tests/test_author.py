"""Who writes: a name that is the session's own."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest


def writing() -> None:
    """A page that says who writes."""
    import streamlit as st

    from pages.parts.author import author

    st.text(author())


def test_a_session_does_not_begin_to_write_as_whoever_wrote_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrote: list[str] = []
    monkeypatch.setattr("pages.parts.person.authors", lambda: wrote)
    session, later = AppTest.from_function(writing), AppTest.from_function(writing)
    assert session.run().text[0].value == ""
    wrote[:] = ["Mira"]
    assert session.run().text[0].value == "Mira"
    wrote[:] = ["Jonas", "Mira"]
    assert session.run().text[0].value == "Mira"
    assert later.run().text[0].value == ""  # one of several: it is asked who
