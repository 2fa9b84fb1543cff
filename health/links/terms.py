"""What kinds of link there are, what each opens, how long it may last."""

from __future__ import annotations

KINDS = {
    "client": ("page", "export", "picture", "feedback"),  # never a score
    "inside": ("page", "export", "picture"),  # scores with their reasons
}
KIND_WORDS = {
    "client": "for the client",
    "inside": "for someone inside",
    "feedback": "a form for feedback",
}
DAYS, MOST_DAYS = 30, 366
