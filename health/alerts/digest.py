"""What of the alerts reaches a lead's weekly digest, and how much is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from health.alerts.rules import RULES

_GRAVE = {"high": 3.0, "medium": 2.0, "low": 1.0}


@dataclass(frozen=True)
class Digest:
    """The alerts that a digest tells, by lead, the most pressing first; of each lead how many more
    there are.
    """

    told: pd.DataFrame
    left_out: Mapping[str, int]


def digest(alerts: pd.DataFrame, clients: pd.DataFrame, most: int = 5) -> Digest:
    """The digest of a week's alerts (those that are to be told: firing, not handled yet).

    alerts: `client`, `rule`, `severity`, `since` and more. clients: `client`, `lead`, `value` (NaN
    where it is not known: then the middle of those known). Each lead is told at most so many, by
    severity x value; those of the rules that always are come first, however many.
    """
    found = alerts.merge(clients[["client", "lead", "value"]], on="client", how="left")
    known = clients["value"].dropna()
    value = found["value"].fillna(float(known.median()) if len(known) else 1.0)
    found["lead"] = found["lead"].fillna("")
    found["pressing"] = found["severity"].map(_GRAVE).astype(float) * value
    found["always"] = found["rule"].map(lambda rule: RULES[rule].always_told).astype(bool)
    order = ["lead", "always", "pressing", "client", "since", "rule", "subject"]
    found = found.sort_values(order, ascending=[True, False, False, True, False, True, True])
    place = found.groupby("lead").cumcount().to_numpy(np.int64)
    told = found["always"].to_numpy(bool) | (place < most)
    left = found.loc[~told].groupby("lead").size()
    columns = [*alerts.columns, "lead"]
    return Digest(
        found.loc[told, columns].reset_index(drop=True),
        {str(lead): int(number) for lead, number in left.items()},
    )
