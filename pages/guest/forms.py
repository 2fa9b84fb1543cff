"""What a guest sends: small forms, and only from our own pages."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20


def is_own(request: Request) -> bool:
    """Whether a form was sent from a page of this server, as far as the browser tells.

    Our pages send no referrer, and browsers then call their origin null; the cookies of a link,
    too, are sent along from its own site only.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host", "")


async def form_of(request: Request, most: int) -> dict[str, str] | None:
    """The fields of a form by name, each its first value; None for a form of more than `most`
    bytes, which is not read to its end, and for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != _TYPE:
        return None
    content = b""
    async for piece in request.stream():
        content += piece
        if len(content) > most:
            return None
    text = content.decode("ascii", "replace")
    try:
        found = parse_qs(
            text, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        return None
    return {name: values[0] for name, values in found.items()}
