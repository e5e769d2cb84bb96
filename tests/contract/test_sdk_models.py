"""The models of `sdk/` are what the OpenAPI document says, and botocore can work with them."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import botocore.session
import jmespath
import pytest
from botocore import xform_name
from botocore.docs.service import ServiceDocumenter
from botocore.exceptions import EndpointProviderError
from botocore.model import OperationModel, ServiceModel, Shape

from local.sdk.document import Operation, operations
from local.sdk.files import DOCUMENT, FOLDER, MODELS, build, differences
from local.sdk.paging import WAITERS
from local.sdk.service import ACTIONS, AWS_SERVICES, SERVICE, aws_loader, chosen
from tests.support import sdk
from tests.support.api import Answer
from tests.support.documentation import REPOSITORY, Request, links, named_paths

# What the command line keeps to itself, as members would be called.
OF_THE_COMMAND_LINE: Final = {
    *("version", "debug", "endpointUrl", "noVerifySsl", "noPaginate", "output", "query"),
    *("profile", "region", "color", "noSignRequest", "caBundle", "cliReadTimeout"),
    *("cliConnectTimeout", "cliInputJson", "generateCliSkeleton"),
    *("maxItems", "startingToken", "pageSize"),
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads(DOCUMENT.read_text("utf-8"))


@pytest.fixture(scope="module")
def model() -> ServiceModel:
    return sdk.service_model()


def described(model: ServiceModel) -> Iterator[OperationModel]:
    return (model.operation_model(name) for name in model.operation_names)


def test_the_committed_models_are_up_to_date():
    stale = [path.relative_to(REPOSITORY) for path in differences(build())]
    assert stale == [], "run make sdk"


def test_the_same_document_makes_the_same_models():
    assert build() == build()


def test_every_operation_is_in_the_service_or_in_one_of_aws(document, model):
    aws = {
        name
        for service in AWS_SERVICES
        for name in aws_loader().load_service_model(service, "service-2")["operations"]
    }
    signed = [each for each in operations(document) if each.is_signed]
    everything = {each.name for each in signed if each.tags != ("AWS SDKs",)}
    assert everything - aws <= set(model.operation_names)
    assert {each.name for each in chosen(document)} == set(model.operation_names)


def test_operations_are_called_as_the_actions_of_iam(document, model):
    """R-361, R-363: AWS publishes no API for purchase orders, but names of actions."""
    there = {each.name for each in operations(document)}
    assert there & ACTIONS <= set(model.operation_names)
    assert len(there & ACTIONS) >= 7


def test_an_operation_asks_for_everything_that_its_route_takes(document, model):
    for operation in chosen(document):
        shape = model.operation_model(operation.name).input_shape
        sent = {member.serialization.get("name", name) for name, member in shape.members.items()}
        assert {each.name for each in operation.parameters} <= sent, operation.name
        assert members_of_body(operation, document) <= set(shape.members), operation.name


def members_of_body(operation: Operation, document: dict[str, Any]) -> set[str]:
    schema = operation.request.schema or {}
    component = schema.get("$ref", "").rpartition("/")[2]
    return set(document["components"]["schemas"].get(component, schema).get("properties", ()))


def test_every_example_of_the_document_can_be_sent_and_is_read_whole(document):
    faults, checked = [], 0
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            of_any = re.sub(r"\{\w+\}", "1", path)
            asked = Request(method=method.upper(), path=of_any, query={}, body=None)
            for body in examples(operation.get("requestBody", {}), document):
                faults += sdk.faults(replace(asked, body=json.dumps(body)), Answer(200, None, {}))
                checked += 1
            found = sdk.operation_of(asked)
            for status in operation["responses"].keys() & {"200", "201", "202"} if found else ():
                for body in examples(operation["responses"][status], document):
                    faults += sdk.lost(found[0], Answer(int(status), body, {}))
                    checked += 1
    assert faults == []
    assert checked > 200


def examples(content: dict[str, Any], document: dict[str, Any]) -> Iterator[Any]:
    described = content.get("content", {}).get("application/json", {})
    for example in described.get("examples", {}).values():
        name = example.get("$ref", "").rpartition("/")[2]
        yield (document["components"]["examples"][name] if name else example)["value"]


def test_python_has_help_for_every_operation(model, tmp_path):
    core = botocore.session.Session()
    core.set_config_variable("data_path", str(MODELS))
    documenter = ServiceDocumenter(SERVICE, core, str(tmp_path))
    text = documenter.document_service().decode()
    assert [name for name in sdk.client().meta.method_to_api_mapping if name not in text] == []


def walked(shape: Any, seen: set[str]) -> None:
    if shape is None or shape.name in seen:
        return
    seen.add(shape.name)
    for inner in (*getattr(shape, "members", {}).values(), *inside(shape)):
        walked(inner, seen)


def inside(shape: Any) -> list[Any]:
    return [getattr(shape, name) for name in ("member", "key", "value") if hasattr(shape, name)]


def test_no_shape_is_there_in_vain(model):
    seen: set[str] = set()
    for operation in described(model):
        for shape in (operation.input_shape, operation.output_shape, *operation.error_shapes):
            walked(shape, seen)
    assert set(model.shape_names) == seen


def test_errors_have_their_status_and_their_members(model):
    expected = {
        "ValidationException": (400, "problems"),
        "ServiceQuotaExceededException": (400, "quota"),
        "AccessDeniedException": (403, "message"),
        "ResourceNotFoundException": (404, "resourceId"),
        "ConflictException": (409, "purchaseOrderIds"),
        "ThrottlingException": (503, "message"),
        "InternalServerException": (500, "requestId"),
    }
    shapes = {shape.name: shape for shape in model.error_shapes}
    assert shapes.keys() == expected.keys()
    for name, (status, member) in expected.items():
        assert shapes[name].metadata["error"]["httpStatusCode"] == status
        assert {"message", "code", "requestId", member} <= shapes[name].members.keys()


def test_a_client_token_is_made_by_the_sdk_if_it_is_left_out(model):
    with_token = [each for each in described(model) if "clientToken" in each.input_shape.members]
    assert {"CreateOffer", "IssueCreditMemo"} <= {each.name for each in with_token}
    for operation in with_token:
        assert "clientToken" in operation.idempotent_members, operation.name


def test_amounts_are_text_and_instants_are_moments(model):
    line = model.shape_for("LineItemInput")
    assert line.members["unitPrice"].type_name == "string"
    order = model.shape_for("PurchaseOrder")
    assert order.members["createdAt"].type_name == "timestamp"
    assert order.members["totalValue"].type_name == "string"


def test_no_member_is_called_as_an_option_of_the_command_line(model):
    clashes = {
        (operation.name, name)
        for operation in described(model)
        for name in operation.input_shape.members
        if name in OF_THE_COMMAND_LINE
    }
    assert clashes == set()


def test_every_list_has_its_paginator(model):
    client = sdk.client()
    for operation in described(model):
        shape = operation.output_shape
        is_paged = "nextToken" in operation.input_shape.members
        is_file = shape is not None and shape.serialization.get("payload") is not None
        method = {v: k for k, v in client.meta.method_to_api_mapping.items()}[operation.name]
        assert client.can_paginate(method) == (is_paged and not is_file), operation.name


@pytest.mark.parametrize("name", WAITERS)
def test_a_waiter_looks_at_members_that_there_are(name, model):
    waiter = WAITERS[name]
    assert xform_name(name) in sdk.client().waiter_names
    output = model.operation_model(waiter.operation).output_shape
    read = jmespath.compile(waiter.expression or "@").search(skeleton(output, set()))
    assert read is not None or waiter.matcher == "error"


def skeleton(shape: Shape, above: set[str]) -> Any:
    """A value with every member, of which a waiter can read something."""
    match shape.type_name:
        case "structure" if shape.name not in above:
            inner = above | {shape.name}
            return {name: skeleton(each, inner) for name, each in shape.members.items()}
        case "list":
            return [skeleton(shape.member, above)]
    return "something"


def test_what_the_application_speaks_of_is_named(model):
    assert model.signing_name == "execute-api"
    assert model.protocol == "rest-json"
    assert model.api_version == next((MODELS / SERVICE).iterdir()).name


def test_our_own_service_asks_for_its_address():
    client = sdk.session().client(SERVICE)
    with pytest.raises(EndpointProviderError, match="AWS_ENDPOINT_URL_PURCHASE_ORDERS"):
        client.list_purchase_orders()


def test_every_link_and_every_file_of_the_read_me_is_there():
    page = FOLDER / "README.md"
    assert [link for link in links(page) if not (FOLDER / link.partition("#")[0]).exists()] == []
    assert [path for path in named_paths(page) if not (REPOSITORY / path).exists()] == []
