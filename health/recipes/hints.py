"""Names that may well mean a column, but too loosely to take it for that unasked."""

from __future__ import annotations

_HINTS = {
    "client": "department agency authority ministry brand sponsor organisation,lead organisation "
    "project,name board,name folder,name space,name site school",
    "lead": "responsible assignee senior,responsible,owner sro",
    "item": "project project,name name activity subject card,name issue phase summary requirement",
    "promised_on": "start,date start created created,at created,on baseline,date date,created "
    "approved,start,date project,start,date",
    "due_on": "end,date end finish finish,date forecast,date forecast,end,date project,end,date "
    "planned,finish approved,end,date expiry,date",
    "done_on": "finished closed closed,on resolved actual,finish date,closed",
    "kind": "category",
    "at": "created created,at start start,date logged,at time day",
    "direction": "from,to inbound sender",
    "summary": "message body text content",
    "issue": "name item description card,name",
    "event": "status state",
    "raised_on": "created created,at date",
    "risk": "name item title",
    "answered_on": "date created,at submitted completed,at",
    "rating": "overall,rating how,satisfied satisfaction,score how,likely",
    "comment": "why message text",
    "value": "whole,life,cost budget annual,fee contract,sum fee",
    "requested_on": "created created,at date",
    "change": "name item summary",
    "actual": "amount cost total billable,amount",
    "period_start": "week quarter period,start,date",
    "sent_on": "created created,at",
    "name": "person,name first,name attendee",
    "expectation": "item name title",
    "on": "day created",
}  # words of one name have commas between them


def hints_of(column: str) -> list[str]:
    """Such names of a column, the likelier ones first."""
    return [hint.replace(",", " ") for hint in _HINTS.get(column, "").split()]
