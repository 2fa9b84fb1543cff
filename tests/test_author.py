"""Who writes: a name that is the session's own."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts import author, seen


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


def test_a_name_that_is_spelled_in_several_ways_is_offered_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clients = pd.DataFrame({"lead": ["Ana  Reis", "Tom"], "backup": ["TOM", None]})
    portfolio = SimpleNamespace(logs=SimpleNamespace(clients=clients))
    monkeypatch.setattr(author, "authors", lambda _: ["ana reis"])
    monkeypatch.setattr(seen, "now", lambda: SimpleNamespace(portfolio=portfolio))
    assert author.people("Mira") == ["Mira", "ana reis", "Tom"]
