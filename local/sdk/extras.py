"""What clients of AWS's own services must know to call this application: the extras.

API Gateway wants signatures for `execute-api`. Beside that every operation of a JSON service gets a
path of its own, so that IAM can allow one and refuse the other. Without an endpoint of the caller's
the models go on to lead to AWS itself, signed as AWS wants it.
"""

from dataclasses import dataclass
from typing import Final

from local.sdk import Json
from local.sdk.service import aws_loader

CBOR: Final = "smithy-rpc-v2-cbor"

EXECUTE_API: Final[Json] = {
    "name": "sigv4",
    "signingName": "execute-api",
    "signingRegion": "{Region}",
}
_ENDPOINT: Final[Json] = {"ref": "Endpoint"}
_OPERATION: Final[Json] = {"ref": "Operation"}


@dataclass(frozen=True, kw_only=True, slots=True)
class AwsService:
    """A service of AWS: where its regular endpoint is, and in which region that is signed."""

    name: str
    url: str
    signing_region: str = "{Region}"

    @property
    def version(self) -> str:
        """The API version that botocore has, and under which it looks for extras."""
        return aws_loader().determine_latest_version(self.name, "service-2")

    @property
    def model(self) -> Json:
        """AWS's own model."""
        model: Json = aws_loader().load_service_model(self.name, "service-2", self.version)
        return model

    @property
    def rule_parameters(self) -> Json:
        """What AWS's own rules for its endpoints ask for."""
        rules: Json = aws_loader().load_service_model(
            self.name, "endpoint-rule-set-1", self.version
        )
        parameters: Json = rules["parameters"]
        return parameters

    @property
    def is_rpc(self) -> bool:
        """Whether all operations go to one path, named by a header or by the CBOR protocol."""
        return "targetPrefix" in self.model["metadata"]


SERVICES: Final = (
    AwsService(
        name="invoicing",
        url="https://invoicing.{Partition#implicitGlobalRegion}.{Partition#dualStackDnsSuffix}",
        signing_region="{Partition#implicitGlobalRegion}",
    ),
    AwsService(
        name="marketplace-agreement",
        url="https://agreement-marketplace.{Region}.{Partition#dnsSuffix}",
    ),
    AwsService(
        name="marketplace-catalog",
        url="https://catalog.marketplace.{Region}.{Partition#dnsSuffix}",
    ),
)


def service_extras(service: AwsService, *, forces_cbor: bool = False) -> Json:
    """service-2.sdk-extras.json of a JSON service: each operation's name for the rules, or CBOR."""
    if forces_cbor:
        return _merged({"metadata": {"protocol": CBOR, "protocols": [CBOR]}})
    own = {
        name: {
            # Where AWS's model lacks the operation, it fails for want of this shape.
            "input": operation["input"],
            "staticContextParams": {"Operation": {"value": name}},
        }
        for name, operation in service.model["operations"].items()
    }
    return _merged({"operations": own})


def endpoint_extras(service: AwsService, *, forces_cbor: bool = False) -> Json:
    """endpoint-rule-set-1.sdk-extras.json: where requests go, and for what they are signed."""
    ours = [endpoint(_ENDPOINT, EXECUTE_API, _is_set(_ENDPOINT))]
    if service.is_rpc and not forces_cbor:
        ours.insert(0, _by_operation(service.model["metadata"]["targetPrefix"]))
    parameters = {"Operation": {"required": False, "type": "string"}}
    return _merged({"parameters": parameters, "rules": [*ours, *_of_aws(service)]})


def endpoint(url: str | Json, signed: Json, *conditions: Json) -> Json:
    """A rule that leads to `url` under these conditions."""
    properties = {"authSchemes": [signed]}
    return {
        "type": "endpoint",
        "conditions": list(conditions),
        "endpoint": {"url": url, "properties": properties, "headers": {}},
    }


def _by_operation(target: str) -> Json:
    """``/service/{service}/operation/{operation}`` behind whatever path the endpoint has."""
    parsed = {"fn": "parseURL", "argv": [_ENDPOINT], "assign": "Url"}
    path = f"{{Url#normalizedPath}}service/{target}/operation/{{Operation}}"
    conditions = (_is_set(_ENDPOINT), _is_set(_OPERATION), parsed)
    return endpoint(f"{{Url#scheme}}://{{Url#authority}}{path}", EXECUTE_API, *conditions)


def _of_aws(service: AwsService) -> list[Json]:
    """Without an endpoint of the caller's: AWS's regular one, signed as the model says."""
    region: Json = {"ref": "Region"}
    partition = {"fn": "aws.partition", "argv": [region], "assign": "Partition"}
    name = service.model["metadata"]["signingName"]
    signed = {"name": "sigv4", "signingName": name, "signingRegion": service.signing_region}
    is_regular = [
        {"fn": "booleanEquals", "argv": [{"ref": parameter}, False]}
        for parameter in ("UseFIPS", "UseDualStack")
        if parameter in service.rule_parameters
    ]
    return [
        endpoint(service.url, signed, _is_set(region), partition, *is_regular),
        {
            "type": "error",
            "conditions": [],
            "error": "These extras know AWS's regular endpoints alone: name a region, or set "
            "endpoint_url to the application's.",
        },
    ]


def _is_set(reference: Json) -> Json:
    return {"fn": "isSet", "argv": [reference]}


def _merged(part: Json) -> Json:
    return {"version": 1.0, "merge": part}
