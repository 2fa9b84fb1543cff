"""The file of channels: who is served by which, and what is refused, without a secret shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from health.digest.channels import Channels, channels_of
from health.errors import ChannelsRefused, SecretRefused, UnreadableFile
from tests.conftest import ROOT

GOOD = """
[[channel]]
name = "Ana, by mail"
url = "mailtos://digest:{SMTP_PASSWORD}@agency.example/?to=ana@agency.example"
leads = ["Ana Ruiz"]

[[channel]]
name = "Ana's phone"
url = "{PHONE}"
leads = ["ana ruiz "]

[[channel]]
name = "room"
url = "json://127.0.0.1/x"
leads = ["*", "Gone"]
without_lead = true
"""


def read(tmp_path: Path, text: str) -> Channels:
    file = tmp_path / "digest.toml"
    file.write_text(text, "utf-8")
    return channels_of(file)


def test_a_lead_has_its_own_channels_or_those_of_everybody(tmp_path: Path) -> None:
    channels = read(tmp_path, GOOD)
    assert [each.name for each in channels.of("ANA RUIZ")] == ["Ana, by mail", "Ana's phone"]
    assert [each.name for each in channels.of("Ben")] == ["room"]
    assert [each.name for each in channels.of("")] == ["room"]
    assert channels.strangers(["Ana Ruiz", "Ben"]) == ["Gone"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "channel"),
        ("x = 1", "x = "),
        ("channel = 1", "channel"),
        ("channel = [1]", "a table"),
        ("[[channel]\n", "TOML"),
        (GOOD.replace("leads", "lead"), "name, url, leads, without_lead"),
        (GOOD.replace('"Ana, by mail"', '""'), "name"),
        (GOOD.replace('"room"', '"Ana, by mail"'), "no other channel"),
        (GOOD.replace('["Ana Ruiz"]', '"Ana Ruiz"'), "a list of names"),
        (GOOD.replace('["Ana Ruiz"]', "[]"), "one or more names"),
        (GOOD.replace("= true", '= "yes"'), "true or false"),
        (GOOD.replace('"{PHONE}"', "1"), "url"),
        (GOOD.replace('"{PHONE}"', '"x://{PHO NE}s3cr3t"'), "{NAME}"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_allowed(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises((ChannelsRefused, UnreadableFile)) as refused:
        read(tmp_path, text)
    assert told in str(refused.value)
    assert "digest.toml" in str(refused.value)
    assert "s3cr3t" not in str(refused.value)


def test_a_part_of_an_address_is_quoted_and_a_whole_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, _ = read(tmp_path, GOOD).channels
    monkeypatch.setenv("SMTP_PASSWORD", "a/b@c:d, our password")
    monkeypatch.setenv("PHONE", "https://host.example/a/b?c=d")
    assert "digest:a%2Fb%40c%3Ad%2C%20our%20password@agency" in first.url.whole()
    assert second.url.whole() == "https://host.example/a/b?c=d"
    assert "SMTP" not in repr(first)


def test_a_secret_that_is_not_there_says_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, phone, _ = read(tmp_path, GOOD).channels
    with pytest.raises(SecretRefused, match="set PHONE, or PHONE_FILE to a file"):
        phone.url.whole()
    monkeypatch.setenv("PHONE_FILE", str(tmp_path / "none"))
    with pytest.raises(
        SecretRefused, match=r"none can't be read \(No such file.*\); set PHONE, or PHONE_FILE"
    ):
        phone.url.whole()
    (tmp_path / "none").write_text("two\nlines", "utf-8")
    with pytest.raises(SecretRefused, match="more than one line"):
        phone.url.whole()


def test_the_example_of_the_readme_is_one(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    block = re.search(r"<!-- channels -->\n```toml\n(.*?)```", readme, re.S)
    assert block
    channels = read(tmp_path, block[1])
    assert [each.name for each in channels.of("Mira Okafor")] == ["Mira, by mail"]
    assert [each.name for each in channels.of("")] == ["team room"]
