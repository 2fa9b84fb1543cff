"""The form for feedback: a rating, two questions, a line; sent once, changed for a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from health.links import door
from health.links.feedback import YES_NO, Answer, Form, Typed, is_form
from health.links.opening import CLOSED, Grant, Refusal
from health.report.cleaned import one_line
from health.words import on_day
from pages.guest import look
from pages.guest.bounds import in_thread
from pages.guest.entering import Guest, entered, is_secure, remember_visit
from pages.guest.forms import form_of, is_own

_WHAT = "feedback"
_MOST, _READ = 16_000, 4_000_000  # bytes of a form; and of what is too long, read to its end
_DAY = 24 * 3600
_TOO_LONG = "That was too long to be read. One line of up to 500 characters, please."


async def form(request: Request) -> Response:
    """The form; once it was sent, what was answered, and for a day the way to change it."""
    guest, found = await entered(request, _WHAT)
    if isinstance(found, Refusal):
        return look.refused(found, guest.handle, _WHAT)
    new = "new" in request.query_params
    shown = await in_thread(door.form, guest.token, "" if new else _sending(request, guest))
    if shown is None:
        return look.refused(CLOSED)
    if shown.given is not None and not (shown.changes and "change" in request.query_params):
        response = look.page("thanks", _thanks(shown, guest))
    else:
        response = look.page("feedback", _page(shown, guest, _values(shown.given)))
    remember_visit(response, request, guest, found)
    return response


async def sent(request: Request) -> Response:
    """Take what was sent: a password, or an answer; then its thanks, by an address of its own."""
    if not is_own(request):
        return look.refused(CLOSED)
    typed = await form_of(request, _MOST)
    guest, found = await entered(request, _WHAT, (typed or {}).get("password"))
    if isinstance(found, Refusal):
        return look.refused(found, guest.handle, _WHAT)
    if typed is not None and "password" in typed:
        return _see(request, guest, found)
    if typed is None:
        await _read_on(request)
        return await _again(request, guest, Typed({}, {"comment": _TOO_LONG}), 413)
    taken = await in_thread(door.answered, guest.token, typed)
    if taken is None:
        return look.refused(CLOSED)
    if isinstance(taken, Typed):
        return await _again(request, guest, taken, 429 if taken.full else 422)
    response = _see(request, guest, found)
    form_sent = typed.get("form", "")
    if is_form(form_sent):
        response.set_cookie(
            f"form_{guest.handle}", form_sent, max_age=_DAY, path=f"/shared/{guest.handle}",
            secure=is_secure(request), httponly=True, samesite="lax",
        )  # fmt: skip
    return response


def _see(request: Request, guest: Guest, found: Grant) -> Response:
    """The page itself, by an address of its own: reloading it sends nothing once more."""
    response = RedirectResponse(look.address(guest.handle, _WHAT), 303, look.HEADERS)
    remember_visit(response, request, guest, found)
    return response


async def _again(request: Request, guest: Guest, typed: Typed, status: int) -> Response:
    """The form with what was typed, and what is wrong with it."""
    typed_in = typed.values.get("form", "")
    sending = typed_in if is_form(typed_in) else _sending(request, guest)
    shown = await in_thread(door.form, guest.token, sending)
    if shown is None:
        return look.refused(CLOSED)
    if is_form(sending):  # sent again, it is still the same form
        shown = replace(shown, sending=sending)
    return look.page("feedback", _page(shown, guest, typed.values, typed), status)


async def _read_on(request: Request) -> None:
    """Let a browser send to its end what is too long: else it never shows what we answer."""
    read = 0
    async for piece in request.stream():
        read += len(piece)
        if read > _READ:
            return


def _sending(request: Request, guest: Guest) -> str:
    return request.cookies.get(f"form_{guest.handle}", "")


def _values(given: Answer | None) -> dict[str, str]:
    """What was answered, as it would be typed."""
    if given is None:
        return {}
    said = {f"said{n}": "yes" if yes else "no" for n, (_, yes) in enumerate(given.said)}
    return {"rating": str(given.rating), "comment": given.comment, **said}


def _page(
    shown: Form, guest: Guest, values: Mapping[str, str], typed: Typed | None = None
) -> dict[str, object]:
    return {
        **_head(shown, guest),
        "form": shown.sending,
        "questions": YES_NO,
        "values": {name: values.get(name, "") for name in ("rating", "said0", "said1", "comment")},
        "wrong": dict(typed.wrong) if typed else {},
        "full": typed is not None and typed.full,
        "changes": shown.given is not None,
    }


def _thanks(shown: Form, guest: Guest) -> dict[str, object]:
    assert shown.given is not None
    given = shown.given
    return {
        **_head(shown, guest),
        "rating": given.rating,
        "rated": one_line(given.question),
        "said": [(one_line(asked), "Yes" if yes else "No") for asked, yes in given.said],
        "comment": one_line(given.comment),
        "changed": given.version > 1,
        "changes": shown.changes,
        "stands": shown.week is None,
    }


def _head(shown: Form, guest: Guest) -> dict[str, object]:
    return {
        "client": one_line(shown.client),
        "rater": one_line(shown.rater) if shown.week is not None else "",
        "week": _week(shown.week),
        "question": shown.question.partition(",")[0] + "?",
        "handle": guest.handle,
    }


def _week(week: date | None) -> str:
    return f"the week up to {on_day(week)}" if week is not None else ""
