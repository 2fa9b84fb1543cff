"""What was understood of a file, as HTML: sentences, the first rows, what is left out and aside."""

from __future__ import annotations

from collections.abc import Sequence

from health.logs.contract import column_name
from health.logs.origins import LeftOutRow
from health.logs.rows import SetAside
from health.uploads.trial import Fed, Tried
from pages.parts import words
from pages.parts.look import scrolled
from pages.parts.words import escape, short

_LONGEST = 60  # letters of a cell
_FEW = 8


def summary(found: Tried) -> str:
    """What the file gives, in a sentence or two (plain text)."""
    if found.problem:
        return found.problem
    said = [_of_log(each) for each in found.feeds]
    if found.left_out:
        lines = sum(each.lines for each in found.left_out)
        said.append(f"{words.count(lines, 'line')} left out.")
    if not found.feeds:
        said.append("No log is known by these columns: say below which log it is.")
    return " ".join(said)


def _of_log(fed: Fed) -> str:
    by = f" (as {fed.recipe})" if fed.recipe and fed.recipe != fed.log else ""
    if fed.problem:
        return f"{fed.log}{by}: {fed.problem}"
    told = f"{words.count(fed.read, 'row')} of {fed.log}{by}"
    if not fed.aside_rows:
        told += ": all can be used" if fed.read else ""
    else:
        told += f": {fed.aside_rows:,} would be set aside"
    if fed.twice:
        told += f", {words.count(fed.twice, 'duplicate')} counted once"
    return f"{told}."


def tone(found: Tried) -> str:
    """red: nothing is understood; amber: not all is; green."""
    if found.problem or any(each.problem for each in found.feeds):
        return "red"
    doubtful = not found.feeds or found.questions or any(each.aside_rows for each in found.feeds)
    return "amber" if doubtful else "green"


def rows(fed: Fed) -> str:
    """The first rows, under the columns of the log and what the file calls them."""
    if not fed.first:
        return ""
    used = [
        place
        for place, name in enumerate(fed.columns)
        if fed.headers.get(name) or any(cells[place : place + 1] != ("",) for _, cells in fed.first)
    ]
    bad = {(each.row, each.column) for each in fed.aside}
    head = "".join(_column(fed, fed.columns[place]) for place in used)
    body = ""
    for number, cells in fed.first:
        tds = "".join(
            _cell(cells[place] if place < len(cells) else "", _is_bad(fed, bad, number, place))
            for place in used
        )
        body += f'<tr><td class="num soft small">{number}</td>{tds}</tr>'
    table = (
        f'<table class="typed"><thead><tr><th class="num">Row</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )
    return scrolled(table, f"First rows as they are understood, {fed.log}")


def _is_bad(fed: Fed, bad: set[tuple[int, str]], number: int, place: int) -> bool:
    name = fed.columns[place]
    return (number, name) in bad or (number, fed.headers.get(name, name)) in bad


def _column(fed: Fed, name: str) -> str:
    own = fed.headers.get(name, "")
    beside = (
        f'<div class="small soft">{escape(short(own, 40))}</div>'
        if own and column_name(own) != name
        else ""
    )
    return f"<th><b>{escape(short(name, 40))}</b>{beside}</th>"


def _cell(text: str, bad: bool) -> str:
    shown = escape(short(text, _LONGEST))
    return f'<td><span class="amber">◆ {shown}</span></td>' if bad else f"<td>{shown}</td>"


def notes(found: Tried) -> str:
    """How the file was read."""
    if not found.notes:
        return ""
    shown = "; ".join(short(each, 200) for each in found.notes[:_FEW])
    more = f"; and {len(found.notes) - _FEW} more" if len(found.notes) > _FEW else ""
    return f'<p class="small soft">{escape(shown + more)}.</p>'


def aside(some: Sequence[SetAside]) -> str:
    """Rows that would be set aside, a line a reason."""
    lines = "".join(
        f'<tr><td class="num">{each.row or ""}</td><td>{escape(short(each.column, 40))}</td>'
        f"<td>{escape(short(each.value, _LONGEST))}</td><td>{escape(each.reason)}</td></tr>"
        for each in some[:_FEW]
    )
    more = (
        f'<p class="small soft">The first {_FEW} of {len(some):,} reasons.</p>'
        if len(some) > _FEW
        else ""
    )
    table = (
        '<table class="typed"><thead><tr><th class="num">Row</th><th>Column</th><th>Value</th>'
        f"<th>Why it would be set aside</th></tr></thead><tbody>{lines}</tbody></table>"
    )
    return scrolled(table, "Rows that would be set aside") + more


def left_out(some: Sequence[LeftOutRow], files: bool = False) -> str:
    """Lines that are no row of any log, and why; with the file of each, where there are several."""
    lines = "".join(
        f"<tr>{f'<td>{escape(short(each.file, 40))}</td>' if files else ''}"
        f'<td class="num">{each.line}</td><td>{escape(short(each.text, _LONGEST))}</td>'
        f"<td>{escape(short(each.reason, 200))}</td></tr>"
        for each in some[:_FEW]
    )
    more = (
        f'<p class="small soft">The first {_FEW} of {len(some):,}.</p>' if len(some) > _FEW else ""
    )
    table = (
        f'<table class="typed"><thead><tr>{"<th>File</th>" if files else ""}'
        '<th class="num">Line</th>'
        f"<th>Text</th><th>Why it is left out</th></tr></thead><tbody>{lines}</tbody></table>"
    )
    return scrolled(table, "Lines that are left out") + more
