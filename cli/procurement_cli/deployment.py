"""A deployment as whoever operates it sees it: the resources of its stack, and clients for them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import Session

from procurement_cli.errors import CommandError, Misused

DEFAULT_STACK: Final = "ledgerline"

_TABLE: Final = "AWS::DynamoDB::Table"
_QUEUE: Final = "AWS::SQS::Queue"
_FUNCTION: Final = "AWS::Lambda::Function"
_MAPPING: Final = "AWS::Lambda::EventSourceMapping"


class AwsRefused(CommandError):
    """AWS did not do what it was asked; the message is AWS's own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Deployment:
    """The resources of one stack, each by its logical ID: queues as URLs, mappings as UUIDs."""

    stack_name: str
    tables: Mapping[str, str]
    queues: Mapping[str, str]
    functions: Mapping[str, str]
    event_source_mappings: Mapping[str, str]
    session: Session
    region: str | None
    _clients: dict[str, Any] = field(default_factory=dict, repr=False)

    def client(self, service: str) -> Any:
        """The client of an AWS service, with the operator's credentials."""
        if service not in self._clients:
            self._clients[service] = _client(self.session, service, self.region)
        return self._clients[service]


def find_deployment(*, stack_name: str, profile: str | None, region: str | None) -> Deployment:
    """The stack of this name, where the credentials and the region lead.

    Raises ClientError if there is none or it may not be read, Misused if it is something else's.
    """
    session = Session(profile=profile)
    stacks = _client(session, "cloudformation", region)
    pages = stacks.get_paginator("list_stack_resources").paginate(StackName=stack_name)
    found = [each for page in pages for each in page["StackResourceSummaries"]]

    def of_type(type_: str) -> dict[str, str]:
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for each in found
            if each["ResourceType"] == type_
        }

    tables = of_type(_TABLE)
    if "LedgerTable" not in tables:
        raise Misused(f"the stack {stack_name} is none of Ledgerline's")
    return Deployment(
        stack_name=stack_name,
        tables=tables,
        queues=of_type(_QUEUE),
        functions=of_type(_FUNCTION),
        event_source_mappings=of_type(_MAPPING),
        session=session,
        region=region,
    )


@contextmanager
def asking_aws() -> Iterator[None]:
    """Whatever AWS refuses inside is told in AWS's own words. Raises AwsRefused."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise AwsRefused(str(error)) from error


def _client(session: Session, service: str, region: str | None) -> Any:
    config = Config(retries={"mode": "standard", "total_max_attempts": 8})
    return session.create_client(service, region_name=region, config=config)
