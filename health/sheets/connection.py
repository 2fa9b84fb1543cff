"""HTTP whose answers have bounds in bytes and in time, for gspread and for the sign-in alike."""

from __future__ import annotations

import io

import requests
from google.auth.api_key import Credentials as ApiKey
from google.auth.transport.requests import AuthorizedSession, Request
from google.oauth2.service_account import Credentials as ServiceAccount
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from health.sheets.limits import Deadline, Limits

_PIECE = 1 << 16


class TooLarge(Exception):
    """Google's answers hold more bytes than are taken."""


class Bounded(HTTPAdapter):
    """Reads each answer piece by piece: one that drips is cut off at the deadline, one that does
    not end at the limit. gspread has no time-out by itself, and requests' begin anew with each
    byte."""

    def __init__(self, limits: Limits, deadline: Deadline) -> None:
        super().__init__()
        self.limits, self.deadline = limits, deadline
        self.bytes = 0

    def send(
        self, request: requests.PreparedRequest, *_: object, **more: object
    ) -> requests.Response:
        """The answer, read whole."""
        left = self.deadline.left()
        if left <= 0:
            raise requests.Timeout("no time is left")
        more |= {
            "stream": True,
            "timeout": (min(self.limits.connect, left), min(self.limits.read, left)),
        }
        response = super().send(request, **more)  # type: ignore[arg-type]
        body = io.BytesIO()
        try:
            while piece := response.raw.read1(_PIECE, decode_content=True):
                body.write(piece)
                self.bytes += len(piece)
                if self.bytes > self.limits.most_bytes:
                    raise TooLarge
                if self.deadline.left() <= 0:
                    raise requests.Timeout("the answer was not complete in time")
        except (HTTPError, OSError) as error:
            response.raw.close()
            if isinstance(error, requests.Timeout):
                raise
            raise requests.ConnectionError("the answer broke off") from error
        except TooLarge:
            response.raw.close()
            raise
        response.raw = io.BytesIO(body.getvalue())
        return response


def session_of(
    credentials: ServiceAccount | ApiKey, limits: Limits, deadline: Deadline
) -> AuthorizedSession:
    """A session that signs what it asks, and follows no redirect: a key goes nowhere else."""
    sign_in = requests.Session()
    session = AuthorizedSession(  # type: ignore[no-untyped-call]
        credentials, max_refresh_attempts=1, auth_request=Request(sign_in)
    )
    adapter = Bounded(limits, deadline)
    for each in (sign_in, session):
        each.max_redirects = 0
        each.mount("https://", adapter)
        each.mount("http://", adapter)
    return session
