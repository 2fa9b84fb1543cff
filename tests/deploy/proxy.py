"""The nginx of the repository's own configuration, on ports and with a certificate of a test."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import ROOT

CONFIGURATION = ROOT / ".deploy" / "nginx.conf"
NAME = "health.agency.example"
_MAIN = """
daemon off;
worker_processes 1;
{user}
error_log {folder}/main.log info;
pid {folder}/nginx.pid;
events {{ worker_connections 512; }}
http {{
    access_log {folder}/others.log;
    {temporary}
    include {folder}/health.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx: where it listens, and the folder of its logs."""

    https: int
    http: int
    folder: Path

    @property
    def address(self) -> str:
        """Where people go."""
        return f"https://localhost:{self.https}"

    def logged(self) -> str:
        """All that it wrote anywhere."""
        return "\n".join(each.read_text("utf-8") for each in self.folder.glob("*.log"))


def needs_nginx() -> None:
    """Skip where there is no nginx, but never in CI."""
    if shutil.which("nginx") is None:
        reason = "no nginx is installed (on Debian: apt-get install nginx)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def certificate(folder: Path) -> None:
    """A certificate for localhost that nobody else vouches for, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(made.public_bytes(pem))
    form, open_key = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(pem, form, open_key))


def configured(text: str, folder: Path, https: int, http: int, dashboard: int) -> str:
    """The configuration with another name, other ports and places; each has to be there."""
    for what, instead in (
        ("listen [::]:443 ssl http2;", ""),
        ("listen [::]:80;", ""),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{https} ssl http2;"),
        ("listen 80;", f"listen 127.0.0.1:{http};"),
        ("127.0.0.1:8501", f"127.0.0.1:{dashboard}"),
        (f"/etc/letsencrypt/live/{NAME}", str(folder)),
        ("/var/log/nginx", str(folder)),
        (f"https://{NAME}", f"https://localhost:{https}"),
        (NAME, "localhost"),
    ):
        assert what in text, what
        text = text.replace(what, instead)
    return text


def _answers(port: int) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 5).close()
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.05)
        else:
            return


@contextmanager
def proxied(folder: Path, https: int, http: int, dashboard: int) -> Iterator[Proxy]:
    """nginx with our configuration before a dashboard at a port."""
    certificate(folder)
    text = configured(CONFIGURATION.read_text("utf-8"), folder, https, http, dashboard)
    (folder / "health.conf").write_text(text, "utf-8")
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if getpass.getuser() == "root" else ""
    main = _MAIN.format(folder=folder, user=user, temporary=temporary)
    (folder / "nginx.conf").write_text(main, "utf-8")
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    command += ["-e", str(folder / "start.log")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr
    assert "warn" not in tried.stderr, tried.stderr
    server = subprocess.Popen(command)
    try:
        _answers(https)
        yield Proxy(https, http, folder)
    finally:
        server.terminate()
        server.wait(10)
