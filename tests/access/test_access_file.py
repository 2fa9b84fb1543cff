"""The file that says who may enter: what it holds, what is refused, where secrets come from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from health.__main__ import main
from health.access import Rule, load
from health.errors import HealthError
from tests.access.written import COOKIE_SECRET

GOOD = COOKIE_SECRET
PROVIDER = """
[provider]
metadata_url = "https://login.agency.example/.well-known/openid-configuration"
client_id = "health"
client_secret_env = "TEST_CLIENT"
cookie_secret_file = "cookie"
"""
ALLOW = '[[allow]]\nrole = "lead"\ngroups = ["delivery"]\n'


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where an access file goes, with good secrets beside it."""
    monkeypatch.setenv("TEST_CLIENT", "q8wZ4tRb1Lx7")
    (tmp_path / "cookie").write_text(GOOD + "\n")
    return tmp_path / "access.toml"


def refusal(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    with pytest.raises(HealthError) as caught:
        load(file, to_serve=True)
    return str(caught.value)


def test_a_file_says_how_to_sign_in_and_who_may_enter(written: Path) -> None:
    written.write_text(
        PROVIDER + ALLOW + '[[allow]]\nrole = "admin"\naddresses = ["Ann@Agency.example"]\n'
        '[names]\n"Ann@agency.example" = ["Ann  Berg", "A. Berg"]\n'
    )
    access = load(written)
    assert access.provider.secrets() == ("q8wZ4tRb1Lx7", GOOD)
    written.with_name("cookie").write_text(GOOD, "utf-8-sig")  # as some editors save it
    assert access.provider.secrets() == ("q8wZ4tRb1Lx7", GOOD)
    lead, admin = access.rules.rules
    assert lead == Rule("lead", own=True, groups=frozenset({"delivery"}))
    assert admin == Rule("admin", addresses=frozenset({"ann@agency.example"}))
    assert access.rules.names == {"ann@agency.example": ("Ann Berg", "A. Berg")}
    assert GOOD not in repr(access)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x = [", "access.toml: is no TOML: .*HEALTH_ACCESS"),
        ("", r"provider.metadata_url = None .* https://"),
        (PROVIDER, r"allow = None .* one \[\[allow\]\] or more"),
        (PROVIDER + "allow = 3", "provider.allow = 3"),
        (PROVIDER + "[allow]\nx = 1", "allow = "),
        (PROVIDER + "[[allow]]\n", "allow 1.role = None .* viewer, lead, admin"),
        (PROVIDER + '[[allow]]\nrole = "root"\n', "allow 1.role = 'root'"),
        (PROVIDER + ALLOW + '[[allow]]\nrole = "admin"\n', "allow 2 = .* whom it means"),
        (PROVIDER + ALLOW + 'sees = "some"', "allow 1.sees = 'some' .* own or all"),
        (PROVIDER + '[[allow]]\nrole = "viewer"\nsees = "own"\ngroups = ["a"]', "allow 1.sees"),
        (PROVIDER + ALLOW + 'domain = "agency.example"', "allow 1.domain = .* only: role, sees"),
        (PROVIDER + ALLOW + 'domains = ["*.agency.example"]', "allow 1.domains"),
        (PROVIDER + ALLOW + 'domains = ["@agency.example"]', "allow 1.domains"),
        (PROVIDER + ALLOW + 'domains = "agency.example"', "allow 1.domains .* a list"),
        (PROVIDER + ALLOW + 'addresses = ["ann"]', "allow 1.addresses = 'ann'"),
        (PROVIDER + ALLOW + 'addresses = [""]', "allow 1.addresses"),
        (PROVIDER + ALLOW + "addresses = [1]", "allow 1.addresses = 1"),
        (PROVIDER + ALLOW + '[names]\nann = "Ann"', "names = 'ann'"),
        (PROVIDER + ALLOW + '[names]\n"a@b.example" = 3', "names.a@b.example = 3"),
        (PROVIDER + ALLOW + '[lead]\n"a@b.example" = "A"', "lead = .* only: provider, allow"),
        (PROVIDER.replace("https", "http") + ALLOW, "provider.metadata_url .* https://"),
        (PROVIDER + 'scope = "openid"\n' + ALLOW, "provider.scope = 'openid' .* email"),
        (PROVIDER + 'prompt = "never"\n' + ALLOW, "provider.prompt = 'never'"),
        (PROVIDER + "client_id = 3\n" + ALLOW, "is no TOML: "),
        (PROVIDER + 'cookie_secret_env = "X"\n' + ALLOW, "'X and cookie' .* either"),
        (PROVIDER.replace("cookie_secret_file", "other") + ALLOW, "provider.other = .* only: name"),
        (PROVIDER.replace('cookie_secret_file = "cookie"', "") + ALLOW, "secret = 'missing'"),
        ("unverified_addresses = true" + PROVIDER + ALLOW, "unverified_addresses"),
    ],
)  # fmt: skip
def test_a_slip_in_it_is_refused_by_key_and_value(written: Path, text: str, told: str) -> None:
    assert re.search(told, refusal(written, text))


def test_all_slips_are_told_at_once_with_those_of_the_secrets_and_the_address(
    written: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEALTH_ADDRESS", "http://health.agency.example")
    monkeypatch.delenv("TEST_CLIENT")
    written.with_name("cookie").write_text("short")
    text = PROVIDER.replace("https", "http") + 'prompt = "never"\ncookie_secrets = "q8wZ4tRb"\n'
    text += '[[allow]]\nrole = "root"\nsee = "own"\naddresses = ["ann", "mira", "a@b.example"]\n'
    text += ALLOW + 'sees = "some"\n[names]\n"a@b.example" = 3\nann = "Ann"\n'
    written.write_text(text)
    assert main(["access", "check", "--file", str(written)]) == 2
    said = capsys.readouterr().err
    assert "error: 13 things have to be mended:" in said
    keys = [
        "provider.cookie_secrets = '***'", "provider.metadata_url = 'http://", "provider.prompt = ",
        "allow 1.see = ", "allow 1.role = 'root'", "allow 1.addresses = 'ann'",
        "allow 1.addresses = 'mira'", "allow 2.sees = ", "names.a@b.example = 3", "names = 'ann'",
        "provider.client_secret_env: the variable TEST_CLIENT", "_file: the file cookie holds less",
        "HEALTH_ADDRESS = 'http://health.agency.example'",
    ]  # fmt: skip
    assert [key for key in keys if said.count(key) != 1] == []
    assert all(str(written) in line for line in said.splitlines()[1:-1])
    written.write_text(PROVIDER + "[[allow]]\nx = 1\n" * 300)
    assert "and 853 more" in refusal(written, written.read_text())


def test_a_secret_in_the_file_itself_is_refused_and_not_told(written: Path) -> None:
    said = refusal(written, PROVIDER + f'client_secret = "{GOOD}"\n' + ALLOW)
    assert "client_secret_file or client_secret_env" in said
    assert GOOD not in said


@pytest.mark.parametrize(
    "secret",
    [
        "", "  \n", "short-but-random-9f3kQ", "x" * 64, "changeme" * 5, "ab" * 32, "y" + "o" * 40,
        "this-is-an-example-secret-of-40-letters!", "<put the secret of the cookies in here>",
        "your-cookie-secret-goes-here-9f3kQ2mZx7", "$(openssl rand -base64 32) 9f3kQ2mZx7Lw",
        GOOD + "\n" + GOOD, "secret" + GOOD, "q8wZ4tRb1Lx7",
        "2_EDITED_AUTH_SECRET_KEY_OF_OTHERS_9f3kQ", "thisisaverylongsecretkeyforcookies",
        "qwertyuiopasdfghjklzxcvbnm123456",
    ],
)  # fmt: skip
def test_a_secret_that_is_missing_short_or_known_is_refused(written: Path, secret: str) -> None:
    written.with_name("cookie").write_text(secret)
    said = refusal(written, PROVIDER + ALLOW)
    assert "access.toml: provider.cookie_secret_file: the file cookie " in said
    assert "secrets.token_urlsafe" in said
    assert not secret.strip() or secret not in said


def test_a_secret_that_is_both_is_refused(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_CLIENT", GOOD)
    assert "holds the client secret" in refusal(written, PROVIDER + ALLOW)


def test_a_secret_that_can_not_be_read_says_which_file(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written.with_name("cookie").unlink()
    assert "the file cookie can't be read (No such file" in refusal(written, PROVIDER + ALLOW)
    monkeypatch.delenv("TEST_CLIENT")
    written.with_name("cookie").write_text(GOOD)
    said = refusal(written, PROVIDER + ALLOW)
    assert "client_secret_env: the variable TEST_CLIENT is empty or not there" in said
    assert "empty or not there" in said


def test_the_command_says_who_enters_and_as_what(
    written: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written.write_text(PROVIDER + ALLOW + '[names]\n"mira@agency.example" = "Mira Okafor"\n')
    monkeypatch.setenv("HEALTH_ACCESS", str(written))
    assert main(["access", "who", "Mira@agency.example", "--group", "delivery"]) == 0
    told = capsys.readouterr().out
    assert "enters as lead, and writes as Mira Okafor" in told
    assert "whose lead is mira okafor or mira@agency.example" in told
    assert "may: write\n" in told
    assert main(["access", "who", "mira@agency.example"]) == 1
    told = capsys.readouterr().out
    assert "mira@agency.example may not enter: No rule lets this address in." in told
    assert f"{written}: no [[allow]] names it" in told
    for odd in ("Mira", "mira@", "Mira <mira@agency.example>", ""):
        assert main(["access", "who", odd]) == 2
        assert f"error: {odd!r} is no e-mail address; give it as" in capsys.readouterr().err
    assert main(["access", "check"]) == 0
    assert "http://localhost:8501/oauth2callback" in capsys.readouterr().out
    assert main(["access", "check", "--file", str(written.with_name("none.toml"))]) == 2
    assert "No such file" in capsys.readouterr().err
