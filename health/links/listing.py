"""A line on each client of a link that shows several; as allow-listed as all that guests see."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from health.explain.words import BAND_WORDS
from health.links.opening import Grant
from health.links.snapshot import GONE, NOTHING, Snapshot, head, rounded
from health.portfolio import Portfolio


def listing(portfolio: Portfolio, grant: Grant) -> Snapshot:
    """The clients of a grant in its order: of the kind `inside` with their health, of `client` by
    name alone. `without` names those of which there is nothing, and why, as in a snapshot."""
    found: list[dict[str, Any]] = []
    without: list[dict[str, str]] = []
    days = portfolio.days
    known = bool(days) and (grant.day is None or grant.day >= days[0])
    point = portfolio.point(grant.day) if known else None
    scores = portfolio.scores(grant.day).set_index("code") if known else pd.DataFrame()
    for name in grant.clients:
        code = portfolio.logs.code(name)
        if code is None or point is None or not portfolio.history.exists[code, point]:
            without.append({"client": name, "why": GONE if code is None else NOTHING})
            continue
        line = {"client": str(portfolio.logs.clients["client"].iloc[code])}
        found.append(line | (_scored(scores.loc[code]) if grant.kind == "inside" else {}))
    return head(grant.kind) | {"clients": found, "without": without}


def _scored(row: Any) -> dict[str, Any]:
    return {
        "as_of": row["as_of"].isoformat(),
        "health": rounded(row["health"]),
        "low": rounded(row["low"]),
        "high": rounded(row["high"]),
        "change_1w": rounded(row["change_1w"]),
        "change_4w": rounded(row["change_4w"]),
        "band": str(row["band"]),
        "band_words": BAND_WORDS[row["band"]],
        "line": [rounded(np.nan if each is None else each) for each in row["line"]],
    }
