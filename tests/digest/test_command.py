"""`python -m health digest`, as cron runs it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from health.__main__ import main
from health.digest.command import last_sunday
from tests.digest.conftest import ORPHAN
from tests.digest.receivers import mail_server, webhook

WEEK = "2026-11-18"


@pytest.fixture(autouse=True)
def _own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTH_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    monkeypatch.setenv("HEALTH_ADDRESS", "https://health.agency.example")


@pytest.mark.parametrize(
    ("today", "sunday"),
    [("2026-11-21", "2026-11-15"), ("2026-11-22", "2026-11-22"), ("2026-11-23", "2026-11-22")],
)
def test_it_tells_of_the_week_that_ended_last(today: str, sunday: str) -> None:
    assert last_sunday(date.fromisoformat(today)) == date.fromisoformat(sunday)


def test_it_goes_out_once_and_says_what_did_not(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "digest.toml"
    with mail_server() as box, webhook() as hook:
        to = "from=digest@agency.example&to=ana@agency.example"
        file.write_text(
            f'[[channel]]\nname = "mail"\nurl = "mailto://127.0.0.1:{box.port}/?{to}"\n'
            'leads = ["mira okafor", "Nobody Known", "PRIYA RAGHAVN"]\nwithout_lead = true\n'
            f'[[channel]]\nname = "hook"\nurl = "json://127.0.0.1:{hook.port}/"\n'
            'leads = ["Priya Raghavan"]\n',
            "utf-8",
        )
        asked = ["digest", str(folder), "--channels", str(file), "--week", WEEK]

        assert main([*asked, "--dry-run"]) == 0
        out, _ = capsys.readouterr()
        assert "=== Priya Raghavan, by hook (text): Client health, Priya Raghavan" in out
        assert out.endswith("nothing was sent\n")
        assert (box.got, hook.got) == ([], [])

        hook.answers = [403]
        assert main(asked) == 1
        out, err = capsys.readouterr()
        assert out.splitlines() == ["mail, Mira Okafor: sent", "mail, clients without a lead: sent"]
        assert "hook, Priya Raghavan: failed: the service answered 403" in err
        assert "1 of 3 digests not sent, or not to all" in err
        assert "Amélie Moreau (5 clients): no channel, nothing sent" in err
        mend = "leads no client with a score. Mend the name, or take it out."
        assert f"{file}: 'Nobody Known' {mend}" in err
        assert "'PRIYA RAGHAVN' leads no client with a score. Did you mean Priya Raghavan?" in err

        assert main(asked) == 0
        out, _ = capsys.readouterr()
        assert sorted(line.rpartition(": ")[2] for line in out.splitlines()) == [
            "sent", "sent before", "sent before",
        ]  # fmt: skip
    assert (len(box.got), len(hook.got)) == (2, 2)
    orphan = next(mail for _, mail in box.got if "without a lead" in mail["Subject"])
    text = orphan.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert ORPHAN in text
    assert "https://health.agency.example/?week=2026-11-22" in text


def test_what_makes_it_impossible_is_one_sentence(
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "digest.toml"
    asked = ["digest", str(folder), "--channels", str(file)]
    assert main(asked) == 2
    assert "digest.toml" in capsys.readouterr().err
    file.write_text('[[channel]]\nname = "x"\nurl = "{X}"\nleads = ["Who"]\n', "utf-8")
    assert main([*asked, "--week", "2199-01-01"]) == 2
    assert "that week has not begun" in capsys.readouterr().err
    assert main([*asked, "--week", WEEK]) == 2
    assert "no channel serves any lead" in capsys.readouterr().err
    monkeypatch.setenv("HEALTH_ADDRESS", "ftp://x")
    assert main(asked) == 2
    assert "HEALTH_ADDRESS" in capsys.readouterr().err
