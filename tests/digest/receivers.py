"""Real receivers on loopback: a webhook and a mail server that answer as they are told."""

from __future__ import annotations

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Hook:
    """A webhook: `answers` are the next statuses (200 after them); while `held`, it gives none."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    got: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.held.set()


@contextmanager
def webhook() -> Iterator[Hook]:
    """A receiver of JSON by HTTP."""
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((self.path, json.loads(body)))
            hook.held.wait(30)
            status = hook.answers.pop(0) if hook.answers else 200
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hook.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield hook
    finally:
        hook.held.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """A mail server: `answers` are the next words on DATA, `refused` whom it takes nothing for."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    password: str = ""
    got: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    asked: int = 0

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            made = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(made, EmailMessage)
            self.got.append((envelope.rcpt_tos, made))
        return answer

    def signs_in(self, _server: Any, _session: Any, _envelope: Any, _how: str, by: Any) -> Any:
        """Whether somebody may send."""
        assert isinstance(by, LoginPassword)
        self.asked += 1
        return AuthResult(success=by.password.decode() == self.password, handled=False)


class _AnyPort(Controller):
    """A mail server on a port that the system gives."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def own_certificate() -> ssl.SSLContext:
    """What a server needs to speak TLS with nobody vouching for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "both.pem"
        pem = serialization.Encoding.PEM
        file.write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
            + made.public_bytes(pem)
        )
        context.load_cert_chain(file)
    return context


@contextmanager
def mail_server(password: str = "", encrypted: bool = False) -> Iterator[Mailbox]:
    """A receiver by SMTP; with a password it asks for it; encrypted by a certificate of its own."""
    box = Mailbox(password=password)
    asks: dict[str, Any] = {
        "authenticator": box.signs_in, "auth_required": True, "auth_require_tls": False,
    } if password else {}  # fmt: skip
    if encrypted:
        asks |= {"tls_context": own_certificate(), "auth_require_tls": True}
    controller = _AnyPort(box, hostname="127.0.0.1", port=0, **asks)
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()
