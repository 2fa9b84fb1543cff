"""Answers by links and sent reports are sources of the logs, whatever becomes of the store."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import update

from health.errors import StoreUnavailable
from health.links.guards import new_seal, new_token, token_hash
from health.live import Live
from health.logs.rows import Logs
from health.portfolio import Portfolio
from health.settings import Settings
from health.sources.given import Giving
from health.sources.opening import read_logs
from health.sources.workspace import Workspace
from health.store import Ask, LinkSecrets, Store, open_store
from health.store.tables import answers
from tests.conftest import FolderOf
from tests.test_cli import Captured, told
from tests.test_live import eventually

NOW = datetime(2026, 11, 24, 10, 2, tzinfo=UTC)
CONTACTS = "client,at,direction\nAcme,2026-11-20 10:00,in\nBolt,2026-11-20 11:00,in\n"
ASKED = [("Did we keep what we had agreed?", True), ("Did you know where we stand?", False)]
FEEDBACK = (
    "client,asked_on,answered_on,rating,yes_no,rater,question,comment\n"
    "Acme,2026-11-02,2026-11-03,9,yes,Ms Ek,All well?,fine\n"
    "Bolt,2026-11-02,,,,Mr Oh,All well?,\n"
)


class Away:
    """A store that can be taken away, at a clock that can be set."""

    def __init__(self, url: str) -> None:
        self.at, self.away = NOW, False
        self.store = open_store(url, lambda: self.at)

    def __call__(self) -> Store:
        if self.away:
            raise StoreUnavailable("The store can't be reached.", self.store.place)
        return self.store


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Away]:
    """A store of its own."""
    found = Away(f"sqlite:///{tmp_path / 'store.db'}")
    yield found
    found.store.close()


def secrets() -> LinkSecrets:
    return LinkSecrets(token_hash(new_token()), None, new_seal())


def ask(store: Store, client: str = "Acme", rater: str = "Ms Ek", zone: str = "UTC") -> Ask:
    """Somebody asked of this week."""
    until = NOW + timedelta(days=30)
    return store.add_ask(client, rater, NOW.date(), NOW.date(), zone, until, secrets(), "Ana")


def answer(store: Store, asked: Ask, rating: int = 7, comment: str = "well done") -> None:
    """The form, sent."""
    store.answer(asked, "x" * 22, rating, "How was the week?", ASKED, comment)


def read(folder: Path, kept: Away, tmp_path: Path) -> Logs:
    """The logs with what the store has."""
    workspace = Workspace(tmp_path / "sources")
    giving = Giving(kept, workspace)
    giving.look()
    return read_logs(folder, workspace=workspace, given=giving.sources)


def cells(logs: Logs, log: str, name: str) -> list[str]:
    """A column of a log as it stands."""
    return logs[log].cells(name, np.arange(len(logs[log])))


def test_answers_are_rows_of_the_log_and_say_where_they_come_from(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS, feedback=FEEDBACK)
    alone = read_logs(folder)
    answer(kept.store, ask(kept.store))
    ask(kept.store, "bolt", "Mr Oh")
    logs = read(folder, kept, tmp_path)
    rows = logs["feedback"]
    assert (len(rows), rows.set_aside) == (6, ())
    assert cells(logs, "feedback", "rating") == ["7", "", "", "", "9", ""]
    assert cells(logs, "feedback", "yes_no") == ["", "yes", "no", "", "yes", ""]
    assert cells(logs, "feedback", "asked_on")[:4] == ["2026-11-24", "", "", "2026-11-24"]
    assert cells(logs, "feedback", "answered_on")[:4] == ["2026-11-24"] * 3 + [""]
    assert cells(logs, "feedback", "question")[1:3] == [question for question, _ in ASKED]
    places = [rows.place(int(row)) for row in rows["row"]]
    assert places[0] == "answer by link, 24 Nov 10:02"
    assert places[3:] == ["asked by link, 24 Nov", "feedback.csv row 2", "feedback.csv row 3"]
    [state] = [state for state in logs.prepared.states if not state.direct]
    assert (state.name, state.feeds[0].rows, state.problem) == ("answers by link", 4, "")
    assert logs["contacts"].path == alone["contacts"].path  # nothing else is prepared


def test_a_store_without_asks_leaves_the_logs_as_they_are(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    kept.store.add_note("Acme", NOW.date(), "hm", by="Ana")
    logs = read(folder, kept, tmp_path)
    assert not logs["feedback"].present
    assert all(state.direct for state in logs.prepared.states)


def test_an_ask_that_was_taken_back_never_was_but_its_answer_stays(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    first, second = ask(kept.store), ask(kept.store, rater="Mr Oh")
    answer(kept.store, first)
    for each in (first, second):
        kept.store.withdraw_ask(each, by="Ana")
    logs = read(folder, kept, tmp_path)
    assert cells(logs, "feedback", "rater") == ["Ms Ek"] * 3


def test_rows_of_clients_that_are_elsewhere_are_left_out_and_counted(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    answer(kept.store, ask(kept.store, "Zenith"), comment="a secret of theirs")
    logs = read(folder, kept, tmp_path)
    assert not logs["feedback"].present  # a log that says nothing of these clients is none
    [state] = [state for state in logs.prepared.states if not state.direct]
    assert len(state.left_out) == 3
    assert "not in these logs" in state.left_out[0].reason
    assert "secret" not in str(logs.prepared.states)
    answer(kept.store, ask(kept.store, "Acme"))
    again = read(folder, kept, tmp_path)
    assert (len(again["feedback"]), again.set_aside) == (3, [])


def test_what_the_contract_refuses_is_set_aside_like_any_other_row(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    answer(kept.store, ask(kept.store))
    with kept.store.writing("somebody's hand", "answer") as write:
        write.connection.execute(update(answers).values(rating=11))
    [aside] = read(folder, kept, tmp_path).set_aside
    assert (aside.where, aside.column, aside.value) == ("answers by link", "rating", "11")


def test_a_plain_file_of_the_log_with_fewer_columns_keeps_its_rows(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS, feedback="client,answered_on,rating\nBolt,2026-11-03,9\n")
    answer(kept.store, ask(kept.store))
    logs = read(folder, kept, tmp_path)
    assert cells(logs, "feedback", "rating") == ["7", "", "", "9"]


def test_a_day_is_that_of_the_client(kept: Away) -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    asked = ask(kept.store, zone="Asia/Tokyo")
    kept.at = late
    answer(kept.store, asked)
    [given] = kept.store.answers()
    assert given.answered_on == date(2026, 11, 25)


def test_a_sent_report_is_a_row_of_the_log_with_what_was_filled(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    day = date(2026, 11, 20)
    report = kept.store.freeze_report(kept.store.add_report("acme", day, {}, "Ana"), "Ana")
    kept.store.add_report("Bolt", day, {}, "Ana")  # not sent
    said = {"budget": "yes", "risks": "n/a"}
    report = kept.store.send_report(report, NOW.date(), "Ana", said)
    logs = read(folder, kept, tmp_path)
    assert cells(logs, "reports", "client") == ["acme"]
    assert cells(logs, "reports", "sent_on") == ["2026-11-24"]
    assert cells(logs, "reports", "budget") == ["yes"]
    assert cells(logs, "reports", "blockers") == [""]
    assert logs["reports"].place(2) == "report of 20 Nov"
    for days in (0, 1):  # mended: on the same day it stands for the one before, later beside it
        report = kept.store.freeze_report(kept.store.open_report_again(report, "Ana"), "Ana")
        on = NOW.date() + timedelta(days=days)
        report = kept.store.send_report(report, on, "Ana", {"budget": "no"}, how="file")
    logs = read(folder, kept, tmp_path)
    assert cells(logs, "reports", "sent_on") == ["2026-11-24", "2026-11-25"]
    assert cells(logs, "reports", "budget") == ["no", "no"]
    assert logs["reports"].place(2) == "report of 20 Nov, version 2"


# A store that is away


def test_a_store_that_is_away_is_stood_for_by_its_copy_with_its_age(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS)
    answer(kept.store, ask(kept.store))
    before = read(folder, kept, tmp_path)
    kept.away = True
    logs = read(folder, kept, tmp_path)
    assert cells(logs, "feedback", "rating") == cells(before, "feedback", "rating")
    [state] = [state for state in logs.prepared.states if not state.direct]
    assert (state.problem, state.read_at is not None) == ("The store can't be reached.", True)
    kept.away = False
    [state] = [s for s in read(folder, kept, tmp_path).prepared.states if not s.direct]
    assert state.problem == ""


def test_a_store_that_was_never_to_be_had_takes_no_log_away_and_is_told(
    folder_of: FolderOf, kept: Away, tmp_path: Path
) -> None:
    folder = folder_of(contacts=CONTACTS, feedback=FEEDBACK)
    kept.away = True
    logs = read(folder, kept, tmp_path)
    assert len(logs["feedback"]) == 2
    problems = {state.name: state.problem for state in logs.prepared.states if state.problem}
    assert problems["answers by link"] == "The store can't be reached."


# A server


@pytest.fixture
def served(folder_of: FolderOf, kept: Away, tmp_path: Path) -> Iterator[tuple[Live, Away]]:
    """A server of the two clients, which looks at the files once a minute."""
    folder = folder_of(contacts=CONTACTS)
    live = Live(folder, kept_in=tmp_path / "kept", every_seconds=60, store=kept).start()
    live.wait(20)
    yield live, kept
    live.stop()


def feedback(live: Live) -> list[str]:
    """The ratings that a server shows."""
    portfolio = live.now().portfolio
    assert portfolio is not None
    return cells(portfolio.logs, "feedback", "rating")


def test_a_server_shows_an_answer_as_soon_as_it_is_written(served: tuple[Live, Away]) -> None:
    live, kept = served
    asked = ask(kept.store)
    assert eventually(lambda: feedback(live) == [""])
    answer(kept.store, asked)
    assert eventually(lambda: feedback(live) == ["7", "", ""])
    kept.store.answer(asked, "x" * 22, 4, "How was the week?", ASKED, "hm")
    assert eventually(lambda: feedback(live) == ["4", "", ""])
    kept.store.withdraw_ask(asked, by="Ana")
    portfolio = live.now().portfolio
    assert portfolio is not None
    logs = portfolio.logs
    read_anew = read_logs(logs.folder, workspace=live.workspace, given=logs.prepared.given)
    anew = Portfolio.of(read_anew, Settings.default())
    assert portfolio.history.scores.health.tobytes() == anew.history.scores.health.tobytes()


def test_a_server_whose_store_goes_away_keeps_its_scores_and_says_so(
    served: tuple[Live, Away],
) -> None:
    live, kept = served
    answer(kept.store, ask(kept.store))
    assert eventually(lambda: feedback(live) == ["7", "", ""])
    kept.away = True
    live.wake()

    def told_of() -> str:
        portfolio = live.now().portfolio
        assert portfolio is not None
        return " ".join(state.problem for state in portfolio.logs.prepared.states)

    assert eventually(lambda: "can't be reached" in told_of())
    assert feedback(live) == ["7", "", ""]
    assert live.now().problem == ""
    kept.away = False
    live.wake()
    assert eventually(lambda: told_of().strip() == "")


def test_the_last_ask_taken_back_is_no_file_that_is_missed(served: tuple[Live, Away]) -> None:
    live, kept = served
    asked = ask(kept.store)
    assert eventually(lambda: feedback(live) == [""])
    kept.store.withdraw_ask(asked, by="Ana")
    assert eventually(lambda: feedback(live) == [])
    assert live.now().problem == ""


# The command line


def test_commands_see_what_the_store_has(
    folder_of: FolderOf, kept: Away, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:  # fmt: skip
    folder = folder_of(contacts=CONTACTS)
    answer(kept.store, ask(kept.store))
    monkeypatch.setenv("HEALTH_KEPT", str(tmp_path / "kept"))
    assert "answers by link" not in told(capsys, "check", folder)[1]
    monkeypatch.setenv("HEALTH_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    status, out, err = told(capsys, "check", folder)
    assert (status, err) == (0, "")
    assert "answers by link" in out
    assert "7 of 10 over 1 answer" in told(capsys, "explain", folder, "Acme")[1]
    monkeypatch.setenv("HEALTH_STORE", f"sqlite:///{tmp_path / 'gone.db'}")
    assert told(capsys, "check", folder)[0] == 0
    assert not (tmp_path / "gone.db").exists()


def test_a_copy_holds_no_secret(kept: Away, folder_of: FolderOf, tmp_path: Path) -> None:
    answer(kept.store, ask(kept.store))
    read(folder_of(contacts=CONTACTS), kept, tmp_path)
    [copy] = (tmp_path / "sources" / "copies").glob("*.json")
    [table] = json.loads(copy.read_text())["tables"]
    assert "x" * 22 not in copy.read_text()
    assert table["name"] == "feedback"
