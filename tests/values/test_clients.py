"""The client that a name means: joined where it is sure, proposed where it is likely."""

from __future__ import annotations

import pytest

from health.tables.names import folded_name
from health.values import canonical_clients
from tests.values.spellings import APART, BRITISH, FEDERAL

CLIENTS = ["Acme", "Department of Energy", "Department of Education"]


def test_sure_names_join_others_stay_as_they_are() -> None:
    found = canonical_clients(["ACME", "Acme Ltd.", "", "DoE", "Zeppelin", "DoE"], CLIENTS, {})
    assert found.values == ["ACME", "Acme", "", "DoE", "Zeppelin", "DoE"]
    assert {near.client for near in found.near} == set(CLIENTS[1:])
    assert found.unknown == ["Zeppelin"]


def test_an_alias_joins_while_its_client_is_there() -> None:
    aliases = {"DoE": "department of energy", "Zep": "Gone"}
    found = canonical_clients(["doe", "Zep"], CLIENTS, aliases)
    assert (found.values, found.unknown) == (["Department of Energy", "Zep"], ["Zep"])


@pytest.mark.parametrize("portfolio", [FEDERAL, BRITISH], ids=["federal", "british"])
def test_a_hundred_spellings_are_joined_never_wrongly_and_nearly_all_proposed(
    portfolio: dict[str, str],
) -> None:
    meant = {name: client for client, names in portfolio.items() for name in names.split("|")}
    found = canonical_clients(list(meant), list(portfolio), {})
    for (name, client), value in zip(meant.items(), found.values, strict=True):
        assert value.casefold() in (name.casefold(), client.casefold())
    first = {near.name: near.client for near in reversed(found.near)}
    asked = [name for name, value in zip(meant, found.values, strict=True) if value == name]
    proposed = [name for name in asked if first.get(name.strip(), meant[name]) == meant[name]]
    assert len(proposed) == len(asked)
    assert set(found.unknown) <= {"ED"}


@pytest.mark.parametrize(("one", "other"), [*APART, *(pair[::-1] for pair in APART)])
def test_names_of_two_clients_are_never_joined(one: str, other: str) -> None:
    assert canonical_clients([one], [other], {}).values == [one]


@pytest.mark.parametrize(
    "name", ["Acme S.p.A.", "ACME SpA", "Acme e.V.", "Acme A/S", "acme™", "Acme & Co. KG", "Acme."]
)
def test_legal_forms_join_however_they_are_written(name: str) -> None:
    assert canonical_clients([name], ["Acme"], {}).values == ["Acme"]


def test_a_name_without_letters_is_unknown_or_itself() -> None:
    assert canonical_clients(["???", "—"], ["—"], {}) == (["???", "—"], [], ["???"])


def test_aliases_that_differ_in_case_alone_and_disagree_join_in_their_own_spelling() -> None:
    aliases = {"DOE": "Department of Energy", "DoE": "Department of Education"}
    found = canonical_clients(["DOE", "DoE", "doe"], CLIENTS, aliases)
    assert found.values == ["Department of Energy", "Department of Education", "doe"]


def test_spellings_of_two_clients_of_a_government_are_never_the_same_after_folding() -> None:
    joined: dict[str, set[str]] = {}
    for client, names in FEDERAL.items():
        for name in [client, *names.split("|")]:
            joined.setdefault(folded_name(name), set()).add(client)
    assert all(len(meant) == 1 for meant in joined.values())
