"""A server that would let in just anybody does not begin, and says what to set."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pages.server import sign_in, standing
from pages.server.headers import secured
from pages.server.local_only import Place, why_not_local
from pages.server.tabs import tabs
from tests.access.written import SECRETS, access_text
from tests.conftest import ROOT, free_port

STREAMLIT = ["streamlit", "run", str(ROOT / "dashboard.py"), "--server.port", "{port}"]
UVICORN = ["uvicorn", "dashboard:app", "--app-dir", str(ROOT), "--port", "{port}"]
ACCESS = access_text('role = "viewer"\ndomains = ["agency.example"]')


def ended(kept: Path, command: list[str]) -> tuple[int, str]:
    """The exit code of a server that ends by itself, and what it said."""
    told = {**os.environ, "HEALTH_KEPT": str(kept)}
    parts = [part.format(port=free_port()) for part in command]
    done = subprocess.run(
        [sys.executable, "-m", *parts], cwd=kept, env=told, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    [[*STREAMLIT, "--server.address", "0.0.0.0"], [*UVICORN, "--host", "0.0.0.0"]],
    ids=["streamlit", "uvicorn"],
)
def test_off_loopback_without_sign_in_it_serves_nothing_and_says_what_to_set(
    tmp_path: Path, command: list[str]
) -> None:
    status, told = ended(tmp_path, command)
    assert status != 0
    assert "Nothing is served. It would listen at 0.0.0.0, where others come" in told
    assert "Set HEALTH_ACCESS to a file that says who may enter" in told
    assert "Traceback" not in told
    assert "You can now view" not in told


@pytest.fixture
def why_not(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Why a server with such variables would not begin; empty if it would."""

    def answer(**surroundings: str) -> str:
        for name in ("HEALTH_ACCESS", "HEALTH_ADDRESS", "HEALTH_TABS", "CLIENT", "COOKIE"):
            monkeypatch.setenv(name, surroundings.get(name, ""))
        sign_in.current.cache_clear()
        tabs.cache_clear()
        return standing.why_not()

    yield answer
    sign_in.current.cache_clear()
    tabs.cache_clear()


def test_it_begins_only_where_nobody_else_comes_or_somebody_says_who_may(
    tmp_path: Path, why_not: Callable[..., str]
) -> None:
    file = tmp_path / "access.toml"
    file.write_text(ACCESS)
    wide = "https://health.agency.example"
    assert why_not() == ""
    assert why_not(HEALTH_ADDRESS=wide).startswith(f"HEALTH_ADDRESS is {wide}, where others come")
    assert why_not(HEALTH_ACCESS=str(file), HEALTH_ADDRESS=wide, **SECRETS) == ""
    assert standing.known().secure
    assert "HEALTH_ACCESS or --file says" in why_not(HEALTH_ACCESS=str(tmp_path / "none.toml"))
    less = {"HEALTH_ACCESS": str(file), "HEALTH_ADDRESS": wide}
    assert "client_secret_env: the variable CLIENT is empty" in why_not(
        **less, COOKIE=SECRETS["COOKIE"]
    )
    assert "cookie_secret_env: the variable COOKIE is empty" in why_not(
        **less, CLIENT=SECRETS["CLIENT"]
    )
    assert "example" in why_not(**less, **SECRETS | {"COOKIE": "change-me-" + SECRETS["COOKIE"]})
    assert "HEALTH_ADDRESS = 'http://" in why_not(**less | SECRETS | {"HEALTH_ADDRESS": "http://x"})
    for most in ("0", "many", "-3", "1e3", "99999", "٣", "9" * 5000):
        assert "HEALTH_TABS = " in why_not(HEALTH_TABS=most)
    assert why_not(HEALTH_TABS=" 300 ") == ""


def test_with_sign_in_it_begins_only_where_people_can_sign_in(
    tmp_path: Path, why_not: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sign-in and links lead to HEALTH_ADDRESS: with none they would lead nobody here."""
    file = tmp_path / "access.toml"
    file.write_text(ACCESS)
    good = {"HEALTH_ACCESS": str(file), **SECRETS}
    for place in (Place("0.0.0.0", 8501), Place("127.0.0.1", 8777), Place("/run/health")):
        monkeypatch.setattr(standing, "listening", lambda place=place: [place])
        assert f"It would listen at {place}, and HEALTH_ADDRESS is not set" in why_not(**good)
        assert why_not(**good, HEALTH_ADDRESS="https://health.agency.example") == ""
        assert list(standing.where()) == ["Client health is at https://health.agency.example"]
    monkeypatch.setattr(standing, "listening", lambda: [Place("127.0.0.1", 8501)])
    assert why_not(**good) == ""
    assert "HEALTH_ADDRESS is not set" in list(standing.where())[1]
    assert why_not() == ""
    assert list(standing.where()) == ["Client health is at http://localhost:8501"]


def asked(
    host: str = "localhost:8501",
    client: str = "127.0.0.1",
    server: str = "127.0.0.1",
    **headers: str,
) -> dict[str, Any]:
    sent = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": "http",
        "client": (client, 40000),
        "server": (server, 8501),
        "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
    }


@pytest.mark.parametrize(
    "scope",
    [asked(), asked("127.0.0.1"), asked("[::1]:8501", "::1", "::1"),
     asked(client="::ffff:127.0.0.1", server="::ffff:127.0.0.1")],
)  # fmt: skip
def test_without_sign_in_the_machine_itself_is_answered(scope: dict[str, Any]) -> None:
    assert why_not_local(scope) == ""


@pytest.mark.parametrize(
    "scope",
    [
        asked(client="192.168.1.5"), asked(server="192.168.1.4"), asked("health.agency.example"),
        asked("192.168.1.4:8501"), asked(""), asked("evil.localhost.example"),
        asked(x_forwarded_for="203.0.113.9"), asked(forwarded="for=203.0.113.9"),
        asked(x_real_ip="127.0.0.1"), asked() | {"client": None}, asked(client="testclient"),
        asked() | {"server": ("/s", None)},
    ],
)  # fmt: skip
def test_without_sign_in_nobody_else_is_not_even_through_a_proxy(scope: dict[str, Any]) -> None:
    why = why_not_local(scope)
    assert "Nobody signs in here" in why
    assert "Set HEALTH_ACCESS to a file that says who may enter" in why


def test_no_cookie_travels_unencrypted_where_there_is_encryption() -> None:
    assert secured(b"set-cookie", b"a=b; Path=/") == (b"set-cookie", b"a=b; Path=/; Secure")
    for already in (b"a=b; secure", b"a=b; Secure; Path=/"):
        assert secured(b"Set-Cookie", already)[1] == already
    assert secured(b"set-cookie", b"a=insecure; Path=/secure")[1].endswith(b"; Secure")
    assert secured(b"location", b"/x") == (b"location", b"/x")
