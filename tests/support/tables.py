"""The tables of `template.yaml`, made with plain calls wherever boto3 points.

So every test that uses them also tests the keys and indexes that will be deployed.
"""

from collections.abc import Mapping
from typing import Any, Final

import boto3
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb import dynamodb_backends

from local.template import read_template

_COPIED: Final = (
    "AttributeDefinitions",
    "KeySchema",
    "LocalSecondaryIndexes",
    "GlobalSecondaryIndexes",
)


def table_resources(template: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Properties of every table that each deployment has, by logical ID."""
    return {
        logical_id: resource["Properties"]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == "AWS::DynamoDB::Table" and "Condition" not in resource
    }


def table_environment(template: Mapping[str, Any]) -> dict[str, str]:
    """The variables by which the functions learn the tables' names, with the names used here."""
    functions = [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    functions.append(template.get("Globals", {}).get("Function", {}))
    tables = table_resources(template)
    return {
        name: name_of(value["Ref"])
        for function in functions
        for name, value in function.get("Environment", {}).get("Variables", {}).items()
        if isinstance(value, dict) and value.get("Ref") in tables
    }


def name_of(logical_id: str) -> str:
    """What a table of the template is called in tests."""
    return f"test-{logical_id}"


def empty_tables() -> None:
    """Forget everything that the tables hold, as if each was made anew."""
    dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].reset()
    create_tables(read_template())


def create_tables(template: Mapping[str, Any]) -> None:
    """Make every table of the template, with its indexes and its stream."""
    client = boto3.client("dynamodb")
    for logical_id, properties in table_resources(template).items():
        request = {name: properties[name] for name in _COPIED if name in properties}
        if stream := properties.get("StreamSpecification"):
            request["StreamSpecification"] = {"StreamEnabled": True, **stream}
        client.create_table(TableName=name_of(logical_id), BillingMode="PAY_PER_REQUEST", **request)
