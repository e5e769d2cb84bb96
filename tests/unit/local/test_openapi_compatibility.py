"""What would break a client of the last release is found, and nothing else is."""

import json
from typing import Any

import pytest

from local.openapi.compatibility import breaks
from local.openapi.release import contract_of, untold_of

TEXT = {"type": "string"}


def a_document() -> dict[str, Any]:
    """Two operations on orders: one that reads, one that changes."""
    order = {
        "type": "object",
        "required": ["id", "state"],
        "properties": {
            "id": TEXT,
            "state": {"type": "string", "enum": ["OPEN", "CLOSED"]},
            "note": {"anyOf": [TEXT, {"type": "null"}]},
            "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
        },
    }
    line = {
        "type": "object",
        "required": ["number"],
        "properties": {
            "number": {"type": "integer"},
            "parent": {"$ref": "#/components/schemas/Line"},
        },
    }
    change = {
        "type": "object",
        "additionalProperties": False,
        "required": ["state"],
        "properties": {
            "state": {"type": "string", "enum": ["OPEN", "CLOSED"]},
            "note": {"type": "string", "maxLength": 100, "pattern": "^[a-z]*$"},
            "amount": {"anyOf": [TEXT, {"type": "integer"}]},
        },
    }
    identifier = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
    answer = {
        "description": "It",
        "headers": {"ETag": {"schema": TEXT}},
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
    }
    document = {
        "openapi": "3.1.0",
        "paths": {
            "/orders/{id}": {
                "get": {
                    "operationId": "GetOrder",
                    "parameters": [identifier, limit],
                    "responses": {"200": answer, "404": {"$ref": "#/components/responses/Gone"}},
                },
                "patch": {
                    "operationId": "ChangeOrder",
                    "parameters": [identifier],
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Change"}}
                        }
                    },
                    "responses": {"200": answer},
                },
            },
            "/open": {
                "get": {"operationId": "Open", "security": [], "responses": {"200": {}}},
            },
        },
        "components": {
            "schemas": {"Order": order, "Line": line, "Change": change},
            "responses": {"Gone": {"description": "Gone", "content": {}}},
        },
    }
    # Nothing in it is shared, so that a change is one change.
    apart: dict[str, Any] = json.loads(json.dumps(document))
    return apart


def changed(*steps: str, to: Any = None, gone: bool = False) -> dict[str, Any]:
    """The document with one thing in it set or removed."""
    document = a_document()
    place: Any = document
    for step in steps[:-1]:
        place = place[int(step) if isinstance(place, list) else step]
    last: Any = int(steps[-1]) if isinstance(place, list) else steps[-1]
    if gone:
        del place[last]
    else:
        place[last] = to
    return document


GET = ("paths", "/orders/{id}", "get")
PATCH = ("paths", "/orders/{id}", "patch")
ORDER = ("components", "schemas", "Order")
CHANGE = ("components", "schemas", "Change")
REQUIRED = {"name": "more", "in": "query", "required": True, "schema": TEXT}
OPTIONAL = {"name": "more", "in": "query", "schema": TEXT}


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (changed(*GET, gone=True), "GET /orders/{id} is gone"),
        (changed(*GET, "operationId", to="ReadOrder"), "is now called ReadOrder"),
        (changed(*GET, "parameters", "1", gone=True), "the parameter limit is gone"),
        (changed(*GET, "parameters", "1", to=REQUIRED), "the parameter more is required now"),
        (
            changed(*GET, "parameters", "1", "schema", "maximum", to=50),
            "limit has another maximum",
        ),
        (
            changed(*GET, "parameters", "1", "required", to=True),
            "the parameter limit is required now",
        ),
        (changed(*GET, "responses", "404", gone=True), "answers with 404 no more"),
        (
            changed(*GET, "responses", "200", "headers", "ETag", gone=True),
            "the header ETag of 200 is gone",
        ),
        (
            changed(*GET, "responses", "200", "content", to={"text/csv": {"schema": TEXT}}),
            "answers 200 in application/json no more",
        ),
        (changed(*ORDER, "properties", "note", gone=True), "200.note is gone"),
        (changed(*ORDER, "properties", "id", gone=True), "200.id is gone"),
        (changed(*ORDER, "required", to=["id"]), "200.state may be left out"),
        (changed(*ORDER, "properties", "id", "type", to="integer"), "200.id is integer now"),
        (
            changed(*ORDER, "properties", "id", to={"anyOf": [TEXT, {"type": "null"}]}),
            "200.id is null now",
        ),
        (
            changed("components", "schemas", "Line", "properties", "number", to=TEXT),
            "200.lines[].number is string now",
        ),
        (changed(*CHANGE, "required", to=["state", "note"]), "body.note is required"),
        (changed(*CHANGE, "properties", "amount", gone=True), "body.amount is taken no more"),
        (
            changed(*CHANGE, "properties", "state", "enum", to=["OPEN"]),
            "body.state takes CLOSED no more",
        ),
        (
            changed(*CHANGE, "properties", "note", "maxLength", to=99),
            "body.note has another maxLength",
        ),
        (
            changed(*CHANGE, "properties", "note", "minLength", to=1),
            "body.note has another minLength",
        ),
        (
            changed(*CHANGE, "properties", "note", "pattern", to="^[a-y]*$"),
            "body.note has another pattern",
        ),
        (changed(*CHANGE, "properties", "amount", to=TEXT), "body.amount must be string"),
        (changed(*PATCH, "requestBody", "required", to=True), "a body is required now"),
        (
            changed(*PATCH, "requestBody", "content", to={"text/csv": {"schema": TEXT}}),
            "a body in application/json is taken no more",
        ),
        (changed(*PATCH, "requestBody", gone=True), "takes no body any more"),
        (changed("paths", "/open", "get", "security", gone=True), "has to be signed now"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_breaks_is_found(new: dict[str, Any], message: str) -> None:
    assert message in {each.message for each in breaks(a_document(), new)}


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(a_document(), id="nothing"),
        pytest.param(changed("paths", "/more", to={}), id="a path"),
        pytest.param(changed(*GET, "parameters", "1", "schema", "maximum", to=200), id="a limit"),
        pytest.param(changed(*ORDER, "properties", "more", to=TEXT), id="a member of an answer"),
        pytest.param(changed(*ORDER, "properties", "note", to=TEXT), id="an answer never null"),
        pytest.param(
            changed(*ORDER, "properties", "state", "enum", to=["OPEN", "CLOSED", "LOST"]),
            id="a value of an answer",
        ),
        pytest.param(changed(*CHANGE, "properties", "more", to=TEXT), id="a member of a request"),
        pytest.param(changed(*CHANGE, "required", to=[]), id="a member that may be left out"),
        pytest.param(changed(*CHANGE, "properties", "note", to=TEXT), id="fewer limits"),
        pytest.param(changed(*GET, "responses", "503", to={"description": "Busy"}), id="a status"),
        pytest.param(changed(*GET, "description", to="Other words"), id="words"),
    ],
)
def test_what_is_only_more_breaks_nobody(new: dict[str, Any]) -> None:
    assert breaks(a_document(), new) == []


def test_an_optional_parameter_more_breaks_nobody() -> None:
    new = a_document()
    new["paths"]["/orders/{id}"]["get"]["parameters"].append(OPTIONAL)
    assert breaks(a_document(), new) == []


def test_a_break_is_accepted_once_the_changelog_names_its_operation() -> None:
    found = breaks(a_document(), changed(*ORDER, "properties", "note", gone=True))
    changelog = (
        "# Changelog\n\n## [Unreleased]\n\n- `GetOrder` shows no note.\n\n"
        "## [0.1.0]\n\n- `ChangeOrder` is new.\n"
    )
    assert untold_of(found, changelog) == ["ChangeOrder"]
    told = changelog.replace("`GetOrder` shows", "`GetOrder` and `ChangeOrder` show")
    assert untold_of(found, told) == []


def test_a_release_keeps_no_words_but_every_name() -> None:
    document = a_document()
    document["paths"]["/open"]["get"]["description"] = "Words"
    document["components"]["schemas"]["Order"]["properties"]["description"] = TEXT
    kept = contract_of(document)
    assert "description" not in kept["paths"]["/open"]["get"]
    assert kept["components"]["schemas"]["Order"]["properties"]["description"] == TEXT
    assert breaks(kept, document) == []
