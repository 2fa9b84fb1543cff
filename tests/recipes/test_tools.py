"""What the exports of each tool say in terms of our logs; the header rows are the tools' own."""

from __future__ import annotations

from health.recipes import Mapped
from tests.recipes.conftest import Reads

JIRA = (
    "Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Project type,Project "
    "lead,Project lead id,Project description,Priority,Resolution,Assignee,Assignee Id,Reporter,"
    "Reporter Id,Creator,Creator Id,Created,Updated,Last Viewed,Resolved,Due date,Votes,Labels,"
    "Labels,Description,Environment,Watchers,Watchers Id,Σ Time Spent,Security Level,Attachment,"
    "Custom field (Client),Comment,Comment,Status Category"
)
OTHER_JIRA = (
    "Summary,Issue key,Issue id,Parent id,Issue Type,Status,Project key,Resolution,Assignee,"
    "Reporter,Creator,Created,Updated,Resolved,Fix Version/s,Component/s,Labels,Description,"
    "Watchers,Outward issue link (Blocks),Custom field (Epic Link),Sprint"
)
ASANA = (
    "Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,"
    "Start Date,Due Date,Tags,Notes,Projects,Parent task,Client Account Name,Brand Name ,PIC Name"
)
TRELLO = (
    "Card ID,Card Name,Card URL,Card Description,Labels,Members,Due Date,Attachment Count,"
    "Attachment Links,Checklist Item Total Count,Checklist Item Completed Count,Vote Count,Comment "
    "Count,Last Activity Date,List ID,List Name,Board ID,Board Name,Archived,Start Date,Due "
    "Complete,Due Reminder"
)
CLICKUP = (
    "Task ID,Task Name,Task Content,Status,Date Created,Date Closed,Assignees,Tags,List Name,"
    "Folder Name,Space Name,Due Date"
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,"
    "Last Name,Employee Id,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,"
    "Currency,External Reference URL"
)
HUBSPOT = (
    "Record ID,Activity type,Title,Body,Activity date,Activity assigned to,Associated Contact IDs,"
    "Associated Company IDs,Associated Deal IDs"
)
EVENTS = (
    "Subject,Start Date,Start Time,End Date,End Time,All Day Event,Description,Location,Private"
)


def row(header: str, **cells: str) -> str:
    """A line of cells by their headers, `_` for what is no letter; a repeated header: Comment_2."""
    line, met = [], dict[str, int]()
    for name in header.split(","):
        key = "".join(letter if letter.isalnum() else "_" for letter in name.strip())
        met[key] = met.get(key, 0) + 1
        key += f"_{met[key]}" if met[key] > 1 else ""
        line.append('"' + cells.pop(key, "").replace('"', '""') + '"')
    assert not cells, cells
    return ",".join(line)


def lines(header: str, *rows: str) -> str:
    return "\n".join([header, *rows]) + "\n"


def cells(found: Mapped, *names: str) -> list[tuple[str, ...]]:
    """Some columns of the rows."""
    return [tuple(row[found.columns.index(name)] for name in names) for row in found.rows]


def reasons(found: Mapped) -> dict[int, str]:
    return {each.line: each.reason for each in found.left_out}


def test_jira_faults_are_raised_updated_and_resolved(maps: Reads) -> None:
    bug = {"Issue_Type": "Bug", "Project_name": "Acme", "Created": "09/Jan/24 3:54 PM"}
    found = maps(
        "Jira",
        lines(
            JIRA,
            row(JIRA, **bug, Issue_key="A-1", Summary="Crash, on save", Status="Done",
                Resolved="11/Jan/24 9:00 AM", Resolution="Fixed", Custom_field__Client_="Bolt",
                Comment="10/Jan/24 1:00 PM;557058:ab;Seen; fix on the way",
                Comment_2="11/Jan/24 9:00 AM;557058:cd;Fixed"),
            row(JIRA, **bug, Issue_key="A-2", Summary="Slow", Status="Open"),
            row(JIRA, **bug, Issue_key="A-3", Summary="Old", Status="Done", Status_Category="Done"),
            row(JIRA, **{**bug, "Issue_Type": "Story"}, Issue_key="A-4", Due_date="20/Jan/24",
                Summary="Log in", Labels="x", Labels_2="y", Status="Open"),
        ),
    )  # fmt: skip
    issues, deadlines = found["issues"], found["deadlines"]
    assert cells(issues, "client", "issue", "at", "event", "note") == [
        ("Bolt", "A-1 Crash, on save", "09/Jan/24 3:54 PM", "raised", ""),
        ("Bolt", "A-1 Crash, on save", "11/Jan/24 9:00 AM", "resolved", "Fixed"),
        ("Bolt", "A-1 Crash, on save", "10/Jan/24 1:00 PM", "update", "Seen; fix on the way"),
        ("Bolt", "A-1 Crash, on save", "11/Jan/24 9:00 AM", "update", "Fixed"),
        ("Acme", "A-2 Slow", "09/Jan/24 3:54 PM", "raised", ""),
    ]
    assert "the export does not say since when" in reasons(issues)[4]
    assert reasons(issues)[5].startswith("Issue Type is 'Story'")
    assert cells(deadlines, "item", "promised_on", "due_on", "done_on") == [
        ("A-4 Log in", "09/Jan/24 3:54 PM", "20/Jan/24", "")
    ]
    assert any("counts as promised on the day" in note for note in deadlines.notes)
    assert not found["risks"].present


def test_jira_in_its_other_shape_takes_the_project_for_the_client(maps: Reads) -> None:
    found = maps(
        "Jira",
        lines(
            OTHER_JIRA,
            row(OTHER_JIRA, Issue_key="B-1", Issue_Type="Risk", Summary="Key man",
                Project_key="BOLT", Created="6/21/2025 16:14", Assignee="Ewa", Status="Open"),
        ),
    )  # fmt: skip
    assert cells(found["risks"], "client", "risk", "raised_on", "owner") == [
        ("BOLT", "B-1 Key man", "6/21/2025 16:14", "Ewa")
    ]
    assert reasons(found["deadlines"]) == {2: "there is no column 'Due date'"}


def test_asana_tasks_are_deadlines_also_in_the_sheet_that_asana_keeps(maps: Reads) -> None:
    tasks = [
        row(ASANA, Task_ID="1", Name="Review", Created_At="2026-01-05", Due_Date="2026-01-20",
            Completed_At="2026-01-19", Projects="Acme", Client_Account_Name="Acme Ltd"),
        row(ASANA, Task_ID="2", Name="Review", Created_At="2026-01-06", Due_Date="2026-02-20",
            Projects="Bolt"),
        row(ASANA, Task_ID="3", Name="Idea", Created_At="2026-01-07", Projects="Bolt"),
    ]  # fmt: skip
    expected = [
        ("Acme Ltd", "Review (1)", "2026-01-05", "2026-01-20", "2026-01-19"),
        ("Bolt", "Review (2)", "2026-01-06", "2026-02-20", ""),
    ]
    names = ("client", "item", "promised_on", "due_on", "done_on")
    plain = maps("Asana", lines(ASANA, *tasks))["deadlines"]
    commas = "," * ASANA.count(",")
    link = ",,https://app.asana.com/-/googleSheetsProjectCsv?domain=1" + commas[2:]
    synced = maps("Asana", lines(commas, link, commas, ASANA, *tasks))["deadlines"]
    assert cells(plain, *names) == cells(synced, *names) == expected
    assert reasons(plain) == {4: "Due Date is blank"}
    assert synced.lines == [5, 6]


def test_trello_cards_are_open_deadlines_since_their_making(maps: Reads) -> None:
    card = {"Board_Name": "Acme", "List_Name": "Doing", "Due_Date": "2024-03-01"}
    found = maps(
        "Trello",
        lines(
            TRELLO,
            row(TRELLO, **card, Card_ID="659d6bf0a1b2c3d4e5f60718", Card_Name="Page"),
            row(TRELLO, **card, Card_ID="659d6bf0a1b2c3d4e5f60719", Card_Name="Logo",
                Due_Complete="true"),
        ),
    )["deadlines"]  # fmt: skip
    assert cells(found, "client", "item", "promised_on", "due_on") == [
        ("Acme", "Page", "2024-01-09 15:53:20Z", "2024-03-01")
    ]
    assert "done_on" not in found.columns
    assert "does not say since when" in reasons(found)[3]


def test_clickup_tasks_are_deadlines_and_those_with_a_tag_issues(maps: Reads) -> None:
    found = maps(
        "ClickUp",
        lines(
            CLICKUP,
            row(CLICKUP, Task_ID="a", Task_Name="Crash", Tags="[urgent, Bug]", Folder_Name="Acme",
                Date_Created="1704815640000", Date_Closed="1704902040000", Status="closed"),
            row(CLICKUP, Task_ID="b", Task_Name="Page", Tags="[]", Space_Name="Bolt",
                Date_Created="1704815640000", Due_Date="1707000000000", Status="open"),
        ),
    )  # fmt: skip
    assert cells(found["issues"], "client", "issue", "at", "event") == [
        ("Acme", "Crash", "1704815640000", "raised"),
        ("Acme", "Crash", "1704902040000", "resolved"),
    ]
    assert cells(found["deadlines"], "client", "item", "due_on") == [
        ("Bolt", "Page", "1707000000000")
    ]


def test_harvest_hours_are_no_money_and_entries_that_differ_stay_apart(maps: Reads) -> None:
    entry = {"Date": "2026-01-05", "Client": "Acme", "Project": "P", "Task": "Design"}
    found = maps(
        "Harvest",
        lines(
            HARVEST,
            row(HARVEST, **entry, Notes="a", Hours="2.0", Billable_Amount="200.0", Currency="EUR"),
            row(HARVEST, **entry, Notes="b", Hours="2.0", Billable_Amount="200.0", Currency="EUR"),
            row(HARVEST, **entry, Notes="c", Hours="7,5"),
        ),
    )["spend"]
    assert (
        cells(found, "client", "period_start", "category", "actual")
        == [("Acme", "2026-01-05", "Design", "200.0")] * 2
    )
    assert len(set(cells(found, "id"))) == 2
    assert "planned" not in found.columns
    assert reasons(found) == {4: "Billable Amount is blank: hours alone are no sum"}


def test_hubspot_activities_are_contacts_of_each_company(maps: Reads) -> None:
    found = maps(
        "HubSpot activities",
        lines(
            HUBSPOT,
            row(HUBSPOT, Record_ID="1", Activity_type="Meeting", Title="Sync",
                Activity_date="2026-01-05 10:00", Associated_Company_IDs="77; 78;77"),
            row(HUBSPOT, Record_ID="2", Activity_type="Email", Activity_date="2026-01-06 10:00",
                Associated_Company_IDs="77"),
            row(HUBSPOT, Record_ID="2", Activity_type="Call", Activity_date="2026-01-06 10:00",
                Associated_Company_IDs=";".join(map(str, range(1001)))),
            row(HUBSPOT, Record_ID="3", Activity_type="Note", Activity_date="2026-01-06 10:00",
                Associated_Company_IDs="77"),
        ),
    )["contacts"]  # fmt: skip
    assert cells(found, "client", "at", "direction", "summary", "id") == [
        ("77", "2026-01-05 10:00", "both", "Sync", "1"),
        ("78", "2026-01-05 10:00", "both", "Sync", "1"),
    ]
    assert "who wrote to whom is not known" in reasons(found)[3]
    assert reasons(found)[4].startswith("it would be 1,001 rows; 1,000 at most")
    assert reasons(found)[5].startswith("Activity type is 'Note', not one of")


def test_each_answer_of_a_google_form_is_a_row_of_feedback(maps: Reads) -> None:
    header = "Timestamp,Email Address,Company,How satisfied are you?,Is all well?,What is missing?"
    found = maps(
        "Google Forms",
        lines(
            header,
            "2/1/2025 10:00:00,ann@acme.example,Acme,9,Yes,",
            "2/2/2025 11:00:00,bo@bolt.example,,7,No,More demos",
            "2/3/2025 11:00:00,,Acme,,,",
        ),
    )["feedback"]
    names = ("client", "answered_on", "rating", "yes_no", "question", "comment")
    assert cells(found, *names) == [
        ("Acme", "2/1/2025 10:00:00", "9", "", "How satisfied are you?", ""),
        ("Acme", "2/1/2025 10:00:00", "", "Yes", "Is all well?", ""),
        ("bo@bolt.example", "2/2/2025 11:00:00", "7", "", "How satisfied are you?", ""),
        ("bo@bolt.example", "2/2/2025 11:00:00", "", "No", "Is all well?", ""),
        ("bo@bolt.example", "2/2/2025 11:00:00", "", "", "What is missing?", "More demos"),
    ]
    assert list(reasons(found)) == [4]
    assert "asked_on" not in found.columns


def test_events_are_of_the_client_that_they_name(maps: Reads) -> None:
    event = {"Start_Date": "05/30/2026", "Start_Time": "10:00 AM", "All_Day_Event": "False"}
    found = maps(
        "Calendar (CSV)",
        lines(
            EVENTS,
            row(EVENTS, **event, Subject="ÁCME  Retail / sprint review"),
            row(EVENTS, **event, Subject="Lunch"),
            row(EVENTS, **event, Subject="Acme and Bolt: launch"),
            row(EVENTS, **{**event, "All_Day_Event": "True"}, Subject="Bolt closed"),
        ),
        ["Acme", "Acme Retail", "Bolt"],
    )
    assert cells(found["contacts"], "client", "at", "direction", "summary") == [
        ("ÁCME  Retail", "05/30/2026 10:00 AM", "both", "ÁCME  Retail / sprint review")
    ]
    assert reasons(found["contacts"]) == {
        3: "names no client: 'Lunch'",
        4: "names more than one client: Acme, Bolt",
        5: "All Day Event is 'True': an event of a whole day is no meeting",
    }
    assert cells(found["demos"], "planned_for", "held_on") == [("05/30/2026", "05/30/2026")]


def test_milestones_count_from_the_planned_date_where_nothing_says_since_when(maps: Reads) -> None:
    found = maps(
        "Milestones",
        "Code,Project,Title,Planned date,Actual date,Responsible,Status\n"
        "M1,Acme,Design,01/02/2026,03/02/2026,Ewa,Done\n"
        "M2,Acme,Build,01/03/2026,,Ewa,Done\n"
        "M3,Acme,Build,15/03/2026,,Ewa,Open\n"
        "M4,Acme,Launch,,,Ewa,Open\n",
    )["deadlines"]
    assert cells(found, "client", "item", "promised_on", "due_on", "done_on") == [
        ("Acme", "Design", "01/02/2026", "01/02/2026", "03/02/2026"),
        ("Acme", "Build", "15/03/2026", "15/03/2026", ""),
    ]
    assert reasons(found)[3] == "Actual date is blank and Status is 'Done': no date says when"
    assert any("counts from the planned date itself" in note for note in found.notes)


def test_phases_of_building_projects_are_deadlines_since_they_began(maps: Reads) -> None:
    found = maps(
        "Project phases",
        "Project School Name,Project Description,Project Phase Name,"
        "Project Phase Actual Start Date,Project Phase Planned End Date,"
        "Project Phase Actual End Date\n"
        "P.S. 1,Roof,Design,01/05/2026,03/30/2026,04/02/2026\n"
        "P.S. 1,Roof,Construction,,09/30/2026,\n",
    )["deadlines"]
    assert cells(found, "client", "item", "promised_on", "done_on") == [
        ("P.S. 1", "Roof: Design", "01/05/2026", "04/02/2026")
    ]
    assert "the phase has not begun" in reasons(found)[3]
