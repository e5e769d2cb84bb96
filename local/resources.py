"""What CloudFormation says was deployed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from local.clients import Clients
from local.deployment import STACK_NAME
from local.errors import LocalStackError

DEFAULT_SENDER = "ledgerline@example.com"


@dataclass(frozen=True, kw_only=True)
class Resources:
    """Physical names by logical name, for the kinds of resources that clients talk to."""

    api_id: str
    api_stage: str
    tables: Mapping[str, str]
    queues: Mapping[str, str]
    buckets: Mapping[str, str]
    functions: Mapping[str, str]
    event_bus: str
    notification_sender: str


def deployed_resources(clients: Clients, stack_name: str = STACK_NAME) -> Resources:
    """Read them from the stack; queues come as URLs of the endpoint that was asked."""
    by_type: dict[str, dict[str, str]] = defaultdict(dict)
    pages = clients.cloudformation.get_paginator("list_stack_resources")
    for page in pages.paginate(StackName=stack_name):
        for resource in page["StackResourceSummaries"]:
            physical = resource.get("PhysicalResourceId", "")
            by_type[resource["ResourceType"]][resource["LogicalResourceId"]] = physical
    return Resources(
        api_id=_only(by_type["AWS::ApiGateway::RestApi"], "REST API"),
        api_stage=_only(by_type["AWS::ApiGateway::Stage"], "stage of the REST API"),
        tables=by_type["AWS::DynamoDB::Table"],
        queues={
            logical: clients.queues.get_queue_url(QueueName=_last_part(physical))["QueueUrl"]
            for logical, physical in by_type["AWS::SQS::Queue"].items()
        },
        buckets=by_type["AWS::S3::Bucket"],
        functions=by_type["AWS::Lambda::Function"],
        event_bus=next(iter(by_type["AWS::Events::EventBus"].values()), "default"),
        notification_sender=_notification_sender(clients, stack_name),
    )


def _only(found: Mapping[str, str], kind: str) -> str:
    if len(found) != 1:
        raise LocalStackError(f"template.yaml must have exactly one {kind}, not {len(found)}")
    return next(iter(found.values()))


def _last_part(queue: str) -> str:
    return queue.rsplit("/", 1)[-1]


def _notification_sender(clients: Clients, stack_name: str) -> str:
    """The address that mail is sent from: output or parameter `NotificationSender`."""
    stack = clients.cloudformation.describe_stacks(StackName=stack_name)["Stacks"][0]
    values = {
        parameter["ParameterKey"]: parameter.get("ParameterValue", "")
        for parameter in stack.get("Parameters", [])
    } | {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    return values.get("NotificationSender") or DEFAULT_SENDER
