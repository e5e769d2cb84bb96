"""The extras of `sdk/` lead clients of AWS's services here, and to AWS where nobody says so."""

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import botocore.session
import pytest
from botocore import xform_name
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointProviderError

from local.sdk.extras import CBOR, SERVICES, AwsService
from local.sdk.files import CBOR_MODELS, MODELS
from tests.support import sdk
from tests.support.sdk import ADDRESS


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """An operation and what it cannot do without."""

    operation: str
    arguments: Mapping[str, Any]


CALLS: Final = {
    "invoicing": Call(operation="ListInvoiceUnits", arguments={}),
    "marketplace-agreement": Call(
        operation="DescribeAgreement", arguments={"agreementId": "agmt-1"}
    ),
    "marketplace-catalog": Call(
        operation="DescribeEntity", arguments={"Catalog": "AWSMarketplace", "EntityId": "offer-1"}
    ),
}
RPC: Final = [service for service in SERVICES if service.is_rpc]

every_aws_service = pytest.mark.parametrize("service", SERVICES, ids=lambda each: each.name)


@every_aws_service
def test_with_an_endpoint_requests_are_signed_for_execute_api(service: AwsService):
    for address in ("https://api.example.com/v1", "https://api.example.com/v1/"):
        url, scope = sent(service, [MODELS], "eu-west-1", endpoint_url=address)
        assert scope == "eu-west-1/execute-api"
        assert url.startswith("https://api.example.com/v1/")


@pytest.mark.parametrize("address", ["https://api.example.com", "https://api.example.com/a/b/v1/"])
@pytest.mark.parametrize("service", RPC, ids=lambda each: each.name)
def test_each_operation_has_a_path_that_iam_can_allow(service: AwsService, address: str):
    url, _ = sent(service, [MODELS], "eu-west-1", endpoint_url=address)
    target = service.model["metadata"]["targetPrefix"]
    path = f"service/{target}/operation/{CALLS[service.name].operation}"
    assert url == f"{address.removesuffix('/')}/{path}"


@pytest.mark.parametrize("service", RPC, ids=lambda each: each.name)
def test_every_operation_tells_the_rules_its_name(service: AwsService):
    model = client_of(service, [MODELS], "eu-west-1").meta.service_model
    assert set(model.operation_names) == set(service.model["operations"])
    for name in model.operation_names:
        (told,) = model.operation_model(name).static_context_parameters
        assert (told.name, told.value) == ("Operation", name)


@pytest.mark.parametrize("service", RPC, ids=lambda each: each.name)
def test_cbor_is_spoken_by_whoever_wants_it(service: AwsService):
    folders = [CBOR_MODELS, MODELS]
    client = client_of(service, folders, "eu-west-1", endpoint_url=ADDRESS)
    assert client.meta.service_model.protocols == [CBOR]
    url, scope = sent(service, folders, "eu-west-1", endpoint_url=ADDRESS)
    target = service.model["metadata"]["targetPrefix"]
    assert scope == "eu-west-1/execute-api"
    assert url == f"{ADDRESS}/service/{target}/operation/{CALLS[service.name].operation}"


@pytest.mark.parametrize("region", ["us-east-1", "eu-central-1", "us-gov-west-1", "cn-north-1"])
@every_aws_service
def test_without_an_endpoint_requests_go_to_aws_as_ever(service: AwsService, region: str):
    as_ever = sent(service, [], region)
    for folders in ([MODELS], [CBOR_MODELS, MODELS]):
        url, scope = sent(service, folders, region)
        assert urlsplit(url).netloc == urlsplit(as_ever[0]).netloc
        assert scope == as_ever[1]


@every_aws_service
def test_no_other_endpoint_of_aws_is_promised(service: AwsService):
    fips = Config(use_fips_endpoint=True)
    with pytest.raises(EndpointProviderError, match="regular endpoints alone"):
        sent(service, [MODELS], "us-east-1", config=fips)


def client_of(service: AwsService, folders: Sequence[Path], region: str, **options: Any) -> Any:
    core = botocore.session.Session()
    core.set_config_variable("data_path", os.pathsep.join(map(str, folders)) or None)
    core.set_credentials("AKIAEXAMPLE", "example-secret")
    return core.create_client(service.name, region_name=region, **options)


def sent(
    service: AwsService, folders: Sequence[Path], region: str, **options: Any
) -> tuple[str, str]:
    """(address, region and service of the signature) of one request of a client."""
    requests: list[AWSPreparedRequest] = []

    def keep(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        requests.append(request)
        return AWSResponse(request.url, 503, {}, sdk.Raw(b""))

    call = CALLS[service.name]
    options.setdefault("config", Config())
    options["config"] = options["config"].merge(Config(retries={"max_attempts": 0}))
    client = client_of(service, folders, region, **options)
    client.meta.events.register("before-send", keep)
    with contextlib.suppress(ClientError):
        getattr(client, xform_name(call.operation))(**call.arguments)
    (request,) = requests
    scope = str(request.headers["Authorization"]).split("/")
    return request.url, f"{scope[2]}/{scope[3]}"
