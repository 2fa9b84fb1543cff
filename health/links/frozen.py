"""What a link on a frozen status report shows: the words that it was closed with, and no others."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from health.report import of_store
from health.report.shown import shown
from health.store import StatusReport


def told_of(report: StatusReport) -> dict[str, Any]:
    """One client of a snapshot. The picture of dates is left out: rows say more than a lead did."""
    told = shown(of_store(report))
    by = f", prepared by {told.by}" if told.by else ""
    return {
        "client": report.client,
        "as_of": report.day.isoformat(),
        "when": f"{told.when}{by}",
        "glance": [[str(number), words] for number, words in told.glance],
        "sections": [
            {"title": title, "blocks": [asdict(block) for block in blocks]}
            for title, blocks in told.sections
        ],
        "dates": {"day": report.day.isoformat(), "items": [], "more": ""},
    }
