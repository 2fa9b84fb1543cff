"""Which column of a table is which of a log: proposed with examples, changed by hand, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from health.logs.contract import LOGS, Column, Kind, column_name
from health.recipes import Feed, How, Proposal, Recipe, Rule, headers, proposed
from health.tables.found import Table
from pages.parts import seen, words
from pages.parts.look import plain, sheet, spoken
from pages.parts.words import escape, short

_NONE = "–"
_CHOOSE = "Choose a log"
_ALWAYS = "always: "
_LETTERS = 36
_LEAST = 3  # columns that tell a log


@dataclass(frozen=True)
class Place:
    """One table of a file that waits: what its recipe is called, and what its fields' keys begin
    with."""

    name: str
    key: str


def mapping(place: Place, table: Table) -> Recipe | None:
    """Ask which log a table is, and which of its columns are which; None while that is not said."""
    names = {f"{log} – {contract.about}": log for log, contract in LOGS.items()}
    likely = _likeliest(table)
    options = [_CHOOSE, *names]
    chosen = st.selectbox(
        f"Which log is {spoken(place.name)}?", options, key=f"{place.key}-log",
        index=1 + list(LOGS).index(likely) if likely else 0,
    )  # fmt: skip
    if chosen not in names:
        return None
    log = names[chosen]
    proposals = {each.column: each for each in proposed(table, log)}
    contract = LOGS[log].by_name
    first = [name for name in contract if contract[name].required or proposals[name].header]
    rest = [name for name in contract if name not in first]
    said = {name: _field(place, log, contract[name], proposals[name], table) for name in first}
    if rest:
        with st.expander(f"{words.count(len(rest), 'more column')} of {log}"):
            said |= {
                name: _field(place, log, contract[name], proposals[name], table) for name in rest
            }
    rules = {name: rule for name, rule in said.items() if rule is not None}
    lacking = words.listed([name for name in LOGS[log].required if name not in rules])
    appears = LOGS[log].appears
    if not lacking and appears and not any(name in rules for name in appears):
        lacking = " or ".join(appears)
    if lacking:
        sheet(f"<p class='amber'>Without {escape(lacking)} no row can be used.</p>")
        return None
    return Recipe(place.name, (Feed(log, rules, rest=_rest(table, rules, contract)),))


def _likeliest(table: Table) -> str:
    """The log that the table is by far the likeliest; "" where nothing tells.

    It has all columns that are required, a date by which a row appears, and three columns or more.
    """
    sums: dict[str, float] = {}
    for log, contract in LOGS.items():
        sure = {each.column: each.sure for each in proposed(table, log) if each.header}
        dated = not contract.appears or any(name in sure for name in contract.appears)
        if dated and len(sure) >= _LEAST and all(name in sure for name in contract.required):
            sums[log] = sum(sure.values())
    best = sorted(sums, key=lambda log: -sums[log])[:2]
    clear = len(best) == 1 or (len(best) == 2 and sums[best[0]] > 1.25 * sums[best[1]])
    return best[0] if clear else ""


def _rest(table: Table, rules: Mapping[str, Rule], contract: Mapping[str, Column]) -> bool:
    """Whether other columns come along: not where one would be taken for one of the log."""
    used = {name for rule in rules.values() for name in rule.columns}
    others = [name for name in headers(table) if name not in used]
    return not any(column_name(name) in contract for name in others)


def _field(place: Place, log: str, column: Column, proposal: Proposal, table: Table) -> Rule | None:
    """One column of the log: which of the table's it is, or a word that always stands there."""
    names = list(dict.fromkeys(headers(table)))
    always = {f"{_ALWAYS}{word}": word for word in _words(log, column)}
    options = [_NONE, *names, *always]
    label = f"{column.name} (required)" if column.required else column.name
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    with left:
        chosen = st.selectbox(
            label, options, key=f"{place.key}-{log}-{column.name}",
            index=options.index(proposal.header) if proposal.header in names else 0,
            format_func=lambda each: short(each, _LETTERS),
            help=f"Allowed: {plain(column.allowed)}",
        )  # fmt: skip
    with right:
        sheet(_beside(chosen, names, table, proposal))
    if chosen in always:
        return Rule(How.FIXED, text=always[chosen])
    return Rule(How.COLUMN, (chosen,)) if chosen in names else None


def _words(log: str, column: Column) -> Sequence[str]:
    """What may stand in a column throughout: a word of the contract; for clients, any of them."""
    if column.name == "client" and log != "clients":
        portfolio = seen.now().portfolio
        return [] if portfolio is None else [str(name) for name in portfolio.logs.clients["client"]]
    if column.kind is Kind.YES_NO:
        return ("yes", "no")
    return column.words


def _beside(chosen: str, names: Sequence[str], table: Table, proposal: Proposal) -> str:
    """Examples of the column that is chosen, and why it was proposed."""
    if chosen not in names:
        return ""
    at = list(headers(table)).index(chosen)
    cells = dict.fromkeys(row[at].strip() for row in table.rows if row[at].strip())
    examples = " · ".join(short(cell, _LETTERS) for cell, _ in zip(cells, range(3), strict=False))
    why = f" ({proposal.why})" if chosen == proposal.header and proposal.why else ""
    return f"<p>{escape(examples) or 'blank'}<span class='soft small'>{escape(why)}</span></p>"
