"""Google fails in many ways: each is said in words that help, and none takes for ever."""

from __future__ import annotations

import time
from typing import Any

import pytest

from health.errors import SheetUnavailable
from health.sheets import Access, fetched
from health.sheets.limits import Limits, Quota, retry_after
from tests.sheets.conftest import Reads
from tests.sheets.google import EMAIL, Fault, Google, error

ROWS = {"clients": [["client"], ["Acme"]], "demos": [["client", "held_on"], ["Acme", "2026-01-05"]]}
HTML = "<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title></html>"
BUSY = error(
    429, "RESOURCE_EXHAUSTED",
    "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' "
    "of service 'sheets.googleapis.com' for consumer 'project_number:1234567'.",
    "RATE_LIMIT_EXCEEDED",
)  # fmt: skip
PASSING: dict[str, tuple[Fault, str]] = {
    "429": (Fault(429, BUSY), "quota"),
    "403 quota": (Fault(403, error(403, "PERMISSION_DENIED", "x", "rateLimitExceeded")), "quota"),
    "500": (Fault(500, error(500, "INTERNAL", "Internal error encountered.")), "fault just now"),
    "503": (Fault(503, error(503, "UNAVAILABLE", "Unavailable.")), "fault just now"),
    "502 HTML": (Fault(502, HTML), "fault just now"),
    "200 HTML": (Fault(200, HTML), "answer was broken"),
    "cut off": (Fault(cut=True), "can't be reached"),
    "half JSON": (Fault(body=b'{"sheets": [{"prop'), "answer was broken"),
    "another form": (Fault(body={"sheets": {"a": 1}, "valueRanges": 1}), "answer was broken"),
    "too few": (Fault(body={"valueRanges": [], "sheets": [{}]}), "answer was broken"),
    "odd cells": (Fault(body={"sheets": [1], "valueRanges": [{"values": [[{}]]}] * 2}), "broken"),
    "deep": (Fault(body=b"[" * 100_000), "answer was broken"),
    "no answer": (Fault(drop=True), "can't be reached"),
    "slow": (Fault(late=5), "in time"),
    "drips": (Fault(drip=0.02), "in time"),
}
LASTING = [
    (403, error(403, "PERMISSION_DENIED", "The caller does not have permission"), f"add {EMAIL}"),
    (403, error(403, "PERMISSION_DENIED", "Google Sheets API has not been used in project 1 before "
     "or it is disabled.", "SERVICE_DISABLED"), "not enabled"),
    (404, error(404, "NOT_FOUND", "Requested entity was not found."), "look at its address"),
    (401, error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
     "make a new"),
    (400, error(400, "FAILED_PRECONDITION", "This operation is not supported for this document"),
     "Save as Google Sheets"),
    (400, error(400, "INVALID_ARGUMENT", "<b>No</b>\x1b[31m"), r"refuses to read it \(400\)"),
    (302, "", "in its place"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "said"), PASSING.values(), ids=PASSING)
def test_what_passes_is_tried_again_and_then_read(
    google: Google, read: Reads, fault: Fault, said: str
) -> None:
    address = google.add(ROWS)
    read(address)  # so that the token is there, whatever the time
    fault = Fault(**(vars(fault) | {"path": "batchGet"}))
    google.faults.append(fault)
    quick: dict[str, Any] = {"read": 0.2, "seconds": 0.5} if fault.late or fault.drip else {}
    if fault.drip:  # each byte comes in time: the bound in all ends it
        with pytest.raises(SheetUnavailable, match=said) as caught:
            read(address, **quick)
        assert caught.value.passing
        google.faults.clear()
    assert [table.name for table in read(address, **quick)] == ["clients", "demos"]


@pytest.mark.parametrize(("fault", "said"), PASSING.values(), ids=PASSING)
def test_what_does_not_pass_in_time_is_said(
    google: Google, read: Reads, fault: Fault, said: str
) -> None:
    address = google.add(ROWS)
    read(address)
    google.calls.clear()
    google.faults.extend([fault] * 9)
    before = time.monotonic()
    with pytest.raises(SheetUnavailable, match=said) as caught:
        read(address, attempts=3, seconds=0.6, read=0.15)
    assert caught.value.passing
    assert str(caught.value).startswith("spreadsheet 1xxxxx...x000: ")
    assert time.monotonic() - before < 2
    assert 1 <= len(google.calls) <= 3


@pytest.mark.parametrize(
    ("status", "body", "said"), LASTING, ids=[f"{s} {t}" for s, _, t in LASTING]
)
def test_what_lasts_is_not_tried_again_and_says_what_to_do(
    google: Google, read: Reads, status: int, body: dict[str, Any], said: str
) -> None:
    address = google.add(ROWS)
    read(address)
    google.calls.clear()
    elsewhere = {"Location": f"{google.address}/elsewhere"} if status == 302 else {}
    google.faults.extend([Fault(status, body, elsewhere)] * 9)
    with pytest.raises(SheetUnavailable, match=said) as caught:
        read(address, attempts=2)
    assert caught.value.passing is (status == 302)
    assert "\x1b" not in str(caught.value)
    assert len([call for call in google.calls if call.path != "/token"]) <= 2
    assert not any("elsewhere" in call.path for call in google.calls)


def test_a_wait_that_google_asks_for_is_kept_if_there_is_time(google: Google, read: Reads) -> None:
    address = google.add(ROWS)
    google.faults.append(Fault(429, BUSY, {"Retry-After": "1"}, path="/v4"))
    assert len(read(address)) == 2
    first, second, *_ = (call.at for call in google.calls if call.path.startswith("/v4"))
    assert second - first >= 1
    google.calls.clear()
    google.faults.append(Fault(429, BUSY, {"Retry-After": "3600"}))
    with pytest.raises(SheetUnavailable, match="quota") as caught:
        read(address)
    assert (caught.value.again_in, len(google.calls)) == (3600, 1)


def test_retry_after_is_read_in_both_forms_and_nonsense_is_none() -> None:
    assert retry_after("7") == 7
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0
    assert 1e8 < retry_after("Wed, 21 Oct 2099 07:28:00 GMT") < 1e10
    for text in (None, "", "soon", "-5", "1e9", "Wed, 99 Oct 2015"):
        assert retry_after(text) == 0


def test_waits_grow_differ_and_have_a_bound() -> None:
    limits = Limits(first_wait=1)
    for attempt, most in ((1, 1), (2, 2), (3, 4), (20, 30)):
        waits = {limits.wait(attempt, 0) for _ in range(50)}
        assert len(waits) > 1
        assert most / 2 <= min(waits) <= max(waits) <= most
    assert limits.wait(1, 9) == 9


def test_a_quota_is_shared_and_never_overdrawn(google: Google, access: Access) -> None:
    quota = Quota(reads=3, seconds=60)
    address = google.add(ROWS)
    limits = google.limits(quota=quota, seconds=1)
    fetched(address, access, (), limits, google.address)  # two of the three
    with pytest.raises(SheetUnavailable, match="used up") as caught:
        fetched(address, access, (), limits, google.address)
    assert caught.value.passing
    assert len(google.asked()) == 3
    room = Quota(reads=2, seconds=0.2)
    assert room.take(9) == room.take(9) == 0
    assert 0.1 < (room.take(9) or 0) <= 0.2
    assert room.take(0.05) is None


@pytest.mark.parametrize(
    ("fault", "said", "passing"),
    [
        (Fault(500, HTML), "sign-in has a fault", True),
        (Fault(200, HTML), "answer was broken", True),
        (Fault(200, {"access_token": "x", "expires_in": "soon"}), "answer was broken", True),
        (Fault(drop=True), "can't be reached", True),
        (Fault(late=5), "in time", True),
        (Fault(400, {"error": "invalid_grant", "error_description": "Invalid JWT: Token must be a "
         "short-lived token (60 minutes) and in a reasonable timeframe."}), "clock", False),
        (Fault(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}),
         "service-account.json of .* is not accepted", False),
    ],
)  # fmt: skip
def test_a_failing_sign_in_is_told_apart(
    google: Google,
    read: Reads,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    said: str,
    passing: bool,
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda seconds: None)
    google.faults.extend([Fault(**(vars(fault) | {"path": "/token"}))] * 9)
    with pytest.raises(SheetUnavailable, match=said) as caught:
        read(google.add(ROWS), attempts=2, seconds=1, read=0.2)
    assert caught.value.passing is passing
    assert google.asked() == []


def test_no_network_is_said(google: Google, read: Reads, access: Access) -> None:
    address = google.add(ROWS)
    read(address)
    with pytest.raises(SheetUnavailable, match="can't be reached") as caught:
        fetched(address, access, (), google.limits(), "http://127.0.0.1:9")
    assert caught.value.passing


def test_an_answer_without_end_is_cut_off(google: Google, read: Reads) -> None:
    address = google.add({"clients": [["client", "note"], ["Acme", "x" * 300_000]]})
    with pytest.raises(SheetUnavailable, match="larger than can be read") as caught:
        read(address, most_bytes=200_000)
    assert not caught.value.passing
    wide = [["x"] * 3000, *([["y"]] * 400)]
    with pytest.raises(SheetUnavailable, match=r"1,203,000 cells with its blanks"):
        read(google.add({"clients": wide}), most_cells=1_000_000)


def test_a_renamed_tab_is_told_with_the_tabs_that_there_are(google: Google, read: Reads) -> None:
    address = google.add(ROWS)
    assert [table.name for table in read(address, (" Demos ", "clients"))] == ["demos", "clients"]
    with pytest.raises(
        SheetUnavailable, match="no tab 'contacts'; its tabs: 'clients', 'demos'"
    ) as no:
        read(address, ("clients", "contacts"))
    assert not no.value.passing
    renamed = error(400, "INVALID_ARGUMENT", "Unable to parse range: 'demos'")
    google.faults.append(Fault(400, renamed, path="batchGet"))
    assert len(read(address)) == 2  # renamed at that very moment: read again
    loading = google.add({"clients": [["Loading..."]]})
    with pytest.raises(SheetUnavailable, match="still being worked out") as yet:
        read(loading)
    assert yet.value.passing
