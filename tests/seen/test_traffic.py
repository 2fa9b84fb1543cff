"""What a lead of two clients may not see is in no byte that the server sends them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus, urlencode

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection

from health.portfolio import Portfolio
from health.review import Shown, Written, snapshot
from health.store import LinkSecrets, Store, open_store
from tests.access.conftest import Place, asked
from tests.access.test_gate import joined
from tests.access.written import SECRETS, access_text
from tests.conftest import ROOT, begun, free_port

MINE = ("Halden Freight", "Kestrel Mutual")
OTHER = "Northmoor Water"
ACCESS = access_text(
    'role = "lead"\nsees = "own"\naddresses = ["mira@agency.example", "eve@other.example"]',
    'role = "viewer"\naddresses = ["zoe@agency.example"]',
    'role = "admin"\naddresses = ["ann@agency.example"]',
    names={"mira@agency.example": "Mira of Two"},
)


@dataclass(frozen=True)
class Agency:
    """A server of which Mira is the lead of two clients; all clients; where its files are."""

    place: Place
    others: tuple[str, ...]
    store: Store


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    kept = tmp_path_factory.mktemp("kept")
    logs = kept / "logs"
    shutil.copytree(ROOT / "data" / "sample", logs)
    others = _led(logs / "clients.csv")
    with (logs / "contacts.csv").open("a", encoding="utf-8") as file:
        for name in (*MINE, *others, "Nobody we know"):  # rows that are set aside, of everybody
            file.write(f"{name},2026-31-12 10:00,out,call,status,no,no,,x,secret of {name}\n")
    (logs / f"{others[0]}.csv").write_text("a,b\n1,2\n")
    store = open_store(f"sqlite:///{kept / 'store.db'}")
    _written(store, logs, (*MINE, *others))
    (kept / "access.toml").write_text(ACCESS)
    port = free_port()
    server, address = begun(
        kept, port, HEALTH_LOGS=str(logs), HEALTH_ACCESS=str(kept / "access.toml"),
        HEALTH_ADDRESS=f"http://127.0.0.1:{port}", **SECRETS,
    )  # fmt: skip
    place = Place(address, kept / "access.toml", "")
    settled(place, place.cookie())
    yield Agency(place, others, store)
    server.terminate()
    server.wait(10)
    store.close()


def _led(path: Path) -> tuple[str, ...]:
    """Make Mira the lead of her clients in the clients log; the names of all others."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["lead"] = "Mira of Two" if row["client"] in MINE else f"Lead of {row['client']}"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    return tuple(row["client"] for row in rows if row["client"] not in MINE)


def _written(store: Store, logs: Path, names: tuple[str, ...]) -> None:
    """Something of every kind on every client, and a closed review of all of them."""
    week, now = date(2026, 11, 15), datetime.now(UTC)
    for name in names:
        by, text = f"Writer of {name}", f"secret of {name}"
        store.add_note(name, week, text, by)
        store.add_action(name, text, by, date(2026, 12, 4), by, week)
        store.mark_reviewed(week, name, by)
        store.mark_alerts([(name, "gone-quiet", text, week)], "true_alarm", by, on=week)
        store.override_health(name, 40, text, by, date.today(), date.today() + timedelta(days=30))
        store.add_report(name, week, {"form": 1, "text": text}, by)
        secrets = LinkSecrets(f"hash of {name}", None, "seal")
        until = now + timedelta(days=30)
        store.add_link([name], "client", text, None, until, secrets, by, now)
        secrets = LinkSecrets(f"ask of {name}", None, "seal")
        asking = store.add_ask(name, text, week, week, "UTC", until, secrets, by)
        store.answer(asking, "x", 7, "How was it?", [], text)
    toml = "".join(f'[client."{name}".agreements]\ndemo_every = 9\n' for name in names)
    store.add_settings("stricter", "why not", toml, "Ann Berg", week)
    portfolio, review = Portfolio.open(logs), store.review(week)
    assert review is not None
    shown = Shown(f"{OTHER} needs us", f"and {names[-1]}", [(OTHER, -9.0, "secret")])
    written = Written(store.notes(), store.actions(), store.overrides())
    frozen = snapshot(portfolio, portfolio.days[-2], review, shown, written, week)
    store.freeze_review(review, frozen, "Ann Berg")


def bytes_of(
    session: ClientConnection, page: str, query: str = "", fragment: str = ""
) -> tuple[bytes, list[ForwardMsg]]:
    """All that is sent of one run."""
    wanted = BackMsg()
    wanted.rerun_script.page_name = page
    wanted.rerun_script.query_string = query
    wanted.rerun_script.fragment_id = fragment
    session.send(wanted.SerializeToString())
    raw, told = b"", []
    while True:
        message = session.recv(timeout=120)
        assert isinstance(message, bytes)
        raw += message
        told.append(ForwardMsg.FromString(message))
        if told[-1].WhichOneof("type") == "script_finished":
            return raw, told


def settled(place: Place, cookie: str) -> None:
    """Wait until the logs are read."""
    for _ in range(200):
        with joined(place, cookie) as session:
            raw, _ = bytes_of(session, "")
        if b"Reading the logs" not in raw:
            return
    pytest.fail("the logs were never read")


def hidden(agency: Agency, raw: bytes, but: str = "") -> list[str]:
    """What another client is known by, in what was sent."""
    text = raw.decode("utf-8", "replace").casefold()
    forms = {
        name: {name, json.dumps(name)[1:-1], quote(name), quote_plus(name), escape(name)}
        for name in agency.others
    }
    found = [
        name
        for name, written in forms.items()
        if name != but and any(each.casefold() in text for each in written)
    ]
    return found + [word for word in ("nobody we know",) if word in text]


def _walk() -> list[tuple[str, dict[str, object]]]:
    """Every page in all its states: page, and what its address holds."""
    week, closed = "2026-11-01", "2026-11-15"
    own: list[tuple[str, dict[str, object]]] = [("client", {"client": name}) for name in MINE]
    return [
        ("", {}), ("", {"week": week}), ("", {"mode": "review"}), *own,
        ("client", {}), ("client", {"client": MINE[0], "week": week}),
        ("client", {"client": MINE[0], "signal": "contact_freshness"}),
        ("compare", {}), ("compare", {"like": MINE[0]}), ("compare", {"with": list(MINE)}),
        ("compare", {"by": "segment", "group": "Retainer"}),
        ("alerts", {}), ("alerts", {"state": "resolved"}),
        ("alerts", {"state": "acknowledged"}), ("past", {}), ("past", {"review": closed}),
        ("logs", {}), ("model", {}), ("model", {"part": "try", "age.days": "30"}),
        ("model", {"part": "versions"}), ("links", {}), ("links", {"new": "1"}),
        ("report", {}), ("report", {"client": MINE[1]}),
    ]  # fmt: skip


def test_no_page_or_fragment_tells_a_lead_of_another_client(agency: Agency) -> None:
    cookie = agency.place.cookie()
    mira = agency.place.cookie("mira")
    silent: list[tuple[str, dict[str, object]]] = []
    with joined(agency.place, mira) as session:
        for page, address in _walk():
            raw, told = bytes_of(session, page, urlencode(address, doseq=True))
            assert hidden(agency, raw) == [], (page, address)
            assert b"can't be shown" not in raw, (page, address)
            if not any(name.encode() in raw for name in MINE):
                silent.append((page, address))
            fragments = {each.delta.fragment_id for each in told if each.delta.fragment_id}
            for fragment in fragments:
                raw, _ = bytes_of(session, page, urlencode(address, doseq=True), fragment)
                assert hidden(agency, raw) == [], (page, address, "a fragment")
    assert {page for page, _ in silent} <= {"model", "logs", "past"}, silent
    assert ("past", {"review": "2026-11-15"}) not in silent
    with joined(agency.place, cookie) as session:  # the admin: what is looked for is there
        raw, _ = bytes_of(session, "past", "review=2026-11-15")
        assert set(hidden(agency, raw)) >= set(agency.others)


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("client", {"client": OTHER}), ("client", {"client": OTHER.upper()}),
        ("compare", {"like": OTHER}), ("compare", {"with": [MINE[0], OTHER]}),
        ("report", {"client": OTHER}), ("report", {"client": OTHER, "week": "2026-11-15"}),
        ("links", {"new": "1", "share": OTHER}), ("", {"mode": "review", "client": OTHER}),
        ("", {"lead": f"Lead of {OTHER}"}), ("logs", {"log": "contacts"}),
    ],
    ids=str,
)  # fmt: skip
def test_a_forged_address_tells_no_more_than_what_was_typed(
    agency: Agency, page: str, address: dict[str, object]
) -> None:
    with joined(agency.place, agency.place.cookie("mira")) as session:
        raw, _ = bytes_of(session, page, urlencode(address, doseq=True))
    assert hidden(agency, raw, but=OTHER) == []
    assert f"of {OTHER}".casefold().encode() not in raw.lower().replace(b"lead of", b"")


def test_the_lead_of_nobody_is_told_so_and_no_more(agency: Agency) -> None:
    with joined(agency.place, agency.place.cookie("eve")) as session:
        for page, address in _walk()[::3]:
            raw, _ = bytes_of(session, page, urlencode(address, doseq=True))
            assert hidden(agency, raw) == [], page
            assert b"secret of" not in raw, page
            assert b"can't be shown" not in raw, page
            if page not in ("past", "links"):
                assert b"None of the clients is yours" in raw, page


def test_a_forged_choice_is_that_of_nobody(agency: Agency) -> None:
    with joined(agency.place, agency.place.cookie("mira")) as session:
        _, told = bytes_of(session, "client", urlencode({"client": MINE[0]}))
        boxes = [each.delta.new_element.selectbox for each in told]
        wanted = BackMsg()
        wanted.rerun_script.page_name = "client"
        for box in boxes:
            if box.label == "Client":
                forged = wanted.rerun_script.widget_states.widgets.add(id=box.id)
                forged.string_value = OTHER
        assert wanted.rerun_script.widget_states.widgets
        session.send(wanted.SerializeToString())
        kind = ""
        while kind != "script_finished":
            raw = bytes(session.recv(timeout=60))  # type: ignore[arg-type]
            kind = str(ForwardMsg.FromString(raw).WhichOneof("type"))
            assert hidden(agency, raw, but=OTHER) == []
            assert f"secret of {OTHER}".encode() not in raw


def test_a_viewer_is_offered_nothing_that_would_be_refused(agency: Agency) -> None:
    buttons = set()
    with joined(agency.place, agency.place.cookie("zoe")) as session:
        for page, address in _walk():
            raw, told = bytes_of(session, page, urlencode(address, doseq=True))
            assert b"can't be shown" not in raw, (page, address)
            for each in told:
                element = each.delta.new_element
                kind = element.WhichOneof("type")
                if kind in ("button", "text_area", "file_uploader"):
                    buttons.add(getattr(element, kind).label)
    offers = {
        "Note", "Save", "Add a note", "Add an action", "Save, reviewed", "Acknowledge", "Change",
        "Done", "Set it", "End it now", "Close it", "Make a link", "Make the link", "Read now",
        "Put it in force for everybody", "Freeze it", "Revoke …", "Pause", "Why",
    }  # fmt: skip
    assert not buttons & offers
    assert "Go through the clients" in buttons


def test_nobody_gets_a_file_of_the_server_that_is_not_signed_in(agency: Agency) -> None:
    status, _, _ = asked(f"{agency.place.address}/media/0123456789abcdef.csv")
    assert status == 401
