"""How guests' pages look: templates, one style sheet, and headers that allow nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from health.links.opening import Refusal
from health.report.html import style as report_style
from pages.parts.palette import BANDS, DARK, LIGHT

_HERE = Path(__file__).parent
_TOKENS = ";".join(
    f"--{each.name}:light-dark({getattr(LIGHT, each.name)},{getattr(DARK, each.name)})"
    for each in fields(LIGHT)
    if each.name != "dark"
)
_SHEETS = "".join((_HERE / name).read_text("utf-8") for name in ("guest.css", "feedback.css"))
STYLE = Markup(f"{report_style()}\n.guest{{{_TOKENS}}}\n{_SHEETS}")
STATUS = {"closed": 404, "password": 403, "wrong": 403, "wait": 429, "later": 503, "often": 429}
TOO_OFTEN = "There were very many requests from where you are. Try again in a minute."


PICTURE_STYLE = Markup(
    "text{font:14px 'Source Sans 3','Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
    f"fill:{LIGHT.ink};unicode-bidi:plaintext}}.title{{font-size:18px;font-weight:600}}"
    f".soft{{fill:{LIGHT.soft}}}text.late{{fill:{LIGHT.amber}}}.end{{text-anchor:end}}"
    f".paper{{fill:#fff}}.month{{stroke:{LIGHT.line}}}"
    f".today{{stroke:{LIGHT.ink};stroke-dasharray:2 2}}"
    f".plan{{fill:{LIGHT.accent};opacity:.38}}.moved{{fill:{LIGHT.soft};opacity:.4}}"
    f".over{{fill:{LIGHT.amber};opacity:.75}}circle.done{{fill:{LIGHT.accent}}}"
    f"circle.open{{fill:#fff;stroke:{LIGHT.accent};stroke-width:1.6}}"
    f"circle.late{{fill:#fff;stroke:{LIGHT.amber};stroke-width:1.6}}"
    f"polyline{{fill:none;stroke:{LIGHT.accent};stroke-width:2}}"
    f".good{{fill:{LIGHT.green};opacity:.07}}.bad{{fill:{LIGHT.red};opacity:.07}}"
)


def hash_of(text: str) -> str:
    """A style sheet or the like, as a policy allows it and no other."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


HEADERS = {
    "Content-Security-Policy": "default-src 'none'; "
    f"style-src {hash_of(STYLE)} {hash_of(PICTURE_STYLE)}; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive, nosnippet",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


def address(handle: str, what: str = "", client: str | None = None) -> str:
    """Where something of a link is: `/shared/0a1b/report.pdf?client=Acme`."""
    query = f"?{urlencode({'client': client})}" if client is not None else ""
    return f"/shared/{handle}{'/' if what else ''}{what}{query}"


_templates = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals |= {"address": address, "bands": BANDS}
_templates.globals |= {"style": STYLE, "picture_style": PICTURE_STYLE}


def html(template: str, given: Mapping[str, Any]) -> str:
    """A page from its template; whatever is put in is escaped."""
    return _templates.get_template(f"{template}.html").render(given)


def picture(given: Mapping[str, Any]) -> str:
    """The picture of one client."""
    one = given["told"]["clients"][0]
    return _templates.get_template("picture.svg").render(**given, one=one, name=one["client"])


def page(
    template: str, given: Mapping[str, Any], status: int = 200, **headers: str
) -> HTMLResponse:
    """A page as it is sent."""
    return HTMLResponse(html(template, given), status, {**HEADERS, **headers})


def refused(refusal: Refusal, handle: str = "", what: str = "") -> Response:
    """Why nothing is shown, in words; the same for all that is closed."""
    status = STATUS.get(refusal.why, 403)
    if refusal.why in ("password", "wrong", "wait"):
        given = {"refusal": refusal, "to": address(handle, what)}
        wait = {"Retry-After": str(refusal.wait_seconds)} if refusal.wait_seconds else {}
        return page("password", given, status, **wait)
    title = "This link shows nothing" if refusal.why == "closed" else "One moment"
    again = {} if refusal.why == "closed" else {"Retry-After": str(refusal.wait_seconds or 5)}
    return page("closed", {"title": title, "refusal": refusal}, status, **again)
