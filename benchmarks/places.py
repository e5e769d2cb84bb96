"""Where a benchmark runs the application in process: on moto, or on a local stack's DynamoDB."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import boto3
from moto import mock_aws

from local.clients import ROOT_ACCESS_KEY_ID, ROOT_SECRET_ACCESS_KEY
from local.home import Home, default_home, read_json
from local.server import REGION
from procurement import bootstrap
from tests.support.tables import (
    create_tables,
    name_of,
    read_template,
    table_environment,
    table_resources,
)

ACCOUNT: Final = "111122223333"


@contextmanager
def on_moto() -> Iterator[None]:
    """Empty tables in the memory of this process."""
    os.environ.pop("AWS_ENDPOINT_URL", None)
    _settle({"AWS_ACCESS_KEY_ID": "benchmark", "AWS_SECRET_ACCESS_KEY": "benchmark"})
    # botocore would put the account into the host name, which moto does not know.
    os.environ["AWS_ACCOUNT_ID_ENDPOINT_MODE"] = "disabled"
    with mock_aws():
        create_tables(read_template())
        yield


@contextmanager
def on_the_local_stack() -> Iterator[None]:
    """Empty tables of its own on the running local stack, deleted in the end."""
    stack = read_json(Home(default_home()).stack_file)
    if stack is None:
        sys.exit("the local stack is not up; run `make up`, or set the table variables")
    _settle(
        {
            "AWS_ENDPOINT_URL": stack["endpointUrl"],
            "AWS_ACCESS_KEY_ID": ROOT_ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET_ACCESS_KEY,
        }
    )
    _delete_tables()  # of a run that was cut off
    create_tables(read_template())
    try:
        yield
    finally:
        _delete_tables()


def _settle(more: dict[str, str]) -> None:
    os.environ |= {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "DEPLOYMENT_ACCOUNT": ACCOUNT,
        **table_environment(read_template()),
        **more,
    }
    boto3.DEFAULT_SESSION = None
    for part in vars(bootstrap).values():
        if hasattr(part, "cache_clear"):
            part.cache_clear()


def _delete_tables() -> None:
    client = boto3.client("dynamodb")
    present = set(client.list_tables()["TableNames"])
    for name in present & set(map(name_of, table_resources(read_template()))):
        client.delete_table(TableName=name)
