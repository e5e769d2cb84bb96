"""A stack in moto with the tables and queues of the template, for the verbs that work on stacks."""

import json
import re
from typing import Any

import boto3

from tests.support.tables import name_of, read_template, table_resources


def create_stack(stack_name: str = "ledgerline") -> None:
    """Make it; its tables take the place of those that the application in process uses."""
    tables = boto3.client("dynamodb")
    for table in tables.list_tables()["TableNames"]:
        tables.delete_table(TableName=table)
    boto3.client("cloudformation").create_stack(
        StackName=stack_name, TemplateBody=_in_json(_tables_and_queues())
    )


def _tables_and_queues() -> dict[str, Any]:
    template = read_template()
    resources = {
        name: {**properties, "TableName": name_of(name)}
        for name, properties in table_resources(template).items()
    }
    made = {
        name: {"Type": "AWS::DynamoDB::Table", "Properties": properties}
        for name, properties in resources.items()
    }
    queues = {
        name: each
        for name, each in template["Resources"].items()
        if each["Type"] == "AWS::SQS::Queue"
    }
    return {
        "Parameters": {"Stage": {"Type": "String", "Default": "local"}},
        "Conditions": {"IsProd": template["Conditions"]["IsProd"]},
        "Resources": made | queues,
    }


def _in_json(template: dict[str, Any]) -> str:
    """In YAML alone an attribute may be named in one word."""
    in_two = r'"Fn::GetAtt": ["\1", "\2"]'
    return re.sub(r'"Fn::GetAtt": "(\w+)\.(\w+)"', in_two, json.dumps(template))
