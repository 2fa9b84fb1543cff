"""A government's portfolio as its spreadsheet gives it away: what a table looks like that many
people kept for years, with the truth beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from openpyxl import Workbook

# A client | spellings that mean it for sure | those that a person has to confirm.
_NAMES = """
Department of Health | DEPARTMENT OF HEALTH, Department  of Health_, The Department of Health
    | Dept. of Health, Departmnet of Health, DoH
Department of Wealth | department of wealth | Dept of Wealth
Ministry of Justice | MINISTRY OF JUSTICE, Ministry of Justice_, ministry-of-justice
    | MoJ, Ministry of Justise
Ministère de la Culture | Ministere de la Culture, MINISTÈRE DE LA CULTURE | Min. de la Culture
Bundesamt für Straßen | bundesamt für strassen | Bundesamt f. Straßen, Bundesamt fuer Strassen
Office of Rail and Road | Office of Rail & Road, office of rail and road
    | ORR, Office for Rail and Road
Crown Estate Ltd | Crown Estate, The Crown Estate, CROWN ESTATE LIMITED, Crown Estate Ltd.
    | Crwon Estate
Land Registry | land registry, LAND REGISTRY_ | HM Land Registry, Land Registery
Valuation Office | VALUATION OFFICE | Valuation Off.
Evaluation Office | Evaluation office | Evaluation Ofice
Environment Agency | environment agency, Environment  Agency | Enviroment Agency, EA
Food Standards Agency | FOOD STANDARDS AGENCY | FSA, Food Standard Agency
Forestry Commission | Forestry commission | Forestry Comm.
Highways Authority North | highways authority north | Highways Auth. North
Highways Authority South | HIGHWAYS AUTHORITY SOUTH | Highways Auth South
Met Office | MET OFFICE, met office_ | Meteorological Office
National Archives | The National Archives, NATIONAL ARCHIVES | Nat. Archives
Ordnance Survey Limited | Ordnance Survey, Ordnance Survey Ltd, ORDNANCE SURVEY LTD.
    | Ordinance Survey
Passport Office | passport office | HM Passport Office
Planning Inspectorate | PLANNING INSPECTORATE | Planing Inspectorate
Prison Service | prison service, Prison Service\u00a0 | Prisons Service
Probation Service | PROBATION SERVICE | Probation Svc
Royal Mint | The Royal Mint, ROYAL MINT | Royal Mnit
Student Loans Company | STUDENT LOANS COMPANY | SLC, Student Loan Company
Tax Tribunal 1 | tax tribunal 1 | Tax Trib. 1
Tax Tribunal 2 | TAX TRIBUNAL 2 | Tax Trib 2
"""
HEADER = (
    *("Organisation", "Deliverable", "Agreed on", "Due date", "Confirmed", "Delivered on"),
    "Contract value",
)
_GROUPS = ("Client", "", "Dates", "", "", "", "Money")
_WORK = ("portal", "register", "forms, part 2", "API")


def _parsed() -> dict[str, tuple[list[str], list[str]]]:
    found = {}
    for line in _NAMES.replace("\n    |", " |").strip().split("\n"):
        client, sure, unsure = line.split(" | ")
        found[client] = tuple(
            [each.replace("_", " ") for each in names.split(", ")] for names in (sure, unsure)
        )
    return found  # type: ignore[return-value]


ORGANISATIONS = _parsed()


@dataclass(frozen=True)
class Truth:
    """A row as it is meant: `sure` where its spelling needs nobody, `shifted` where cells of it
    stand in the wrong columns."""

    item: str
    client: str
    sure: bool
    promised: date
    due: date
    done: date | None
    shifted: bool = False


@dataclass(frozen=True)
class Sheet:
    """Lines of cells as in the spreadsheet, and the meaning of those that are rows, by line."""

    lines: list[list[str]]
    truth: dict[int, Truth]


def sheet(seed: int = 0, decides: bool = True) -> Sheet:
    """The sheet; `decides`: whether a date in it tells which of its numbers is the day."""
    random = Random(seed)
    lines = [
        ["Government Digital Portfolio: delivery register"],
        ["Exported 02/11/2026 09:14 by j.smith", "", "OFFICIAL - SENSITIVE"],
        [],
        list(_GROUPS),
        list(HEADER),
    ]
    truth: dict[int, Truth] = {}
    names = [
        (client, name, name not in unsure)
        for client, (sure, unsure) in ORGANISATIONS.items()
        for name in (client, *sure, *unsure)
    ]
    for number, (client, name, sure) in enumerate(names, 1):
        meant = _meant(random, number, client, sure, decides)
        lines.append(_row(random, number, name, meant))
        truth[len(lines)] = meant
        if number % 30 == 0:
            lines.append([""] * len(HEADER))
        if number % 40 == 0:
            lines.append(["Subtotal", "", "", "", "", "", f"£{number * 1000:,}.00"])
    lines.append(["Total", str(len(names)), "", "", "", "", "£12,345,678.00"])
    lines.append([])
    lines.append(["Note: dates are those of the last board; figures exclude VAT"])
    lines.append(["Source: PMO, page 1 of 1"])
    return Sheet(lines, truth)


def _meant(random: Random, number: int, client: str, sure: bool, decides: bool) -> Truth:
    def day(first: date) -> date:
        found = first + timedelta(random.randrange(60))
        return found if decides else found.replace(day=random.randrange(1, 13))

    promised = day(date(2026, 1, 1))
    due = day(promised + timedelta(20))
    done = day(due) if random.random() < 0.6 else None
    item = f"D{number:03} {random.choice(_WORK)}"
    return Truth(item, client, sure, promised, due, done, shifted=number % 17 == 0)


def _row(random: Random, number: int, name: str, meant: Truth) -> list[str]:
    days = [f"{day:%d/%m/%Y}" if day else "" for day in (meant.promised, meant.due, meant.done)]
    money = f"£{random.randrange(10, 999)},{random.randrange(1000):03}.00"
    row = [name, meant.item, *days[:2], "", days[2], money]
    if meant.shifted and number % 2:
        del row[2]  # all behind it stand one to the left
    elif meant.shifted:
        row.insert(2, "see note 4")
    return row


def as_csv(lines: Iterable[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """The lines as text; short ones are filled as Excel does, long ones keep what is too much."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    for line in lines:
        writer.writerow([*line, *[""] * (len(HEADER) - len(line))])
    return out.getvalue()


def write_workbook(path: Path, sheets: Mapping[str, Iterable[list[str]]]) -> None:
    """A workbook in which every cell is a text."""
    book = Workbook(write_only=True)
    for name, lines in sheets.items():
        tab = book.create_sheet(name)
        for line in lines:
            tab.append(line)
    book.save(path)
