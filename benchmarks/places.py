"""Where a benchmark runs the application in process: on moto, or on a local stack's DynamoDB."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import boto3
from moto import mock_aws

from local.clients import ROOT_ACCESS_KEY_ID, ROOT_SECRET_ACCESS_KEY
from local.home import Home
from local.progress import silent
from local.server import REGION, start_server, stop_server
from local.template import read_template
from procurement import bootstrap
from tests.support.quick_moto import quick
from tests.support.tables import create_tables, table_environment

ACCOUNT: Final = "111122223333"


@contextmanager
def on_moto() -> Iterator[None]:
    """Empty tables in the memory of this process, of which moto makes no needless copies."""
    os.environ.pop("AWS_ENDPOINT_URL", None)
    _settle({"AWS_ACCESS_KEY_ID": "benchmark", "AWS_SECRET_ACCESS_KEY": "benchmark"})
    # botocore would put the account into the host name, which moto does not know.
    os.environ["AWS_ACCOUNT_ID_ENDPOINT_MODE"] = "disabled"
    with quick(), mock_aws():
        create_tables(read_template())
        yield


@contextmanager
def on_the_local_stack() -> Iterator[None]:
    """Empty tables on an emulated AWS of its own, which runs nothing else and is stopped after."""
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        server = start_server(home, silent)
        try:
            _settle(
                {
                    "AWS_ENDPOINT_URL": server.endpoint_url,
                    "AWS_ACCESS_KEY_ID": ROOT_ACCESS_KEY_ID,
                    "AWS_SECRET_ACCESS_KEY": ROOT_SECRET_ACCESS_KEY,
                }
            )
            create_tables(read_template())
            yield
        finally:
            stop_server(home, server, silent)
            os.environ.pop("AWS_ENDPOINT_URL", None)


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
