"""What was known on a day: nothing that came after it."""

from datetime import date

import numpy as np

from health.backtest.facts import activity, baselines
from health.basis import Basis, basis_at
from health.calendars import day_number
from health.portfolio import Portfolio
from tests.conftest import FolderOf

CLIENTS = "client,started_on\nAcme,2026-01-01\nBolt,2026-01-01\n"
CONTACTS = (
    "client,at,direction,recorded_on\nAcme,2026-01-05,out,\nAcme,2026-01-20,in,2026-02-10\n"
    "Acme,2026-03-02,both,\n"
)
FEEDBACK = "client,answered_on,rating\nAcme,2026-01-15,9\nAcme,2026-02-05,4\n"
DEADLINES = (
    "client,item,promised_on,due_on,done_on\nAcme,Login,2026-01-05,2026-01-30,2026-02-12\n"
    "Acme,Search,2026-01-05,2026-01-16,\nAcme,Search,2026-01-15,2026-02-20,\n"
)


def _basis(folder_of: FolderOf, **logs: str) -> Basis:
    portfolio = Portfolio.open(folder_of(clients=CLIENTS, **logs), as_of=date(2026, 3, 29))
    return basis_at(portfolio.logs, portfolio.settings, portfolio.history.days)


def _on(basis: Basis, day: date) -> int:
    return int(np.searchsorted(basis.points.days, day_number(day)))


def test_baselines_are_as_they_were_known(folder_of: FolderOf) -> None:
    basis = _basis(folder_of, contacts=CONTACTS, feedback=FEEDBACK, deadlines=DEADLINES)
    found = baselines(basis)
    on = {day: _on(basis, day) for day in (date(2026, 2, 1), date(2026, 2, 15), date(2026, 3, 1))}
    contact, rating, overdue = (
        [float(found[name][0, at]) for at in on.values()]
        for name in ("days since contact", "last rating", "overdue items")
    )
    assert contact == [27, 26, 40]  # the second is on record from 10 February on
    assert rating == [-9, -4, -4]
    assert overdue == [1, 0, 1]  # Login is late until it is done; Search since it was moved
    assert all(np.isnan(values[1]).all() for values in found.values())


def test_a_baseline_is_missing_where_its_log_is(folder_of: FolderOf) -> None:
    found = baselines(_basis(folder_of, contacts=CONTACTS))
    assert np.isnan(found["last rating"]).all()
    assert np.isnan(found["overdue items"]).all()


def test_later_rows_change_no_earlier_fact(folder_of: FolderOf) -> None:
    more = _basis(folder_of, contacts=CONTACTS, feedback=FEEDBACK)
    rows = CONTACTS.splitlines()
    less = _basis(folder_of, contacts="\n".join([rows[0], rows[1]]), feedback=FEEDBACK)
    until = _on(more, date(2026, 2, 10))
    for one, other in zip(activity(more), activity(less), strict=False):
        if one.name == other.name:
            same = np.array_equal(one.values[:, :until], other.values[:, :until], equal_nan=True)
            assert same, one.name
