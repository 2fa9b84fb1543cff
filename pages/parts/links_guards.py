"""For whom a new link is, until when it lasts, behind which password: wherever one is made.

The password is kept by no draft, and is gone from its field once the link is made.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import streamlit as st

from health.links.guards import PASSWORD_LEAST, PASSWORD_MOST
from health.links.terms import DAYS, MOST_DAYS
from pages.parts import typed, words
from pages.parts.look import sheet


def whom(about: str) -> None:
    """The field for whom it is; what is typed is a draft about something."""
    st.text_input(
        "For whom", max_chars=300, placeholder="Ms Ek, their sponsor: only we see this",
        **typed.text(about, "whom"),
    )  # fmt: skip


def guards(place: str) -> None:
    """The fields of its end and its password; `place` tells them from those of another form."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="top"):
        with st.container(width=150, gap="xxsmall"):
            days = st.number_input(
                "Days until it ends", min_value=1, max_value=MOST_DAYS, value=DAYS, step=1,
                key=f"{place}-days",
            )  # fmt: skip
            ends = datetime.now(UTC).date() + timedelta(days=int(days or DAYS))
            sheet(f"<p class='small soft'>{words.weekday(ends)} {ends.year}</p>")
        with st.container(width=280, gap="xxsmall"):
            st.text_input(
                "Password, if it should ask for one", type="password", key=f"{place}-password",
                max_chars=PASSWORD_MOST, autocomplete="new-password", placeholder="none",
            )  # fmt: skip
            sheet(f"<p class='small soft'>At least {PASSWORD_LEAST} characters</p>")


def given(place: str, about: str) -> dict[str, Any]:
    """What the fields hold, as `make_link` takes it."""
    return {
        "whom": str(typed.value(about, "whom") or ""),
        "days": int(st.session_state.get(f"{place}-days") or 0),
        "password": str(st.session_state.get(f"{place}-password") or "") or None,
    }


def forget(place: str, about: str) -> None:
    """Empty the fields, the password first."""
    for name in ("password", "days"):
        st.session_state.pop(f"{place}-{name}", None)
    typed.forget(about)
