"""Status reports: drafted, edited, frozen, sent; frozen ones are never changed again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, select

from health.errors import Conflict, EntryRefused
from health.logs.contract import SECTIONS
from health.store.connected import Connected, Write, record
from health.store.entries import REPORTED, day, key_of, named, plain_json, text
from health.store.records import ReportLine, StatusReport
from health.store.tables import reports

_LINE = tuple(each.name for each in fields(ReportLine))


class Reports(Connected):
    """Begin, edit, freeze, send and list status reports."""

    def add_report(self, client: str, on: date, content: dict[str, Any], by: str) -> StatusReport:
        """A drafted report of a client as of a day; Conflict if there is one, which it holds."""
        values = {**named(client), "day": day("day", on), "content": plain_json("content", content)}
        with self.writing(by, "add report") as write:
            mine = reports.c.client_key == values["client_key"], reports.c.day == values["day"]
            if row := write.first(select(reports).where(*mine)):
                raise Conflict(
                    "This report was begun", _report(row), row["author"], row["created_at"]
                )
            made = {"author": write.by, "created_at": write.at}
            made |= {"changed_by": write.by, "changed_at": write.at}
            row_id = write.add(reports, **values, **made, edited="{}", version=1)
            return _again(write, row_id)

    def change_report(
        self,
        report: StatusReport,
        by: str,
        content: dict[str, Any] | None = None,
        on: date | None = None,
    ) -> StatusReport:
        """The report with other texts (`edited`), and drafted anew if `content` is given, as of
        another day if `on` is.

        Conflict if it was changed or frozen meanwhile, or if there is one of that day.
        """
        values: dict[str, Any] = {"edited": _edited(report.edited)}
        if content is not None:
            values["content"] = plain_json("content", content)
        if on is not None:
            values["day"] = day("day", on)
        with self.writing(by, "change report") as write:
            row = _open(write, report)
            _alone(write, row, values.get("day", row["day"]))
            if all(row[name] == value for name, value in values.items()):
                return _report(row)
            changed = {"changed_by": write.by, "changed_at": write.at}
            write.change(reports, row, **values, **changed, version=report.version + 1)
            return _again(write, report.id)

    def freeze_report(self, report: StatusReport, by: str) -> StatusReport:
        """Close a report as it was seen. Conflict if it was changed or frozen meanwhile."""
        with self.writing(by, "freeze report") as write:
            row = _open(write, report)
            frozen = {"frozen_by": write.by, "frozen_at": write.at}
            write.change(reports, row, **frozen, version=report.version + 1)
            return _again(write, report.id)

    def send_report(
        self, report: StatusReport, sent_on: date, by: str, row: Mapping[str, str] | None = None
    ) -> StatusReport:
        """Note that a frozen report was sent on a day; it counts once, from the first time on.

        `row` is what the log `reports` is to say of it (`health.report.sent.row_of`).
        """
        logged = json.dumps({name: (row or {}).get(name, "") for name in SECTIONS})
        sent_on = day("sent_on", sent_on, least=report.day)
        with self.writing(by, "send report") as write:
            stored = write.same(reports, report, "report")
            if stored["frozen_at"] is None:
                raise EntryRefused("report", report.id, "reports that are frozen, to be sent")
            if stored["sent_on"] is None:
                more = {"logged": logged, "version": stored["version"] + 1}
                write.change(reports, stored, sent_on=sent_on, **more)
            return _again(write, report.id)

    def report(self, number: int) -> StatusReport | None:
        """A report by its number; None if there is none."""
        found = self.rows(select(reports).where(reports.c.id == number))
        return _report(found[0]) if found else None

    def report_lines(self, client: str | None = None) -> list[ReportLine]:
        """Reports, the newest first, without what they say; of a client."""
        wanted = select(*(reports.c[name] for name in _LINE)).order_by(
            reports.c.day.desc(), reports.c.id.desc()
        )
        if client is not None:
            wanted = wanted.where(reports.c.client_key == key_of(client))
        return [record(ReportLine, row) for row in self.rows(wanted)]

    def reports(self, client: str | None = None) -> list[StatusReport]:
        """Reports, the newest first; of a client."""
        wanted = select(reports).order_by(reports.c.day.desc(), reports.c.id.desc())
        if client is not None:
            wanted = wanted.where(reports.c.client_key == key_of(client))
        return [_report(row) for row in self.rows(wanted)]

    def last_sent_report(self, client: str, before: date) -> StatusReport | None:
        """The latest report of a client, as of an earlier day, that was sent; None if none was."""
        mine = reports.c.client_key == key_of(client), reports.c.day < before
        wanted = select(reports).where(*mine, reports.c.sent_on.is_not(None))
        found = self.rows(wanted.order_by(reports.c.day.desc()).limit(1))
        return _report(found[0]) if found else None


def _alone(write: Write, row: RowMapping, on: date) -> None:
    """Conflict if another report of the client is of a day."""
    its = reports.c.client_key == row["client_key"], reports.c.day == on, reports.c.id != row["id"]
    if other := write.first(select(reports).where(*its)):
        raise Conflict(
            "A report of that day was begun", _report(other), other["author"], other["created_at"]
        )


def _report(row: RowMapping) -> StatusReport:
    given = {"drafted": row["content"], "edited": json.loads(row["edited"])}
    return record(StatusReport, {**row, **given})


def _again(write: Write, row: int) -> StatusReport:
    return _report(write.one(reports, row, "report"))


def _open(write: Write, report: StatusReport) -> RowMapping:
    """The row of a report that is still as it was seen, and not frozen."""
    row = write.same(reports, report, "report")
    if row["frozen_at"] is not None:
        raise Conflict("This report was frozen", _report(row), row["frozen_by"], row["frozen_at"])
    if row["version"] != report.version:
        raise Conflict(
            "This report was changed", _report(row), row["changed_by"], row["changed_at"]
        )
    return row


def _edited(given: dict[str, str]) -> str:
    for name in given:
        if name not in SECTIONS:
            raise EntryRefused("section", name, ", ".join(SECTIONS))
    there = [name for name in SECTIONS if name in given]
    return json.dumps({name: text(name, given[name], REPORTED, blank=True) for name in there})
