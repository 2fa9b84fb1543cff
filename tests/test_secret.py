"""Secrets are read and refused in one way, whoever asks for them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from health.errors import SecretRefused
from health.secret import Place, secret_of, text_of

GOOD = "q8wZ4tRb1Lx7"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "secret").write_text(f"{GOOD}\n", "utf-8")
    return tmp_path / "secret"


def test_a_file_that_everybody_may_read_is_used_and_warned_of_once(
    file: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place("key", f"a secret of {file.parent}", "mend it", file)
    with caplog.at_level(logging.WARNING):
        assert secret_of(place) == GOOD
        assert caplog.text == ""  # others can't look into the folder of a test
        file.chmod(0o604)
        monkeypatch.setattr(Path, "parents", property(lambda self: [Path("/")]))
        assert [secret_of(place), secret_of(place)] == [GOOD, GOOD]
    assert caplog.text.count("chmod 600 secret") == 1
    assert GOOD not in caplog.text


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is empty or not there"),
        (b"\xff\xfe\x00", "is no text in UTF-8"),
        (b"x" * 5000, "holds more than 4096 bytes"),
        (b"one\ntwo", "holds more than one line"),
        (b"changeme", "holds an example, which everybody knows"),
        (b"<the password>", "holds an example, which everybody knows"),
    ],
)
def test_what_is_wrong_is_told_with_the_place_and_what_to_do(
    file: Path, content: bytes, fault: str
) -> None:
    file.write_bytes(content)
    with pytest.raises(SecretRefused) as caught:
        secret_of(Place("x.toml: key", "secret", "put it there", file))
    assert str(caught.value) == f"x.toml: key: the file secret {fault}; put it there"


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    for odd in (tmp_path, tmp_path / "none", tmp_path / "n\0ul", Path("/dev/null")):
        with pytest.raises(SecretRefused, match=r"can't be read \(.+\); put it there"):
            text_of(Place("key", odd.name, "put it there", odd), 10)


@pytest.mark.parametrize(
    "chosen",
    ["jsons://hooks.your.example/default", "digest@your-agency.example", "Our mail password, 2026",
     "correct horse battery staple", "smtp.exchange.it", "$9fK2mZx7", "$9"],
)  # fmt: skip
def test_what_people_chose_may_sound_like_an_example(
    monkeypatch: pytest.MonkeyPatch, chosen: str
) -> None:
    monkeypatch.setenv("HOOK", chosen)
    place = Place("{HOOK}", "HOOK", "set it")
    assert secret_of(place, "chosen") == chosen
    with pytest.raises(SecretRefused, match="the variable HOOK holds an example"):
        secret_of(place)


@pytest.mark.parametrize(
    "unfilled", ["changeme", "mailtos://digest:change-me@host", "<password>", "$SMTP_PASSWORD",
                 "${SMTP_PASSWORD}", "$(cat smtp)", "...", "0000"],
)  # fmt: skip
def test_what_nobody_filled_in_is_refused_of_what_people_choose_too(
    monkeypatch: pytest.MonkeyPatch, unfilled: str
) -> None:
    monkeypatch.setenv("HOOK", unfilled)
    with pytest.raises(SecretRefused, match="the variable HOOK holds an example"):
        secret_of(Place("{HOOK}", "HOOK", "set it"), "chosen")


def test_a_variable_that_is_no_text_is_refused_and_not_altered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HOOK", "p\udce4ss-9f3kQ")  # as Python has a byte that is no UTF-8
    with pytest.raises(SecretRefused, match="the variable HOOK is no text in UTF-8"):
        secret_of(Place("{HOOK}", "HOOK", "set it"), "chosen")
