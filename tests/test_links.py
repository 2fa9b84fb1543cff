"""Links from the command line, and what guards them."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from health.errors import EntryRefused
from health.links.guards import hashed_password, is_password, new_token, token_hash
from health.links.opening import PASSWORD, Grant, opened
from health.store import open_store
from tests.conftest import FolderOf
from tests.test_cli import CONTACTS, Captured, told


@pytest.fixture
def logs(folder_of: FolderOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Logs of Acme and Bolt, and a store of their own."""
    monkeypatch.setenv("HEALTH_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    return folder_of(contacts=CONTACTS)


def test_a_link_is_made_listed_paused_resumed_and_revoked(
    logs: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    monkeypatch.setattr("sys.stdin", io.StringIO("Straße 17 ✓\nnot this\n"))
    options = ["--kind", "inside", "--for", "Ms Ek", "--days", "3", "--as-of", "2026-10-05"]
    asked = ["bolt", "Acme", *options, "--password-stdin", "--by", "Ana"]
    monkeypatch.setenv("HEALTH_ADDRESS", "https://health.example.com/")
    status, printed, err = told(capsys, "link", logs, "make", *asked)
    assert status == 0
    made = re.fullmatch(r"https://health\.example\.com/s/([A-Za-z0-9_-]{32})\n", printed)
    assert made
    token = made[1]
    assert "shown this once" in err
    said = err + caplog.text + told(capsys, "link", logs, "list")[1]
    assert token not in said
    assert "Bolt, Acme; for Ms Ek" in " ".join(said.split())
    (logs / "clients.csv").write_text("client\nAcme Ltd\nBolt\n")
    listed = told(capsys, "link", logs, "list")[1]
    assert "link 1: It shows nothing of Acme: clients.csv names no client so now." in listed
    store, now = open_store(), datetime.now(UTC)
    assert opened(store, token, "", now, "", "page") is PASSWORD
    grant = opened(store, token, "STRASSE 17 ✓", now, "", "page")
    assert not isinstance(grant, Grant)
    assert isinstance(opened(store, token, "Straße 17 ✓", now, "", "page"), Grant)
    store.close()
    for deed, state in (("pause", "paused"), ("resume", "open"), ("revoke", "revoked")):
        status, out, _ = told(capsys, "link", logs, deed, "1", "--by", "Ben")
        assert (status, out) == (0, f"link 1 is {state}\n")
    status, out, err = told(capsys, "link", logs, "resume", "1", "--by", "Cy")
    assert (status, out) == (2, "")
    assert "Link 1 was revoked by Ben" in err
    assert "it can't be resumed or paused. Make a new link" in err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["make", "Acm"], "There is no client 'Acm' in clients.csv. Did you mean Acme?"),
        (["make", "Acme", "--days", "0"], "days = 0 is refused; allowed: a whole number from 1 to"),
        (["make", "Acme", "--days", "9999"], "days = 9999 is refused"),
        (["make", "Acme", "--as-of", "2120-01-01"], "allowed: a day that is not in the future"),
        (["make", "Acme", "--by", " "], "by = ' ' is refused"),
        (["make", "Acme", "--for", "x" * 10_001], "for whom = "),
        (["revoke", "7"], "link = 7 is refused"),
    ],
)
def test_what_can_not_be_is_told_and_nothing_is_made(
    logs: Path, capsys: Captured, asked: list[str], said: str
) -> None:
    status, out, err = told(capsys, "link", logs, *asked)
    assert (status, out) == (2, "")
    assert said in err
    assert told(capsys, "link", logs, "list")[1] == "no links yet\n"


def test_a_password_costs_memory_and_time_and_is_never_repeated() -> None:
    kept = hashed_password("correct horse")
    assert kept.startswith("scrypt$16384$8$5$")
    assert is_password("correct horse", kept)
    assert not is_password("correct hors", kept)
    for refused in (
        "short",
        "x" * 201,
        "nul \0 in it",
        "half a pair \ud83d",
        "\u200b" * 3,
        None,
        5,
    ):
        with pytest.raises(EntryRefused, match=r"8 to 200 characters") as caught:
            hashed_password(refused)
        assert "(not shown)" in str(caught.value)


def test_tokens_hold_192_bits_and_are_never_alike() -> None:
    tokens = {new_token() for _ in range(500)}
    assert {len(token) for token in tokens} == {32}
    assert len({token_hash(token) for token in tokens}) == 500
