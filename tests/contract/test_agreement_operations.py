"""All 36 operations of marketplace-agreement, by boto3's own client, in either protocol."""

from collections.abc import Callable
from typing import Final

import pytest
from botocore.validate import ParamValidator

from procurement.entrypoints.aws_operations.registry import PACKAGES, service_of
from procurement.entrypoints.aws_protocol.models import StructureShape, model_of
from procurement.entrypoints.aws_protocol.service import Extent
from tests.support.agreement_tour import Tour
from tests.support.aws_clients import PROTOCOLS, Protocol, client

SERVICE: Final = "marketplace-agreement"
PARTIES: Final[dict[Protocol, tuple[str, str]]] = {
    "json": ("111122223333", "444455556666"),
    "cbor": ("222233334444", "555566667777"),
}


@pytest.fixture(scope="module")
def model():
    return model_of(SERVICE)


@pytest.mark.usefixtures("aws")
def test_every_operation_answers_as_its_model_says_and_alike_in_both_protocols(
    model, clock: Callable[[str], None]
) -> None:
    """Nothing is there that the model does not know, nothing is missing that it requires"""
    tours = [Tour(protocol, *PARTIES[protocol], clock) for protocol in PROTOCOLS]
    for tour in tours:
        tour.walk()
        assert {operation for operation, _ in tour.answers} == set(model.operation_names)
        for operation, answer in tour.answers:
            shape = model.operation_model(operation).output_shape
            report = ParamValidator().validate(answer, shape)
            assert not report.has_errors(), (operation, report.generate_report())
            check_enums(shape, answer, operation)
    by_json, by_cbor = (tour.neutral() for tour in tours)
    assert by_json == by_cbor


def check_enums(shape, value, path: str) -> None:
    """Values of enumerations are those of the model; unions have one member."""
    match shape:
        case StructureShape():
            assert not getattr(shape, "is_tagged_union", False) or len(value) == 1, path
            for name, member in value.items():
                check_enums(shape.members[name], member, f"{path}.{name}")
        case _ if shape.type_name == "list":
            for member in value:
                check_enums(shape.member, member, f"{path}[]")
        case _ if getattr(shape, "enum", ()):
            assert value in shape.enum, path


@pytest.mark.parametrize("prefix", sorted(PACKAGES))
def test_a_table_names_the_operations_of_its_model(prefix: str) -> None:
    """Each of them with what is missing, or why it is refused"""
    service = service_of(prefix)
    assert service is not None
    found = model_of(service.name)
    assert found.metadata["targetPrefix"] == prefix
    assert set(service.operations) == set(found.operation_names)
    for name, operation in service.operations.items():
        assert bool(operation.note) == (operation.extent is not Extent.SERVED), name
        assert bool(operation.by) == (operation.extent is not Extent.REFUSED), name


@pytest.mark.usefixtures("aws", "clock")
@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_what_a_stranger_asks_for_is_not_there(protocol: Protocol) -> None:
    """R-377, with the members of the exception"""
    asked = client(SERVICE, account="999988887777", protocol=protocol)
    with pytest.raises(asked.exceptions.ResourceNotFoundException) as caught:
        asked.describe_agreement(agreementId="agmt-1")
    told = caught.value.response
    assert (told["resourceType"], told["resourceId"]) == ("Agreement", "agmt-1")
    assert told["requestId"] == told["ResponseMetadata"]["RequestId"] == "request-1"
