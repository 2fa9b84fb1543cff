"""What was read of a folder, what was set aside and why, in words."""

from __future__ import annotations

from unicodedata import category

from health.calendars import day_date
from health.history import LONGEST_BEFORE, first_row
from health.log_states import late_logs
from health.logs.contract import LOGS, folded
from health.logs.origins import SourceState
from health.logs.rows import Logs, Rows
from health.settings import Settings
from health.tables.found import shown

# Kinds of letters, and what is shown in their place.
_HARMLESS = dict.fromkeys(("Cc", "Cf", "Cs", "Zl", "Zp"), "?")


def check(logs: Logs, settings: Settings, most: int | None = None) -> tuple[str, bool]:
    """The report, and whether nothing at all was set aside; `most` reasons a log are listed."""
    lines = [f"{logs.folder}: {len(logs.clients)} clients", ""]
    lines.append(f"{'log':<13}{'read':>11}{'used':>11}{'set aside':>11}{'duplicates':>12}  dates")
    for log, rows in logs.rows.items():
        if rows.problem:
            lines.append(f"{log:<13}{'unusable, see below':>22}")
        elif not rows.present:
            lines.append(f"{log:<13}{'not there':>11}")
        else:
            lines.append(
                f"{log:<13}{rows.read:>11,}{len(rows):>11,}{rows.set_aside_rows:>11,}"
                f"{len(rows.duplicates):>12,}  {_span(logs, log)}"
            )
    lines += _problems(logs, most)
    lines += doubtful_starts(logs)
    lines += [f"\n{log}: begins {late.begins}; {late}" for log, late in late_logs(logs).items()]
    lines += _duplicates(logs)
    lines += [line for state in logs.prepared.states for line in _source(state, most)]
    lines += [
        f"\n{name}: not read: it has neither the name nor the header of a log "
        f"({', '.join(LOGS)}), and no recipe is for it; map it on the Logs page, or remove it"
        for name in logs.strangers
    ]
    for scope, known, named in (
        ("client", set(logs.clients["key"]), settings.clients),
        ("segment", {folded(s) for s in logs.clients["segment"]}, settings.segments),
    ):
        lines += [
            f"\nsettings: {scope} {name!r} is named there, but no row of clients.csv has it"
            for name in named
            if name not in known
        ]
    repeated = any(rows.duplicates for rows in logs.rows.values())
    unused = any(_is_unused(state) for state in logs.prepared.states)
    clean = not (logs.set_aside or logs.strangers or repeated or unused)
    lines.append("" if not clean else "\nNothing was set aside.")
    return "\n".join(map(_printable, lines)).rstrip("\n"), clean


def _printable(line: str) -> str:
    """A line of the report; what names and cells hold can't end it, nor turn it around."""
    told = line.lstrip("\n")
    if not told.isprintable():
        told = "".join(_HARMLESS.get(category(letter), letter) for letter in told)
    return "\n" * (len(line) - len(line.lstrip("\n"))) + told


def doubtful_starts(logs: Logs) -> list[str]:
    """Clients who started so long before the first row of any log that the year may be wrong."""
    row = first_row(logs)
    if row is None:
        return []
    table = logs.clients[logs.clients["started_on"] < row - LONGEST_BEFORE]
    return [
        f"\nclients.csv row {number}: started_on {day_date(start)} of {client!r} lies "
        f"{(row - start) // 365} years before the first row of any log ({day_date(row)}): is the "
        f"year right? The history is shown from {day_date(row - LONGEST_BEFORE)} on."
        for client, start, number in zip(
            table["client"], table["started_on"], table["row"], strict=True
        )
    ]


def _span(logs: Logs, log: str) -> str:
    first = logs[log].columns.get("first")
    there = first[first < 1_000_000] if first is not None else ()
    return f"{day_date(min(there))} to {day_date(max(there))}" if len(there) else ""


def _problems(logs: Logs, most: int | None) -> list[str]:
    lines = []
    for rows in logs.rows.values():
        if rows.problem:
            lines.append(f"\n{rows.problem}")
            continue
        if not rows.set_aside:
            continue
        number = rows.set_aside_rows
        lines.append(f"\n{_file(rows)}: {number} {'row' if number == 1 else 'rows'} set aside")
        lines += [f"  {each}" for each in rows.set_aside[:most]]
        rest = len(rows.set_aside) - len(rows.set_aside[:most])
        if rest:
            lines.append(f"  and {rest} more; --all lists them")
    return lines


def _file(rows: Rows) -> str:
    return f"{rows.contract.name}.csv" if rows.origins is None else rows.contract.name


def _row(rows: Rows, row: int) -> str:
    return f"row {row}" if rows.origins is None else rows.place(row)


def _source(state: SourceState, most: int | None) -> list[str]:
    """What was understood of a source that is no plain log, and what is to be asked."""
    asked = [f"  to be answered: {question.text}" for question in state.questions]
    if state.direct:
        return [f"\n{state.name}", *asked] if asked else []
    lines = [f"\n{state.name}: {_fed(state)}"]
    if state.problem:
        had = f"as of {state.read_at:%Y-%m-%d %H:%M} UTC" if state.read_at else "not to be had"
        lines.append(f"  {had}: {state.problem}")
    lines += [f"  {note}" for note in state.notes]
    lines += asked
    out = state.left_out
    if out:
        number = sum(each.lines for each in out)
        lines.append(f"  left out: {number} {'line' if number == 1 else 'lines'}")
        lines += [f"    line {each.line}: {each.reason}: {shown(each.text)}" for each in out[:most]]
        if len(out) > len(out[:most]):
            lines.append(f"    and {len(out) - len(out[:most])} more; --all lists them")
    return lines


def _is_unused(state: SourceState) -> bool:
    """Whether a source is no plain log, and no line of it is a row of any."""
    return bool(state.left_out) and not any(each.rows for each in state.feeds)


def _fed(state: SourceState) -> str:
    """The logs that a source feeds, with how many rows."""
    return (
        ", ".join(
            f"{each.table + ', ' if each.table else ''}{each.rows:,} rows for {each.log}"
            f" ({'recipe ' + each.recipe if each.recipe != each.log else 'its own columns'})"
            for each in state.feeds
        )
        or "feeds no log"
    )


def _duplicates(logs: Logs) -> list[str]:
    return [
        f"\n{_file(rows)}: {len(rows.duplicates)} repeated, counted once: "
        + ", ".join(_row(rows, row) for row in sorted(rows.duplicates)[:10])
        + (" ..." if len(rows.duplicates) > 10 else "")
        for log, rows in logs.rows.items()
        if rows.duplicates
    ]
