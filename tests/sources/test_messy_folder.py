"""A folder as people have it: every row is used, set aside, or left out, and said to be."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from health.errors import SourcesRefused, UnreadableFile, UnusableLogs
from health.explain import explain
from health.logs.rows import Logs
from health.portfolio import Portfolio
from health.settings import Settings
from health.sources.opening import read_logs, read_logs_again
from health.sources.workspace import Workspace
from health.tables.found import Table
from health.tables.reading import read_tables
from health.uploads.mended import Mended, content_of, mark
from health.uploads.to_mend import rows_to_mend
from pages.parts.client_rows import assumed_html

Write = Callable[..., None]
CLIENTS = "client,lead\nAcme Ltd,Ann\nBrauhaus Köln GmbH,Ben\n"
DEADLINES = "client,item,promised_on,due_on,done_on\nAcme Ltd,Beta,2026-03-01,2026-04-03,\n"
SETTINGS = Settings.default()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts files into the folder of the test, which has clients already."""

    def put(**files: str | bytes) -> None:
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    put(clients_dot_csv=CLIENTS)
    return put


def days(logs: Logs, log: str, column: str) -> list[int]:
    """A column of days, as days of 1970."""
    return [int(day) for day in logs[log][column]]


MESSY = (
    "Project plan of spring;;;;\r\n"
    ";;;;\r\n"
    "Customer;Milestone;Agreed;Due date;Done\r\n"
    "ACME;Beta;1/3/2026;25/4/2026;\r\n"
    "Brauhaus Koeln;Kiosk;2/3/2026;3/4/2026;5/4/2026\r\n"
    "acme ltd.;Gamma;soon;3/4/2026;\r\n"
    "Total;3;;;\r\n"
)


def test_a_messy_file_gives_the_logs_of_a_clean_one(tmp_path: Path, write: Write) -> None:
    write(deadlines_dot_csv=MESSY.replace("Koeln", "Köln").encode("cp1252"))
    logs = read_logs(tmp_path)
    rows = logs["deadlines"]
    assert len(rows) == 2
    assert [int(code) for code in rows["client"]] == [0, 1]
    assert days(logs, "deadlines", "due_on") == [20_568, 20_546]  # 25 April, 3 April 2026
    aside = rows.set_aside
    assert [(each.where, each.row, each.column, each.value) for each in aside] == [
        ("deadlines.csv", 6, "Agreed", "soon")
    ]
    [state] = [state for state in logs.prepared.states if state.name == "deadlines.csv"]
    assert [(out.line, out.reason) for out in state.left_out] != []
    assert any("day first" in note for note in state.notes)


def test_a_near_name_is_asked_about_and_joined_only_when_confirmed(
    tmp_path: Path, write: Write
) -> None:
    write(deadlines_dot_csv=DEADLINES + "Akme Ltd,Gamma,2026-03-01,2026-04-03,\n")
    logs = read_logs(tmp_path)
    assert logs["deadlines"].set_aside_rows == 1
    [question] = [q for state in logs.prepared.states for q in state.questions]
    assert (question.kind, question.about) == ("client", "Akme Ltd")
    assert question.choices[0][0] == "Acme Ltd"
    write(answers_dot_toml='[clients]\n"Akme Ltd" = "Acme Ltd"\n')
    again, since = read_logs_again(logs, SETTINGS)
    assert (len(again["deadlines"]), again["deadlines"].set_aside_rows) == (2, 0)
    assert since is None


def test_several_sources_feed_one_log_and_each_row_knows_its_own(
    tmp_path: Path, write: Write
) -> None:
    write(
        deadlines_dot_csv=DEADLINES,
        more_dot_csv="Client;Item;Promised on;Due on\nAcme Ltd;Login;2026-01-09;2026-02-20\n",
        plan_dot_tsv="client\titem\tpromised_on\tdue_on\nAcme Ltd\tPlan\tsoon\t2026-05-01\n",
    )
    logs = read_logs(tmp_path)
    rows = logs["deadlines"]
    assert len(rows) == 2
    assert sorted(rows.place(int(row)) for row in rows["row"]) == [
        "deadlines.csv row 2",
        "more.csv row 2",
    ]
    assert [str(each).split(":")[0] for each in rows.set_aside] == [
        "plan.tsv row 2, promised_on = 'soon'"
    ]


def test_a_plain_file_that_is_joined_still_grows_at_its_end(tmp_path: Path, write: Write) -> None:
    write(
        deadlines_dot_csv=DEADLINES,
        plan_dot_tsv="client\titem\tpromised_on\tdue_on\nAcme Ltd\tP\t2026-01-01\t2026-05-01\n",
    )
    logs = read_logs(tmp_path)
    with (tmp_path / "deadlines.csv").open("a") as file:
        file.write("Acme Ltd,Delta,2026-03-09,2026-04-13,\n")
    again, since = read_logs_again(logs, SETTINGS)
    assert len(again["deadlines"]) == 3
    assert since == 20_521  # 9 March 2026: nothing before it is scored again
    assert read_logs_again(again, SETTINGS)[0] is again


def test_a_plain_file_is_understood_and_asked_about_beside_another_source(
    tmp_path: Path, write: Write
) -> None:
    text = (
        DEADLINES + "Acme Ltd,Gamma,2026-03-01,25/4/2026,\nAkme Ltd,Delta,2026-03-01,2026-04-03,\n"
    )
    other = "client\titem\tpromised_on\tdue_on\nAcme Ltd\tP\t2026-01-01\t2026-05-01\n"
    write(deadlines_dot_csv=text, plan_dot_tsv=other)
    logs = read_logs(tmp_path)
    assert (len(logs["deadlines"]), logs["deadlines"].set_aside_rows) == (3, 1)
    assert [q.about for state in logs.prepared.states for q in state.questions] == ["Akme Ltd"]
    write(deadlines_dot_csv=text.replace("25/4/2026", "2026-04-25"))
    again, _ = read_logs_again(logs, SETTINGS)
    assert [q.about for state in again.prepared.states for q in state.questions] == ["Akme Ltd"]


def test_an_export_of_a_tool_is_known_by_its_header(tmp_path: Path, write: Write) -> None:
    write(
        jira_dot_csv="Summary,Issue key,Issue Type,Status,Project name,Created,Updated,Resolved,"
        "Due date\nLogin,ACM-1,Story,To Do,acme,09/Jan/26 3:54 PM,10/Jan/26 9:00 AM,,20/Feb/26\n",
        meetings_dot_ics="BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\n"
        "DTSTART:20260302T100000Z\nDTEND:20260302T110000Z\nSUMMARY:Acme Ltd weekly\n"
        "END:VEVENT\nEND:VCALENDAR\n",
    )
    logs = read_logs(tmp_path)
    assert days(logs, "deadlines", "due_on") == [20_504]  # 20 February 2026
    assert logs["deadlines"].place(2) == "jira.csv row 2"
    assert len(logs["contacts"]) == 1


def test_a_stranger_is_named_and_a_file_of_plain_logs_is_not_touched(
    tmp_path: Path, write: Write
) -> None:
    write(deadlines_dot_csv=DEADLINES, lunch_dot_csv="dish,price\nsoup,4\n")
    logs = read_logs(tmp_path)
    assert logs.strangers == ("lunch.csv",)
    assert logs["deadlines"].path == tmp_path / "deadlines.csv"


def test_a_known_file_of_which_no_row_can_be_used_says_why_row_by_row(
    tmp_path: Path, write: Write
) -> None:
    header = "Milestone,Planned Date,Actual Date,Status,Notes\n"
    write(deadlines_dot_csv=DEADLINES, ms_dot_csv=header + "Design,2026-02-13,,Open,\n")
    states = {state.name: state for state in read_logs(tmp_path).prepared.states}
    (left,) = states["ms.csv"].left_out
    assert (left.line, "no column of the table is called 'Client'" in left.reason) == (2, True)
    assert states["deadlines.csv"].direct


def test_a_log_of_other_headers_is_read_and_a_guess_costs_no_rows(
    tmp_path: Path, write: Write
) -> None:
    write(
        contacts_dot_csv="Customer,Date,Direction,Reply\n"
        "Acme Ltd,2026-03-02 10:00,in,yes\nAcme Ltd,2026-03-03 10:00,out,no\n"
    )
    logs = read_logs(tmp_path)
    assert len(logs["contacts"]) == 2
    assert "replied_at" not in logs["contacts"].tracked
    notes = [note for state in logs.prepared.states for note in state.notes]
    assert any("Reply: not read as replied_at" in note for note in notes)


def test_what_somebody_cleared_or_mended_stands_in_the_place_of_its_row(
    tmp_path: Path, write: Write
) -> None:
    own = ["Acme Ltd", "Gamma", "soon", "2026-04-03", ""]
    write(deadlines_dot_csv=DEADLINES + ",".join(own) + "\n")
    assert read_logs(tmp_path)["deadlines"].set_aside_rows == 1
    kept = f"deadlines.csv,3,{mark(own)},Acme Ltd,Gamma,2026-03-04,2026-04-03,\n"
    names = "set_aside_file,set_aside_row,set_aside_mark,client,item,promised_on,due_on,done_on\n"
    write(mended__deadlines_dot_csv=names + kept)
    rows = read_logs(tmp_path)["deadlines"]
    assert (len(rows), rows.set_aside_rows) == (2, 0)


def test_the_same_scores_come_of_a_folder_of_spreadsheet_exports(
    tmp_path: Path, write: Write
) -> None:
    write(deadlines_dot_csv=DEADLINES)
    plain = Portfolio.open(tmp_path).history.table()
    for name in ("clients", "deadlines"):
        path = tmp_path / f"{name}.csv"
        path.with_suffix(".tsv").write_text(path.read_text().replace(",", "\t"), "utf-16")
        path.unlink()
    assert Portfolio.open(tmp_path).history.table().equals(plain)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[source]]\n", "exactly one of file, folder, spreadsheet"),
        ('[[source]]\nfile = "x.csv"\nlog = "deals"\n', "log = 'deals'"),
        ('[[source]]\nfile = "x.csv"\nwhen = "now"\n', "when = 'now'"),
        ('[[source]]\nfile = "x.csv"\nevery = "1 h"\n', "every beside spreadsheet only"),
        ('[[source]]\nfile = "x.csv"\nrecipe = "jiira"\n', "recipe = 'jiira'"),
        ('[[source]]\nspreadsheet = "x"\n', "key_file, or api_key_env"),
        ('[[source]]\nspreadsheet = "x"\nkey_file = "k"\nevery = "1 s"\n', "every = '1 s'"),
        ("[[source]\n", "TOML"),
        ("sources = 1\n", "[[source]] tables and ignore"),
    ],
)
def test_a_wrong_declaration_is_refused_with_its_key_and_what_is_allowed(
    tmp_path: Path, write: Write, text: str, told: str
) -> None:
    write(sources_dot_toml=text, deadlines_dot_csv=DEADLINES, x_dot_csv="a,b\n1,2\n")
    with pytest.raises((SourcesRefused, UnreadableFile)) as refused:
        read_logs(tmp_path)
    assert told in str(refused.value)


def test_a_declared_source_that_was_never_to_be_had_ends_the_reading(
    tmp_path: Path, write: Write
) -> None:
    write(deadlines_dot_csv=DEADLINES, sources_dot_toml='[[source]]\nfile = "gone.xlsx"\n')
    with pytest.raises(UnusableLogs, match=r"gone\.xlsx"):
        read_logs(tmp_path)


def test_rows_set_aside_go_out_with_their_own_cells_and_come_back_mended(
    tmp_path: Path, write: Write
) -> None:
    write(deadlines_dot_csv=MESSY.replace("Koeln", "Köln"))
    logs = read_logs(tmp_path)
    [row] = rows_to_mend(logs, ["deadlines"])
    assert (row.log, row.file, row.row) == ("deadlines", "deadlines.csv", 6)
    assert "Agreed = 'soon'" in row.reason
    cells = dict(zip(row.header, row.cells, strict=True))
    assert cells["due_on"] == "3/4/2026"
    mended = Mended(row.file, row.row, row.mark, {**cells, "promised_on": "1/2/2026"})
    write(mended__deadlines_dot_csv=content_of([mended]))
    again, _ = read_logs_again(logs, SETTINGS)
    assert (len(again["deadlines"]), again["deadlines"].set_aside_rows) == (3, 0)
    assert sorted(days(again, "deadlines", "promised_on")) == [20_485, 20_513, 20_514]


def test_explanations_name_the_file_that_a_row_stands_in(tmp_path: Path, write: Write) -> None:
    table = "client,item,promised_on,due_on,done_on\nAcme Ltd,P,2026-01-01,2026-02-02,2026-03-02\n"
    write(plan_dot_tsv=table.replace(",", "\t"))
    portfolio = Portfolio.open(tmp_path)
    text = explain(portfolio, 0, None)
    assert "plan.tsv row 2" in text
    assert "deadlines.csv row" not in text


def test_what_is_assumed_is_told_beside_the_rows(tmp_path: Path, write: Write) -> None:
    write(
        feedback_dot_tsv="client\tanswered_on\trating\nAcme Ltd\t2026-03-02\t4\n"
        "acme\t2026-03-09\t5\nBrauhaus Köln GmbH\t2026-03-09\t3\n"
    )
    logs = read_logs(tmp_path)
    [state] = [state for state in logs.prepared.states if not state.direct]
    assert "'acme' is read as Acme Ltd" in state.notes
    html = assumed_html(pd.DataFrame({"row": [2, 3]}), "feedback", logs)
    assert "Assumed until somebody answers" in html
    assert "they count as from 1 to 10" in html
    assert assumed_html(pd.DataFrame({"row": [2]}), "clients", logs) == ""


def test_no_source_stands_for_a_file_that_could_not_be_had(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        deadlines_dot_csv=DEADLINES,
        plan_dot_tsv="client,item,promised_on,due_on,side\nAcme Ltd,P,2026-01-01,2026-05-01,us\n",
    )
    assert len(read_logs(tmp_path)["deadlines"]) == 2
    read = read_tables

    def too_large(path: Path) -> list[Table]:
        if path.name == "deadlines.csv":
            raise UnreadableFile(str(path), "is larger than 256 MB: cut it into several files")
        return read(path)

    monkeypatch.setattr("health.sources.fetched.read_tables", too_large)
    with pytest.raises(UnusableLogs, match=r"deadlines\.csv.*larger than 256 MB"):
        read_logs(tmp_path, workspace=Workspace(tmp_path / "kept"))
