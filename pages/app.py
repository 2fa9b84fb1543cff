"""The script that Streamlit runs for every page: the menu, then the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts import address, author, links_once
from pages.parts.freshness import freshness
from pages.parts.look import style
from pages.parts.person import person
from pages.parts.picture import scripts

st.set_page_config(page_title="Client health", layout="wide")
person()  # nobody gets past the gate; if somebody does, the run ends here
style()
here = Path(__file__).parent
review = st.Page(here / "review.py", title="Review", default=True)
client = st.Page(here / "client.py", title="Client", url_path="client")
compare = st.Page(here / "compare.py", title="Compare", url_path="compare")
past = st.Page(here / "past.py", title="Past reviews", url_path="past")
alerts = st.Page(here / "alerts.py", title="Alerts", url_path="alerts")
logs = st.Page(here / "logs.py", title="Logs", url_path="logs")
model = st.Page(here / "model.py", title="Model", url_path="model")
links = st.Page(here / "links.py", title="Links", url_path="links")
report = st.Page(here / "report.py", title="Status report", url_path="report")
pages = [review, client, compare, alerts, past, report, links, logs, model]
chosen = st.navigation(pages, position="hidden")
links_once.on_page(chosen.url_path)

# The menu is ours, because its links carry what is looked at: week, filters, and the last client.
st.session_state["last client"] = (
    address.value("client") or address.value("like") or st.session_state.get("last client", "")
)


@st.fragment(key=address.MENU)
def menu() -> None:
    """The links to the pages; drawn again by itself when only the filters of the address change."""
    with st.container(horizontal=True, gap="xsmall", width="content"):
        st.page_link(review, query_params=address.query())
        st.page_link(client, query_params=address.query(st.session_state["last client"]))
        st.page_link(compare, query_params=address.query() | _compared())
        st.page_link(alerts, query_params=address.query() | address.asked(address.INBOX))
        st.page_link(report, label="Reports", query_params=address.query())
        st.page_link(links)
        st.page_link(logs, query_params=address.query())
        st.page_link(model, query_params=address.query())


def _compared() -> address.Query:
    """What was compared last; before that, the last client with its like."""
    last, seen = st.session_state["last client"], st.session_state.get("last compared", {})
    found = address.asked(address.COMPARED) or seen or ({"like": last} if last else {})
    st.session_state["last compared"] = address.asked(address.COMPARED) or seen
    return found


with st.container(
    horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key="menu"
):  # fmt: skip
    menu()
    with st.container(horizontal=True, gap="small", width="content"):
        author.menu()
        freshness()
chosen.run()
scripts()
