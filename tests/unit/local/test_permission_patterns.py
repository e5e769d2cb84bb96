"""Patterns of IAM for a set of routes: nothing that is not meant, whatever IDs are made up."""

import pytest

from local.permissions.patterns import TooWide, covers, meets, patterns_for
from local.permissions.table import Action, Level, Role, Route

ACTION = Action(
    name="x:Y", level=Level.READ, roles=frozenset({Role.VIEWER}), is_of_deployment=False
)


def a_route(text: str) -> Route:
    method, path = text.split()
    return Route(method=method, path=path, actions=(ACTION,))


def patterns(allowed: list[str], others: list[str]) -> list[str]:
    wanted = [a_route(each) for each in allowed]
    return patterns_for(wanted, [*wanted, *map(a_route, others)])


def test_routes_that_begin_alike_share_a_pattern():
    assert patterns(["GET /offers", "GET /offers/{id}"], ["GET /orders"]) == ["GET/offers*"]


def test_a_route_that_stands_alone_is_named_exactly():
    assert patterns(["GET /offers/{id}/terms"], ["GET /offers"]) == ["GET/offers/*/terms"]


def test_no_pattern_begins_as_a_route_that_is_not_meant():
    allowed = ["POST /offers/{id}/accept", "POST /offers/{id}/release"]
    found = patterns(allowed, ["POST /offers", "POST /offers/{id}/end"])
    assert found == ["POST/offers/*/accept", "POST/offers/*/release"]


def test_methods_are_never_mixed():
    assert patterns(["GET /offers", "PUT /offers"], []) == ["GET/offers", "PUT/offers"]


def test_a_route_that_cannot_be_allowed_alone_is_reported_with_the_others():
    """IAM's asterisk stands for slashes too"""
    with pytest.raises(TooWide, match=r"DELETE/things/\* .* DELETE /things/\{id\}/parts"):
        patterns(["DELETE /things/{id}"], ["DELETE /things/{id}/parts"])


def test_an_id_that_reads_like_another_route_is_thought_of():
    route = a_route("GET /agreements/{id}/requests/{request}")
    assert meets("GET/agreements/*/charges", route)
    assert not covers("GET/agreements/*/charges", route)
    assert not meets("GET/agreements/*/charges", a_route("GET /agreements/{id}/requests"))


def test_operations_are_told_by_their_words():
    service = "POST /service/S_v1/operation"
    allowed = [f"{service}/{name}" for name in ("ListThings", "ListOther", "GetThing")]
    assert patterns(allowed, [f"{service}/GetSecret", f"{service}/PutThing"]) == [
        "POST/service/S_v1/operation/GetThing",
        "POST/service/S_v1/operation/List*",
    ]


def test_all_operations_of_a_service_are_one_pattern():
    service = "POST /service/S_v1/operation"
    allowed = [f"{service}/ListThings", f"{service}/PutThing"]
    assert patterns(allowed, ["POST /"]) == ["POST/service/S_v1/operation/*"]


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("GET/a/*", "/a/{id}", True),
        ("GET/a/*", "/a", False),
        ("GET/a*", "/a", True),
        ("GET/a/*/b", "/a/{id}/b", True),
        ("GET/a/b", "/a/{id}", False),
    ],
)
def test_covering_means_every_id(pattern, path, expected):
    assert covers(pattern, a_route(f"GET {path}")) is expected
