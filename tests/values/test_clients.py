"""The client that a name means: joined where it is sure, proposed where it is likely."""

from __future__ import annotations

from health.values import canonical_clients

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
