"""What a recipe makes of a table: nothing lost, nothing invented, every doubt told."""

from __future__ import annotations

from health.recipes import by_log_name, mapped, proposed
from health.recipes.naming import Names
from health.recipes.parsing import parsed
from health.tables.found import Table
from tests.recipes.test_recipe_files import BUGS


def table(header: str, *rows: str, name: str = "") -> Table:
    """A table of cells between bars; its first row is in line 2."""
    cells = [row.split("|") for row in rows]
    return Table(tuple(header.split("|")), cells, list(range(2, len(cells) + 2)), name)


def test_rows_are_taken_by_condition_and_the_others_left_out_with_a_reason() -> None:
    (found,) = mapped(
        table(
            "Ticket|Title|Kind|Customer|Opened|State|Note",
            'T-1|Crash|Bug|Acme|3 May|DONE "x"|12;seen; twice',
            "T-2||fault|Acme|4 May|Open|no piece",
            "T-3|Wish|idea|Acme|5 May|Open|",
        ),
        parsed(BUGS, "bugs.toml"),
    )
    assert found.columns == ("client", "issue", "at", "event", "note")
    assert found.rows == [
        ["Acme", "T-1: Crash", "3 May", "resolved", "seen; twice"],
        ["Acme", "T-2", "4 May", "raised", "no piece"],
    ]
    assert found.sources["issue"] == "Ticket + Title"
    assert [str(each) for each in found.left_out] == [
        "line 4: Kind is 'idea': only bugs are told to clients: T-3 Wish idea Acme 5 May Open"
    ]


def test_a_table_without_a_required_column_is_left_out_whole() -> None:
    (found,) = mapped(table("Ticket|Kind|Opened", "T-1|bug|3 May"), parsed(BUGS, "bugs.toml"))
    assert found.rows == []
    assert not found.present
    assert "no column of the table is called 'Client' or 'Customer'" in found.left_out[0].reason


def test_headers_match_whatever_their_spelling_and_two_for_one_are_told() -> None:
    (found,) = mapped(
        table("Customer|CLIENT |Item|Promised-On|Due date|Rémark", "a|b|c|d|e|f"),
        by_log_name("deadlines"),
    )
    assert found.columns[:4] == ("client", "item", "promised_on", "due_on")
    assert found.rows == [["b", "c", "d", "e", "a", "f"]]
    assert found.doubts == ["'Customer' could be client too: 'CLIENT' is taken"]
    assert found.notes == ["'Due date' is read as due_on"]


def test_a_client_is_named_by_its_name_without_legal_form_or_by_a_confirmed_one() -> None:
    clients = {"Acme Ltd": "Acme Ltd", "Acme Labs": "Acme Labs", "acme.com": "Acme Ltd"}
    names = Names(clients | {"Go": "Go"})
    assert names.within(["ACME sync", "ann@acme.com"]) == {"acme ltd": "ACME"}
    assert names.within(["Acme  Labs, go-live"]) == {"acme labs": "Acme  Labs"}
    assert names.within(["go live", "acme-online.com", "Acmeology"]) == {}
    assert names.within(["Go: kick-off with Acme"]) == {"go": "Go", "acme ltd": "Acme"}


def test_an_empty_log_in_its_own_form_is_there() -> None:
    (found,) = mapped(table("client|planned_for|held_on"), by_log_name("demos"))
    assert found.present
    assert found.rows == []


def test_it_proposes_columns_by_name_and_by_what_they_hold() -> None:
    found = proposed(
        table(
            "Customer|Deliverable name|Project end date|Delivery date agreed|Paid",
            "Acme|Login|2026-01-05|next week|yes",
            "Bolt|Search|2026-02-05|soon|no",
        ),
        "deadlines",
    )
    by_column = {each.column: each for each in found}
    assert by_column["client"].header == "Customer"
    assert by_column["client"].examples == ("Acme", "Bolt")
    assert by_column["item"].header == "Deliverable name"
    assert by_column["due_on"].header != "Delivery date agreed"
    assert by_column["moved_by"].header == ""


MEETINGS = """
name = "meetings"
known_by = ["When", "Who"]
[[feeds]]
log = "contacts"
for_each = { column = "Who", between = ";" }
[feeds.columns]
client = { named_in = ["Who"] }
at = "When"
direction = { fixed = "both" }
"""


def test_a_row_of_which_one_piece_only_is_used_says_so() -> None:
    (found,) = mapped(
        table("When|Who", "3 May|Acme; Nobody", "4 May|Acme"),
        parsed(MEETINGS, "meetings.toml"),
        ["Acme"],
    )
    assert [row[0] for row in found.rows] == ["Acme", "Acme"]
    assert found.doubts == [
        "of 1 row not every piece is used: line 2 names no client: 'Nobody'",
    ]
