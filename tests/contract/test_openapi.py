"""The OpenAPI document that ships is the one that the functions serve."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.openapi import DOCUMENT, build


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, verbs in document["paths"].items():
        for verb, operation in verbs.items():
            yield path, verb, operation


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)


def test_the_committed_document_is_fresh(document):
    """After a change of a route or schema: python -m local.openapi"""
    assert json.loads(DOCUMENT.read_text("utf-8")) == document


def test_every_reference_resolves(document):
    found = set(references(document))
    assert found
    for reference in found:
        target: Any = document
        assert reference.startswith("#/")
        for name in reference.removeprefix("#/").split("/"):
            target = target[name.replace("~1", "/").replace("~0", "~")]
        assert target


def test_no_schema_is_left_over(document):
    named = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert named == set(references(document))


def test_every_operation_has_a_name_of_its_own(document):
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names)) > 20
    assert all(name[0].isupper() and name.isalnum() for name in names)


def test_every_path_parameter_is_declared_as_it_is_written(document):
    for path, verb, operation in operations(document):
        declared = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        written = {part.strip("{}") for part in path.split("/") if part.startswith("{")}
        assert declared == written, (verb, path)


def test_the_catalog_refuses_as_its_model_says(document):
    """catalog: the statuses of botocore's error shapes"""
    catalog = [each for *_, each in operations(document) if each["tags"] == ["Catalog"]]
    assert len(catalog) == 7
    for operation in catalog:
        assert {"402", "403", "404", "422", "423", "429", "500"} <= operation["responses"].keys()
        content = operation["responses"]["422"]["content"]["application/json"]
        assert content["schema"] == {"$ref": "#/components/schemas/CatalogError"}


def test_every_refusal_is_described(document):
    for _, _, operation in operations(document):
        if operation["tags"] == ["Catalog"] or operation["operationId"] == "PostCxml":
            continue
        assert {"400", "403", "404", "409", "503"} <= operation["responses"].keys()
        assert "422" not in operation["responses"]
        content = operation["responses"]["400"]["content"]["application/problem+json"]
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_it_is_openapi_three_one_and_signed(document):
    assert document["openapi"].startswith("3.1")
    assert document["security"] == [{"sigv4": []}]
    scheme = document["components"]["securitySchemes"]["sigv4"]
    assert scheme["x-amazon-apigateway-authtype"] == "awsSigv4"
