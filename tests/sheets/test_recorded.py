"""Answers that Google has given, as public recordings and reports of them have it."""

from __future__ import annotations

from typing import Any

import pytest

from health.errors import SheetUnavailable
from tests.sheets.conftest import Reads
from tests.sheets.google import EMAIL, Fault, Google

ENABLE = (
    "Google Sheets API has not been used in project 977 before or it is disabled. Enable it by "
    "visiting https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?"
    "project=977 then retry. If you enabled this API recently, wait a few minutes."
)
LINK = {"@type": "type.googleapis.com/google.rpc.Help", "links": [{"description": "x", "url": "y"}]}
SORRY = "<html><head><title>Sorry...</title></head><body>... automated queries</body></html>"


def info(reason: str, **metadata: str) -> dict[str, Any]:
    kind = "type.googleapis.com/google.rpc.ErrorInfo"
    return {"@type": kind, "reason": reason, "domain": "googleapis.com", "metadata": metadata}


def old(message: str, reason: str, domain: str = "global") -> list[dict[str, str]]:
    """The list of errors that older answers have."""
    return [{"message": message, "domain": domain, "reason": reason}]


QUOTA = "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute'"
FORBIDDEN = "The caller does not have permission"
OFFICE = "This operation is not supported for this document"
ERRORS: list[tuple[int, Any, str, bool]] = [
    (429, {"message": QUOTA, "status": "RESOURCE_EXHAUSTED", "details": [
        info("RATE_LIMIT_EXCEEDED", quota_limit="ReadRequestsPerMinutePerUser"), LINK]},
     "quota", True),
    (429, {"message": "Quota exceeded for quota group 'ReadGroup'", "status": "RESOURCE_EXHAUSTED",
           "details": [LINK]}, "quota", True),
    (429, SORRY, "quota", True),
    (403, {"message": ENABLE, "status": "PERMISSION_DENIED", "details": [
        LINK, info("SERVICE_DISABLED", service="sheets.googleapis.com")]}, "not enabled.*visiting",
     False),
    (403, {"message": ENABLE, "errors": old(ENABLE, "accessNotConfigured", "usageLimits")},
     "not enabled", False),
    (403, {"message": FORBIDDEN, "errors": old(FORBIDDEN, "forbidden"),
           "status": "PERMISSION_DENIED"}, f"press Share, and add {EMAIL}", False),
    (404, {"message": "Requested entity was not found.", "status": "NOT_FOUND"}, "address", False),
    (400, {"message": OFFICE, "errors": old(OFFICE, "failedPrecondition"),
           "status": "FAILED_PRECONDITION"}, "File > Save as Google Sheets", False),
    (400, {"message": "API key expired. Please renew the API key.", "status": "INVALID_ARGUMENT",
           "details": [info("API_KEY_INVALID")]}, "is refused: look at the key", False),
    (403, {"message": "Requests from this IP are blocked.", "status": "PERMISSION_DENIED",
           "details": [info("API_KEY_IP_ADDRESS_BLOCKED")]}, "restrictions", False),
    (503, {"message": "The service is currently unavailable.", "status": "UNAVAILABLE"},
     r"fault just now \(503\)", True),
    (500, {"message": "Internal error encountered.", "status": "INTERNAL"}, "fault", True),
    (403, "", f"press Share, and add {EMAIL}", False),
    (404, "<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>", "address", False),
]  # fmt: skip


@pytest.mark.parametrize(("status", "answer", "said", "passing"), ERRORS)
def test_an_error_is_understood(
    google: Google, read: Reads, status: int, answer: Any, said: str, passing: bool
) -> None:
    body = answer if isinstance(answer, str) else {"error": {"code": status, **answer}}
    google.faults.extend([Fault(status, body, path="/v4")] * 2)
    with pytest.raises(SheetUnavailable, match=said) as caught:
        read(google.add({"clients": [["client"]]}), attempts=2)
    assert caught.value.passing is passing


@pytest.mark.parametrize("body", [{"error": "forbidden"}, {"error": {"message": "no"}}, {}])
def test_an_error_of_another_form_is_told_by_its_status(
    google: Google, read: Reads, body: dict[str, Any]
) -> None:
    google.faults.append(Fault(403, body, path="/v4"))
    with pytest.raises(SheetUnavailable, match="press Share"):
        read(google.add({"clients": [["client"]]}))


def test_the_two_renderings_of_one_tab_give_its_dates(google: Google, read: Reads) -> None:
    """Numbers with JSON's own types, a range that names the tab without quotes, a short row."""
    there = {"range": "Sheet1!A3:D5", "majorDimension": "ROWS"}
    values = [["n", "on", "what", "x"], [2, 43831, "string", 53], [1.5, 0.12, 36162]]
    looks = [
        ["n", "on", "what", "x"], ["2", "2020-01-01", "string", "53"], ["1.5", "0.12", "1999-01-02"]
    ]  # fmt: skip
    for rows in (values, looks):
        google.faults.append(
            Fault(body={"valueRanges": [{**there, "values": rows}]}, path=":batch")
        )
    (table,) = read(google.add({"Sheet1": []}))
    assert table.rows == [["2", "2020-01-01", "string", "53"], ["1.5", "0.12", "1999-01-02", ""]]
    assert (table.header_lines, table.lines) == ((3,), [4, 5])


def test_recorded_text_is_read_as_it_is_where_the_ways_of_rendering_are_not_heeded(
    google: Google, read: Reads
) -> None:
    rows = [["client", "on"], ["Acme", "03/04/2026"], ["Bolt", "13/04/2026"]]
    body = {"valueRanges": [{"range": "'🌵 logs'!A1:Z1000", "values": rows}]}
    google.faults.append(Fault(body=body, path=":batch"))
    (table,) = read(google.add({"🌵 logs": []}))
    assert table.rows == rows[1:]
    assert google.asked().count("values:batchGet") == 1
