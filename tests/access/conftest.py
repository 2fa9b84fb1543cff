"""A dashboard that people sign in to, and an OpenID Connect provider to sign in at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.access.written import COOKIE_SECRET, SECRETS, access_text
from tests.conftest import begun, free_port, wait_for_page

PEOPLE: dict[str, dict[str, object]] = {  # by what they call themselves at the provider
    "mira": {"email": "mira@agency.example", "groups": ["delivery"], "name": "Ann Berg"},
    "ann": {"email": "ann@agency.example"},
    "zoe": {"email": "zoe@agency.example"},
    "eve": {"email": "eve@other.example", "name": "Ann Berg"},
}
RULES = (
    'role = "admin"\naddresses = ["ann@agency.example"]',
    'role = "lead"\ngroups = ["delivery"]',
    'role = "viewer"\ndomains = ["agency.example"]',
)
NAMES = {"mira@agency.example": "Mira Okafor", "ann@agency.example": "Ann Berg",
         "priya@agency.example": "Priya Raghavan"}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A dashboard with sign-in: its address, its access file, and the provider's address."""

    address: str
    file: Path
    provider: str

    def cookie(
        self, person: str = "ann", seconds: float = 600, secret: str = COOKIE_SECRET, **claims: Any
    ) -> str:
        """A `Cookie` header like the one that signing in leaves."""
        said = {
            **PEOPLE[person], "email_verified": True, "exp": time.time() + seconds, "sub": person,
            "origin": self.address, "is_logged_in": True, "provider": "oidc",
            "nonce": os.urandom(8).hex(),
        } | claims  # fmt: skip
        name = "_streamlit_user"
        return f"{name}={create_signed_value(secret, name, json.dumps(said)).decode()}"


@pytest.fixture(scope="session")
def provider() -> Iterator[str]:
    """The address of an OpenID Connect provider that knows PEOPLE."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for sub, claims in PEOPLE.items():
        command += ["--user-claims", json.dumps({"sub": sub, "email_verified": True, **claims})]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_page(f"http://localhost:{port}/.well-known/openid-configuration", server)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def place(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A dashboard of the sample portfolio that people sign in to."""
    folder, port = tmp_path_factory.mktemp("signed-in"), free_port()
    surroundings = {"HEALTH_ADDRESS": f"http://127.0.0.1:{port}", "HEALTH_TABS": "60"}
    server, address = guarded(folder, provider, port, **surroundings)
    yield Place(address, folder / "access.toml", provider)
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()


def guarded(
    folder: Path, provider: str, port: int, **surroundings: str
) -> tuple[subprocess.Popen[bytes], str]:
    """Start a dashboard with sign-in; `access.toml` is in the folder where it keeps its things."""
    file = folder / "access.toml"
    file.write_text(access_text(*RULES, names=NAMES, provider=provider))
    return begun(folder, port, HEALTH_ACCESS=str(file), **SECRETS, **surroundings)


def asked(
    address: str, cookie: str = "", method: str = "GET", **headers: str
) -> tuple[int, str, Any]:
    """The status, text and headers of an answer; redirects are not followed."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, headers=sent, method=method)
    if cookie:
        request.add_header("Cookie", cookie)
    try:
        with _OPENER.open(request, timeout=20) as answer:
            return answer.status, answer.read().decode("utf-8", "replace"), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace"), error.headers


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)
