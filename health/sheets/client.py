"""gspread's client with bounds: each question is asked a few times at most, and in limited time.

gspread's own `BackOffHTTPClient` goes on without end, and takes a broken answer for an answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from google.auth.exceptions import GoogleAuthError
from gspread.exceptions import GSpreadException
from gspread.http_client import HTTPClient
from gspread.urls import SPREADSHEETS_API_V4_BASE_URL
from requests import Response, Session

from health.errors import SheetUnavailable
from health.sheets.connection import TooLarge
from health.sheets.limits import Deadline, Limits
from health.sheets.refusals import Asked, OddAnswer, refusal

_ROOT = SPREADSHEETS_API_V4_BASE_URL.removesuffix("/v4/spreadsheets")
API = _ROOT
T = TypeVar("T")
# What gspread and google-auth raise; the last ones where an answer is JSON of another form.
FAILED = (
    *(GSpreadException, GoogleAuthError, OSError, TooLarge, OddAnswer),
    *(TypeError, ValueError, LookupError, AttributeError, RecursionError),
)


class Client(HTTPClient):
    """Asks the Sheets API, or whatever stands at `api` instead, within the limits."""

    def __init__(
        self, session: Session, api: str, limits: Limits, deadline: Deadline, asked: Asked
    ) -> None:
        super().__init__(None, session)  # type: ignore[arg-type]
        self.api, self.limits, self.deadline, self.asked = api, limits, deadline, asked
        self._last: Response | None = None
        session.hooks["response"].append(self._keep)

    def _keep(self, response: Response, **_: Any) -> None:
        self._last = response

    def request(self, method: str, endpoint: str, *args: Any, **more: Any) -> Response:
        """One request, made when the quota has room for it."""
        wait = self.limits.quota.take(self.deadline.left())
        if wait is None:
            raise SheetUnavailable(
                f"{self.asked}: the reads that Google allows in a minute are used up; it is read "
                "when there is room again (read fewer spreadsheets, or less often)",
                passing=True,
            )
        time.sleep(wait)
        self._last = None
        try:
            return super().request(method, self.api + endpoint.removeprefix(_ROOT), *args, **more)
        except (TypeError, LookupError, AttributeError) as error:
            if self._last is None or self._last.ok:
                raise
            raise OddAnswer(self._last) from error  # gspread wants an error to have a code

    def answer(self, ask: Callable[[], T]) -> T:
        """What `ask` gives, asked again where that may help. Raises SheetUnavailable."""
        for attempt in range(1, self.limits.attempts + 1):
            try:
                return ask()
            except FAILED as error:
                refused = refusal(error, self.asked)
            if not refused.passing or attempt == self.limits.attempts:
                break
            wait = self.limits.wait(attempt, refused.again_in)
            if wait >= self.deadline.left():
                break
            time.sleep(wait)
        # Not chained: the cause may hold a signed request.
        raise refused from None
