"""What the address of a page holds: week, client, filters.

It is the only memory of a view, so that a reload, a bookmark and a link that is sent show the same.

Widgets follow the address, never the other way round: before a widget is drawn its state is set
from the address, and its `on_change` writes the address. Back and Forward then just work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from pages.parts.words import sunday

WEEK, CLIENT = "week", "client"
FILTERS = ("lead", "segment", "band", "find")
# What is compared: how it was chosen; clients, the first what the others are held against; or one
# client with its like; or a segment.
COMPARED = ("by", "with", "like", "group")
INBOX = ("state", "severity", "rule")  # which alerts are listed
PAGES = {
    "review": "review.py",
    "client": "client.py",
    "compare": "compare.py",
    "past": "past.py",
    "logs": "logs.py",
    "model": "model.py",
    "alerts": "alerts.py",
    "links": "links.py",
    "report": "report.py",
}  # beside the script that Streamlit runs
MENU = "menu-links"  # the fragment whose links carry the filters: redrawn when these change
_LONGEST = 2000
Query = dict[str, str | list[str]]


def value(name: str) -> str:
    """One value of the address, trimmed; empty where there is none."""
    return str(st.query_params.get(name, "")).strip()[:_LONGEST]


def values(name: str, allowed: Iterable[str]) -> list[str]:
    """All values of a name that are allowed, in the order of `allowed`; others are ignored."""
    asked = {each.strip().casefold() for each in st.query_params.get_all(name)}
    return [each for each in allowed if each.casefold() in asked]


def week_asked() -> date | None:
    """The day that `?week=` names; None where there is none, or it is no date."""
    try:
        return date.fromisoformat(value(WEEK))
    except ValueError:
        return None


def write(name: str, new: str | list[str] | None) -> None:
    """Put a value into the address; an empty one leaves it. Only a real change is written."""
    wanted = [new] if isinstance(new, str) else list(new or [])
    wanted = [each for each in wanted if each]
    if wanted == st.query_params.get_all(name):
        return
    if wanted:
        st.query_params[name] = wanted
    else:
        del st.query_params[name]


def switch(name: str, one: str) -> None:
    """Put one of several values into the address, or take it away if it is there."""
    there = st.query_params.get_all(name)
    write(name, [each for each in there if each != one] if one in there else [*there, one])


def write_together(new: Query, instead_of: Iterable[str]) -> None:
    """Put values in the place of others, as one step for Back; what is empty is left out."""
    names = {*instead_of, *new}
    kept = {name: st.query_params.get_all(name) for name in st.query_params if name not in names}
    st.query_params.from_dict(kept | {name: each for name, each in new.items() if each})


def write_week(when: date | None) -> None:
    """Go to the week of a day; None is the latest, which has no `week` in its address."""
    write(WEEK, sunday(when).isoformat() if when else None)


def bound(
    name: str,
    current: Any,
    as_text: Callable[[Any], str | list[str] | None],
    fragments: Iterable[str] = (),
) -> dict[str, Any]:
    """`key` and `on_change` of a widget that shows `current`, read from the address before.

    Where `fragments` are named, a change runs these and the menu alone, not the whole page.
    """
    key = f"address-{name}"
    st.session_state[key] = current

    def changed() -> None:
        write(name, as_text(st.session_state.get(key)))
        if fragments:
            st.rerun([*fragments, MENU])

    return {"key": key, "on_change": changed}


def asked(names: Iterable[str]) -> Query:
    """What the address holds of some names, all values of each; what is empty is left out."""
    found = {
        name: [each[:_LONGEST] for each in st.query_params.get_all(name) if each.strip()]
        for name in names
    }
    return {name: values for name, values in found.items() if values}


def query(client: str = "") -> Query:
    """What a link to another page carries: the week shown, the filters, and the client if given."""
    found = asked(FILTERS)
    if value(WEEK):
        found = {WEEK: value(WEEK), **found}
    if client:
        found[CLIENT] = client
    return found


def open_client(name: str) -> None:
    """Open the Client page of a client in the week that is shown. Does not return."""
    st.switch_page(PAGES["client"], query_params=query(name))


def alerts_href() -> str:
    """The address of the Alerts page in the week shown, for a link inside `st.html` (escape it)."""
    return "alerts?" + urlencode(query(), doseq=True)


def client_href(name: str, **more: str) -> str:
    """The address of a client's page in the week shown, for a link inside `st.html` (escape it).

    more: what is open there, such as the `signal` whose rows are shown.
    """
    return "client?" + urlencode(query(name) | more, doseq=True)


def trial_href(edits: list[str]) -> str:
    """The address of the Model page with a trial (`trial.as_query`), for a link likewise."""
    return "model?" + urlencode(query() | {"set": edits}, doseq=True)
