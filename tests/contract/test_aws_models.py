"""Copies of AWS's models, and the page that says what is answered of them."""

import re
from pathlib import Path
from typing import Any

import pytest

from functions.catalog import app as catalog_app
from local import aws_models
from procurement.domain.errors import Problem
from procurement.entrypoints.aws_operations.marketplace_catalog.table import SERVICE as CATALOG
from procurement.entrypoints.aws_operations.registry import PACKAGES, service_of
from procurement.entrypoints.aws_protocol.models import model_of, structure_of
from procurement.entrypoints.aws_protocol.service import Extent


@pytest.mark.parametrize("place", [*aws_models.copies(), *aws_models.table()], ids=lambda p: p.name)
def test_a_committed_file_is_what_would_be_written_now(place: Path) -> None:
    """Otherwise: make models"""
    made = {**aws_models.copies(), **aws_models.table()}
    assert place.read_text("utf-8") == made[place]


@pytest.mark.parametrize("prefix", sorted(PACKAGES))
def test_members_are_named_alike_in_every_protocol(prefix: str) -> None:
    """No member has another name on the wire; nothing is sent in headers, streams or paths"""
    service = service_of(prefix)
    assert service is not None
    model = aws_models.model_in_botocore(service.name)
    assert {"json", "smithy-rpc-v2-cbor"} >= set(model["metadata"]["protocols"])
    for operation in model["operations"].values():
        assert (operation["http"]["method"], operation["http"]["requestUri"]) == ("POST", "/")
    for member in _references(model["shapes"]):
        assert member.keys() <= {"shape", "idempotencyToken", "box"}


def _references(shapes: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for shape in shapes.values():
        found += shape.get("members", {}).values()
        found += [shape[part] for part in ("member", "key", "value") if part in shape]
    return found


@pytest.mark.parametrize("prefix", sorted(PACKAGES))
def test_the_reasons_of_a_service_are_in_its_model(prefix: str) -> None:
    """That of what is refused as such, and that of an access denied"""
    service = service_of(prefix)
    assert service is not None
    model = model_of(service.name)
    invalid, denied = (
        structure_of(model, name) for name in ("ValidationException", "AccessDeniedException")
    )
    problem = Problem(field="operation", reason=service.refusal, message="is not served")
    assert service.reason_of(problem) in invalid.members["reason"].enum
    if "reason" in denied.members:
        assert service.denial in denied.members["reason"].enum


def test_the_catalog_has_a_route_for_every_operation_that_it_serves() -> None:
    """Its table is for the documentation alone: the function has routes, not targets"""
    model = aws_models.model_in_botocore(CATALOG.name)
    assert set(CATALOG.operations) == set(model["operations"])
    document = catalog_app.api.get_openapi_schema().model_dump(by_alias=True, exclude_none=True)
    routed = {
        operation["operationId"]: (verb.upper(), path)
        for path, operations in document["paths"].items()
        for verb, operation in operations.items()
    }
    answered = {n for n, o in CATALOG.operations.items() if o.extent is not Extent.REFUSED}
    assert set(routed) == answered
    for name, route in routed.items():
        http = model["operations"][name]["http"]
        assert route == (http["method"], http["requestUri"])


def test_the_page_counts_what_it_lists() -> None:
    """As many rows as the models have operations"""
    text = aws_models.TABLE.read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (served|partly|refused) \|", text, re.MULTILINE)
    counted = re.findall(r"(\d+) (?:served|partly|refused)", text)
    assert len(rows) == sum(map(int, counted)) == 36 + 21 + 15
