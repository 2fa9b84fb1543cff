"""Everything else that Apprise knows: Slack, Teams, webhooks and more than a hundred others.

A message is given as text, and Apprise makes of it what the service speaks, so that no letter of it
is markup there; as Markdown of ours where a service (Teams) takes everything for that.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat
from apprise.plugins.email.base import NotifyEmail
from apprise.url import URLBase

from health.digest.addresses import Address
from health.digest.harmless import literal
from health.digest.mail import send_mail
from health.digest.message import Message, NotSent, Taken
from health.errors import ChannelUnusable

_LOG = logging.getLogger("apprise")
_CODE = re.compile(r"error=(\d{3})\b")
_SPOKEN = {"html": NotifyFormat.HTML, "markdown": NotifyFormat.MARKDOWN}
_AGAIN = (408, 425, 429)
_MACHINES = ("json", "jsons", "xml", "xmls", "form", "forms")
_CONNECT_SECONDS, _ANSWER_SECONDS = 10.0, 20.0  # where the address says nothing else


_ASSET = AppriseAsset(  # no pictures from elsewhere
    app_id="Relationship health",
    app_url="",
    image_url_mask="",
    image_url_logo="",
    http_redirects=False,  # what is posted and led elsewhere is asked for there, and never told
)


def service_of(url: Address) -> Any:
    """The service of an address, with its secrets. Raises ChannelUnusable, SecretRefused."""
    whole = url.whole()
    with _heard():
        made: Any = Apprise.instantiate(whole, asset=_ASSET)
        if made is None:
            raise ChannelUnusable(
                "its address is none that Apprise knows, or lacks a part: see the list of services "
                "at https://appriseit.com/services/"
            )
        if not url.names and made.url(privacy=False) != made.url(privacy=True):
            raise ChannelUnusable(
                "its address holds a secret: write {NAME} in its place, and set the variable NAME"
            )
    if made.socket_connect_timeout == URLBase.socket_connect_timeout:
        made.socket_connect_timeout = _CONNECT_SECONDS
    if made.socket_read_timeout == URLBase.socket_read_timeout:
        made.socket_read_timeout = _ANSWER_SECONDS
    return made


def form_of(service: Any) -> str:
    """How a service is told: mail, html, text, short or markdown (which is short, too)."""
    if isinstance(service, NotifyEmail):
        return "mail"
    if service.schemas() & set(_MACHINES):
        return "text"
    speaks = service.notify_format
    known = speaks if isinstance(speaks, tuple) else (speaks,)
    if known[0] is NotifyFormat.HTML:
        return "html"
    return "short" if NotifyFormat.TEXT in known else "markdown"


def send(service: Any, message: Message, channel: str) -> Taken:
    """Send a message; NotSent says why it was not taken. Bounded in time but for a service that
    goes on answering, byte by byte."""
    form = form_of(service)
    if form == "mail":
        return send_mail(service, message, channel)
    title = literal(message.title) if form == "markdown" else message.title
    spoken = _SPOKEN.get(form, NotifyFormat.TEXT)
    began = time.monotonic()
    with _heard() as lines:
        if service.notify(body=body_of(service, message), title=title, body_format=spoken):
            return Taken()
    codes = [int(found[1]) for line in lines if (found := _CODE.search(line))]
    if codes:
        again = codes[-1] >= 500 or codes[-1] in _AGAIN
        raise NotSent(f"the service answered {codes[-1]}", again=again)
    if time.monotonic() - began >= service.socket_read_timeout:
        raise NotSent("the service gives no answer; it may have arrived", again=False)
    raise NotSent("the service can't be reached", again=True)


def body_of(service: Any, message: Message) -> str:
    """What a service is told; of an e-mail the plain part."""
    form = form_of(service)
    if form == "html":
        return message.html()
    if form in ("short", "markdown"):
        return message.short(service.body_maxlen, marked=form == "markdown")
    return message.text()


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What Apprise logs in this thread meanwhile: for us alone, as addresses may stand in it."""
    lines: list[str] = []
    handler, thread = logging.Handler(logging.WARNING), threading.get_ident()
    handler.emit = (  # type: ignore[method-assign]
        lambda record: lines.append(record.getMessage()) if record.thread == thread else None
    )
    _LOG.addHandler(handler)
    _LOG.propagate = False
    try:
        yield lines
    finally:
        _LOG.removeHandler(handler)
        if not _LOG.handlers:
            _LOG.addHandler(logging.NullHandler())
