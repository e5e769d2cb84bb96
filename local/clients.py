"""AWS clients and environment variables that reach one local stack, and never the real AWS."""

import os
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from local.home import PROJECT
from local.server import ACCOUNT, LOOPBACK, REGION

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sts import STSClient

# The emulator takes any key of twelve digits as the root user of that account.
ROOT_ACCESS_KEY_ID = ACCOUNT
ROOT_SECRET_ACCESS_KEY = "local"  # noqa: S105  any word will do
# Where `make setup` puts uv on a machine that has none; the layer's Makefile looks for it.
OWN_UV = PROJECT / ".local" / "uv" / "bin"


class Clients:
    """Clients of one endpoint with one pair of keys; made when first asked for."""

    def __init__(
        self,
        endpoint_url: str,
        access_key_id: str = ROOT_ACCESS_KEY_ID,
        secret_access_key: str = ROOT_SECRET_ACCESS_KEY,
        read_timeout_seconds: float = 60,
    ) -> None:
        self._endpoint_url = endpoint_url
        self._session = boto3.Session(
            aws_access_key_id=access_key_id,
            aws_secret_access_key=secret_access_key,
            region_name=REGION,
        )
        self._config = Config(
            read_timeout=read_timeout_seconds,
            retries={"mode": "standard", "total_max_attempts": 2},
            proxies={},
        )

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """The deployed stack."""
        return self._session.client(
            "cloudformation", endpoint_url=self._endpoint_url, config=self._config
        )

    @cached_property
    def iam(self) -> "IAMClient":
        """Users and roles."""
        return self._session.client("iam", endpoint_url=self._endpoint_url, config=self._config)

    @cached_property
    def functions(self) -> "LambdaClient":
        """Lambda."""
        return self._session.client("lambda", endpoint_url=self._endpoint_url, config=self._config)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """CloudWatch Logs."""
        return self._session.client("logs", endpoint_url=self._endpoint_url, config=self._config)

    @cached_property
    def mail(self) -> "SESV2Client":
        """SES, version 2."""
        return self._session.client("sesv2", endpoint_url=self._endpoint_url, config=self._config)

    @cached_property
    def objects(self) -> "S3Client":
        """S3, addressed by path: no name ending in `.localhost` needs to resolve."""
        config = self._config.merge(Config(s3={"addressing_style": "path"}))
        return self._session.client("s3", endpoint_url=self._endpoint_url, config=config)

    @cached_property
    def queues(self) -> "SQSClient":
        """SQS."""
        return self._session.client("sqs", endpoint_url=self._endpoint_url, config=self._config)

    @cached_property
    def schedules(self) -> "EventBridgeSchedulerClient":
        """EventBridge Scheduler."""
        return self._session.client(
            "scheduler", endpoint_url=self._endpoint_url, config=self._config
        )

    @cached_property
    def tables(self) -> "DynamoDBClient":
        """DynamoDB."""
        return self._session.client(
            "dynamodb", endpoint_url=self._endpoint_url, config=self._config
        )

    @cached_property
    def sts(self) -> "STSClient":
        """Who am I."""
        return self._session.client("sts", endpoint_url=self._endpoint_url, config=self._config)


@cache
def clients_of(
    endpoint_url: str,
    access_key_id: str = ROOT_ACCESS_KEY_ID,
    secret_access_key: str = ROOT_SECRET_ACCESS_KEY,
    read_timeout_seconds: float = 60,
) -> Clients:
    """The same ones whenever asked: making one takes longer than what it is asked for."""
    return Clients(endpoint_url, access_key_id, secret_access_key, read_timeout_seconds)


def tool_environment(endpoint_url: str, tools: Path) -> dict[str, str]:
    """What sam needs to reach the local stack, whatever the developer's AWS settings are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = os.pathsep.join([str(tools), kept.get("PATH", os.defpath), str(OWN_UV)])
    not_proxied = ",".join(filter(None, [kept.get("NO_PROXY"), LOOPBACK, "localhost"]))
    return kept | {
        "PATH": path,
        "NO_PROXY": not_proxied,
        "no_proxy": not_proxied,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": ROOT_ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET_ACCESS_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "1",
        "COLUMNS": "160",
        "PYTHONUNBUFFERED": "1",
    }
