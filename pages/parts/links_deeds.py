"""What is done with a link: paused and resumed at once, revoked after it was asked once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from health.links.telling import Told
from health.store import Link, Store
from health.words import first_few
from pages.parts import address, links_once, seen, words
from pages.parts.author import ask, author
from pages.parts.look import note, spoken
from pages.parts.written import Step, save, told

PLACE = "links"
_REVOKING = "link to be revoked"
_DEEDS: dict[str, Callable[[Store, Link, str, datetime], Link]] = {
    "paused": Store.pause_link, "resumed": Store.resume_link, "revoked": Store.revoke_link,
}  # fmt: skip


def deeds(each: Told, opened: bool) -> None:
    """The buttons beside a link: who looked; pause or resume it; revoke it."""
    link, names = each.link, words.short(spoken(words.listed(list(each.link.clients))), 60)
    with st.container(horizontal=True, gap="small", width="content", key=f"deeds-{link.id}"):
        if link.views:
            st.button(
                "Hide views" if opened else "Views", key=f"views-{link.id}", type="tertiary",
                help=f"When the link on {names} was opened, what for", on_click=address.write,
                args=("views", None if opened else str(link.id)),
            )  # fmt: skip
        if not seen.may("write") or each.state in ("expired", "revoked"):
            return
        deed = "resumed" if each.state == "paused" else "paused"
        st.button(
            deed.removesuffix("d").capitalize(), key=f"{deed}-{link.id}", type="tertiary",
            help=f"The link on {names}", on_click=_do, args=(link, deed),
        )  # fmt: skip
        st.button(
            "Revoke …", key=f"revoke-{link.id}", type="tertiary", help=f"The link on {names}",
            on_click=lambda: st.session_state.update({_REVOKING: link.id}),
        )  # fmt: skip


def _sure(each: Told) -> None:
    """Asked once, for it can't be taken back."""
    link = each.link
    with st.container(key=f"sure-{link.id}", gap="small"):
        note(
            "watch", "Shut this link for ever?",
            "Whoever has it finds nothing behind it from now on, and nobody can open it again. "
            "To shut it for a while, pause it.",
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            st.button(
                "Revoke it", key=f"revoked-{link.id}", type="primary", on_click=_do,
                args=(link, "revoked"),
            )  # fmt: skip
            st.button(
                "Keep it", key=f"keep-{link.id}",
                on_click=lambda: st.session_state.pop(_REVOKING, None),
            )  # fmt: skip


def asked(each: Told) -> None:
    """Below a link: what its last deed came to; what is still to be asked before one."""
    link, place = each.link, f"link-{each.link.id}"
    if f"told {place}" in st.session_state:
        told(place, lasting=not author())
        ask(place)
    if st.session_state.get(_REVOKING) == link.id and each.state != "revoked":
        _sure(each)


def _do(link: Link, deed: str) -> None:
    place, now = f"link-{link.id}", datetime.now(UTC)
    what = f"the link on {first_few(link.clients)} is {deed}"
    step = Step(
        what, lambda store, by: _DEEDS[deed](store, link, by, now), lambda: _done(link, deed)
    )
    if save(place, [step]):  # it may have left the list: what was stored is said above it
        st.session_state[f"told {PLACE}"] = st.session_state.pop(f"told {place}")


def _done(link: Link, deed: str) -> None:
    if deed == "revoked":
        st.session_state.pop(_REVOKING, None)
        links_once.drop(link.id)
