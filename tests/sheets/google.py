"""A server on loopback that answers as Google's documentation says: the Sheets API and sign-in.

    with Google() as google:
        address = google.add({"Clients": [["client"], ["Acme"]]}, shared=True)
        access = Access(key_file=google.key_file(folder))
        fetched(address, access, limits=google.limits(), api=google.address)

`google.faults` are what the next requests meet instead; `google.calls` what was asked. Tests whose
way to `fetched` names neither limits nor address: `google.stand_in(monkeypatch)`.
"""

from __future__ import annotations

import gzip
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from health.sheets import client, limits
from health.sheets.limits import Limits, Quota
from tests.sheets.books import Book, Refused, Rows

EMAIL = "dashboard@agency-logs.iam.gserviceaccount.com"
API_KEY = "AIzaSyD-a-key-that-only-tests-know"
AUDIENCE = "https://oauth2.googleapis.com/token"  # wherever the request is sent
SCOPE = "https://www.googleapis.com/auth/spreadsheets.readonly"


@dataclass
class Fault:
    """What a request meets: another answer; or the right one, late, in drips, cut off, or none."""

    status: int = 200
    body: str | bytes | dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    late: float = 0.0  # seconds before the answer
    drip: float = 0.0  # seconds between the first bytes of it
    cut: bool = False  # in the middle of the body
    drop: bool = False  # the connection is closed without an answer
    path: str = ""  # only requests that have this in their path


@dataclass(frozen=True)
class Call:
    """A request as it came in; the path without its query, headers by small letters."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    at: float


def error(code: int, status: str, message: str, reason: str = "") -> dict[str, Any]:
    """The body of an error, with its reason as an ErrorInfo."""
    body: dict[str, Any] = {"code": code, "message": message, "status": status}
    if reason:
        body["details"] = [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": reason,
                "domain": "googleapis.com",
                "metadata": {"service": "sheets.googleapis.com", "consumer": "projects/1234567"},
            }
        ]
    return {"error": body}


@cache
def _keys() -> tuple[str, bytes]:
    """A private key and its public half, made for this run."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public


class Google:
    """The server; `books` by ID."""

    def __init__(self) -> None:
        self.books: dict[str, Book] = {}
        self.faults: deque[Fault] = deque()
        self.calls: list[Call] = []
        self.tokens: set[str] = set()
        self.gone = threading.Event()
        self._name = secrets.token_hex(8)
        handler = type("Handler", (_Handler,), {"google": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> Google:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None
    ) -> None:
        self.gone.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add(self, tabs: Mapping[str, Rows], *, shared: bool = True, **more: Any) -> str:
        """A spreadsheet of tabs; its address."""
        spreadsheet = f"1{'x' * 40}{len(self.books):03}"
        self.books[spreadsheet] = Book(dict(tabs), {EMAIL} if shared else set(), **more)
        return f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit#gid=0"

    def book(self, address: str) -> Book:
        """The spreadsheet at an address, to change it."""
        return self.books[address.split("/")[5]]

    def key(self) -> dict[str, str]:
        """What a service account's key file holds."""
        return {
            "type": "service_account",
            "project_id": "agency-logs",
            "private_key_id": self._name,  # another one than that of a server before
            "private_key": _keys()[0],
            "client_email": EMAIL,
            "client_id": "1234567",
            "token_uri": f"{self.address}/token",
        }

    def key_file(self, folder: Path) -> Path:
        """The file, written into a folder."""
        path = folder / "service-account.json"
        path.write_text(json.dumps(self.key()), "utf-8")
        return path

    @staticmethod
    def limits(**other: Any) -> Limits:
        """Short waits, and a quota of its own."""
        usual: dict[str, Any] = {"seconds": 10.0, "first_wait": 0.01, "quota": Quota(100_000)}
        return Limits(**(usual | other))

    def stand_in(self, patch: pytest.MonkeyPatch) -> None:
        """Whoever asks Google asks this server, as often as it likes."""
        patch.setattr(client, "API", self.address)
        patch.setattr(limits.SHARED, "_taken", deque(maxlen=100_000))

    def asked(self, *, sign_in: bool = False) -> list[str]:
        """The last part of each request's path."""
        return [
            call.path.rsplit("/", 1)[-1]
            for call in self.calls
            if (call.path == "/token") is sign_in
        ]


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    google: Google

    def log_message(self, *_: object) -> None:
        """Nothing."""

    def do_GET(self) -> None:
        self._answer(self._sheets)

    def do_POST(self) -> None:
        self._answer(self._token)

    def _answer(self, right: Any) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        call = Call(
            self.command, unquote(parts.path), parse_qs(parts.query),
            {name.lower(): value for name, value in self.headers.items()}, time.monotonic(),
        )  # fmt: skip
        self.google.calls.append(call)
        fault = next((each for each in self.google.faults if each.path in call.path), None)
        if fault is not None:
            self.google.faults.remove(fault)
        fault = fault or Fault()
        if fault.drop or self.google.gone.wait(fault.late):
            self.close_connection = True
            return
        status, answer = fault.status, fault.body
        if answer is None:
            try:
                status, answer = 200, right(call, body)
            except Refused as refused:
                code, name, message, *reason = refused.args
                status, answer = code, error(code, name, message, *reason)
                if name.islower():  # the token endpoint's form
                    answer = {"error": name, "error_description": message}
        self._send(status, answer, fault)

    def _send(self, status: int, answer: Any, fault: Fault) -> None:
        """The answer packed and in chunks, as Google sends it; a fault's plainly."""
        kind = "application/json; charset=UTF-8" if isinstance(answer, dict) else "text/html"
        text = json.dumps(answer, ensure_ascii=False, indent=2) if kind[0] == "a" else answer
        content = text.encode() if isinstance(text, str) else text
        headers = {"Content-Type": kind, "Vary": "Origin", "Cache-Control": "private"}
        packed = fault == Fault() and "gzip" in self.headers.get("Accept-Encoding", "")
        if packed:
            content = gzip.compress(content, 1)
            headers |= {"Content-Encoding": "gzip"}
        chunked = packed or fault.cut
        sizes = {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": len(content)}
        try:
            self.send_response(status)
            for name, value in (headers | sizes | fault.headers).items():
                self.send_header(name, str(value))
            self.end_headers()
            if fault.cut:
                content = content[: len(content) // 2]
                self.close_connection = True
            while fault.drip and content and not self.google.gone.wait(fault.drip):
                self.wfile.write(content[:1])
                content = content[1:]
            for at in range(0, len(content), 1 << 15) if chunked else ():
                piece = content[at : at + (1 << 15)]
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.write((b"" if fault.cut else b"0\r\n\r\n") if chunked else content)
        except OSError:
            self.close_connection = True  # the other side has had enough

    def _token(self, call: Call, body: bytes) -> dict[str, Any]:
        """The JWT profile of OAuth 2: who signs rightly is given a token for an hour."""
        form = parse_qs(body.decode())
        try:
            claims = jwt.decode(  # type: ignore[no-untyped-call]
                form["assertion"][0], certs=_keys()[1], audience=AUDIENCE
            )
        except ValueError as wrong:
            raise Refused(400, "invalid_grant", "Invalid JWT Signature.") from wrong
        if claims["iss"] != EMAIL:
            raise Refused(400, "invalid_grant", "Invalid grant: account not found")
        if claims["scope"] != SCOPE:
            raise Refused(
                400, "invalid_scope", "Invalid OAuth scope or ID token audience provided."
            )
        token = f"ya29.{secrets.token_hex(8)}"
        self.google.tokens.add(token)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def _sheets(self, call: Call, _: bytes) -> dict[str, Any]:
        book = self._allowed(call)
        query = {name: values[0] for name, values in call.query.items()}
        what = call.path.removeprefix("/v4/spreadsheets/").partition("/")[2]
        if not what:
            return book.metadata(query.get("fields", ""))
        how = query.get("valueRenderOption", "FORMATTED_VALUE")
        dates = query.get("dateTimeRenderOption", "SERIAL_NUMBER")
        known = how in ("FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA")
        if not known or dates not in ("SERIAL_NUMBER", "FORMATTED_STRING"):
            raise Refused(400, "INVALID_ARGUMENT", f"Invalid value at 'value_render_option': {how}")
        if what != "values:batchGet":
            return book.values(what.removeprefix("values/"), how, dates)
        ranges = [book.values(each, how, dates) for each in call.query.get("ranges", [])]
        return {"spreadsheetId": "whatever", "valueRanges": ranges}

    def _allowed(self, call: Call) -> Book:
        """The spreadsheet, if whoever asks may see it."""
        token = call.headers.get("authorization", "").removeprefix("Bearer ")
        key = call.headers.get("x-goog-api-key", "")
        if not token and not key:
            raise Refused(
                403, "PERMISSION_DENIED",
                "Method doesn't allow unregistered callers (callers without established identity). "
                "Please use API Key or other form of API consumer identity to call this API.",
            )  # fmt: skip
        if key and key != API_KEY:
            raise Refused(
                400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                "API_KEY_INVALID",
            )  # fmt: skip
        if token and token not in self.google.tokens:
            raise Refused(
                401, "UNAUTHENTICATED",
                "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                "login cookie or other valid authentication credential.",
                "ACCESS_TOKEN_EXPIRED",
            )  # fmt: skip
        spreadsheet = call.path.removeprefix("/v4/spreadsheets/").partition("/")[0]
        book = self.google.books.get(spreadsheet)
        if book is None:
            raise Refused(404, "NOT_FOUND", "Requested entity was not found.")
        if not (book.public or (token and EMAIL in book.viewers)):
            raise Refused(403, "PERMISSION_DENIED", "The caller does not have permission")
        return book
