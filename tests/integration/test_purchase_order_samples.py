"""The sample files of purchase orders: they work, and say the same in every format."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.template import parse_template, read_template
from tests.support.api import call
from tests.support.application import get, nothing_written
from tests.support.stack_requests import answer_to, request

SAMPLES = Path(__file__).parents[2] / "samples"
CONTENT_TYPES = {"yaml": "application/yaml", "csv": "text/csv"}

pytestmark = pytest.mark.usefixtures("aws", "clock")


def imported(format_: str) -> dict[str, int]:
    """The summary of importing the sample in this format."""
    content = (SAMPLES / f"purchase-orders.{format_}").read_bytes()
    answer = call(
        "POST",
        "/purchase-order-imports",
        raw_body=content,
        content_type=CONTENT_TYPES[format_],
    )
    assert answer.status == 200, answer.body
    return dict(answer.body["summary"])


@pytest.mark.parametrize(("first", "second"), [("yaml", "csv"), ("csv", "yaml")])
def test_both_documents_mean_the_same(first: str, second: str):
    assert imported(first)["create"] == 3
    with nothing_written():
        assert imported(second)["none"] == 3
    assert get("=PO-FILE/ON HOLD")["status"] == "SUSPENDED"


def test_the_samples_can_be_loaded_today(clock: Callable[[str], None]):
    """They stand for years to come"""
    clock("2034-12-31T12:00")
    assert imported("csv")["create"] == 3


def as_text(value: Any) -> Any:
    """As CloudFormation hands it over."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return {name: as_text(each) for name, each in value.items()}
        case list():
            return [as_text(each) for each in value]
        case _:
            return str(value)


def test_the_template_makes_what_it_says():
    template = parse_template((SAMPLES / "purchase-orders.template.yaml").read_text("utf-8"))
    made = {}
    for logical_id, resource in template["Resources"].items():
        assert resource["Type"] == "Custom::PurchaseOrder"
        given = {**as_text(resource["Properties"]), "ServiceToken": "token"}
        event = {**request("Create", given), "LogicalResourceId": logical_id}
        answer = answer_to(event)
        assert answer["Status"] == "SUCCESS", answer
        made[logical_id] = answer["Data"]
    assert made["CloudOrder"]["TotalValue"] == "15840.00"
    assert get("PO-STACK-TRAINING")["status"] == "SUSPENDED"


def test_the_template_takes_its_service_token_from_the_deployment():
    sample = parse_template((SAMPLES / "purchase-orders.template.yaml").read_text("utf-8"))
    exported = read_template()["Outputs"]["PurchaseOrderResource"]["Export"]["Name"]
    stack = sample["Parameters"]["LedgerlineStack"]["Default"]
    for resource in sample["Resources"].values():
        imported_name = resource["Properties"]["ServiceToken"]["Fn::ImportValue"]["Fn::Sub"]
        assert imported_name.replace("${LedgerlineStack}", stack) == exported["Fn::Sub"].replace(
            "${AWS::StackName}", stack
        )
