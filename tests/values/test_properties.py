"""Whatever the texts: nothing raises, nothing is invented, and what was read is read again."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from health.logs.cells import meant
from health.logs.contract import LOGS, Column, Kind
from health.tables.answers import ONE_TO_FIVE, PERCENT, Scale
from health.tables.dates import DAY_FIRST, MONTH_FIRST
from health.values import NOTHING, Said, canonical, canonical_table
from health.values.column import UNTOUCHED
from health.values.found import REFUSED
from health.values.table import column_of

COLUMNS = {  # one of each sort
    f"{column.kind.name} {column.words or column.required}": column
    for log in LOGS.values()
    for column in log.columns
    if column.kind not in UNTOUCHED
}
PIECES = st.sampled_from(
    ["03/04/2026", "25/12/2026", "12-25", "2026-05-01", "46027", "20260105", "1767604800", "5 Jan",
     "Mon 5.1.26", "10:00", "9am", "+02:00", "1,234", "1.234", "0,5", "€", "%", "-", " ", "–", "10",
     "4/5", "★★", "ja", "n/a", "out", "us", "none", "same", "Berlin", "UTC", "DE", "k", "\n", "e9",
     "Z", "T", "\u00a0", "٣", "²", "İ", "\x00", "\ud800"]
)  # fmt: skip
CELLS = st.one_of(st.lists(PIECES, max_size=3).map("".join), st.text(max_size=12))
TEXTS = st.lists(CELLS, max_size=9)
SAID = st.sampled_from(
    [NOTHING, Said(order=MONTH_FIRST), Said(decimal=","), Said(swapped=True),
     Said(scale=ONE_TO_FIVE), Said(scale=PERCENT), Said(scale=Scale(6, 1)),
     Said(words={"ja": "no", "none": "", "10": "x"})]
)  # fmt: skip
ORDERS = st.sampled_from([DAY_FIRST, MONTH_FIRST])


def accepted(column: Column, text: str) -> bool:
    """Whether the contract's own reader takes it; blank is taken."""
    bad = meant(column, [text.strip()]).bad
    assert bad is not None
    return not bad[0]


@pytest.mark.parametrize("name", COLUMNS)
@settings(max_examples=20, deadline=None)
@given(texts=TEXTS, said=SAID, usual=ORDERS)
def test_a_value_is_as_the_contract_has_it_or_the_text_itself(
    name: str, texts: list[str], said: Said, usual: str
) -> None:
    column = COLUMNS[name]
    found = canonical(column, texts, said, usual)
    assert len(found.values) == len(texts)
    for place, (text, value) in enumerate(zip(texts, found.values, strict=True)):
        assert accepted(column, value) or value in (text, text.strip() + REFUSED)
        assert (place in found.unread) == (not accepted(column, value))
    unread = set(found.unread)
    read = ["" if place in unread else value for place, value in enumerate(found.values)]
    assert canonical(column, read, usual_order=usual).values == read


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(list(COLUMNS.values())), TEXTS, st.randoms())
def test_rows_in_another_order_mean_the_same(
    column: Column, texts: list[str], chance: object
) -> None:
    shuffled = list(texts)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = canonical(column, texts), canonical(column, shuffled)
    assert dict(zip(texts, one.values, strict=True)) == dict(
        zip(shuffled, other.values, strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=3, max_size=3), SAID)
@example([["01/02/2026"], ["13/01/2026"], ["01/13/2026"]], NOTHING)
def test_a_table_is_its_columns_and_nothing_raises(columns: list[list[str]], said: Said) -> None:
    keys = ("deadlines.promised_on", "deadlines.due_on", "spend.actual")
    table = dict(zip(keys, columns, strict=True))
    found = canonical_table(table, {keys[0]: said})
    for key, texts in table.items():
        assert len(found[key].values) == len(texts)
        for text, value in zip(texts, found[key].values, strict=True):
            assert accepted(column_of(key), value) or value in (text, text.strip() + REFUSED)


@pytest.mark.parametrize("kind", [Kind.MOMENT, Kind.NUMBER, Kind.RATING, Kind.YES_NO])
def test_a_million_texts_of_few_different_ones_are_read_at_once(kind: Kind) -> None:
    different = [f"{day}/{month}/2026 10:00" for day in range(1, 29) for month in range(1, 13)]
    if kind is not Kind.MOMENT:
        different = [f"{number},5" for number in range(336)]
    texts = different * 3000
    start = time.process_time()
    canonical(Column("x", kind), texts)
    assert time.process_time() - start < 2  # 0.1 s where nothing else runs
