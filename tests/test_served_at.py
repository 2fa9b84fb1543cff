"""The address from which links are made: only one that leads somewhere, safely."""

from __future__ import annotations

import pytest

from health.errors import SettingRefused
from health.served_at import address, of_this_machine


@pytest.mark.parametrize(
    ("said", "used"),
    [
        (None, "http://localhost:8501"),
        ("  ", "http://localhost:8501"),
        ("https://health.agency.example/", "https://health.agency.example"),
        ("HTTPS://Health.Agency.Example:443", "https://health.agency.example"),
        ("https://health.agency.example:8443", "https://health.agency.example:8443"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://[::1]:9000/", "http://[::1]:9000"),
    ],
)
def test_an_address_is_used_in_one_spelling(
    monkeypatch: pytest.MonkeyPatch, said: str | None, used: str
) -> None:
    monkeypatch.delenv("HEALTH_ADDRESS", raising=False)
    if said is not None:
        monkeypatch.setenv("HEALTH_ADDRESS", said)
    assert address() == used


@pytest.mark.parametrize(
    "said",
    [
        "health.agency.example", "http://health.agency.example", "ftp://localhost", "https://",
        "https://a.example/health", "https://a.example?x=1", "https://a.example/#top",
        "https://user:word@a.example", "https://a.example:port", "https://a b.example",
        "https://[::1", "javascript:alert(1)", 'https://a.example"onload=', "http://localhost.evil",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_server_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("HEALTH_ADDRESS", said)
    with pytest.raises(SettingRefused, match=r"^environment: HEALTH_ADDRESS = .* is refused"):
        address()


@pytest.mark.parametrize(
    ("host", "is_it"),
    [("localhost", True), ("127.3.4.5", True), ("::1", True), ("a.localhost", True),
     ("0.0.0.0", False), ("192.168.1.4", False), ("notlocalhost", False), ("::", False)],
)  # fmt: skip
def test_only_the_loopback_is_this_machine(host: str, is_it: bool) -> None:
    assert of_this_machine(host) is is_it
