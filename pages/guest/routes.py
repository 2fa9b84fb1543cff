"""Addresses of guests' pages: `/s/{token}` opens a link, `/shared/{handle}` is what it shows."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from health.links import door
from health.links.opening import CLOSED, LATER, Refusal
from pages.guest import feedback, look
from pages.guest.bounds import TooMany, in_thread
from pages.guest.entering import entered, handle_of, is_secure, remember_link, remember_visit
from pages.guest.files import FILES, disposition, has, made
from pages.guest.forms import form_of, is_own
from pages.guest.pace import Pace
from pages.guest.quiet import keep_tokens_out_of_logs
from pages.guest.views import view_of

_LOG = logging.getLogger(__name__)
_PASSWORD_FORM = 4_000  # bytes
PACE = Pace()
Endpoint = Callable[[Request], Awaitable[Response]]


def safely(endpoint: Endpoint) -> Endpoint:
    """An endpoint that asks guests to come again where there are too many, or something failed."""

    async def answer(request: Request) -> Response:
        try:
            if wait := PACE.wait(request.client.host if request.client else ""):
                return look.refused(Refusal("often", look.TOO_OFTEN, wait))
            return await endpoint(request)
        except TooMany:
            return look.refused(LATER)
        except Exception as error:  # whatever it is, its words are not for a guest
            _LOG.error("a page for a guest failed", exc_info=error)
            return look.refused(LATER)

    return answer


async def open_link(request: Request) -> Response:
    """Take the token out of the address; nothing is looked up, so nothing can be learned here."""
    token = request.path_params["token"]
    handle = handle_of(token)
    what = "feedback" if request.url.path.endswith("/feedback") else ""
    response = RedirectResponse(look.address(handle, what), 303, look.HEADERS)
    if handle != handle_of(""):  # what can be no token is no cookie either
        remember_link(response, token, is_secure(request))
    return response


async def shared(request: Request) -> Response:
    """What a link shows: a page of one client, or a list of several."""
    guest, found = await entered(request, "page")
    if isinstance(found, Refusal):
        return look.refused(found, guest.handle)
    alone = len(found.clients) == 1
    told = await in_thread(door.shown if alone else door.listed, found)
    if told is None:
        return look.refused(LATER)
    response = look.page(
        told["kind"] if alone else "list",
        {
            **view_of(told, found.until),
            "handle": guest.handle,
            "frozen": found.day is not None,
            "several": "client" in request.query_params,
        },
    )
    remember_visit(response, request, guest, found)
    return response


async def password(request: Request) -> Response:
    """Try a password; with the right one the page is shown, by an address of its own."""
    if not is_own(request):
        return look.refused(CLOSED)
    form = await form_of(request, _PASSWORD_FORM)
    guest, found = await entered(request, "page", (form or {}).get("password", ""))
    if isinstance(found, Refusal):
        return look.refused(found, guest.handle)
    client = request.query_params.get("client")
    response = RedirectResponse(look.address(guest.handle, client=client), 303, look.HEADERS)
    remember_visit(response, request, guest, found)
    return response


async def saved(request: Request) -> Response:
    """A file of what a link shows."""
    name = request.url.path.rpartition("/")[2]
    guest, found = await entered(request, FILES[name][1])
    if isinstance(found, Refusal):
        return look.refused(found, guest.handle)
    if len(found.clients) > 1 and name != "table.csv":
        return look.refused(CLOSED)  # of one client at a time
    told = await in_thread(door.shown, found)
    if told is None:
        return look.refused(LATER)
    if not has(name, told):
        return look.refused(CLOSED)
    content = await in_thread(made, name, told)
    named = {"Content-Disposition": disposition(name, told)}
    return Response(content, headers={**look.HEADERS, **named}, media_type=FILES[name][2])


async def nothing(_request: Request) -> Response:
    """Whatever else is asked for below these addresses: it never reaches the team's pages."""
    return look.refused(CLOSED)


_ANY = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
keep_tokens_out_of_logs()
ROUTES = [
    Route("/s/{token}", safely(open_link)),
    Route("/s/{token}/feedback", safely(open_link)),
    Route("/shared/{handle}", safely(shared)),
    Route("/shared/{handle}", safely(password), methods=["POST"]),
    *(Route(f"/shared/{{handle}}/{name}", safely(saved)) for name in FILES),
    Route("/shared/{handle}/feedback", safely(feedback.form)),
    Route("/shared/{handle}/feedback", safely(feedback.sent), methods=["POST"]),
    *(Route(path, nothing, methods=_ANY) for path in ("/s", "/s/{rest:path}")),
    *(Route(path, nothing, methods=_ANY) for path in ("/shared", "/shared/{rest:path}")),
]
