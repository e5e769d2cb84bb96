"""The OpenAPI document that ships is the one that the functions serve, and nothing in it lies."""

import copy
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from local.openapi import DOCUMENT, build
from local.openapi.compatibility import breaks
from local.openapi.examples import Example, recorded
from local.openapi.functions import operations
from local.openapi.release import RELEASED
from local.openapi.vocabulary import describable
from procurement.domain import errors
from tests.support.documentation import (
    REPOSITORY,
    Expected,
    Request,
    blocks,
    differences,
    is_answer,
)
from tests.support.tables import read_template

# Pages and documents of thousands of lines.
WITHOUT_EXAMPLES: Final = {
    "GetDocumentation",
    "GetEventSchemas",
    "GetOpenApiDocument",
}

# The stories of the pages end before these could go well, or the address is a secret that nobody
# knows beforehand: they are shown refused. Their answers are those of operations beside them.
SHOWN_REFUSED: Final = {
    "AcceptAgreementCancellationRequest",
    "AcceptAgreementRequestWithoutPurchaseOrders",
    "AcceptOfferWithoutPurchaseOrders",
    "GetLinkedCalendar",
    "RejectAgreementApproval",
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return build()


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
    """After a change of a route or schema: make openapi"""
    assert json.loads(DOCUMENT.read_text("utf-8")) == document


def test_nothing_breaks_a_client_of_the_last_release(document):
    """Mend it; or name the operation in CHANGELOG.md under [Unreleased], then make release"""
    released = json.loads(RELEASED.read_text("utf-8"))
    assert [str(each) for each in breaks(released, document)] == []


def test_it_is_valid_openapi_three_one(document):
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_reference_resolves_and_nothing_is_left_over(document):
    found = set(references(document))
    components = document["components"]
    named = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "examples", "headers", "responses")
        for name in components[kind]
    }
    assert named == found


def test_every_route_of_the_template_is_an_operation(document):
    """Missing ones: a function's resolver tells them, or local/openapi/unresolved.py"""
    told = {(verb.upper(), path) for path, verb, _ in operations(document)}
    assert told == set(routes())


def test_every_operation_has_a_name_a_summary_and_a_group(document):
    """A group without a description: local/openapi/tags.py"""
    names = [operation["operationId"] for *_, operation in operations(document)]
    assert len(names) == len(set(names)) > 170
    assert all(name[0].isupper() and name.isalnum() for name in names)
    described = {tag["name"] for tag in document["tags"] if tag.get("description")}
    for *_, operation in operations(document):
        assert operation["summary"], operation["operationId"]
        assert operation["description"], operation["operationId"]
        assert set(operation["tags"]) <= described, operation["operationId"]


def test_every_page_that_a_group_names_is_there(document):
    named = {
        page for tag in document["tags"] for page in re.findall(r"docs/[\w/.-]+\.md", str(tag))
    }
    assert [page for page in sorted(named) if not (REPOSITORY / page).exists()] == []


def test_every_path_parameter_is_declared_as_it_is_written(document):
    for path, verb, operation in operations(document):
        declared = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", path)), (verb, path)


def test_every_member_and_parameter_says_what_it_means(document):
    """Missing ones: the schema's own Field, or a line in local/openapi/vocabulary.yaml"""
    untold = {
        f"{owner}.{name}"
        for owner, name, described in describable(document)
        if not described.get("description")
    }
    assert untold == set()
    schemas = document["components"]["schemas"].items()
    enums = {name for name, schema in schemas if "enum" in schema}
    assert {name for name, schema in schemas if not schema.get("description")} - enums == set()


def test_no_number_of_a_rule_is_told_to_users(document):
    told = [text for text in texts(document) if re.search(r"\bR-\d{3}\b", text)]
    assert told == []


class TestExamples:
    def test_every_operation_has_one(self, document):
        """Missing ones: an example in docs/api, then make openapi"""
        without = set()
        for *_, operation in operations(document):
            if operation["operationId"] in WITHOUT_EXAMPLES or operation["tags"] == ["AWS SDKs"]:
                continue
            for shown in (operation.get("requestBody", {}), success(operation)):
                content = shown.get("content", {}).values()
                if content and not any(media.get("examples") for media in content):
                    without.add(operation["operationId"])
        assert without == SHOWN_REFUSED

    def test_each_fits_its_schema(self, document):
        """Answers have no member that the document does not know, either."""
        validators = Validators(document), Validators(closed(document))
        faults = []
        for path, verb, operation in operations(document):
            for place, media in bodies(operation):
                validator = validators["responses" in place].at("paths", path, verb, *place)
                for name, example in media.get("examples", {}).items():
                    if "value" in example:
                        found = validator.iter_errors(example["value"])
                        faults += [f"{name}: {e.json_path} {e.message[:200]}" for e in found]
        assert faults == []

    def test_each_is_what_the_pages_say(self):
        """A page was changed since: make openapi"""
        assert [e["page"] for e in recorded() if not is_told(e)] == []

    def test_each_answer_is_documented(self, document):
        """A status without a description: local/openapi/refusals.py"""
        verbs = {(path, verb): operation for path, verb, operation in operations(document)}
        undocumented = {
            f"{example['method']} {example['path']}: {example['status']}"
            for example in recorded()
            if not {str(example["status"]), f"{example['status'] // 100}XX"}
            & verbs[example["path"], example["method"].lower()]["responses"].keys()
        }
        assert undocumented == set()


class TestRefusals:
    def test_the_catalog_refuses_as_its_model_says(self, document):
        """catalog: the statuses of botocore's error shapes"""
        catalog = [each for *_, each in operations(document) if each["tags"] == ["Catalog"]]
        assert len(catalog) == 7
        for operation in catalog:
            assert {"402", "403", "404", "422", "423", "429", "500"} <= operation[
                "responses"
            ].keys()
            content = operation["responses"]["422"]["content"]["application/json"]
            assert content["schema"] == {"$ref": "#/components/schemas/CatalogError"}

    def test_every_signed_operation_says_what_the_gateway_refuses(self, document):
        for *_, operation in operations(document):
            is_open = operation.get("security") == []
            responses = operation["responses"]
            assert is_open or {"403", "4XX"} & responses.keys(), operation["operationId"]
            assert {"429", "4XX"} & responses.keys(), operation["operationId"]
            assert {"504", "5XX"} & responses.keys(), operation["operationId"]

    def test_nothing_is_missing_where_nothing_is_named(self, document):
        """A list that can't be missing has no 404."""
        for name in ("ListPurchaseOrders", "ListInvoices", "AddPurchaseOrder", "PutTaxRules"):
            (operation,) = (o for *_, o in operations(document) if o["operationId"] == name)
            assert "404" not in operation["responses"]

    def test_reading_has_no_conflicts(self, document):
        for path, verb, operation in operations(document):
            if verb == "get" and path != "/billed-revenue":
                assert "409" not in operation["responses"], path

    def test_the_samples_are_errors_that_there_are(self, document):
        codes = {class_.code for class_ in family(errors.LedgerlineError)}
        told = set(document["components"]["examples"])
        of_gateway = set(read_template()["Resources"]["Api"]["Properties"]["GatewayResponses"])
        assert told - codes - of_gateway == {"INTERNAL"}


def test_all_but_the_open_operations_are_signed(document):
    assert document["security"] == [{"sigv4": []}]
    scheme = document["components"]["securitySchemes"]["sigv4"]
    assert scheme["x-amazon-apigateway-authtype"] == "awsSigv4"
    unsigned = {
        (verb.upper(), path)
        for path, verb, operation in operations(document)
        if operation.get("security") == []
    }
    assert unsigned == set(routes(unsigned=True))


def routes(*, unsigned: bool = False) -> Iterator[tuple[str, str]]:
    """Those of the template, all or without a signature."""
    for function in read_template()["Resources"].values():
        if function["Type"] != "AWS::Serverless::Function":
            continue
        for event in function["Properties"].get("Events", {}).values():
            properties = event["Properties"]
            is_open = properties.get("Auth", {}).get("Authorizer") == "NONE"
            if event["Type"] == "Api" and (is_open or not unsigned):
                yield properties["Method"], properties["Path"]


def texts(value: Any) -> Iterator[str]:
    """Descriptions and summaries, not examples."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in ("description", "summary") and isinstance(member, str):
                yield member
            elif name not in ("examples", "example"):
                yield from texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from texts(member)


def success(operation: dict[str, Any]) -> dict[str, Any]:
    return next(r for status, r in operation["responses"].items() if status.startswith("2"))


def bodies(operation: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """(place in the operation, media) of all that has a schema."""
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        yield ("requestBody", "content", kind, "schema"), media
    for status, response in operation["responses"].items():
        for kind, media in response.get("content", {}).items():
            yield ("responses", status, "content", kind, "schema"), media


class Validators:
    """Of a document's schemas, each found by its place: so that the document is read once."""

    def __init__(self, document: dict[str, Any]) -> None:
        resource = Resource.from_contents(document, DRAFT202012)
        self._registry = Registry().with_resource("urn:document", resource)

    def at(self, *place: str) -> Draft202012Validator:
        steps = (step.replace("~", "~0").replace("/", "~1") for step in place)
        reference = f"urn:document#/{quote('/'.join(steps), safe='/~')}"
        return Draft202012Validator({"$ref": reference}, registry=self._registry)


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """With schemas that allow no member that they do not name."""
    strict = copy.deepcopy(document)
    for schema in strict["components"]["schemas"].values():
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return strict


def is_told(example: Example) -> bool:
    """Whether the page has this request, with an answer that this one agrees with."""
    page = blocks(REPOSITORY / "docs/api" / example["page"])
    for block, after in pairwise(page):
        if not (block.is_a("http") and not is_answer(block) and is_answer(after)):
            continue
        request, expected = Request.of(block), Expected.of(after)
        path = example["path"]
        for name, value in example["request"]["path"].items():
            path = path.replace(f"{{{name}}}", value)
        is_it = (request.method, request.path, request.query) == (
            example["method"],
            path,
            example["request"]["query"],
        )
        shown = example["body"]
        shown = shown.replace("\r\n", "\n") if isinstance(shown, str) else shown
        if (
            is_it
            and expected.status == example["status"]
            and not any(differences(expected.body, shown))
        ):
            return True
    return False


def family(class_: type[errors.LedgerlineError]) -> Iterator[type[errors.LedgerlineError]]:
    yield class_
    for child in class_.__subclasses__():
        yield from family(child)
