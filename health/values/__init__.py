"""The text of whole columns made canonical for the columns of the contract, and what is asked."""

from health.tables.names import Near
from health.values.answers import Answers, Source
from health.values.clients import ClientNames, canonical_clients
from health.values.column import canonical
from health.values.found import NOTHING, Canonical, Choice, Said
from health.values.saving import save, written
from health.values.table import canonical_table

__all__ = [
    "NOTHING",
    "Answers",
    "Canonical",
    "Choice",
    "ClientNames",
    "Near",
    "Said",
    "Source",
    "canonical",
    "canonical_clients",
    "canonical_table",
    "save",
    "written",
]
