"""What kinds of link there are, what each opens, how long it may last."""

from __future__ import annotations

from health.errors import EntryRefused

KINDS = {
    "client": ("page", "export", "picture"),  # never a score
    "inside": ("page", "export", "picture"),  # scores with their reasons
    "feedback": ("feedback",),  # a form, of one client
}
KIND_WORDS = {
    "client": "for the client",
    "inside": "for someone inside",
    "feedback": "a form for feedback",
}
DAYS, MOST_DAYS = 30, 366


def checked_days(days: object) -> int:
    """How many days a link lasts; EntryRefused for what is none of these numbers."""
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= MOST_DAYS:
        raise EntryRefused("days", days, f"a whole number from 1 to {MOST_DAYS}")
    return days
