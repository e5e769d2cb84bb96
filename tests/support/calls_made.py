"""What functions really ask of AWS in tests, in the words of their policies.

Every request of botocore's passes here, those that are only signed included. The function is the
one whose module is at work; what a test asks for itself belongs to none.
"""

import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FrameType
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.model import OperationModel

from local.template import read_template

_MODULE: Final = re.compile(r"/functions/(\w+)/app\.py$")
_WRITES: Final = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
_SAME: Final = {"HeadObject": "GetObject", "SendMessageBatch": "SendMessage"}
"""Operations that are allowed by another one's action."""
_SERVICES: Final = {"sesv2": "ses", "marketplace-agreement": "aws-marketplace"}
"""Services whose actions have another prefix."""


_SECRETS: Final = (
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/"
    "${AWS::StackName}/portals/*"
)


class Made(NamedTuple):
    """One action that a function needs, on the resource that it was asked of."""

    function: str
    action: str
    resource: str


@contextmanager
def heard(hear: Callable[[Made], None]) -> Iterator[None]:
    """Tell `hear` of everything that functions ask for."""
    emit = BaseClient._emit_api_params

    def emitted(
        client: Any, api_params: Any, operation_model: OperationModel, *args: Any, **more: Any
    ) -> Any:
        function = _function()
        if function is not None:
            service = client.meta.service_model.service_name
            for name, resource in _asked(service, operation_model.name, api_params):
                action = f"{_SERVICES.get(service, service)}:{_SAME.get(name, name)}"
                hear(Made(function, action, resource))
        return emit(client, api_params, operation_model, *args, **more)

    with patch.object(BaseClient, "_emit_api_params", emitted):
        yield


def _function() -> str | None:
    """The folder of the function at work; what it does side by side, it does in further threads."""
    own: FrameType | None = sys._getframe(2)
    main = sys._current_frames().get(threading.main_thread().ident or 0)
    return _in(own) or _in(main)


def _in(frame: FrameType | None) -> str | None:
    while frame is not None:
        if found := _MODULE.search(frame.f_code.co_filename):
            return found[1]
        frame = frame.f_back
    return None


def _asked(service: str, operation: str, given: Any) -> Iterator[tuple[str, str]]:
    """Every action of a request, and its resource as `local.permissions.functions` names it."""
    match service:
        case "dynamodb":
            yield from _of_tables(operation, given)
        case "s3":
            folder = given["Key"].partition("/")[0] if "Key" in given else ""
            named = _named(given["Bucket"])
            is_part = named == "ReportsBucket"
            yield operation, f"{named}/{folder}/*" if is_part else f"{named}/*"
        case "sqs":
            yield operation, _named(given["QueueUrl"])
        case "events":
            for entry in given["Entries"]:
                yield operation, _named(entry["EventBusName"])
        case "ssm":
            yield operation, _SECRETS
        case _:
            yield operation, "*"


def _of_tables(operation: str, given: Any) -> Iterator[tuple[str, str]]:
    if operation in ("TransactWriteItems", "TransactGetItems"):
        for item in given["TransactItems"]:
            ((kind, of),) = item.items()
            yield _WRITES[kind], _named(of["TableName"])
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        for table in given["RequestItems"]:
            yield operation, _named(table)
    else:
        index = f"/index/{given['IndexName']}" if "IndexName" in given else ""
        yield operation, f"{_named(given['TableName'])}{index}"


def _named(value: str) -> str:
    """The resource that the template gives to the variable which now has this value."""
    for name, expression in _variables().items():
        if os.environ.get(name) == value and isinstance(expression, dict):
            ((function, inner),) = expression.items()
            return f"arn:${{AWS::Partition}}:s3:::{inner}" if function == "Fn::Sub" else str(inner)
    return value


@cache
def _variables() -> dict[str, Any]:
    template = read_template()
    found = dict(template["Globals"]["Function"]["Environment"]["Variables"])
    for made in template["Resources"].values():
        if made["Type"] == "AWS::Serverless::Function":
            found |= made["Properties"].get("Environment", {}).get("Variables", {})
    return found
