"""The addresses that are not Streamlit's: another one is another line of ROUTES.

Only those that `gate.OPEN` names are answered to people who did not sign in.
"""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from pages.guest.routes import ROUTES as GUESTS
from pages.server import sign_in_routes


async def page_script(_request: Request) -> FileResponse:
    """The few lines of script of our own: what Streamlit leaves to the viewer's browser."""
    headers = {"Cache-Control": "no-cache"}  # asked for anew, sent only if it changed
    return FileResponse(Path(__file__).parent.parent / "parts" / "page.js", headers=headers)


async def healthz(request: Request) -> Response:
    """Whether the server is well, for a monitor that does not sign in."""
    from pages.server.healthz import HEALTHZ

    return await HEALTHZ.answer(request)


ROUTES = [
    Route("/page.js", page_script),
    Route("/healthz", healthz),
    *sign_in_routes.ROUTES,
    *GUESTS,
]
