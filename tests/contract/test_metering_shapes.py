"""What is sent and answered is what AWS's own model of the metering service takes."""

from typing import Any

import pytest
from botocore.model import ServiceModel, Shape, StringShape, StructureShape
from botocore.session import Session
from botocore.utils import parse_timestamp
from botocore.validate import ParamValidator

from procurement.domain.metering.tally import UsageStatus
from procurement.domain.metering.usage_entry import MAX_ALLOCATIONS, MAX_RECORDS, MAX_TAGS
from tests.integration.conftest import aws, clock  # noqa: F401 - fixtures
from tests.support.metering import a_record, allocation, send
from tests.support.terms import agreed, usage

OURS = {"AgreementId"}
"""What stands in place of AWS's licenses."""


@pytest.fixture(scope="module")
def model() -> ServiceModel:
    return ServiceModel(
        Session().get_service_data("meteringmarketplace"), service_name="meteringmarketplace"
    )


def known(value: Any, shape: Shape) -> Any:
    """`value` as the SDK reads it: its own members, without nulls; all of ours are checked."""
    if isinstance(shape, StructureShape):
        assert value.keys() - OURS <= shape.members.keys(), shape.name
        return {
            name: known(member, shape.members[name])
            for name, member in value.items()
            if member is not None and name not in OURS
        }
    if shape.type_name == "list":
        return [known(member, shape.member) for member in value]  # type: ignore[attr-defined]
    return parse_timestamp(value) if shape.type_name == "timestamp" else value


@pytest.mark.usefixtures("aws")
def test_request_and_answer_fit_the_model_of_the_sdk(model, clock):  # noqa: F811
    """meteringmarketplace:BatchMeterUsage"""
    agreement = agreed(usage())
    clock("2027-01-15T14:00")
    records = [
        a_record(agreement, "2027-01-15T13:00Z", 5, UsageAllocations=[allocation(5, team="a")]),
        a_record(agreement, "2027-01-15T13:00Z", 6),
        a_record("agmt-nowhere", "2027-01-15T13:00Z", "1.5"),
    ]
    operation = model.operation_model("BatchMeterUsage")
    for value, shape in (
        ({"UsageRecords": records}, operation.input_shape),
        (send(*records).body, operation.output_shape),
    ):
        report = ParamValidator().validate(known(value, shape), shape)
        assert not report.has_errors(), report.generate_report()


def test_statuses_and_limits_are_those_of_the_model(model):
    """meteringmarketplace:UsageRecordResultStatus, UsageRecordList, UsageAllocations, TagList"""
    statuses = model.shape_for("UsageRecordResultStatus")
    assert isinstance(statuses, StringShape)
    assert set(statuses.enum) == {status.value for status in UsageStatus}
    limits = {
        name: model.shape_for(name).metadata["max"]
        for name in ("UsageRecordList", "UsageAllocations", "TagList")
    }
    assert limits == {
        "UsageRecordList": MAX_RECORDS,
        "UsageAllocations": MAX_ALLOCATIONS,
        "TagList": MAX_TAGS,
    }
