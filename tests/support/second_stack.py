"""The same application deployed once more to the same emulated AWS, under another stack name."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from local.clients import Clients
from local.deployment import Deployment
from local.home import Home
from local.identity import policy
from local.progress import silent
from local.resources import Resources, deployed_resources
from local.stack import LocalStack
from tests.support.deployed import Deployed

SECOND = "ledgerline-second"


class SecondStack:
    """Deployed from what the first stack was built of; it has users of its own."""

    def __init__(self, stack: LocalStack) -> None:
        self._first = stack.read()
        self._root = Clients(self._first.endpoint_url)
        home = Home(stack.home)
        Deployment(home, stack.project, self._first.endpoint_url, silent, SECOND).deploy()
        self.deployed = self._described(deployed_resources(self._root, SECOND))
        self._is_there = True

    def may_use_tables_of(self, other: Deployed, *functions: str) -> None:
        """Put some of its functions to work on the tables of another deployment."""
        tables = _tables_in(other, functions[0])
        arns = [f"arn:aws:dynamodb:*:*:table/{name}" for name in tables.values()]
        allowed = {
            "Effect": "Allow",
            "Action": "dynamodb:*",
            "Resource": [each + more for each in arns for more in ("", "/index/*")],
        }
        for logical in functions:
            name = self.deployed.info.functions[logical]
            made = self._root.functions.get_function_configuration(FunctionName=name)
            self._root.iam.put_role_policy(
                RoleName=made["Role"].rpartition("/")[2],
                PolicyName="tables-of-another",
                PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
            )
            self._root.functions.update_function_configuration(
                FunctionName=name,
                Environment={"Variables": {**made["Environment"]["Variables"], **tables}},
            )

    def delete(self) -> None:
        """Tear it down, as `sam delete` would, unless that is done."""
        if not self._is_there:
            return
        self._is_there = False
        self.deployed.api.close()
        client = self._root.cloudformation
        client.delete_stack(StackName=SECOND)
        client.get_waiter("stack_delete_complete").wait(
            StackName=SECOND, WaiterConfig={"Delay": 1, "MaxAttempts": 120}
        )

    def _described(self, resources: Resources) -> Deployed:
        info = self._first
        key = Deployed(info).key_of_user(SECOND)
        self._root.iam.put_user_policy(
            UserName=SECOND, PolicyName="operator", PolicyDocument=json.dumps(policy(resources))
        )
        path = f"restapis/{resources.api_id}/{resources.api_stage}/_user_request_"
        return Deployed(
            replace(
                info,
                api_url=f"{info.endpoint_url}/{path}",
                access_key_id=key.access_key,
                secret_access_key=key.secret_key,
                tables=resources.tables,
                queues=resources.queues,
                buckets=resources.buckets,
                functions=resources.functions,
                event_bus=resources.event_bus,
            )
        )


def names_of(at: Deployed, stack_name: str, *types: str) -> set[str]:
    """Physical names of a stack's resources of these types."""
    client = at.root("cloudformation")
    pages = client.get_paginator("list_stack_resources").paginate(StackName=stack_name)
    return {
        each["PhysicalResourceId"]
        for page in pages
        for each in page["StackResourceSummaries"]
        if each["ResourceType"] in types
    }


def there_is(at: Deployed) -> dict[str, set[str]]:
    """Names of everything in the account that a deployment makes, by kind."""
    tables, queues, buses = at.root("dynamodb"), at.root("sqs"), at.root("events")
    functions, buckets, iam = at.root("lambda"), at.root("s3"), at.root("iam")
    bus_names = {each["Name"] for each in buses.list_event_buses()["EventBuses"]}
    schedules = at.root("scheduler").get_paginator("list_schedules").paginate()
    return {
        "tables": {each for page in _pages(tables, "list_tables") for each in page["TableNames"]},
        "queues": set(queues.list_queues(MaxResults=1000)["QueueUrls"]),
        "buckets": {each["Name"] for each in buckets.list_buckets()["Buckets"]},
        "functions": {
            each["FunctionName"]
            for page in _pages(functions, "list_functions")
            for each in page["Functions"]
        },
        "roles": {each["RoleName"] for page in _pages(iam, "list_roles") for each in page["Roles"]},
        "buses": bus_names,
        "rules": {
            each["Arn"]
            for name in bus_names
            for each in buses.list_rules(EventBusName=name)["Rules"]
        },
        "schedules": {each["Arn"] for page in schedules for each in page["Schedules"]},
    }


def _pages(client: Any, operation: str) -> Iterator[dict[str, Any]]:
    pages: Iterator[dict[str, Any]] = iter(client.get_paginator(operation).paginate())
    return pages


def policies_of(at: Deployed, roles: Iterable[str]) -> str:
    """The text of everything that these roles may do."""
    iam = at.root("iam")
    return "\n".join(
        json.dumps(iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
        for role in roles
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    )


def _tables_in(other: Deployed, logical: str) -> dict[str, str]:
    name = other.info.functions[logical]
    made = other.root("lambda").get_function_configuration(FunctionName=name)
    variables = made["Environment"]["Variables"]
    return {key: value for key, value in variables.items() if key.endswith("_TABLE")}
