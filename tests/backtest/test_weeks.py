"""Which weeks count, and that none is left out without a reason."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from health.backtest.outcomes import NoOutcomes, Outcomes, outcomes_of
from health.backtest.weeks import REASONS, Ahead, Weeks, split_of, weeks_of
from health.calendars import day_number
from health.portfolio import Portfolio
from tests.conftest import FolderOf

TODAY = day_number(date(2026, 1, 1))
CLIENTS = "client,started_on,ended_on\nAcme,2024-01-01,\nBolt,2024-01-01,2025-03-31\n"
CONTACTS = "client,at,direction\nAcme,2025-12-28,out\nBolt,2024-01-08,in\n"


def _found(folder: Path, file: Path | None = None) -> tuple[Portfolio, Outcomes, Weeks]:
    portfolio = Portfolio.open(folder, today=date(2026, 1, 1))
    made = outcomes_of(portfolio.logs, portfolio.settings, portfolio.as_of, TODAY, file)
    ended = portfolio.logs.clients["ended_on"].to_numpy(np.int32)
    return portfolio, made, weeks_of(portfolio.history, ended, made, Ahead())


def _days(portfolio: Portfolio, weeks: Weeks, client: int, bad: bool) -> list[date]:
    mine = (weeks.client == client) & (weeks.bad == bad)
    return [portfolio.days[point] for point in weeks.point[mine]]


def test_weeks_more_than_28_and_up_to_91_days_before_count_and_later_ones_never(
    folder_of: FolderOf,
) -> None:
    on = date(2025, 6, 1)  # a Sunday
    outcomes = f"client,on,outcome\nAcme,{on},escalated\nAcme,2025-11-01,churned\n"
    portfolio, made, weeks = _found(
        folder_of(clients=CLIENTS, contacts=CONTACTS, outcomes=outcomes)
    )
    before = [on - timedelta(days) for days in range(91, 28, -7)]
    assert _days(portfolio, weeks, 0, True) == before
    assert max(_days(portfolio, weeks, 0, False)) == on - timedelta(98)
    assert weeks.left_out["near"] == 4
    assert (made.bad, made.later) == (1, 1)


def test_every_week_is_judged_or_left_out_with_its_reason(folder_of: FolderOf) -> None:
    outcomes = "client,on,outcome\nAcme,2025-06-01,reduced\n"
    portfolio, _, weeks = _found(folder_of(clients=CLIENTS, contacts=CONTACTS, outcomes=outcomes))
    assert len(weeks) + sum(weeks.left_out.values()) == portfolio.history.exists.sum()
    assert set(weeks.left_out) == set(REASONS)
    # Bolt ended, nobody says how: what came of its last 13 weeks, and of that one, is not known.
    assert weeks.left_out["ended"] == 14
    assert max(_days(portfolio, weeks, 1, False)) == date(2024, 12, 29)


def test_who_ended_after_a_renewal_is_known_to_have_gone_on_well(folder_of: FolderOf) -> None:
    outcomes = "client,on,outcome\nBolt,2025-03-31,renewed\n"
    _, _, weeks = _found(folder_of(clients=CLIENTS, contacts=CONTACTS, outcomes=outcomes))
    assert weeks.left_out["ended"] == 1  # the week in which it ended


@pytest.mark.parametrize("column", ["noticed_on", "recorded_on"])
def test_weeks_after_notice_are_left_out(folder_of: FolderOf, column: str) -> None:
    outcomes = f"client,on,outcome,{column}\nAcme,2025-06-01,churned,2025-04-10\n"
    portfolio, _, weeks = _found(folder_of(clients=CLIENTS, contacts=CONTACTS, outcomes=outcomes))
    assert max(_days(portfolio, weeks, 0, True)) == date(2025, 4, 6)
    assert weeks.left_out["noticed"] == 7  # from 13 April to 25 May


def test_notice_before_the_window_is_told_as_what_stands_in_the_way(folder_of: FolderOf) -> None:
    outcomes = "client,on,outcome,noticed_on\nAcme,2025-06-01,churned,2023-12-01\n"
    _, _, weeks = _found(folder_of(clients=CLIENTS, contacts=CONTACTS, outcomes=outcomes))
    assert weeks.lost["it was known too early"] == 1


def test_rows_of_a_file_that_cannot_be_used_are_set_aside_with_their_reason(
    folder_of: FolderOf, tmp_path: Path
) -> None:
    file = tmp_path / "became.csv"
    file.write_text(
        "client,on,outcome,noticed_on\nAcme,2025-06-01,churned,soon\nNobody,2025-06-01,churned,\n"
        "Bolt,2025-03-30,vanished,\nacme,2025-07-01,Reduced,\nAcme,2027-01-01,churned,\n"
    )
    _, made, _ = _found(folder_of(clients=CLIENTS, contacts=CONTACTS), file)
    assert [(each.row, each.where) for each in made.set_aside] == [
        (row, "became.csv") for row in (2, 3, 4, 6)
    ]
    assert made.counts == {"reduced": 1}
    assert made.on[0] == day_number(date(2025, 7, 1))


def test_a_file_knows_of_outcomes_after_the_last_row_of_the_logs(
    folder_of: FolderOf, tmp_path: Path
) -> None:
    file = tmp_path / "became.csv"
    file.write_text("client,on,outcome\nAcme,2025-06-01,churned\nBolt,2025-12-31,renewed\n")
    contacts = "client,at,direction\nAcme,2025-04-06,out\n"
    _, made, weeks = _found(folder_of(clients=CLIENTS, contacts=contacts), file)
    assert made.until == day_number(date(2025, 12, 31))
    assert weeks.left_out["open"] == 0


def test_without_outcomes_it_says_what_to_add(folder_of: FolderOf, tmp_path: Path) -> None:
    folder = folder_of(clients=CLIENTS, contacts=CONTACTS)
    with pytest.raises(NoOutcomes, match=r"Add outcomes\.csv with the columns client, on, outcome"):
        _found(folder)
    with pytest.raises(NoOutcomes, match="there is no such file"):
        _found(folder, tmp_path / "none.csv")


def test_the_parts_are_13_weeks_apart_and_share_no_outcome() -> None:
    luck = np.random.default_rng(1)
    days = np.arange(17_002, 17_002 + 7 * 120, 7, dtype=np.int32)
    client, point = np.repeat(np.arange(40), 120), np.tile(np.arange(120), 40)
    at = luck.integers(10, 110, 40)[client]
    weeks = Weeks(client, point, (point <= at) & (point > at - 9), {}, {})
    split = split_of(weeks, days, Ahead())
    early, late = weeks.chosen(split.fit), weeks.chosen(split.judge)
    assert days[late.point].min() - days[early.point].max() > 91
    assert not set(early.client[early.bad]) & set(late.client[late.bad])
    assert min(early.bad_clients, late.bad_clients) >= 14
    assert not (split.fit & split.judge).any()


def test_weeks_without_outcomes_on_both_sides_are_not_parted() -> None:
    days = np.arange(17_002, 17_002 + 70, 7, dtype=np.int32)
    weeks = Weeks(np.zeros(10, int), np.arange(10), np.zeros(10, bool), {}, {})
    split = split_of(weeks, days, Ahead())
    assert not split.parted
    assert split.judge.all()
