"""Why Google gives no answer, in words that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from gspread.exceptions import APIError

from health.errors import SheetUnavailable
from health.sheets.connection import TooLarge
from health.sheets.limits import retry_after
from health.tables.found import shown

_LATER = "it is tried again later"
_QUOTA = ("RATE_LIMIT_EXCEEDED", "rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_EXHAUSTED")
_BUSY = "Google's quota of reads is used up (60 a minute): read less often"
_SHARE = "open it, press Share, and add {who} as a viewer"
_PUBLIC = "an API key reads public sheets only: share it with everyone who has the link, or use a service account"  # noqa: E501  # fmt: skip


class OddAnswer(Exception):
    """An answer that is an error, but not in the form of the API."""

    def __init__(self, response: requests.Response) -> None:
        super().__init__(response.status_code)
        self.response = response


@dataclass(frozen=True)
class Asked:
    """What was asked for and by whom: the spreadsheet in words, the key in words, and the
    service account's address ("" with an API key)."""

    what: str
    key: str
    who: str = ""

    def __str__(self) -> str:
        return self.what


def refusal(error: Exception, asked: Asked) -> SheetUnavailable:
    """What a failure means."""
    said, passing, again_in = _meaning(error, asked)
    return SheetUnavailable(f"{asked}: {said}", passing=passing, again_in=again_in)


def _meaning(error: Exception, asked: Asked) -> tuple[str, bool, float]:
    if isinstance(error, APIError | OddAnswer):
        body = error.error if isinstance(error, APIError) and error.code != -1 else {}
        return _answered(error.response, body if isinstance(body, Mapping) else {}, asked)
    if isinstance(error, RefreshError):
        return *_sign_in(error, asked), 0.0
    if isinstance(error, GoogleAuthError) and isinstance(error.__cause__, OSError):
        error = error.__cause__
    if isinstance(error, TooLarge):
        return "it is larger than can be read at once: move what is not needed elsewhere", False, 0
    if isinstance(error, requests.Timeout):
        return f"Google did not answer in time; {_LATER}", True, 0.0
    if isinstance(error, requests.exceptions.SSLError):
        return (
            "no secure connection to Google (its certificate is not trusted here): look at the "
            "proxy or the clock of the server",
            True,
            0.0,
        )
    if isinstance(error, requests.TooManyRedirects):
        return f"something on the way to Google answers in its place; {_LATER}", True, 0.0
    if isinstance(error, requests.exceptions.JSONDecodeError) or not isinstance(error, OSError):
        return f"Google's answer was broken; {_LATER}", True, 0.0
    return f"Google can't be reached (is the network up?); {_LATER}", True, 0.0


def _answered(
    response: requests.Response, body: Mapping[str, object], asked: Asked
) -> tuple[str, bool, float]:
    status = response.status_code
    told = shown(str(body.get("message", "")), 300)
    reasons = _reasons(body)
    again_in = retry_after(response.headers.get("Retry-After"))
    if status == 429 or (status == 403 and reasons & {*_QUOTA}):
        return _BUSY, True, again_in
    if status >= 500 or status == 408:
        return f"Google has a fault just now ({status}); {_LATER}", True, again_in
    return *_refused(status, reasons, told, asked), 0.0


def _refused(status: int, reasons: set[str], told: str, asked: Asked) -> tuple[str, bool]:
    """What an answer from 400 to 499 means, and whether that passes."""
    says = f" Google says: {told}" if told else ""
    if "API_KEY" in " ".join(reasons) or "API key" in told:
        return f"{asked.key} is refused: look at the key and its restrictions.{says}", False
    if reasons & {"SERVICE_DISABLED", "accessNotConfigured"} or "has not been used" in told:
        return f"the Google Sheets API is not enabled for the project of the key.{says}", False
    if reasons & {"CONSUMER_INVALID", "CONSUMER_SUSPENDED", "USER_PROJECT_DENIED"}:
        return f"the project of {asked.key} is refused.{says}", False
    if status == 403:
        help_ = _SHARE.format(who=asked.who) if asked.who else _PUBLIC
        return f"it is not shared with us: {help_}.{says}", False
    if status == 401:
        return f"{asked.key} is not accepted: make a new one.{says}", False
    if status in (404, 410):
        return f"there is no such spreadsheet: look at its address, and whether it was deleted.{says}", False  # noqa: E501  # fmt: skip
    if "FAILED_PRECONDITION" in reasons or "not supported for this document" in told:
        return (
            "it is an Office file kept on Drive: open it, choose File > Save as Google Sheets, "
            f"and give the address of that.{says}",
            False,
        )
    if "Unable to parse range" in told or "exceeds grid limits" in told:
        return "its tabs were changed while it was read; it is read again", True
    return f"Google refuses to read it ({status}).{says}", False


def _reasons(body: Mapping[str, object]) -> set[str]:
    """All codes that an error's body gives as its reason."""
    found = {str(body.get("status", ""))}
    for key in ("details", "errors"):
        entries = body.get(key)
        for each in entries if isinstance(entries, list) else []:
            if isinstance(each, Mapping):
                found.add(str(each.get("reason", "")))
    return found


def _sign_in(error: RefreshError, asked: Asked) -> tuple[str, bool]:
    """What a refusal of the account itself means: the token endpoint's answer."""
    body = error.args[1] if len(error.args) > 1 else {}
    code = str(body.get("error", "")) if isinstance(body, Mapping) else ""
    told = str(body.get("error_description", "")) if isinstance(body, Mapping) else ""
    if error.retryable or not code:
        return f"Google's sign-in has a fault just now; {_LATER}", True
    says = f"Google says: {shown(f'{code}: {told}'.rstrip(': '), 300)}"
    if "reasonable timeframe" in told or "iat" in told:
        return f"the clock of this server is wrong: set it. {says}", False
    account = f"{asked.key} of {asked.who}" if asked.who else asked.key
    return (
        f"{account} is not accepted (the key or the account was deleted or disabled): make a new "
        f"JSON key of the service account. {says}",
        False,
    )
