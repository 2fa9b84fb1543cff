"""The style sheet of our own pieces of HTML, and the smallest of these pieces.

Colours follow the viewer's theme through `light-dark()`: no run is needed when the theme changes.
"""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from html import escape
from pathlib import Path
from string import punctuation

import streamlit as st

from pages.parts import address
from pages.parts.palette import BANDS, DARK, LIGHT

_TOKENS = ";".join(
    f"--{each.name}:light-dark({getattr(LIGHT, each.name)},{getattr(DARK, each.name)})"
    for each in fields(LIGHT)
    if each.name != "dark"
)
_SHEET = """
.st-key-menu { border-bottom: 1px solid var(--line); padding-bottom: 4px }
.st-key-changes a, .st-key-needs a {
  border-bottom: 1px solid var(--line); border-radius: 0; padding: 5px 0; line-height: 1.4;
  & * { white-space: normal; overflow: visible; font-size: 15px }
}
[class*="st-key-to-"] a { padding-left: 0; &, & * { color: var(--accent) } }
[class*="st-key-alert-"], [class*="st-key-signal-"], [class*="st-key-practice-"] {
  scroll-margin-top: 20px;
}
.modebar { display: none }
.sheet.picture {
  display: flex; gap: 4px; align-items: baseline; line-height: 1; font-size: 12px;
  color: var(--soft);
  & .told { flex: 1; font-size: 13px; line-height: 1.3; padding: 2px 0 0 30px }
  & .save { margin-left: auto; white-space: nowrap }
}
.picture button {
  background: none; border: 0; padding: 5px 4px; margin: 0; cursor: pointer; font: inherit;
  color: var(--accent); border-radius: 3px;
  &:hover { text-decoration: underline }
  &:focus-visible { outline: 2px solid var(--accent) }
}
.sheet {
  overflow-wrap: anywhere; min-width: 0;
  color: var(--ink); font-size: 15px; line-height: 1.45; font-variant-numeric: tabular-nums;
  & h1 { font-size: 25px; font-weight: 650; letter-spacing: -.01em; line-height: 1.25 }
  & h2 { font-size: 16px; font-weight: 650; letter-spacing: 0 }
  & h1, & h2 { margin: 0; padding: 0 }
  & h2 .soft { font-weight: 400 }
  & p { margin: 2px 0 0 }
  & b { font-weight: 650 }
  & .small { font-size: 13px }
  & .soft { color: var(--soft) }
  & .green, & .good { color: var(--green) }
  & .amber, & .watch { color: var(--amber) }
  & .red, & .bad { color: var(--red) }
  & .none { color: var(--none) }
  & a { color: inherit; text-decoration: none }
  & a:hover { color: var(--accent); text-decoration: underline }
  & ul { list-style: none; margin: 6px 0 0; padding: 0 }
  & li { margin: 0; padding: 5px 0; border-bottom: 1px solid var(--line); font-size: 15px }
  & .figures { display: flex; gap: 6px 34px; align-items: baseline; flex-wrap: wrap }
  & .fig { font-size: 25px; font-weight: 600 }
  & .fig + span { color: var(--soft); margin-left: 7px }
  & .note { border-left: 3px solid currentColor; padding: 2px 0 2px 10px }
  & table { border-collapse: collapse; width: 100%; margin: 0 }
  & th, & td { border: 0; border-bottom: 1px solid var(--line); vertical-align: middle }
  & th { font-weight: 500; color: var(--soft); font-size: 13px; text-align: left }
  & th { padding: 4px 8px 4px 0 }
  & td { padding: 6px 8px 6px 0 }
  & .num { text-align: right; white-space: nowrap }
  & .scroll {  /* a shadow where a wide table goes on */
    overflow-x: auto;
    background: linear-gradient(to left, var(--paper) 50%, transparent) right/48px 100% no-repeat
      local, linear-gradient(to left, var(--line), transparent) right/12px 100% no-repeat scroll;
  }
}
@media (max-width: 700px) {
  .st-key-menu a { padding-inline: 4px }
  .sheet {
    & .wide { display: none }
    & h1 { font-size: 22px }
    & .fig { font-size: 21px }
    & .figures { gap: 4px 22px }
  }
}
"""


def lean(css: str) -> str:
    """A style sheet without what only people need in it: it is sent with every run."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    bare = re.sub(r"\s*([{};])\s*|([:,])\s+", r"\1\2", re.sub(r"\s+", " ", bare))
    return bare.replace(";}", "}").strip()


_LEAN = lean(_SHEET)


@cache
def _own(name: str) -> str:
    return lean((Path(__file__).parent / f"{name}.css").read_text("utf-8"))


def style_of(name: str) -> None:
    """Send the style sheet of some pages or parts, `<name>.css`; once a run."""
    st.html(f"<style>{_own(name)}</style>")


def style() -> None:
    """Send the style sheet; once a run."""
    # What opens over the page stands outside of Streamlit's themed part: it learns the theme here.
    scheme = "dark" if st.context.theme.type == "dark" else "light"
    st.html(f"<style>:root{{color-scheme:{scheme};{_TOKENS}}}{_LEAN}</style>")


def sheet(html: str) -> None:
    """Show HTML in our style. Whatever comes from a log must have been escaped."""
    if html:
        st.html(f'<div class="sheet">{html.translate(_TURNS)}</div>')


# Signs that turn the way in which all that follows is read: one in a name would turn our own words
# and figures beside it, 452 days into 254. Without them a name still reads as its letters do.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def heading(text: str, beside: str = "") -> None:
    """A small heading over a part of a page, and quiet words beside it."""
    quiet = f' <span class="soft small">{escape(beside)}</span>' if beside else ""
    sheet(f"<h2>{escape(text)}{quiet}</h2>")


def note(tone: str, title: str, more: str = "", big: bool = False) -> None:
    """Something the reader should know: a sentence, and what to do. Tone good|watch|bad|none."""
    head = f"<h1>{escape(title)}</h1>" if big else f"<b>{escape(title)}</b>"
    rest = f'<p class="soft">{escape(more)}</p>' if more else ""
    sheet(f'<div class="note {tone}"><div style="color:var(--ink)">{head}{rest}</div></div>')


_ALL = "all"  # in the address: the lists that are shown whole


def every(place: str) -> bool:
    """Whether a list is shown whole, as the address says; of `notes-of-Acme`, `notes` there."""
    return place.partition("-of-")[0] in st.query_params.get_all(_ALL)


def more(place: str, number: int, most: int) -> None:
    """Below a list of which `most` are shown: a button that shows all, or as few again."""
    if number > most:
        st.button(
            "Show fewer" if every(place) else f"Show all {number:,}", key=f"more-{place}",
            type="tertiary", on_click=address.switch, args=(_ALL, place.partition("-of-")[0]),
        )  # fmt: skip


def band_html(band: str) -> str:
    """A band as shape and word in its colour."""
    return f'<span class="{band}">{BANDS[band]}</span>'


def scrolled(html: str, label: str, kind: str = "") -> str:
    """A wide table that scrolls by itself, by keyboard too; `label` says what it is."""
    return (
        f'<div class="{f"scroll {kind}".strip()}" tabindex="0" role="region" '
        f'aria-label="{escape(label)}">{html}</div>'
    )


def plain(text: str) -> str:
    """Text of a log for a place that reads Markdown: shown as it stands."""
    straight = text.translate(_TURNS)
    return "".join(f"\\{each}" if each in punctuation else each for each in straight)


_MARKDOWN = str.maketrans(dict.fromkeys("[]()*`<>$\\~#!|:{}^", " "))


def spoken(text: str) -> str:
    """Text of a log as the name of a field: what is read aloud as it stands, without the signs that
    Markdown would take for its own."""
    return " ".join(text.translate(_TURNS).translate(_MARKDOWN).split())
