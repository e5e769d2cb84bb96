"""Callers with the roles of the stack, in its own account and in others."""

import re
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import boto3
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from local.deployment import STACK_NAME
from local.home import PROJECT
from local.permissions.policies import policies_of
from local.permissions.table import Role, Route, routes
from local.template import read_template, resources_of
from tests.support.deployed import Deployed
from tests.support.eventually import eventually

ELSEWHERE = "444455556666"
"""An account that may call the local stack."""

THIRD = "777788889999"
"""Another one."""

STRANGER = "999900001111"
"""An account that the deployment does not name."""

THREADS = 6

_numbers = count(1)
_REQUEST_ID = re.compile(r'"requestId": ?"[^"]*"')


@dataclass(frozen=True)
class Heard:
    """What came back for one request."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def is_denied_by_gateway(self) -> bool:
        """Whether IAM stopped it, and the answer can be told from one of the application."""
        return self.status == 403 and '"code":"ACCESS_DENIED"' in self.text

    def without(self, *varying: str) -> tuple[int, str]:
        """Status and body, with what varies by request or by ID left out."""
        text = _REQUEST_ID.sub("", self.text)
        for each in varying:
            text = text.replace(each, "")
        return self.status, text


class Principal:
    """Signs requests with one pair of keys; may be used by several threads."""

    def __init__(self, name: str, deployed: Deployed, key: Credentials) -> None:
        self.name = name
        self.key = key
        self.url = deployed.info.api_url
        self._region = deployed.info.region
        self._local = threading.local()

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Heard:
        """Send to a path that is percent-encoded already."""
        request = AWSRequest(method, self.url + path, data=body, headers=dict(headers or {}))
        SigV4Auth(self.key, "execute-api", self._region).add_auth(request)
        answer = self._session.request(
            method, request.url, data=body, headers=dict(request.headers), timeout=60
        )
        received = {name.lower(): value for name, value in answer.headers.items()}
        return Heard(answer.status_code, answer.text, received)

    @property
    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
            self._local.session.trust_env = False
        session: requests.Session = self._local.session
        return session


class Accounts:
    """Makes users in any account of the local AWS, as the root of that account."""

    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed

    def user(self, account_id: str, roles: Iterable[Role]) -> Principal:
        """A new user with the managed policies of some roles and nothing else."""
        name = f"principal-{next(_numbers)}"
        iam = self._root("iam", account_id)
        iam.create_user(UserName=name)
        for role in roles:
            for policy in policies_of(role):
                arn = self.policies(account_id)[policy.logical_id]
                iam.attach_user_policy(UserName=name, PolicyArn=arn)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        known_as = f"{'+'.join(roles) or 'nobody'} of {account_id}"
        credentials = Credentials(key["AccessKeyId"], key["SecretAccessKey"])
        return Principal(known_as, self._deployed, credentials)

    def policies(self, account_id: str) -> dict[str, str]:
        """ARNs of the managed policies of an account, by logical ID."""
        if account_id == self._deployed.info.account_id:
            return self._outputs(account_id, STACK_NAME)
        with _lock:
            if account_id not in self._elsewhere:
                self._elsewhere[account_id] = self._make_policies(account_id)
        return self._elsewhere[account_id]

    @cached_property
    def _elsewhere(self) -> dict[str, dict[str, str]]:
        return {}

    def _make_policies(self, account_id: str) -> dict[str, str]:
        text = (PROJECT / "samples/permissions-of-another-account.yaml").read_text("utf-8")
        at = self._deployed.info.api_url.split("/")
        values = {
            "ApiId": at[at.index("restapis") + 1],
            "ApiAccountId": self._deployed.info.account_id,
            "ApiRegion": self._deployed.info.region,
        }
        name = f"roles-{next(_numbers)}"
        self._root("cloudformation", account_id).create_stack(
            StackName=name,
            TemplateBody=text,
            Capabilities=["CAPABILITY_IAM"],
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in values.items()
            ],
        )
        return eventually(lambda: self._outputs(account_id, name))

    def _outputs(self, account_id: str, stack: str) -> dict[str, str]:
        client = self._root("cloudformation", account_id)
        (found,) = client.describe_stacks(StackName=stack)["Stacks"]
        assert found["StackStatus"] in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
        return {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}

    def _root(self, service: str, account_id: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self._deployed.info.endpoint_url,
            region_name=self._deployed.info.region,
            aws_access_key_id=account_id,
            aws_secret_access_key="local",
            config=Config(proxies={}),
        )


_lock = threading.Lock()


def by_function() -> list[list[Route]]:
    """Every signed route, those of one function together."""
    serves = {
        (event["Properties"]["Method"], event["Properties"]["Path"]): name
        for name, made in resources_of(read_template(), "AWS::Serverless::Function").items()
        for event in made.get("Events", {}).values()
        if event["Type"] == "Api"
    }
    groups: dict[str, list[Route]] = {}
    for route in routes():
        groups.setdefault(serves[route.method, route.in_template], []).append(route)
    return sorted(groups.values(), key=len, reverse=True)


@contextmanager
def in_parallel() -> Iterator[ThreadPoolExecutor]:
    """A few threads: each keeps to one function, which then runs in one process."""
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool


def seconds_since(began: float) -> float:
    """How long something took by the clock of the machine."""
    return time.monotonic() - began
