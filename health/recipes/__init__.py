"""Recipes: how tables of other tools, and ones made by hand, become rows of our logs."""

from health.recipes.calendar import tables_of_calendar
from health.recipes.headers import headers
from health.recipes.mapped import Mapped, mapped
from health.recipes.naming import Clients
from health.recipes.own_form import by_log_name
from health.recipes.proposing import Proposal, proposed
from health.recipes.recipe import Condition, Feed, ForEach, How, Recipe, Rule
from health.recipes.shelf import load, recognised
from health.recipes.written import written

__all__ = [
    "Clients",
    "Condition",
    "Feed",
    "ForEach",
    "How",
    "Mapped",
    "Proposal",
    "Recipe",
    "Rule",
    "by_log_name",
    "headers",
    "load",
    "mapped",
    "proposed",
    "recognised",
    "tables_of_calendar",
    "written",
]
