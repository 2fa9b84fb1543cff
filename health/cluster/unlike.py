"""Where one machine would understand more than plain logs say, so that its scores are others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from health.errors import UnreadableFile
from health.logs.contract import LOGS
from health.logs.rows import Rows, SetAside
from health.sources.plainness import more_by_other_names, worth_preparing
from health.values import Answers

_MOST = 5_000  # clients among whom names that are written in another way are looked for


def refuse_other_names(columns: Mapping[str, tuple[str, ...]]) -> None:
    """UnreadableFile where a column of a log is there by another usual name only."""
    for log, names in columns.items():
        if more_by_other_names(log, names):
            raise UnreadableFile(
                log,
                f"a column goes by another name than the log's own; there are: {', '.join(names)}. "
                f"On a cluster use these: {', '.join(LOGS[log].by_name)}",
            )


def understood_elsewhere(
    aside: Sequence[SetAside], clients: Sequence[str], date_order: str
) -> list[str]:
    """What to tell of rows that were set aside here, and would count on one machine."""
    found = []
    for log, contract in LOGS.items():
        mine = tuple(
            each
            for each in aside
            if each.log == log and (each.column != "client" or len(clients) <= _MOST)
        )
        rows = Rows(contract, set_aside=mine)
        if mine and worth_preparing(rows, log, list(clients), Answers(), date_order):
            found.append(
                f"{log}: not as on one machine, which would understand some cells that are set "
                "aside here (dates, numbers or names written in another way): write them as the "
                "log has them"
            )
    return found
