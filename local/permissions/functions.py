"""What each function may do itself: every action of its role, and on what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from local.template import read_template, resources_of

BY_EVENT: Final = {
    "SQS": "AWSLambdaSQSQueueExecutionRole",
    "DynamoDB": "AWSLambdaDynamoDBExecutionRole",
}
"""AWS's managed policies that SAM adds for what calls a function; every one writes its own log."""

# Without it `${PurchaseOrdersTable.Arn}/index/listing` would be longer than what it names.
_ARN: Final = re.compile(r"\$\{(\w+)(?:\.Arn)?\}")


_INTRODUCTION: Final = """\
# Permissions of functions

What every function may do itself: all actions of its role, by resource. `make permissions` writes
this page from `template.yaml`, and a test fails when it is stale: read what it adds before you
commit it. Every function also writes its own log (`AWSLambdaBasicExecutionRole`). `ClockTable` is
on the local stack alone, where the application can be [told the
time](operations.md#telling-the-time).

| Function | Resource | Actions |
| --- | --- | --- |
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """One action on one resource."""

    action: str
    resource: str


def permissions() -> dict[str, list[Permission]]:
    """All that the template allows each function, by folder, sorted."""
    shared = _policies_of_roles()
    return {
        made["CodeUri"].removeprefix("functions/"): sorted(
            {*_permissions(made), *shared.get(f"{logical_id}Role", ())},
            key=lambda each: (each.resource, each.action),
        )
        for logical_id, made in resources_of(read_template(), "AWS::Serverless::Function").items()
    }


def policies_by_event(folder: str) -> list[str]:
    """The managed policies that come with what calls a function."""
    made = resources_of(read_template(), "AWS::Serverless::Function").values()
    (properties,) = (each for each in made if each["CodeUri"] == f"functions/{folder}")
    types = {event["Type"] for event in properties.get("Events", {}).values()}
    return sorted(BY_EVENT[each] for each in types & BY_EVENT.keys())


def page() -> str:
    """`docs/permissions-of-functions.md`."""
    return _INTRODUCTION + "".join(f"{line}\n" for line in _rows())


def _rows() -> Iterator[str]:
    for folder, allowed in permissions().items():
        for resource, group in groupby(allowed, lambda each: each.resource):
            actions = ", ".join(f"`{each.action}`" for each in group)
            yield f"| `{folder}` | `{resource}` | {actions} |"
        for policy in policies_by_event(folder):
            yield f"| `{folder}` | what calls it | all of `{policy}` |"


def _policies_of_roles() -> dict[str, list[Permission]]:
    """What policies that many functions share allow, by the logical ID of their roles."""
    found: dict[str, list[Permission]] = {}
    for policy in resources_of(read_template(), "AWS::IAM::Policy").values():
        for role in policy["Roles"]:
            found.setdefault(role["Ref"], []).extend(_stated(policy["PolicyDocument"]))
    return found


def _stated(document: dict[str, Any]) -> Iterator[Permission]:
    for statement in document["Statement"]:
        for action in _listed(statement["Action"]):
            for resource in _listed(statement["Resource"]):
                yield Permission(action=action, resource=_named(resource))


def _permissions(properties: dict[str, Any]) -> Iterator[Permission]:
    for policy in properties.get("Policies", ()):
        yield from _stated(policy)
    failure = properties.get("EventInvokeConfig", {}).get("DestinationConfig", {}).get("OnFailure")
    if failure:
        yield Permission(action="sqs:SendMessage", resource=_named(failure["Destination"]))


def _named(resource: Any) -> str:
    """A resource by its logical ID, or as the template writes it."""
    if isinstance(resource, str):
        return resource
    ((function, value),) = resource.items()
    if function == "Fn::GetAtt":
        return str(value).removesuffix(".Arn")
    text = _ARN.sub(r"\1", str(value)) if value.startswith("${") else value
    return str(text)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
