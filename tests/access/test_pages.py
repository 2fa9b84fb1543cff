"""Behind the gate each page asks once more: run by itself, for nobody, it draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.server import sign_in
from tests.access.test_sign_in import ACCESS
from tests.access.written import SECRETS
from tests.conftest import ROOT

PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py") if path.name != "__init__.py")


@pytest.fixture
def signed_in_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A server that people have to sign in to."""
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)
    monkeypatch.setenv("HEALTH_KEPT", str(tmp_path))
    monkeypatch.setenv("HEALTH_ACCESS", str(tmp_path / "access.toml"))
    (tmp_path / "access.toml").write_text(ACCESS)
    sign_in.current.cache_clear()
    yield
    sign_in.current.cache_clear()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("signed_in_only")
def test_a_page_draws_nothing_for_nobody(page: str) -> None:
    drawn = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=30).run()
    assert not drawn.exception
    assert [each.type for each in drawn.main] == ["main"]  # and nothing in it
    assert [each.type for each in drawn.sidebar] == ["sidebar"]


def saving() -> None:
    """A page with a button that saves something under somebody's name."""
    import streamlit as st

    from pages.parts.author import author

    def save() -> None:
        st.session_state["saved by"] = author()

    st.button("Save", on_click=save)


def test_what_was_clicked_is_not_done_once_a_sign_in_is_over(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr("pages.parts.person.authors", lambda: ["Mira"])
    session = AppTest.from_function(saving).run()
    session.button[0].click().run()
    assert session.session_state["saved by"] == "Mira"
    del session.session_state["saved by"]
    request.getfixturevalue("signed_in_only")
    session.button[0].click().run()
    assert "saved by" not in session.session_state
    assert not session.exception


def test_pages_believe_nothing_but_the_gate() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "pages").rglob("*.py"))
    assert "st.user" not in code  # has what the provider says of somebody, names and all
