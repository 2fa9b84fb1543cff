"""The page on which people sign in: plain HTML, none of the program's own."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlsplit

from starlette.responses import HTMLResponse

from health.access import Refused

_LONGEST = 2000  # letters of an address that somebody comes back to
_NEVER = ("/sign-in", "/auth/", "/oauth2callback", "/_stcore/")
_STYLE = """
:root { color-scheme: light dark; --ink: #1f2328; --paper: #fbfaf7; --soft: #5a616a;
  --accent: #1d5c9f; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e2; --paper: #14171a; --soft: #a0a7b0;
  --accent: #84b6ee; --on: #14171a; } }
body { margin: 0; min-height: 100vh; display: grid; place-content: center; padding: 1.5rem;
  box-sizing: border-box; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; } h1 { font-size: 1.5rem; margin: 0 0 .5rem; } p { margin: 0 0 1.25rem; }
.soft { color: var(--soft); } b { overflow-wrap: anywhere; }
a { display: inline-block; padding: .6rem 1.1rem; border-radius: 5px; background: var(--accent);
  color: var(--on); text-decoration: none; font-weight: 600; }
a:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; }
"""


def answer(provider: str, found: Refused, after: str) -> HTMLResponse:
    """For somebody who may not enter: why, and where to sign in. `after`: where they were going."""
    if found.address:
        words = (
            f"<p>You signed in as <b>{escape(found.address)}</b>. {escape(found.why)}</p>"
            "<p class=soft>Ask whoever runs this program, or use another account.</p>"
        )
        return page("You may not enter", words, 403, _link(provider, after, "Use another account"))
    ended = "" if found.why.startswith("Nobody") else escape(found.why)
    about = "Client health is for the team. You come back to the page that you asked for."
    words = f"<p>{ended or about}</p>"
    return page("Sign in", words, 401, _link(provider, after))


def said(title: str, words: str, provider: str, after: str) -> HTMLResponse:
    """What just happened, and where to sign in."""
    return page(title, f"<p>{escape(words)}</p>", 200, _link(provider, after))


def page(title: str, words: str, status: int, link: str) -> HTMLResponse:
    """A page of a title, HTML, and a link."""
    body = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title} - Client health</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{title}</h1>{words}{link}</main></body></html>"
    )
    return HTMLResponse(body, status, {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"})


def _link(provider: str, after: str, says: str = "") -> str:
    says = says or (f"Sign in with {provider}" if provider else "Sign in")
    return f'<a href="{escape(start(after))}">{escape(says)}</a>'


def start(after: str) -> str:
    """The address where signing in begins, which leads back to where somebody was going."""
    return f"/sign-in/start?next={quote(own(after), safe='')}"


def own(after: str) -> str:
    """A path of this program that somebody may be led to; the first page for anything else."""
    odd = "\\" in after or not after.isascii() or not after.isprintable()
    if odd or len(after) > _LONGEST or not after.startswith("/") or after.startswith("//"):
        return "/"
    return "/" if urlsplit(after).path.startswith(_NEVER) else after
