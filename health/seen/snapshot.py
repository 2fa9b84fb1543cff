"""A closed review, cut to some clients: what it showed and decided of them, not of others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from health.logs.contract import folded
from health.review import FORMAT, Snapshot
from health.words import many

_LISTS = (
    "changes", "clients", "without_score", "notes", "actions", "agreed_before", "alerts",
)  # fmt: skip
_OF_ALL = (
    "format", "week", "as_of", "opened_by", "opened_at", "settings", "settings_name", "portfolio",
)  # fmt: skip


def cut_snapshot(kept: Mapping[str, Any], keys: Collection[str]) -> Snapshot:
    """The snapshot of the clients with these keys.

    What was said of all clients together is counted anew, or left out where it can't be. One of
    another format says no more than its format.
    """
    if kept.get("format") != FORMAT:
        return {"format": kept.get("format")}
    found: Snapshot = {name: kept[name] for name in _OF_ALL}
    for name in _LISTS:
        found[name] = [each for each in kept[name] if folded(each["client"]) in keys]
    bands = Counter(each["band"] for each in found["clients"])
    found["counts"] = {band: [bands[band], 0] for band in kept["counts"]}
    at_risk = [each["value"] for each in found["clients"] if each["band"] == "red"]
    known = [value for value in at_risk if value is not None]
    found["value_at_risk"] = sum(known) if known else None
    found["headline"] = f"{many(len(found['clients']), 'client')} of yours"
    found["subline"] = "Of the others nothing is shown."
    return found
