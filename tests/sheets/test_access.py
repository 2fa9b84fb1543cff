"""Who asks, and for which address; what is wrong with either is said without telling a secret."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from health.errors import HealthError, SheetUnavailable
from health.sheets import Access, fetched, spreadsheet_id
from tests.sheets.google import API_KEY, EMAIL, Google

ID = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"
ROWS = {"clients": [["client"], ["Acme"]]}


@pytest.mark.parametrize(
    "address",
    [
        ID,
        f"  {ID}\n",
        f"https://docs.google.com/spreadsheets/d/{ID}",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0",
        f"https://docs.google.com/spreadsheets/d/{ID}/edit?gid=12&usp=sharing#gid=12",
        f"https://docs.google.com/spreadsheets/u/1/d/{ID}/edit",
        f"https://docs.google.com/a/agency.example/spreadsheets/d/{ID}/htmlview",
        f"docs.google.com/spreadsheets/d/{ID}/edit",
    ],
)
def test_the_addresses_that_people_paste_are_understood(address: str) -> None:
    assert spreadsheet_id(address) == ID


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "none of a spreadsheet"),
        ("logs of ours", "none of a spreadsheet"),
        (f"https://evil.example/spreadsheets/d/{ID}", "none of a spreadsheet"),
        (f"https://docs.google.com.evil.example/spreadsheets/d/{ID}", "none of a spreadsheet"),
        (f"https://docs.google.com/spreadsheets/d/{ID}@evil", "none of a spreadsheet"),
        (f"../../{ID}", "none of a spreadsheet"),
        (f"https://docs.google.com/spreadsheets/d/e/2PACX-{ID}/pubhtml", "published to the web"),
        (f"https://docs.google.com/spreadsheets/ccc?key={ID}", "form of 2012"),
        (f"https://docs.google.com/forms/d/{ID}/edit", "that of a form"),
        (f"https://drive.google.com/file/d/{ID}/view", "on Drive"),
    ],
)
def test_any_other_address_is_refused_with_the_way_out(address: str, why: str) -> None:
    with pytest.raises(SheetUnavailable, match=why) as caught:
        spreadsheet_id(address)
    assert "copy the address" in str(caught.value)
    assert not caught.value.passing


def test_exactly_one_key_is_given(tmp_path: Path) -> None:
    with pytest.raises(HealthError, match="exactly one"):
        Access()
    with pytest.raises(HealthError, match="exactly one"):
        Access(key_file=tmp_path, api_key_variable="KEY")


def test_the_real_signing_is_used_and_reading_alone_is_asked_for(
    google: Google, tmp_path: Path
) -> None:
    access = Access(key_file=google.key_file(tmp_path))
    for _ in range(2):
        (table,) = fetched(google.add(ROWS), access, (), google.limits(), google.address)
        assert table.rows == [["Acme"]]
    assert google.asked(sign_in=True) == ["token"]  # one token for both
    google.tokens.clear()  # Google no longer knows it
    assert fetched(google.add(ROWS), access, (), google.limits(), google.address)
    assert google.asked(sign_in=True) == ["token"] * 2


def test_an_api_key_reads_public_sheets_and_stands_in_no_address(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHEETS_KEY", f"{API_KEY}\n")
    access = Access(api_key_variable="SHEETS_KEY")
    address = google.add(ROWS, shared=False, public=True)
    assert fetched(address, access, (), google.limits(), google.address)[0].rows == [["Acme"]]
    assert all(API_KEY not in str((call.path, call.query)) for call in google.calls)
    assert google.asked(sign_in=True) == []
    private = google.add(ROWS)
    with pytest.raises(SheetUnavailable, match="everyone who has the link"):
        fetched(private, access, (), google.limits(), google.address)


def _spoiled(key: dict[str, str]) -> list[tuple[str, str]]:
    """What a key file may hold instead, and what is said of it."""
    return [
        ("not { json", "is not JSON"),
        ("[1]", "no JSON object"),
        ("[" * 50_000, "is not JSON"),
        (" \n", "service-account.json is empty or not there"),
        ("x" * 70_000, "holds more than 65536 bytes"),
        (json.dumps({**key, "client_email": ""}), "lacks client_email"),
        (json.dumps({"type": "service_account"}), "lacks client_email, private_key, token_uri"),
        (json.dumps({"installed": {"client_id": "1"}}), "OAuth client"),
        (
            json.dumps({**key, "private_key": "-----BEGIN PRIVATE KEY-----\nsecret\n"}),
            "private_key",
        ),
        (json.dumps({**key, "client_email": "other@x.iam"}), "account not found"),
    ]


def test_a_spoiled_key_file_is_told_by_its_name_and_fault(google: Google, tmp_path: Path) -> None:
    address = google.add(ROWS)
    path = google.key_file(tmp_path)
    for content, why in _spoiled(google.key()):
        path.write_text(content)
        with pytest.raises(SheetUnavailable, match=why) as caught:
            fetched(address, Access(key_file=path), (), google.limits(), google.address)
        assert "service-account.json" in str(caught.value)
        assert str(tmp_path) not in str(caught.value)
        assert "secret" not in str(caught.value)
        assert not caught.value.passing
    for gone in (tmp_path / "gone.json", tmp_path):
        with pytest.raises(SheetUnavailable, match="can't be read"):
            fetched(address, Access(key_file=gone), (), google.limits(), google.address)


def test_a_missing_or_wrong_api_key_is_told_by_its_place(
    google: Google, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = google.add(ROWS, public=True)
    access = Access(api_key_variable="SHEETS_KEY")
    wrong = {
        "": "is empty",
        "two words": "holds no key",
        "kéy": "holds no key",
        "your-key": "example",
    }
    for key, why in wrong.items():
        monkeypatch.setenv("SHEETS_KEY", key)
        with pytest.raises(SheetUnavailable, match=f"the variable SHEETS_KEY .*{why}"):
            fetched(address, access, (), google.limits(), google.address)
    monkeypatch.setenv("SHEETS_KEY", "AIza-another")
    with pytest.raises(SheetUnavailable, match=r"SHEETS_KEY is refused.*API key not valid") as no:
        fetched(address, access, (), google.limits(), google.address)
    assert not no.value.passing


def test_no_secret_is_logged_or_shown(
    google: Google,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("SHEETS_KEY", API_KEY)
    signing, plain = (
        Access(key_file=google.key_file(tmp_path)),
        Access(api_key_variable="SHEETS_KEY"),
    )
    said: list[Any] = [signing, plain, repr(signing), repr(plain)]
    for access in (signing, plain):
        fetched(google.add(ROWS, public=True), access, (), google.limits(), google.address)
        with pytest.raises(SheetUnavailable) as caught:
            fetched(google.add(ROWS, shared=False), access, (), google.limits(), google.address)
        said += [caught.value, repr(caught.value), caught.value.__cause__]
    text = caplog.text + "".join(map(str, said))
    assert EMAIL in text  # what is said is looked at
    for secret in (API_KEY, google.key()["private_key"][40:80], *google.tokens, "assertion="):
        assert secret not in text
