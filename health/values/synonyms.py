"""Other words for the words that a log's column may hold."""

from __future__ import annotations

from health.tables.answers import answers
from health.tables.months import unaccented

_DONE_BY_US = "we, our, ours, our side, agency, our team"
_DONE_BY_THEM = "customer, them, they, their side, client side, customer side"
# By column and word of the contract; only what can mean nothing else in that column.
_SAID = {
    "direction": {
        "out": f"outbound, outgoing, sent, us, to client, us to client, {_DONE_BY_US}",
        "in": f"inbound, incoming, received, client, from client, client to us, {_DONE_BY_THEM}",
        "both": "two-way, in and out, in/out, both ways, call, meeting, video call, phone call",
    },
    "topic": {
        "status": "status update, progress, progress update, status report",
        "technical": "tech, technical question",
        "casual": "informal, small talk, chat, social, personal",
        "planning": "plan, roadmap, scheduling",
        "support": "help, helpdesk, help desk, support request",
        "other": "others, misc, miscellaneous",
    },
    "attendance": {
        "decision-maker": "decision makers, dm, the decision maker",
        "other": "others, other people",
        "recording": "recorded, watched the recording, recording only",
        "none": "nobody, no one, no-show, no show, not attended",
    },
    "outcome": {
        "accepted": "approved, signed off, passed, acceptance",
        "changes": "changes requested, change requested, changes wanted, with changes",
        "rejected": "refused, declined, rejection",
        "renewed": "renewal, contract renewed",
        "expanded": "expansion, upsell, upsold",
        "referred": "referral",
        "escalated": "escalation",
        "reduced": "reduction, downsell, downsold, contraction",
        "churned": "churn, lost, terminated",
    },
    "side": {"us": _DONE_BY_US, "client": _DONE_BY_THEM},
    "moved_by": {"us": f"by us, {_DONE_BY_US}", "client": f"by client, {_DONE_BY_THEM}"},
    "event": {
        "raised": "opened, open, reported, created, new, raise",
        "restated": "repeated, raised again, re-raised, restate",
        "update": "updated, comment, commented, progress, in progress",
        "workaround": "work-around, work around, worked around",
        "resolved": "closed, fixed, solved, done, resolve",
    },
    "kind": {
        "next-cooperation": "next project, future cooperation, next coop",
        "informal": "unwritten",
        "formal": "written, in contract, contractual",
    },
}
_SECTION = {
    "yes": "filled, present, complete, included",
    "same": "unchanged, copied, no change, no changes, same as before, same as last, idem",
    "no": "missing, empty, absent, not filled",
    "n/a": "na, n.a., not applicable, none applicable",
}


def _folded(text: str) -> str:
    """A word as synonyms are compared: no case, accents, dashes or doubled spaces."""
    return " ".join(unaccented(text).replace("-", " ").replace("_", " ").strip(" .!").split())


_MEANT = {
    name: {_folded(each): word for word, line in words.items() for each in line.split(", ")}
    for name, words in {**_SAID, "section": _SECTION}.items()
}


def synonym(column: str, words: tuple[str, ...], text: str) -> str:
    """The word of the column's `words` that a text means; "" where none is sure."""
    name = "section" if "same" in words else column
    found = _MEANT.get(name, {}).get(_folded(text), "")
    if not found and name == "section":
        meant = answers([text]).values[0]
        found = "" if meant is None else "yes" if meant else "no"
    return found if found in words else ""
