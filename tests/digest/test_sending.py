"""Digests go to real receivers: once, tried again, each channel by itself, no secret told."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from health.digest.addresses import Address
from health.digest.channels import Channel
from health.digest.sending import Outcome, Patience, send_all
from health.store import Store, open_store
from health.store.digests import LEASE
from tests.digest.made import SUNDAY, message
from tests.digest.receivers import Hook, Mailbox, mail_server, webhook
from tests.store.test_at_once import at_once

QUICK = Patience(waits=(0.01, 0.01), longest=20)
HUSH = "s3cr3t/&pass"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    yield opened
    opened.close()


@pytest.fixture
def hook() -> Iterator[Hook]:
    with webhook() as opened:
        yield opened


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as opened:
        yield opened


def channel(url: str, name: str = "room") -> Channel:
    return Channel(name, Address.parsed(url, "test"), ("Ana Ruiz",))


def by_hook(hook: Hook, name: str = "room", path: str = "x") -> Channel:
    return channel(f"json://127.0.0.1:{hook.port}/{path}", name)


def by_mail(box: Mailbox, to: str = "ana@agency.example", name: str = "mail") -> Channel:
    who = f"from=Digest%20%3Cdigest@agency.example%3E&to={to}"
    return channel(f"mailto://127.0.0.1:{box.port}/?{who}", name)


def sent(store: Store, *channels: Channel, patience: Patience = QUICK) -> list[Outcome]:
    return send_all(store, [(each, message()) for each in channels], patience)


def test_an_e_mail_has_both_parts_and_comes_once(store: Store, box: Mailbox) -> None:
    assert [each.state for each in sent(store, by_mail(box))] == ["sent"]
    assert [each.state for each in sent(store, by_mail(box))] == ["sent before"]
    ((to, mail),) = box.got
    assert to == ["ana@agency.example"]
    assert mail["Subject"] == "Client health, Ana Ruiz: week to 22 Nov 2026, 1 alert"
    assert mail["From"] == "Digest <digest@agency.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    for part in (plain, html):
        assert "Ms Ek has waited 34 business days" in part.get_content()
        assert "https://health.agency.example/client?client=Acme" in part.get_content()


def test_a_second_copy_can_be_told_by_its_identity(store: Store, box: Mailbox) -> None:
    sent(store, by_mail(box))
    send_all(store, [(by_mail(box), message(week=SUNDAY.replace(day=15)))], QUICK)
    other = open_store("sqlite:///" + store.place.replace("store.db", "other.db"))
    sent(other, by_mail(box))
    other.close()
    first, another, again = (mail["Message-ID"] for _, mail in box.got)
    assert first == again != another


def test_what_fails_for_a_while_is_tried_again(store: Store, hook: Hook, box: Mailbox) -> None:
    hook.answers, box.answers = [500, 429], ["451 later"]
    found = sent(store, by_hook(hook), by_mail(box))
    assert [each.state for each in found] == ["sent", "sent"]
    assert (len(hook.got), len(box.got)) == (3, 1)
    assert "Ms Ek has waited" in hook.got[0][1]["message"]


def test_what_fails_for_good_is_reported_and_free_for_the_next_run(
    store: Store, hook: Hook, box: Mailbox
) -> None:
    hook.answers, box.answers = [500] * 3, ["554 never"]
    found = sent(store, by_hook(hook), by_mail(box))
    assert [each.state for each in found] == ["failed", "failed"]
    assert found[0].said == "the service answered 500, 3 times"
    assert found[1].said == "the mail server refuses the message (554)"
    assert [each.state for each in sent(store, by_hook(hook), by_mail(box))] == ["sent", "sent"]


def test_a_final_no_is_not_tried_again(store: Store, hook: Hook) -> None:
    hook.answers = [404]
    assert sent(store, by_hook(hook))[0].said == "the service answered 404"
    assert len(hook.got) == 1


def test_a_channel_that_fails_or_hangs_stops_nobody_else(
    store: Store, hook: Hook, box: Mailbox
) -> None:
    with webhook() as slow, socket.socket() as gone:
        gone.bind(("127.0.0.1", 0))  # nobody listens there
        slow.held.clear()
        found = sent(
            store,
            by_hook(slow, "slow"),
            channel(f"json://127.0.0.1:{gone.getsockname()[1]}/", "gone"),
            channel(f"mailto://127.0.0.1:{gone.getsockname()[1]}/?from=a@b.example", "no mail"),
            channel("{NOT_SET}", "unset"),
            channel("nonsense://x", "unknown"),
            by_hook(hook),
            by_mail(box),
            patience=Patience((0.01,), longest=1.0),
        )
        slow.held.set()
    assert [each.state for each in found] == ["failed"] * 5 + ["sent"] * 2
    assert "no end after 1 seconds; it may have arrived" in found[0].said
    assert found[1].said == "the service can't be reached, 2 times"
    assert found[2].said == "the mail server can't be reached, or gives no answer, 2 times"
    assert "set NOT_SET, or NOT_SET_FILE to a file" in found[3].said
    assert "none that Apprise knows" in found[4].said
    assert len(slow.got) == 1  # what may have arrived is not sent again by this run


def test_a_service_that_gives_no_answer_is_not_told_twice_by_one_run(
    store: Store, hook: Hook
) -> None:
    hook.held.clear()
    (found,) = sent(store, by_hook(hook, path="?rto=0.3"))
    assert found.said == "the service gives no answer; it may have arrived"
    assert len(hook.got) == 1


def test_what_is_led_elsewhere_has_not_been_told(store: Store, hook: Hook) -> None:
    hook.answers = [302]
    assert sent(store, by_hook(hook))[0].said == "the service answered 302"


def test_what_a_run_left_behind_is_sent_by_the_next_and_may_come_twice(
    tmp_path: Path, box: Mailbox
) -> None:
    now = [datetime(2026, 11, 23, 7, 0, tzinfo=UTC)]
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}", clock=lambda: now[0])
    store.claim_digest(SUNDAY, "Ana Ruiz", "mail")  # and then its run was killed
    assert sent(store, by_mail(box))[0].state == "busy"
    now[0] += LEASE
    (found,) = sent(store, by_mail(box))
    store.close()
    assert (found.state, len(box.got)) == ("sent", 1)
    assert "it may come twice" in found.said


@pytest.mark.parametrize("verify", ["yes", "no"])
def test_a_mail_server_that_nobody_vouches_for_gets_no_password(
    store: Store, monkeypatch: pytest.MonkeyPatch, verify: str
) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", HUSH)
    with mail_server(password=HUSH, encrypted=True) as box:
        rest = f"127.0.0.1:{box.port}/?from=d@agency.example&to=a@agency.example&verify={verify}"
        (found,) = sent(store, channel(f"mailtos://digest:{{SMTP_PASSWORD}}@{rest}"))
    if verify == "no":
        assert (found.state, len(box.got)) == ("sent", 1)
    else:
        assert found.said == "no secure connection to the mail server came about"
        assert (box.got, box.asked) == ([], 0)


def test_who_is_refused_is_told_where_others_got_it(store: Store, box: Mailbox) -> None:
    box.refused = {"ben@agency.example"}
    both = by_mail(box, "ana@agency.example,ben@agency.example")
    (found,) = sent(store, both)
    assert (found.state, found.said) == ("partly", "the address of 2 refused")
    assert sent(store, both)[0].state == "sent before"
    (found,) = sent(store, by_mail(box, "ben@agency.example", "ben"))
    assert (found.state, found.said) == ("failed", "the mail server refuses the address (550)")


def test_two_runs_at_once_send_it_once(store: Store, hook: Hook, box: Mailbox) -> None:
    runs = at_once([lambda: sent(store, by_hook(hook), by_mail(box)) for _ in range(4)])
    assert (len(hook.got), len(box.got)) == (1, 1)
    states = sorted(each.state for run in runs for each in run)
    assert states.count("sent") == 2
    assert set(states) <= {"sent", "sent before", "busy"}


def test_a_digest_that_could_not_be_noted_says_so(
    store: Store, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    from health.errors import StoreUnavailable

    def away(*_: object) -> None:
        raise StoreUnavailable("The store is away.")

    monkeypatch.setattr(type(store), "digest_sent", away)
    (found,) = sent(store, by_hook(hook))
    assert found.state == "partly"
    assert "the next run sends it again" in found.said


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
@pytest.mark.parametrize("right", [True, False])
def test_a_password_comes_from_its_file_and_is_nowhere_told(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    right: bool,
) -> None:
    caplog.set_level(logging.DEBUG)
    (tmp_path / "password").write_text(HUSH + "\n" if right else "wr0ng&pass\n", "utf-8")
    monkeypatch.setenv("SMTP_PASSWORD_FILE", str(tmp_path / "password"))
    with mail_server(password=HUSH) as box:
        rest = f"127.0.0.1:{box.port}/?from=digest@agency.example&to=ana@agency.example"
        (found,) = sent(store, channel(f"mailto://digest:{{SMTP_PASSWORD}}@{rest}"))
        assert len(box.got) == right
    assert found.state == ("sent" if right else "failed")
    if not right:
        assert found.said == "the mail server refuses the sign-in (535)"
    told = "".join((*capfd.readouterr(), caplog.text, repr(found)))
    assert "pass" not in told


def test_a_token_in_an_address_is_nowhere_told(
    store: Store,
    hook: Hook,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    hook.answers = [500] * 9
    monkeypatch.setenv("HOOK", f"json://127.0.0.1:{hook.port}/t0ken?x=t0ken")
    monkeypatch.setenv("BROKEN", "slack://t0ken")
    found = sent(store, channel("{HOOK}"), channel("{BROKEN}", "broken"))
    assert [each.state for each in found] == ["failed", "failed"]
    assert "t0ken" in hook.got[0][0]
    assert "t0ken" not in "".join((*capfd.readouterr(), repr(found)))


def test_a_secret_that_stands_in_the_file_is_refused(store: Store) -> None:
    urls = ["slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7", "mailto://a:b@h.example"]
    for place, url in enumerate(urls):
        (found,) = sent(store, channel(url, f"room {place}"))
        assert "holds a secret: write {NAME} in its place" in found.said
        assert "TIiajk" not in found.said
