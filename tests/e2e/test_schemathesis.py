"""schemathesis against the deployed stack: signed requests to every operation, and no fault."""

import json
from typing import Any, Final

import pytest
import requests
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from local.openapi import DOCUMENT
from local.openapi.functions import operations
from tests.support.deployed import Deployed

pytestmark = [pytest.mark.e2e, pytest.mark.last]

SECONDS: Final = 30
REQUESTS: Final = 2
"""Of each kind, allowed and forbidden, to each operation."""

CONFIG: Final = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})

# They change what all accounts share.
SHARED: Final = ("PutInvoicingEntities", "PutTaxRules", "PutExchangeRates")


# Protocols that schemathesis does not write, and pages of which nothing can be asked wrongly.
APART: Final = ("AWS SDKs", "Documentation")


def names() -> list[str]:
    """Operations that take something of the caller's own."""
    document = json.loads(DOCUMENT.read_text("utf-8"))
    return [
        operation["operationId"]
        for *_, operation in operations(document)
        if operation["tags"][0] not in APART and operation["operationId"] not in SHARED
    ]


class Signed(requests.auth.AuthBase):
    """Signs as the operator of the stack, in the account that other tests use before."""

    def __init__(self, deployed: Deployed) -> None:
        info = deployed.info
        key = Credentials(info.access_key_id, info.secret_access_key)
        self._signer = SigV4Auth(key, "execute-api", info.region)

    def __call__(self, prepared: requests.PreparedRequest) -> requests.PreparedRequest:
        signed = AWSRequest(prepared.method, prepared.url, data=prepared.body)
        self._signer.add_auth(signed)
        prepared.headers.update(signed.headers.items())
        return prepared


@pytest.fixture(scope="module")
def api() -> Any:
    return schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text("utf-8")), config=CONFIG)


@pytest.mark.parametrize("name", names())
def test_nothing_that_is_sent_makes_it_fail(name: str, api: Any, deployed: Deployed) -> None:
    operation = api.find_operation_by_id(name)
    for mode in GenerationMode:

        @settings(
            max_examples=REQUESTS,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Case) -> None:
            answer = case.call(
                base_url=deployed.info.api_url, auth=Signed(deployed), timeout=SECONDS
            )
            case.validate_response(answer, checks=[not_a_server_error])

        send()
