"""A backup holds all of a store, of one moment; it comes back whole, or not at all."""

from __future__ import annotations

import hashlib
import json
import random
import stat
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from health.__main__ import main
from health.errors import BackupRefused
from health.links.opening import CLOSED, opened
from health.store import Store, StoreUnavailable, open_store
from health.store.backup import Content, back_up
from health.store.engine import url_of
from health.store.migrating import revisions, upgrade
from health.store.migrations import TABLE
from health.store.restoring import restore
from health.store.tables import PASSING
from tests.store.conftest import Address
from tests.store.content import connected, content, fill
from tests.store.postgres import PASSWORD
from tests.store.test_asks import ask
from tests.store.test_killed import check_whole
from tests.store.test_links import NOW, made

SUNDAY = date(2026, 11, 22)
Captured = pytest.CaptureFixture[str]
At = Callable[[str], None]
# What a store says of itself is not in a backup, nor who tried passwords lately.
OWN = (TABLE, "identity", *(table.name for table in PASSING))


def held(url: str) -> dict[str, list[dict[str, Any]]]:
    """All that a store holds, with times as UTC whatever the database."""
    with connected(url) as connection:
        found = {name: rows for name, rows in content(connection).items() if name not in OWN}
    for row in (row for rows in found.values() for row in rows):
        for name, value in row.items():
            if isinstance(value, datetime):
                row[name] = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return found


def fill_store(url: str) -> None:
    """Something of everything."""
    store = open_store(url)
    note = store.add_note("Açmé 漢", SUNDAY, "one\n👩‍👩‍👧 \x01 'quoted' \"twice\"", by="Ana")
    store.change_note(replace(note, text="two"), by="Ben")
    store.remove_note(store.add_note("Bolt", SUNDAY, "gone", by="Ana"), by="Ana")
    action = store.add_action("Bolt", "Call", "Ben", SUNDAY, by="Ana", week=SUNDAY)
    store.update_action(replace(action, done_on=SUNDAY, outcome="fine"), by="Ben")
    review = store.mark_reviewed(SUNDAY, "Bolt", by="Ana")
    store.freeze_review(review, {"health": 0.1 + 0.2, "rows": ["ä"] * 50}, by="Ana")
    store.mark_alerts([("Bolt", "drift", "", SUNDAY)], "acknowledged", by="Ana", health=1 / 3)
    store.add_settings("Mine", "why", "[bands]\ngreen = 80\n", by="Ana", from_on=SUNDAY)
    link, _ = made(store, password="a long one")
    assert store.count_view(store.pause_link(link, "Ben", NOW), "page", NOW) is None
    assert store.count_view(store.resume_link(link, "Ben", NOW), "page", NOW) is not None
    report = store.add_report("Bolt", SUNDAY, {"ä": [0.1, "\ud83d"]}, by="Ana")
    report = store.change_report(replace(report, edited={"risks": "none ä"}), by="Ben")
    store.send_report(store.freeze_report(report, by="Ben"), SUNDAY, "Ana", {"risks": "yes"})
    store.digest_sent(store.claim_digest(SUNDAY, "Ana", "mail"))
    asked = ask(store, "Bolt", until=datetime(2190, 1, 1, tzinfo=UTC))
    store.answer(asked, "", 7, "How ä?", [("Kept?", True)], "=1+1")
    store.withdraw_ask(asked, by="Ana")
    later = SUNDAY + timedelta(days=9)
    store.end_override(store.override_health("Bolt", 12.5, "x", "Ana", SUNDAY, later), by="Ben")
    store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a backup is written."""
    return tmp_path / "backup.zip"


@pytest.fixture
def filled(store_url: str) -> str:
    """A store that holds something of everything."""
    fill_store(store_url)
    return store_url


def test_a_store_goes_to_postgresql_and_back_and_is_the_same(
    sqlite_url: Address, postgres_url: Address, tmp_path: Path
) -> None:
    first, second, third = sqlite_url(), postgres_url(), sqlite_url()
    fill_store(first)
    before = held(first)
    assert all(before.values())
    back_up(tmp_path / "there.zip", url_of(first))
    restore(tmp_path / "there.zip", url_of(second), links_open=True)
    assert held(second) == before
    back_up(tmp_path / "back.zip", url_of(second))
    restore(tmp_path / "back.zip", url_of(third), links_open=True)
    assert held(third) == before
    stores = [open_store(url) for url in (first, second, third)]
    reviews = [store.reviews() for store in stores]
    assert reviews[0] == reviews[1] == reviews[2]
    assert reviews[0][0].snapshot == {"health": 0.1 + 0.2, "rows": ["ä"] * 50}
    added = [store.add_note("Bolt", SUNDAY, "more", by="Ana").id for store in stores]
    assert len(set(added)) == 1
    for store in stores:
        store.close()


def test_a_backup_says_what_it_holds_and_is_for_its_owner_only(filled: str, file: Path) -> None:
    made = back_up(file, url_of(filled))
    assert str(made) == (
        "1 action, 1 digest, 2 links, 1 mark, 2 notes, 1 health set by hand, 1 report, 1 review, "
        "1 settings version, 1 ask, 1 client looked at, 1 answer"
    )
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.glob("*.part")) == []


def test_a_backup_is_of_one_moment_while_others_write(
    store: Store, store_url: str, address: Address, tmp_path: Path
) -> None:
    stop = threading.Event()

    def write(seed: int) -> None:
        week = date(1950, 1, 1) + timedelta(weeks=seed * 500)
        while not stop.is_set():
            week += timedelta(weeks=1)
            store.add_note("Acme", week, "a note", by="Ana")
            for client in ("Acme", "Bolt", "Cove"):
                store.mark_reviewed(week, client, by="Ana")
            review = store.review(week)
            assert review is not None
            store.freeze_review(review, {"week": str(week)}, by="Ana")

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(3)]
    for writer in writers:
        writer.start()
    made: list[Content] = []
    try:
        while len(made) < 3 or not made[-1].rows["reviews"]:
            made.append(back_up(tmp_path / f"{len(made)}.zip", url_of(store_url)))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    for place in (0, len(made) - 1):
        url = address()
        assert restore(tmp_path / f"{place}.zip", url_of(url))[0] == made[place]
        copy = open_store(url)
        check_whole(copy)
        copy.close()


def test_a_store_that_is_not_empty_is_kept_unless_told_to_replace_it(
    filled: str, file: Path
) -> None:
    back_up(file, url_of(filled))
    at_backup = held(filled)
    store = open_store(filled)
    seen = store.add_note("Cove", SUNDAY, "written later", by="Cy")
    token = store.version()
    later = held(filled)
    with pytest.raises(BackupRefused, match=r"not empty: it holds 3 notes.*--replace"):
        restore(file, url_of(filled))
    assert held(filled) == later
    kept = restore(file, url_of(filled), replace=True).kept
    assert held(filled) == at_backup
    assert store.version() != token
    assert kept is not None
    other = store.add_note("Acme", SUNDAY, "another with the same number", by="Ana")
    assert other.id == seen.id
    with pytest.raises(Exception, match="that are in the store"):
        store.change_note(replace(seen, text="would overwrite it"), by="Cy")
    restore(kept, url_of(filled), replace=True)
    assert held(filled) == later
    store.close()


def test_a_link_that_was_revoked_or_paused_since_is_not_revived_by_an_earlier_backup(
    store: Store, store_url: str, file: Path
) -> None:
    (kept, _), (paused, _), (revoked, token) = made(store), made(store), made(store)
    back_up(file, url_of(store_url))
    told = [store.revoke_link(revoked, "Ben", NOW), store.pause_link(paused, "Ben", NOW)]
    for links_open in (False, True):
        assert restore(file, url_of(store_url), True, links_open).shut == 0
        assert store.links() == [*told, kept]
        assert opened(store, token, None, NOW, "", "page") is CLOSED


def test_links_of_a_backup_come_back_paused_where_nobody_knows_what_became_of_them(
    store: Store, store_url: str, sqlite_url: Address, file: Path, at: At, capsys: Captured
) -> None:
    ends = datetime.now(UTC) + timedelta(days=9)
    (_, token), _over = made(store, expires_at=ends), made(store, expires_at=NOW)
    paused = store.pause_link(made(store, expires_at=ends)[0], "Ben", NOW)
    revoked = store.revoke_link(made(store, expires_at=ends)[0], "Ben", NOW)
    back_up(file, url_of(store_url))
    lost, moved = sqlite_url(), sqlite_url()
    at(lost)
    status, out, _ = told(capsys, "restore", file)
    assert (status, "1 link paused, as it may have been revoked since" in out) == (0, True)
    again = open_store(lost)
    *rest, second, first = again.links()
    assert rest == [revoked, paused]
    assert (first.state(NOW), first.restored, second.state(NOW)) == ("paused", True, "expired")
    assert opened(again, token, None, NOW, "", "page") is CLOSED
    opened_again = again.resume_link(first, "Ana", NOW)
    assert (opened_again.state(NOW), opened_again.restored) == ("open", False)
    again.close()
    at(moved)
    assert " paused, as" not in told(capsys, "restore", file, "--links-open")[1]
    assert held(moved) == held(store_url)


def test_a_restore_that_fails_changes_nothing(
    filled: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(file, url_of(filled))
    before = held(filled)

    def fails(_bytes: int) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr("health.store.restoring.secrets.token_hex", fails)
    with pytest.raises(ZeroDivisionError):
        restore(file, url_of(filled), replace=True)
    assert held(filled) == before


@pytest.mark.parametrize("revision", revisions())
def test_a_backup_of_any_revision_comes_back_up_to_date(
    address: Address, file: Path, revision: str
) -> None:
    old, new = address(), address()
    with connected(old) as connection:
        upgrade(connection, revision)
        fill(connection)
    back_up(file, url_of(old))
    before = held(old)
    restore(file, url_of(new))
    after = held(new)
    for name, rows in before.items():
        for was, row in zip(rows, after[name], strict=True):
            assert row == {**row, **{column: was[column] for column in was if column in row}}


def test_whatever_is_damaged_is_refused_or_did_not_matter(
    sqlite_url: Address, file: Path, tmp_path: Path
) -> None:
    source, target = sqlite_url(), sqlite_url()
    fill_store(source)
    back_up(file, url_of(source))
    good, before = file.read_bytes(), held(source)
    open_store(target).close()
    empty = held(target)
    dice = random.Random(3)
    broken = [b"", b"hello", good[:-1], good[: len(good) // 2], good[1:], good + good]
    for _ in range(12):
        place = dice.randrange(len(good))
        changed = bytes([good[place] ^ (1 << dice.randrange(8))])
        broken.append(good[:place] + changed + good[place + 1 :])
    refused = 0
    for place, damaged in enumerate(broken):
        path = tmp_path / f"damaged{place}.zip"
        path.write_bytes(damaged)
        try:
            restore(path, url_of(target), links_open=True)
        except BackupRefused:
            refused += 1
            assert held(target) == empty
        else:
            assert held(target) == before
            target = sqlite_url()
            open_store(target).close()
    assert refused > 10


def test_a_number_that_no_table_holds_is_refused(sqlite_url: Address, file: Path) -> None:
    source, target = sqlite_url(), sqlite_url()
    fill_store(source)
    back_up(file, url_of(source))
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    about = json.loads(members["about.json"])
    notes = members["notes.jsonl"].replace(b'"version": 1}', b'"version": 1%s}' % (b"0" * 30))
    assert notes != members["notes.jsonl"]
    about["sha256"]["notes"] = hashlib.sha256(notes).hexdigest()
    members |= {"notes.jsonl": notes, "about.json": json.dumps(about).encode()}
    with zipfile.ZipFile(file, "w") as packed:
        for name, member in members.items():
            packed.writestr(name, member)
    with pytest.raises(BackupRefused, match="is damaged"):
        restore(file, url_of(target))


def test_a_damaged_zip_in_the_place_of_a_backup_is_left_alone(
    sqlite_url: Address, file: Path
) -> None:
    source = sqlite_url()
    fill_store(source)
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("about.json", "{}")
    method = file.read_bytes().replace(b"PK\3\4\x14\0\0\0\0\0", b"PK\3\4\x14\0\0\0\x63\0")
    method = method.replace(b"PK\1\2\x14\3\x14\0\0\0\0\0", b"PK\1\2\x14\3\x14\0\0\0\x63\0")
    file.write_bytes(method)
    with pytest.raises(BackupRefused, match="is no backup"):
        back_up(file, url_of(source))
    assert file.read_bytes() == method


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda about: about.update(revision="9876"), r"newer version.*9876"),
        (lambda about: about.update(format=2), "newer version"),
        (lambda about: about.update(program="zoo"), "of 'zoo'"),
        (lambda about: about["rows"].update(notes=7), "notes is not as it was written"),
        (lambda about: about["sha256"].update(notes="0"), "notes is not as it was written"),
        (lambda about: about["rows"].update(zoo=1), "tables that this revision"),
        (lambda about: about.clear(), "damaged"),
    ],
)
def test_a_backup_that_is_newer_or_not_what_it_says_is_refused(
    sqlite_url: Address, file: Path, change: Change, words: str
) -> None:
    source, target = sqlite_url(), sqlite_url()
    fill_store(source)
    back_up(file, url_of(source))
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    about = json.loads(members["about.json"])
    change(about)
    members["about.json"] = json.dumps(about).encode()
    with zipfile.ZipFile(file, "w") as packed:
        for name, member in members.items():
            packed.writestr(name, member)
    with pytest.raises(BackupRefused, match=words):
        restore(file, url_of(target))
    assert not Path(str(url_of(target).database)).exists()


def test_a_newer_or_empty_store_is_not_backed_up(url: str, file: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"not there|holds nothing"):
        back_up(file, url_of(url))
    open_store(url).close()
    with connected(url) as connection:
        connection.execute(text(f"UPDATE {TABLE} SET version_num = '9876'"))
    with pytest.raises(StoreUnavailable, match="newer version"):
        back_up(file, url_of(url))
    assert not file.exists()


# On the command line


def told(capsys: Captured, *arguments: str | Path) -> tuple[int, str, str]:
    """What a command ends with and says."""
    status = main([str(each) for each in arguments])
    return status, *capsys.readouterr()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Names the store by the environment."""
    return lambda url: monkeypatch.setenv("HEALTH_STORE", url)


def test_backup_and_restore_say_what_they_did(
    filled: str, address: Address, file: Path, at: Callable[[str], None], capsys: Captured
) -> None:
    at(filled)
    status, out, err = told(capsys, "backup", file)
    assert (status, err) == (0, "")
    assert out.startswith(f"{file}: 1 action, 1 digest, 2 links, 1 mark, 2 notes")
    assert told(capsys, "backup", file)[0] == 0  # a backup may take the place of a backup
    at(address())
    status, out, err = told(capsys, "restore", file)
    assert (status, err) == (0, "")
    assert out.startswith("restored as of 20")
    assert "2 notes" in out
    status, out, err = told(capsys, "restore", file)
    assert (status, out) == (2, "")
    assert "--replace" in err
    status, out, err = told(capsys, "restore", file, "--replace")
    assert (status, err) == (0, "")
    assert "what was there before" in out
    assert len(list(file.parent.glob("backup-replaced-*.zip"))) == 1


def test_what_goes_wrong_is_one_sentence_and_no_secret(
    filled: str, file: Path, at: Callable[[str], None], capsys: Captured, tmp_path: Path
) -> None:
    precious = tmp_path / "clients.csv"
    precious.write_text("client\nAcme\n")
    for url, arguments, words in (
        (filled, ("backup", precious), "is there and is no backup"),
        (filled, ("backup", tmp_path / "no" / "where.zip"), "can't be written"),
        (filled, ("restore", tmp_path / "none.zip"), "can't be read"),
        (filled, ("restore", precious), "is no backup, or is damaged"),
        (f"sqlite:///{tmp_path}/none.db", ("backup", file), "not there"),
        (f"postgresql://me:{PASSWORD}@127.0.0.1:1/db", ("backup", file), "can't be reached"),
        (f"mysql://me:{PASSWORD}@host/db", ("backup", file), "HEALTH_STORE"),
    ):
        at(url)
        status, out, err = told(capsys, *arguments)
        assert (status, out) == (2, "")
        assert words in err
        assert err.startswith("error: ")
        assert err.count("\n") == 1
        assert PASSWORD not in err
    assert precious.read_text() == "client\nAcme\n"
    assert not file.exists()
