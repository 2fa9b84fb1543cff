"""Status reports: drafted, edited, frozen, sent; frozen ones are never changed, but done anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, or_, select

from health.errors import Conflict, EntryRefused
from health.logs.contract import SECTIONS
from health.store.connected import Connected, Write, record
from health.store.entries import REPORTED, day, key_of, named, plain_json, text
from health.store.records import ReportLine, StatusReport
from health.store.tables import links, reports

SENT_HOW = ("e-mail", "link", "file")
_LINE = tuple(each.name for each in fields(ReportLine))
_SAME = ("client", "client_key", "day", "content", "edited")  # when one is opened again
_NEWEST = (reports.c.day.desc(), reports.c.take.desc())


class Reports(Connected):
    """Begin, edit, freeze, send, open again and list status reports."""

    def add_report(self, client: str, on: date, content: dict[str, Any], by: str) -> StatusReport:
        """A drafted report of a client as of a day; Conflict if there is one, which it holds."""
        values = {**named(client), "day": day("day", on), "content": plain_json("content", content)}
        with self.writing(by, "add report") as write:
            mine = reports.c.client_key == values["client_key"], reports.c.day == values["day"]
            if row := write.first(select(reports).where(*mine).order_by(*_NEWEST)):
                raise Conflict(
                    "This report was begun", _report(row), row["author"], row["created_at"]
                )
            return _begun(write, **values, edited="{}", take=1, edition=1)

    def change_report(
        self,
        report: StatusReport,
        by: str,
        content: dict[str, Any] | None = None,
        on: date | None = None,
    ) -> StatusReport:
        """The report with other texts (`edited`), and drafted anew if `content` is given, as of
        another day if `on` is; not one that was opened again, which stays of its day.

        Conflict if it was changed or frozen meanwhile, or if there is one of that day.
        """
        values: dict[str, Any] = {"edited": _edited(report.edited)}
        if content is not None:
            values["content"] = plain_json("content", content)
        if on is not None:
            values["day"] = day("day", on)
        with self.writing(by, "change report") as write:
            row = _open(write, report)
            if values.get("day", row["day"]) != row["day"]:
                _may_move(write, row, values["day"])
            if all(row[name] == value for name, value in values.items()):
                return _report(row)
            changed = {"changed_by": write.by, "changed_at": write.at}
            write.change(reports, row, **values, **changed, version=report.version + 1)
            return _again(write, report.id)

    def freeze_report(self, report: StatusReport, by: str) -> StatusReport:
        """Close a report as it was seen. Conflict if it was changed or frozen meanwhile."""
        with self.writing(by, "freeze report") as write:
            row = _open(write, report)
            frozen = {"frozen_by": write.by, "frozen_at": write.at, "edition": _edition(write, row)}
            write.change(reports, row, **frozen, version=report.version + 1)
            return _again(write, report.id)

    def open_report_again(self, report: StatusReport, by: str) -> StatusReport:
        """A draft that begins with what a frozen report says, beside it: that stays as it is.

        Conflict if somebody did so before, or marked it as sent since it was seen.
        """
        with self.writing(by, "open report again") as write:
            row = write.same(reports, report, "report")
            if row["frozen_at"] is None:
                raise EntryRefused("report", report.id, "reports that are frozen, to be opened")
            if later := _later(write, row):
                was = "This report was opened again"
                raise Conflict(was, _report(later), later["author"], later["created_at"])
            if row["version"] != report.version:
                was = "This report was marked as sent"
                raise Conflict(was, _report(row), row["sent_by"], row["sent_at"])
            same = {name: row[name] for name in _SAME}
            take = {"take": row["take"] + 1}
            return _begun(write, **same, **take, edition=_edition(write, {**row, **take}))

    def send_report(
        self,
        report: StatusReport,
        sent_on: date,
        by: str,
        row: Mapping[str, str] | None = None,
        how: str = "e-mail",
    ) -> StatusReport:
        """Note that a frozen report was sent on a day, and how; it counts once, from the first time
        on. Conflict if one that was opened again and frozen stands in its place.

        `row` is what the log `reports` is to say of it (`health.report.sent.row_of`).
        """
        logged = json.dumps({name: (row or {}).get(name, "") for name in SECTIONS})
        sent_on = day("sent_on", sent_on, least=report.day)
        if how not in SENT_HOW:
            raise EntryRefused("how it was sent", how, "one of: " + ", ".join(SENT_HOW))
        with self.writing(by, "send report") as write:
            stored = write.same(reports, report, "report")
            if stored["frozen_at"] is None:
                raise EntryRefused("report", report.id, "reports that are frozen, to be sent")
            if stored["sent_on"] is None:
                stands(write, stored)
                said = {"sent_how": how, "sent_by": write.by, "sent_at": write.at}
                more = {"logged": logged, "version": stored["version"] + 1}
                write.change(reports, stored, sent_on=sent_on, **said, **more)
            return _again(write, report.id)

    def report(self, number: int) -> StatusReport | None:
        """A report by its number; None if there is none."""
        found = self.rows(select(reports).where(reports.c.id == number))
        return _report(found[0]) if found else None

    def report_lines(self, client: str | None = None) -> list[ReportLine]:
        """Reports, the newest first, without what they say; of a client."""
        wanted = select(*(reports.c[name] for name in _LINE)).order_by(
            *_NEWEST, reports.c.id.desc()
        )
        if client is not None:
            wanted = wanted.where(reports.c.client_key == key_of(client))
        return [record(ReportLine, row) for row in self.rows(wanted)]

    def reports(self, client: str | None = None) -> list[StatusReport]:
        """Reports, the newest first; of a client."""
        wanted = select(reports).order_by(*_NEWEST, reports.c.id.desc())
        if client is not None:
            wanted = wanted.where(reports.c.client_key == key_of(client))
        return [_report(row) for row in self.rows(wanted)]

    def last_sent_report(
        self, client: str, before: date, known_on: date | None = None
    ) -> StatusReport | None:
        """The latest report of a client, as of an earlier day, that was sent (by a day, if one is
        given); None if none was."""
        mine = reports.c.client_key == key_of(client), reports.c.day < before
        sent = reports.c.sent_on.is_not(None) if known_on is None else reports.c.sent_on <= known_on
        found = self.rows(select(reports).where(*mine, sent).order_by(*_NEWEST).limit(1))
        return _report(found[0]) if found else None

    def later_edition(self, report: StatusReport) -> StatusReport | None:
        """The newest that was made of a report after it was sent or linked, and that was so itself;
        None if there is none."""
        its = reports.c.client_key == key_of(report.client), reports.c.day == report.day
        later = select(reports).where(*its, reports.c.edition > report.edition, _out())
        found = self.rows(later.order_by(*_NEWEST).limit(1))
        return _report(found[0]) if found else None


def stands(write: Write, row: RowMapping) -> None:
    """Conflict if another was frozen in the place of a frozen report: that is the one to send."""
    later = _later(write, row, reports.c.frozen_at.is_not(None))
    if later is not None:
        was = "Another was frozen in place of this report"
        raise Conflict(was, _report(later), later["frozen_by"], later["frozen_at"])


def _later(write: Write, row: RowMapping, *more: ColumnElement[bool]) -> RowMapping | None:
    """The newest of those that a report was opened again as."""
    its = reports.c.client_key == row["client_key"], reports.c.day == row["day"]
    after = select(reports).where(*its, reports.c.take > row["take"], *more)
    return write.first(after.order_by(*_NEWEST))


def _edition(write: Write, row: Mapping[Any, Any]) -> int:
    """The how manieth a report of its day is, counting those that somebody outside may have: what
    was sent, or linked."""
    its = reports.c.client_key == row["client_key"], reports.c.day == row["day"]
    earlier = reports.c.take < row["take"], _out()
    wanted = select(func.max(reports.c.edition)).where(*its, *earlier)
    return 1 + (write.connection.execute(wanted).scalar() or 0)


def _out() -> ColumnElement[bool]:
    """Reports that somebody outside may have, as far as is known here."""
    linked = select(links.c.report).where(links.c.report.is_not(None))
    return or_(reports.c.sent_on.is_not(None), reports.c.id.in_(linked))


def _begun(write: Write, **values: Any) -> StatusReport:
    made = {"author": write.by, "created_at": write.at}
    made |= {"changed_by": write.by, "changed_at": write.at}
    return _again(write, write.add(reports, **values, **made, version=1))


def _may_move(write: Write, row: RowMapping, on: date) -> None:
    """Conflict if another report of the client is of a day."""
    if row["take"] > 1:
        raise EntryRefused("day", str(on), f"{row['day']}, for a report that was opened again")
    its = reports.c.client_key == row["client_key"], reports.c.day == on
    if other := write.first(select(reports).where(*its).order_by(*_NEWEST)):
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
